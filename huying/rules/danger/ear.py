"""The ear (耳朵): hears that a text sounds like danger where no word and no sign says so; learned from the lessons.

A weight for every one and two characters, found by logistic regression on our own invented texts when first asked
(a third of a second, always the same). It never outvotes the words: it only speaks where they say nothing.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from huying.rules.danger.lessons_dangers import SAID_IN_DANGER
from huying.rules.danger.lessons_others import SAID_OTHERWISE
from huying.rules.danger.state import LETTER

ROUNDS = 30
RATE = 0.5
# Above it a text sounds like danger; measured in docs/decisions/0008.
LOUD = 0.9
NO_WORDS = re.compile(r"[A-Z]?[0-9]+[栋座号]?[0-9]*|[^\w]+")
CLAUSE = re.compile(r"[^,。;!?\n]+")


class Ear(NamedTuple):
    weights: dict[str, float]
    bias: float

    def loudness(self, text: str) -> float:
        """How much it sounds like danger; nought is in between."""
        found = grams(text)
        return self.bias + sum([self.weights.get(gram, 0.0) for gram in found]) / math.sqrt(len(found) or 1)


def grams(text: str) -> frozenset[str]:
    """Its characters, and every two that touch; numbers and addresses aside."""
    parts = NO_WORDS.split(text)
    return frozenset(part[at : at + size] for part in parts for size in (1, 2) for at in range(len(part) - size + 1))


def hears(text: str) -> str:
    """The loudest clause of a text that sounds like danger, or nothing."""
    if len(text) > LETTER or ear().loudness(text) <= LOUD:
        return ""
    return max((found[0] for found in CLAUSE.finditer(text)), key=ear().loudness)


@lru_cache(maxsize=1)
def ear() -> Ear:
    """The ear that the lessons teach."""
    return learned(SAID_IN_DANGER.split(), SAID_OTHERWISE.split())


def learned(dangers: list[str], others: list[str]) -> Ear:
    """Taught in an order that mixes both kinds and does not hang on the order of the lines."""
    texts = [(tuple(sorted(grams(text))), 1.0) for text in dangers] + [
        (tuple(sorted(grams(text))), 0.0) for text in others
    ]
    texts.sort(key=lambda lesson: lesson[0][len(lesson[0]) // 2 :])
    weights = {gram: 0.0 for found, _ in texts for gram in found}
    bias = 0.0
    for _ in range(ROUNDS):
        for found, wanted in texts:
            size = math.sqrt(len(found))
            loud = bias + sum([weights[gram] for gram in found]) / size
            step = RATE * (wanted - 1 / (1 + math.exp(-loud)))
            bias += step / 10
            for gram in found:
                weights[gram] += step / size
    return Ear(weights, bias)
