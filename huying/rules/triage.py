"""Triage (分拣): a first guess at category, haste and nature from the words, with its reasons. A person decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huying.rules import triage_words as words
from huying.rules.address.plain import plain
from huying.rules.script import simple

CATEGORIES = tuple(words.CATEGORIES)
URGENCIES = ("emergency", "urgent", "normal", "complex")
NATURES = ("inquiry", "help", "complaint", "tip_off", "suggestion", "thanks")
HINT = 3
MARGIN = 2
# What a danger adds to its own category; a live wire at a street lamp is still the lamp's case.
ALARM = 5
ALARM_OF_LINES = 2
TAUGHT = ("gas", "fire", "electric", "collapse")


@dataclass(frozen=True)
class Suggestion:
    """`why` are the words that spoke; `danger` who to ring first, in order; `sure` when nothing competed."""

    category: str
    urgency: str
    nature: str
    why: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True)
class Alarm:
    """A danger word that stands in the text. `state`: real, feared (怕起火) or told (去年起火, a drill)."""

    rule: words.Danger
    said: str
    state: str

    @property
    def real(self) -> bool:
        return self.state == "real"


def suggest(text: str, category_hint: str = "") -> Suggestion:
    """What the words suggest; a category already chosen counts as a strong word."""
    said = simple(plain(text).text)
    alarms = tuple(_alarms(said))
    real = tuple(alarm for alarm in alarms if alarm.real)
    nature = _nature(said)
    if nature == "thanks":
        alarms = real = ()
    category, sure, spoke = _category(said, alarms, category_hint)
    urgency, reason = _urgency(said, category, nature, alarms)
    ring = tuple(dict.fromkeys(code for alarm in real for code in alarm.rule.ring))
    why = tuple(dict.fromkeys((*(alarm.said for alarm in alarms), *reason, *spoke)))
    return Suggestion(category, urgency, nature, why, ring, sure)


def nature(text: str) -> str:
    """What kind of matter the words are, where nothing else is asked."""
    return _nature(simple(plain(text).text))


def _alarms(said: str) -> Iterator[Alarm]:
    for rule in words.DANGERS:
        if (rule.both and not rule.both.search(said)) or (rule.unless and rule.unless.search(said)):
            continue
        heard = [
            (_state(rule, said, hit), hit[0]) for hit in rule.said.finditer(said) if not _harmless(rule, said, hit)
        ]
        for state in ("real", "feared", "told"):
            spoken = next((text for known, text in heard if known == state), None)
            if spoken is not None:
                yield Alarm(rule, spoken, state)
                break


def _harmless(rule: words.Danger, said: str, hit: re.Match[str]) -> bool:
    around = said[max(0, hit.start() - 10) : hit.end() + 6]
    return bool(rule.never and rule.never.search(around))


def _state(rule: words.Danger, said: str, hit: re.Match[str]) -> str:
    before = re.split(r"[。;!?\n]", said[max(0, hit.start() - 24) : hit.start()])[-1]
    sentence = before + hit[0] + re.split(r"[。;!?\n]", said[hit.end() :])[0]
    if words.DENIED.search(before) or words.DENIED_WITHIN.search(hit[0]):
        return "denied"
    if rule.name in TAUGHT and words.REHEARSED.search(sentence):
        return "told"
    if words.PAST.search(before) and not words.STILL.search(said):
        return "told"
    if words.FEARED.search(before) and not (rule.name == "gas" and words.SMELLED.search(said)):
        return "feared"
    if rule.name == "sewage_in_home" and words.CHRONIC.search(said) and not words.NOW.search(said):
        return "feared"
    return "real"


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
    names = {alarm.rule.name for alarm in alarms}
    for alarm in alarms:
        if alarm.rule.name == "fire" and "electric" in names:
            continue
        scores[alarm.rule.category] += ALARM_OF_LINES if alarm.rule.category == "utility" else ALARM
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
