"""分摊 worked out: from the homes of a place and what is known of each to the sheet of the rulebook, and how it is shown."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.errors import Refused
from huying.places.models import Home
from huying.rules import shares as rules

from . import queries
from .models import Ballot, Place, PlaceHome, Property, ShareLine, Vote, Voter

Kind = Property.Kind
RULE_KINDS: dict[str, rules.Kind] = {
    Kind.COMMODITY: "commodity", Kind.SOLD_PUBLIC: "sold_public", Kind.DIRECT_PUBLIC: "public",
    Kind.UNIT_PUBLIC: "public", Kind.RESETTLEMENT: "resettled", Kind.OTHER: "other",
}  # fmt: skip
# What the sum is while the lines are not frozen, best first.
BASES = (
    ("settled_cents", gettext_lazy("按结算估算")),
    ("approved_cents", gettext_lazy("按批下来的估算")),
    ("budget_cents", gettext_lazy("按预算估算")),
)
NO_SUM = gettext_lazy("还没有预算，算不出每户多少。请先写预算。")
# How many homes a sentence names.
NAMED = 10


def sheet(place: Place, total_cents: int) -> rules.Sheet:
    """The shares of a total; Refused with the homes that cannot be worked out yet. Its lines go by the homes' labels."""
    return sheet_of(place, queries.roll(place), total_cents)


def sheet_of(place: Place, roll: Sequence[PlaceHome], total_cents: int) -> rules.Sheet:
    _must_be_known(place, roll)
    agreed = {str(row.home): row.parts for row in roll if row.parts} if place.by_agreement else None
    return rules.share_out(total_cents, [_home(row) for row in roll], agreed)


def _must_be_known(place: Place, roll: Sequence[PlaceHome]) -> None:
    if not roll:
        raise Refused(_("还没有选哪些户出钱，算不出每户多少。"))
    facts = [(row, queries.facts_of(row)) for row in roll]
    if bare := [str(row.home) for row, one in facts if one is None or not one.area]:
        raise Refused(_("还有 %(n)s 户没有面积，算不出每户多少：%(homes)s。请先补上。") % _which(bare))
    if bare := [
        str(row.home) for row, one in facts if one and one.kind == Kind.SOLD_PUBLIC and one.unit_percent is None
    ]:
        raise Refused(
            _("房改房要知道原单位出百分之几，还有 %(n)s 户没写：%(homes)s。单位不在了的写 0。") % _which(bare)
        )
    if place.by_agreement and (bare := [str(row.home) for row in roll if not row.parts]):
        raise Refused(_("业主另有约定，还有 %(n)s 户没写占几份：%(homes)s。请先补上。") % _which(bare))


def _which(homes: Sequence[str]) -> dict[str, object]:
    named = _("、").join(homes[:NAMED])
    return {"n": len(homes), "homes": _("%(homes)s 等") % {"homes": named} if len(homes) > NAMED else named}


def _home(row: PlaceHome) -> rules.Home:
    facts = queries.facts_of(row)
    assert facts
    percent = facts.unit_percent or 0
    # An account that was drawn below zero has nothing to give.
    balance = None if facts.balance_cents is None else max(facts.balance_cents, 0)
    return rules.Home(
        str(row.home), facts.area, RULE_KINDS[facts.kind], unit_of(facts), percent, 100 - percent, balance
    )


def unit_of(facts: Property) -> str:
    """原产权单位, or what to call one whose name nobody wrote."""
    return facts.former_unit or (_("直管公房的产权单位") if facts.kind == Kind.DIRECT_PUBLIC else _("原产权单位"))


class Row(NamedTuple):
    """One home as it is shown: its room, its line, its part in a hundred, what lies in its account, what it voted."""

    home: Home
    room: str
    line: rules.Line
    percent: str
    balance: int | None
    choice: str


