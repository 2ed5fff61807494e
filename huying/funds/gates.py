"""两道门槛的样子: the two gates of a vote drawn as bars with their line, and said in words. Whole numbers throughout."""

from math import gcd
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from huying.rules.tally import Gate, Verdict

# Where the bars of the drawing begin and how long a full one is (look page o5).
START, FULL = 60, 420

LESS, SAME, MORE = -1, 0, 1
WORDS = {
    ("area_took_part", MORE): lazy("参加的面积超过三分之二，够了"),
    ("area_took_part", SAME): lazy("参加的面积正好三分之二，够了"),
    ("area_took_part", LESS): lazy("参加的面积不到三分之二，没够"),
    ("heads_took_part", MORE): lazy("参加的人数超过三分之二，够了"),
    ("heads_took_part", SAME): lazy("参加的人数正好三分之二，够了"),
    ("heads_took_part", LESS): lazy("参加的人数不到三分之二，没够"),
    ("area_agreed", MORE): lazy("同意的面积超过一半，过了"),
    ("area_agreed", SAME): lazy("同意的面积正好一半，没有超过一半，没过"),
    ("area_agreed", LESS): lazy("同意的面积不到一半，没过"),
    ("heads_agreed", MORE): lazy("同意的人数超过一半，过了"),
    ("heads_agreed", SAME): lazy("同意的人数正好一半，没有超过一半，没过"),
    ("heads_agreed", LESS): lazy("同意的人数不到一半，没过"),
}
# For one line of a history, where only the names of the gates are kept.
FAILED = {
    "area_took_part": lazy("参加的面积不够三分之二"),
    "heads_took_part": lazy("参加的人数不够三分之二"),
    "area_agreed": lazy("同意的面积没有超过一半"),
    "heads_agreed": lazy("同意的人数没有超过一半"),
}


def metres(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02d}"


class Bar(NamedTuple):
    """One question of a gate: as a bar, as a fraction, in words, and the sum by which anybody can check it."""

    gate: Gate
    label: str
    said: str
    top: int

    @property
    def heads(self) -> bool:
        return self.gate.name.startswith("heads")

    @property
    def length(self) -> str:
        return _tenths(FULL * 10 * self.gate.part // self.gate.whole if self.gate.whole else 0)

    @property
    def figures(self) -> str:
        """10 / 12 户, 503.78 / 606.18 ㎡."""
        if self.heads:
            return _("%(part)s / %(whole)s 户") % {"part": self.gate.part, "whole": self.gate.whole}
        return f"{metres(self.gate.part)} / {metres(self.gate.whole)} ㎡"

    @property
    def fraction(self) -> str:
        """In lowest terms: 5/6."""
        by = gcd(self.gate.part, self.gate.whole) or 1
        return f"{self.gate.part // by}/{self.gate.whole // by}"

    @property
    def check(self) -> str:
        """10 × 3 = 30 ≥ 12 × 2 = 24, whole numbers on both sides."""
        left, right = self.gate.threshold.denominator, self.gate.threshold.numerator
        one, other = self.gate.part * left, self.gate.whole * right
        sign = {LESS: "<", SAME: "=", MORE: ">"}[side(self.gate)]
        show = str if self.heads else metres
        return f"{show(self.gate.part)} × {left} = {show(one)} {sign} {show(other)} = {show(self.gate.whole)} × {right}"

    @property
    def text_top(self) -> int:
        return self.top + 15

    @property
    def line_top(self) -> int:
        return self.top - 6


class Pair(NamedTuple):
    """One of the two gates 一道: heads above area, and the line that both must reach."""

    title: str
    wanted: str
    word: str
    mark: str
    bars: tuple[Bar, Bar]
    passed: bool
    nobody: bool
    missing: str

    @property
    def alternative(self) -> str:
        """The drawing in words."""
        return _("，").join([f"{self.title}{_('：')}{self.bars[0].figures}", self.bars[1].figures, *self.words])

    @property
    def words(self) -> list[str]:
        return [bar.said for bar in self.bars]


def side(gate: Gate) -> int:
    """Below the share, at it, above it."""
    left, right = gate.part * gate.threshold.denominator, gate.whole * gate.threshold.numerator
    return (left > right) - (left < right)


def words(gate: Gate) -> str:
    """参加的面积正好三分之二，够了. Where nobody took part there is nothing to be a half of."""
    return str(WORDS[gate.name, side(gate)]) if gate.whole else _("没有人参加，没过")


def pairs(verdict: Verdict) -> tuple[Pair, Pair]:
    area_came, heads_came, area_agreed, heads_agreed = verdict.gates
    return (
        _pair(_("第一道：够不够人参加"), _("要达到三分之二"), _("三分之二"), heads_came, area_came),
        _pair(_("第二道：参加的人里同意的"), _("要超过一半"), _("一半"), heads_agreed, area_agreed),
    )


def _pair(title: str, wanted: str, word: str, heads: Gate, area: Gate) -> Pair:
    share = heads.threshold
    bars = (Bar(heads, _("人数"), words(heads), 28), Bar(area, _("面积"), words(area), 64))
    return Pair(
        title=title, wanted=wanted, word=word, bars=bars, passed=heads.passed and area.passed, nobody=not heads.whole,
        mark=_tenths(START * 10 + FULL * 10 * share.numerator // share.denominator),
        missing=_missing(heads.missing, area.missing),
    )  # fmt: skip


def _missing(heads: int, area: int) -> str:
    """还差 2 户，80.34 ㎡."""
    said = []
    if heads:
        said.append(ngettext("%(n)s 户", "%(n)s 户", heads) % {"n": heads})
    if area:
        said.append(f"{metres(area)} ㎡")
    return _("还差 %(what)s") % {"what": _("，").join(said)} if said else ""


def _tenths(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"
