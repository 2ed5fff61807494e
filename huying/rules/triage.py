"""Triage (分拣): a first guess at category, haste and nature from the words, with its reasons. A person decides."""

import re
from dataclasses import dataclass

from huying.rules import triage_words as words
from huying.rules.address.plain import plain
from huying.rules.danger import Alarm
from huying.rules.danger import alarms as dangers_of
from huying.rules.script import simple

CATEGORIES = tuple(words.CATEGORIES)
URGENCIES = ("emergency", "urgent", "normal", "complex")
NATURES = ("inquiry", "help", "complaint", "tip_off", "suggestion", "thanks")
HINT = 3
MARGIN = 2
# What a danger adds to its own category; a live wire at a street lamp is still the lamp's case.
ALARM = 5
ALARM_OF_LINES = 2
# Where current burns, the case is that of the current.
BURNING = frozenset(("fire", "smoke", "burning", "flames"))
LIVE = frozenset(("electric", "current"))


@dataclass(frozen=True)
class Suggestion:
    """`why` are the words that spoke; `danger` who to ring first, in order; `sure` when nothing competed."""

    category: str
    urgency: str
    nature: str
    why: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    sure: bool = False


def suggest(text: str, category_hint: str = "") -> Suggestion:
    """What the words suggest; a category already chosen counts as a strong word."""
    said = simple(plain(text).text)
    alarms = dangers_of(said)
    real = tuple(alarm for alarm in alarms if alarm.real)
    nature = _nature(said)
    if nature == "thanks" and not words.THANKS_ASIDE.search(said):
        alarms = real = ()
    category, sure, spoke = _category(said, alarms, category_hint)
    urgency, reason = _urgency(said, category, nature, alarms)
    ring = tuple(dict.fromkeys(code for alarm in real for code in alarm.ring))
    why = tuple(dict.fromkeys((*(alarm.said for alarm in alarms), *reason, *spoke)))
    return Suggestion(category, urgency, nature, why, ring, sure)


def category(text: str) -> tuple[str, bool]:
    """The category of what is over, by its words alone, and whether any word spoke. Dangers are not listened for: nobody
    is to be rung any more, and listening is most of what a suggestion costs."""
    found, _sure, spoke = _category(simple(plain(text).text), (), "")
    return found, bool(spoke)


def nature(text: str) -> str:
    """What kind of matter the words are, where nothing else is asked."""
    return _nature(simple(plain(text).text))


def _nature(said: str) -> str:
    return next((nature for nature, pattern in words.NATURES if pattern.search(said)), "help")


def _category(said: str, alarms: tuple[Alarm, ...], hint: str) -> tuple[str, bool, tuple[str, ...]]:
    scores = dict.fromkeys(CATEGORIES, 0)
    spoke: dict[str, list[str]] = {category: [] for category in CATEGORIES}
    for category, rows in words.PATTERNS.items():
        for weight, pattern in rows:
            hits = tuple(dict.fromkeys(hit[0] for hit in pattern.finditer(said)))
            scores[category] += weight + len(hits) - 1 if hits else 0
            spoke[category].extend(hits)
    names = {alarm.name for alarm in alarms}
    for alarm in alarms:
        if not alarm.category or (alarm.name in BURNING and names & LIVE):
            continue
        scores[alarm.category] += ALARM_OF_LINES if alarm.category == "utility" else ALARM
    if hint in scores:
        scores[hint] += HINT
    ranked = sorted(CATEGORIES, key=lambda category: -scores[category])
    best, second = ranked[0], ranked[1]
    if not scores[best]:
        return "house_affairs", False, ()
    return best, scores[best] >= scores[second] + MARGIN and scores[best] > MARGIN, tuple(spoke[best])


def _urgency(said: str, category: str, nature: str, alarms: tuple[Alarm, ...]) -> tuple[str, tuple[str, ...]]:
    if any(alarm.real for alarm in alarms):
        return "emergency", ()
    if nature == "thanks":
        return "normal", ()
    if found := _complex(said, category, nature):
        return "complex", (found[0],)
    feared = any(alarm.state == "feared" for alarm in alarms)
    if nature in ("suggestion", "inquiry") and not feared:
        return "normal", ()
    if feared:
        return "urgent", ()
    if found := _urgent(said, category):
        return "urgent", (found[0],)
    return "normal", ()


def _complex(said: str, category: str, nature: str) -> re.Match[str] | None:
    if nature == "suggestion":
        return None
    if category == "house_affairs" and (found := words.AFFAIRS_COMPLEX.search(said)):
        return found
    return words.COMPLEX.search(said)


def _urgent(said: str, category: str) -> re.Match[str] | None:
    if words.NOT_URGENT_TALK.search(said):
        return None
    if found := words.URGENT.search(said):
        return found
    leaking = category in ("house_roof", "seepage") and not words.ONLY_WHEN_RAIN.search(said)
    if leaking and (found := words.RAINING_NOW.search(said)):
        return found
    if category == "care":
        return None
    return words.RAISED_BY.search(words.NOT_RAISED.sub("", said))