class Shares(NamedTuple):
    """The table of a place: frozen, or worked out from a sum as an estimate, or why there is none."""

    total: int
    rows: tuple[Row, ...] = ()
    sheet: rules.Sheet | None = None
    # Empty once the lines are frozen.
    estimate: str = ""
    refused: str = ""
    voted: bool = False

    @property
    def balance(self) -> int:
        """What lies in the accounts that are known."""
        return sum(row.balance for row in self.rows if row.balance is not None)

    @property
    def unknown(self) -> int:
        """Owners with something to pay, of whose account nobody knows what lies in it."""
        return sum(row.balance is None and row.line.owner_cents > 0 for row in self.rows)


def shown(place: Place) -> Shares | None:
    """The shares as pages and papers show them; None while there is no sum. Three statements."""
    frozen = {line.home_id: line for line in ShareLine.objects.filter(place=place)}
    total, basis = _total(place, frozen)
    if total is None:
        return None
    roll = queries.roll(place)
    try:
        made = _frozen(frozen, roll, total) if frozen else sheet_of(place, roll, total)
    except Refused as refused:
        return Shares(total, estimate=basis, refused=str(refused))
    choices = _choices(place)
    rows = _rows(place, roll, made, choices)
    return Shares(total, rows, made, "" if frozen else basis, voted=bool(choices))


def _total(place: Place, frozen: dict[object, ShareLine]) -> tuple[int | None, str]:
    if frozen:
        return sum(line.cents for line in frozen.values()), ""
    known = ((getattr(place, column), str(said)) for column, said in BASES)
    return next((one for one in known if one[0] is not None), (None, ""))


def _frozen(lines: dict[object, ShareLine], roll: Sequence[PlaceHome], total: int) -> rules.Sheet:
    """The sheet as it was posted, whatever was found out about the homes since."""
    made, units = [], {}
    for row in roll:
        if (line := lines.get(row.home_id)) is None:
            continue
        facts = queries.facts_of(row)
        made.append(
            rules.Line(
                str(row.home), line.area, line.cents, line.owner_cents, line.unit_cents, line.from_account,
                line.self_pay, facts is not None and facts.balance_cents is not None,
            )
        )  # fmt: skip
        if line.unit_cents and facts:
            units[unit_of(facts)] = units.get(unit_of(facts), 0) + line.unit_cents
    return rules.Sheet(total, tuple(made), units)


def _rows(place: Place, roll: Sequence[PlaceHome], made: rules.Sheet, choices: dict[object, str]) -> tuple[Row, ...]:
    by_label = {str(row.home): row for row in roll}
    weights = {key: (row.parts if place.by_agreement else None) or 0 for key, row in by_label.items()}
    if not place.by_agreement:
        weights = {line.key: line.area or 0 for line in made.lines}
    whole = sum(weights[line.key] for line in made.lines)
    rows = []
    for line in made.lines:
        row = by_label[line.key]
        facts = queries.facts_of(row)
        part = rules.percent(weights[line.key], whole)
        balance = facts.balance_cents if facts else None
        rows.append(Row(row.home, room_of(place, row.home), line, part, balance, choices.get(row.home_id, "")))
    return tuple(rows)


def room_of(place: Place, home: Home) -> str:
    """303 where the heading says 5栋 already; else with its house."""
    house = str(place.building) if place.building_id else ""
    short = home.label.removeprefix(house)
    return short if house and short else home.label


def _choices(place: Place) -> dict[object, str]:
    """What each home's owner said in the last vote: home → choice, "" for who has not voted. One statement."""
    last = Vote.objects.filter(place=place).order_by("-opened_at").values("pk")[:1]
    said = Ballot.objects.filter(vote=OuterRef("vote"), owner=OuterRef("owner"), struck_at=None).values("choice")[:1]
    rows = Voter.objects.filter(vote=Subquery(last)).annotate(said=Subquery(said))
    return {home: choice or "" for home, choice in rows.values_list("home", "said")}


def sums(made: rules.Sheet) -> dict[str, int]:
    """What an event says of a sheet: never whose."""
    return {
        "homes": len(made.lines), "cents": made.total, "owner_cents": made.owner_cents, "unit_cents": made.unit_cents,
        "from_account": made.from_account, "self_pay": made.self_pay,
    }  # fmt: skip
