"""Whose part it is: the table of domain.md, and parts that nothing is suggested for."""

import pytest

from huying.field.models import Part, Zone
from huying.rules.zones import SUGGESTED, zone_of


@pytest.mark.parametrize(
    ("part", "zone"),
    [
        ("roof", "common"),
        ("outer_wall", "common"),
        ("roof_gutter", "common"),
        ("riser", "common"),
        ("drain", "common"),
        ("branch_pipe", "private"),
        ("water_supply", "utility"),
        ("window", "unknown"),
        ("ground", "unknown"),
        ("no such part", "unknown"),
    ],
)
def test_what_is_suggested(part: str, zone: str) -> None:
    assert zone_of(part) == zone


def test_the_table_speaks_of_our_parts_and_zones_only() -> None:
    assert set(SUGGESTED) <= set(Part.values)
    assert set(SUGGESTED.values()) <= set(Zone.values)
