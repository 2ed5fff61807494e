"""Every kind of event ever shipped still hashes to what was stored, and still has its line on a timeline."""

import ast
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huying.cases import actions as cases
from huying.cases.history import history
from huying.cases.models import Case, Category
from huying.core import timeline
from huying.core.actor import SYSTEM
from huying.core.models import Event, EventWords
from huying.demo.cast import Cast
from huying.rules import funds, lifecycle

from .source import HOUSE, PACKAGE, files, tree

pytestmark = pytest.mark.once
FROZEN = HOUSE / "tests" / "frozen_events"
TEMPLATES = sorted(PACKAGE.glob("*/templates/events/[!_]*.html"))


def recorded_kinds() -> set[str]:
    """Every kind the source can record: the steps of the two roads, and the literals given to record()."""
    kinds = {step.event for step in (*lifecycle.STEPS, *funds.STEPS)}
    for path in files():
        for node in ast.walk(tree(path)):
            records = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "record" and node.args
            if records and isinstance(node.args[0], ast.Constant):
                kinds.add(str(node.args[0].value))
    return kinds


def thaw(path: Path) -> tuple[Event, str]:
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    words = row.pop("words")
    return Event(**row | {"at": datetime.fromisoformat(row["at"])}), words


def test_every_kind_has_its_template_and_every_template_its_kind() -> None:
    assert {path.stem for path in TEMPLATES} == recorded_kinds()


def test_an_events_template_lies_in_the_room_that_records_it() -> None:
    assert [path for path in TEMPLATES if path.stem.split(".")[0] != path.parts[-4]] == []


def test_every_kind_and_version_is_kept_frozen() -> None:
    frozen = {path.stem for path in FROZEN.glob("*.json")}
    assert frozen >= {f"{kind}.v{timeline.VERSIONS.get(kind, 1)}" for kind in recorded_kinds()}


@pytest.mark.parametrize("path", sorted(FROZEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_frozen_event_hashes_and_renders(cast: Cast, path: Path) -> None:
    """Put at the end of a case's history, it is shown like any other."""
    event, words = thaw(path)
    assert timeline.hash_event(event) == event.hash
    case = some_case(cast)
    event.subject_type, event.subject_id, event.seq = case._meta.label_lower, str(case.pk), 10_000
    event.save(force_insert=True)
    EventWords.objects.create(event_id=event.pk, salt="", text=words)
    line = history(case, audience="staff")[0]
    assert str(line.event.pk) == event.pk
    assert len(line.html) > len("<p></p>")


def some_case(cast: Cast) -> Case:
    said = cases.Said(
        text="漏水", channel="phone", nature="help", urgency="normal", home=cast.home("5栋303"),
        category=Category.objects.get(pk="light"),
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=SYSTEM).case
