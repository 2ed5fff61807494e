"""三审 The three reviews before anything is published, and what a text may not give away.

Practice of public notices in China (三审三校): first the wording, then the facts, then whether it may go out; no two of
the three by one person. Who wrote it may be its first reader, as the responsible editor is in a newsroom.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from . import masks

Stage = Literal["first", "second", "final"]
STAGES: tuple[Stage, ...] = ("first", "second", "final")

# Who may speak at each: the wording is the desk's; the last word is the secretary's, or the street's, so that a community
# of three people can still publish with three different ones.
WHO: dict[Stage, frozenset[str]] = {
    "first": frozenset({"officer", "secretary"}),
    "second": frozenset({"officer", "secretary", "supervisor"}),
    "final": frozenset({"secretary", "supervisor"}),
}


class Voice(NamedTuple):
    """Who passed which review of the wording as it stands."""

    stage: Stage
    user: str


Why = Literal["", "role", "twice"]


def why_not(stage: Stage, passed: Iterable[Voice], user: str, roles: Iterable[str]) -> Why:
    """Why somebody may not speak at this review; "" where they may: their posts do not carry it, or they spoke already."""
    if not WHO[stage] & frozenset(roles):
        return "role"
    return "twice" if any(voice.user == user for voice in passed) else ""


def after(stage: Stage) -> Stage | None:
    """The review that follows; None after the last one."""
    at = STAGES.index(stage) + 1
    return STAGES[at] if at < len(STAGES) else None


Given = Literal["phone", "id", "card", "plate", "door", "name"]


class GivenAway(NamedTuple):
    """A piece of a text that points at a person or at one home."""

    kind: Given
    said: str
    start: int
    end: int


# 5栋303, 新3栋1单元101, 303室, 5-303: a door. A house alone (5栋), a storey and a year are none.
_DOOR = re.compile(
    r"(?:[0-9A-Za-z新老旧附东南西北甲乙丙丁]{0,5}[栋座幢](?:[0-9一二三四五六七八九十]{1,2}单元)?|(?<![0-9])[0-9]{1,2}[-－])[0-9]{3,4}(?![0-9年元])(?:室|号|房)?"
    r"|(?<![0-9])[0-9]{3,4}(?:室|号房|房间|房)"
)


def gives_away(text: str, names: Iterable[str] = ()) -> tuple[GivenAway, ...]:
    """Telephones, numbers of papers and cards, plates, doors, and the names of the residents concerned, in order, none
    overlapping. A net below the people who review, never instead of them (see masks.scan)."""
    found = [GivenAway(one.kind, text[one.start : one.end], one.start, one.end) for one in masks.scan(text)]
    found += [GivenAway("door", match[0], *match.span()) for match in _DOOR.finditer(text)]
    for name in sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True):
        found += [GivenAway("name", name, match.start(), match.end()) for match in re.finditer(re.escape(name), text)]
    return _apart(sorted(found, key=lambda one: (one.start, -one.end)))


def _apart(found: Sequence[GivenAway]) -> tuple[GivenAway, ...]:
    kept: list[GivenAway] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def covered(text: str, names: Iterable[str] = ()) -> str:
    """The text as it may go out: names by their surname, doors without the room, numbers starred."""
    for one in reversed(gives_away(text, names)):
        text = text[: one.start] + _covered(one) + text[one.end :]
    return text


def _covered(one: GivenAway) -> str:
    if one.kind == "name":
        return masks.name(one.said, "public")
    if one.kind == "door":
        return re.sub(r"[-－]?[0-9]{3,4}(?:室|号房|房间|房|号)?$", "", one.said) or "一户"
    return masks.clean(one.said)


Block = Literal["p", "quote", "h2"]


class Prose(NamedTuple):
    """One block of a story."""

    kind: Block
    text: str
    cite: str = ""


def prose(text: str) -> tuple[Prose, ...]:
    """A story's plain text as blocks, apart by empty lines: `# ` begins a heading, `> ` what somebody said, with who said
    it after ——."""
    return tuple(_block(part) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def _block(part: str) -> Prose:
    part = part.strip()
    if part.startswith("#"):
        return Prose("h2", part.lstrip("# ").strip())
    if part.startswith((">", "》")):
        said, _dash, cite = " ".join(line.lstrip(">》 ") for line in part.splitlines()).partition("——")
        return Prose("quote", said.strip(), cite.strip())
    return Prose("p", part)
