"""What is known of a place, for its papers: read once, and left empty where nobody knows it yet."""

from dataclasses import dataclass
from functools import cached_property

from huying.core import files, pictures
from huying.core.errors import Refused
from huying.field.models import Finding, Visit

from .. import queries, sharing
from ..local import Local, local
from ..models import BudgetLine, Contract, Inspection, Notice, Place, PlaceHome, Quote, Settlement, Vote
from .blocks import Picture, day


@dataclass(frozen=True)
class Matter:
    """A place and everything its papers say of it."""

    place: Place

    @cached_property
    def local(self) -> Local:
        return local(self.place.community)

    @cached_property
    def of(self) -> str:
        """韶光社区　7栋　屋面防水."""
        return f"{self.place.community.name}　{self.place.label}　{self.place.item}"

    @cached_property
    def roll(self) -> list[PlaceHome]:
        return queries.roll(self.place)

    @cached_property
    def area(self) -> int | None:
        """The area of all homes that pay; None while that of one is unknown."""
        known = [facts.area for row in self.roll if (facts := queries.facts_of(row)) and facts.area]
        return sum(known) if known and len(known) == len(self.roll) else None

    @cached_property
    def shares(self) -> sharing.Shares | None:
        return sharing.shown(self.place)

    def must_share(self) -> sharing.Shares:
        """The shares, or why there are none: a sheet with holes is not put on paper."""
        if self.shares is None:
            raise Refused(sharing.NO_SUM)
        if self.shares.refused:
            raise Refused(self.shares.refused)
        return self.shares

    @cached_property
    def budget(self) -> list[BudgetLine]:
        return list(BudgetLine.objects.filter(place=self.place))

    @cached_property
    def quotes(self) -> list[Quote]:
        return list(Quote.objects.filter(place=self.place).select_related("vendor"))

    @cached_property
    def contract(self) -> Contract | None:
        return Contract.objects.filter(place=self.place).select_related("vendor").first()

    @cached_property
    def firm(self) -> str:
        """Who repairs: by contract, else whose quote was taken."""
        if self.contract:
            return str(self.contract.vendor)
        return next((str(one.vendor) for one in self.quotes if one.taken), "")

    @cached_property
    def survey(self) -> Visit | None:
        place = self.place
        return Visit.objects.select_related("user").get(pk=place.survey_id) if place.survey_id else None

    @cached_property
    def finding(self) -> Finding | None:
        return Finding.objects.filter(visit=self.place.survey_id).last() if self.place.survey_id else None

    @property
    def cause(self) -> str:
        return self.finding.cause if self.finding else ""

    @cached_property
    def photos(self) -> list[Picture]:
        """What was photographed at the survey. One whose file is gone is left out."""
        found = []
        taken = pictures.of([self.survey]).get(self.survey.pk, []) if self.survey else []
        for nth, file in enumerate(taken, 1):
            try:
                with files.open_file(file.sha256) as kept:
                    content = kept.read()
            except FileNotFoundError:
                continue
            found.append(Picture(f"{file.sha256[:16]}.jpg", content, f"照片 {nth}　{day(file.at)}"))
        return found

    @cached_property
    def vote(self) -> Vote | None:
        return Vote.objects.filter(place=self.place).last()

    @cached_property
    def inspection(self) -> Inspection | None:
        return Inspection.objects.filter(place=self.place).last()

    @cached_property
    def settlement(self) -> Settlement | None:
        return Settlement.objects.filter(place=self.place).first()

    def notice(self, kind: str) -> Notice | None:
        return queries.posted(self.place, kind)
