"""What is local about the fund, looked up: the nearest division's word counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huying.core import clock
from huying.places.models import Community, Division
from huying.places.queries import calendar_of
from huying.rules import clock as working
from huying.rules import funds as rules

from .models import EmergencyKind, FundRule, Place, RequiredPaper

Key = FundRule.Key


def codes_of(division: Division) -> list[str]:
    """The codes from the province down to a division itself."""
    return division.path.split("/")[:-1]


def _codes(community: Community) -> list[str]:
    return community.path.split("/")[:-2]


@dataclass(frozen=True)
class Local:
    """The rules that count in a community, by key: one statement."""

    community: Community
    rows: dict[str, FundRule]

    def number(self, key: str) -> int:
        """A figure; a rule that nobody has laid down refuses nothing and waits for nothing."""
        row = self.rows.get(key)
        return row.number if row and row.number is not None else 0

    def line(self, key: str) -> int | None:
        """A limit; None where nobody has laid one down."""
        row = self.rows.get(key)
        return row.number if row else None

    def text(self, key: str) -> str:
        row = self.rows.get(key)
        return row.text if row else ""

    def by_working_days(self, days: int) -> datetime:
        """The close of the working day, so many from now."""
        return working.due(
            clock.now(), working.Limit(max(days, 1), "working_days"), calendar_of(self.community.division)
        )

    def notice_until(self, posted: date, key: str) -> date:
        """The last day of a notice posted on a day."""
        days = self.number(key)
        if not self.number(Key.NOTICE_WORKING):
            return rules.notice_until(posted, days)
        calendar = calendar_of(self.community.division)
        ahead = (posted + timedelta(days=n) for n in range(1, 10 * days + 30))
        return rules.notice_until(posted, days, [day for day in ahead if calendar.day_kind(day) == "work"])

    def warranty_until(self, place: Place) -> date:
        years = Key.WARRANTY_ROOF_YEARS if place.part in ("roof", "wall") else Key.WARRANTY_OTHER_YEARS
        assert place.accepted_on
        return rules.warranty_until(place.accepted_on, self.number(years))


def local(community: Community) -> Local:
    return Local(community, _rules(_codes(community)))


def rules_for(division: Division) -> dict[str, FundRule]:
    """What counts in a division, by key."""
    return _rules(codes_of(division))


def _rules(codes: list[str]) -> dict[str, FundRule]:
    rows = FundRule.objects.filter(division__code__in=codes).select_related("division").order_by("division__path")
    return {row.key: row for row in rows}


def kinds_for(division: Division) -> list[EmergencyKind]:
    """应急情形 that count in a division: its own, or of the nearest above that has any."""
    return _nearest(EmergencyKind.objects.filter(division__code__in=codes_of(division)).order_by("pk"))


def papers_for(division: Division, lane: str) -> list[RequiredPaper]:
    """The checklist of a lane that counts in a division, in its order."""
    rows = RequiredPaper.objects.filter(division__code__in=codes_of(division), lane=lane).order_by("number", "pk")
    return _nearest(rows)


def emergency_kinds(community: Community) -> list[EmergencyKind]:
    """应急情形 of the nearest division that has any."""
    return _nearest(EmergencyKind.objects.filter(division__code__in=_codes(community)).order_by("pk"))


def required(community: Community, lane: str) -> list[RequiredPaper]:
    """The checklist of a lane, of the nearest division that has one, in its order."""
    rows = RequiredPaper.objects.filter(division__code__in=_codes(community), lane=lane).order_by("number")
    return _nearest(rows)


def _nearest(rows):  # type: ignore[no-untyped-def]
    found = list(rows.select_related("division"))
    nearest = max((row.division.path for row in found), key=len, default="")
    return [row for row in found if row.division.path == nearest]
