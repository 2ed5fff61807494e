"""Who may mediate, and what must be there before a mediation ends."""

import pytest

from huying.rules.mediation import Outcome, Signed, end_lacks, neutral

NOTHING, TERMS = Signed(False, 0, False), Signed(True, 0, False)


@pytest.mark.parametrize(
    ("mediator", "people", "may"),
    [("何静", ["江秋莲"], True), ("何静", ["江秋莲", " 何静 "], False), ("", [], False)],
)
def test_a_party_does_not_mediate(mediator: str, people: list[str], may: bool) -> None:
    assert neutral(mediator, people) is may


@pytest.mark.parametrize(
    ("outcome", "signed", "routes", "reason", "lacks"),
    [
        ("agreed", NOTHING, [], "", "signed"),
        ("agreed", TERMS, [], "", "signed"),
        ("agreed", TERMS._replace(confirmed=1), [], "", "signed"),
        ("agreed", TERMS._replace(confirmed=2), [], "", ""),
        ("agreed", TERMS._replace(paper=True), [], "", ""),
        ("agreed", Signed(False, 2, True), [], "", "signed"),
        ("not_agreed", NOTHING, [], "谈不拢", "routes"),
        ("not_agreed", NOTHING, ["street"], "", "routes"),
        ("not_agreed", NOTHING, ["court"], "", ""),
        ("withdrawn", NOTHING, [], " ", "reason"),
        ("withdrawn", NOTHING, [], "楼上修好了", ""),
    ],
)
def test_what_is_missing_before_it_ends(
    outcome: Outcome, signed: Signed, routes: list[str], reason: str, lacks: str
) -> None:
    assert end_lacks(outcome, signed, routes, reason) == lacks
