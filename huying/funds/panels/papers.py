"""材料: what the lane asks for, how each stands, what we can print of it, and handing one in."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.rules import funds as rules

from .. import documents
from ..dossier import Dossier, Offer
from ..local import required
from ..models import Paper, Place, RequiredPaper
from ..paper_forms import PaperForm

# A paper's state for the eye: shape and colour, then the word.
CHIPS = {Paper.Check.UNSEEN: "wait", Paper.Check.WRONG: "redo", Paper.Check.RIGHT: "done"}


class Line(NamedTuple):
    """One paper that is asked for: its newest version, if any, and what we can make of it."""

    asked: RequiredPaper
    paper: Paper | None
    endings: tuple[str, ...]

    @property
    def chip(self) -> str:
        return CHIPS[Paper.Check(self.paper.checked)] if self.paper else "new"

    @property
    def word(self) -> str:
        """没有, 交了, 要改 or 对: what nobody at the bureau has looked at yet is simply there."""
        if self.paper is None:
            return _("没有")
        return _("交了") if self.paper.checked == Paper.Check.UNSEEN else str(self.paper.get_checked_display())

    @property
    def wanted(self) -> bool:
        """Whether somebody still has something to do about it."""
        return self.paper is None or self.paper.checked == Paper.Check.WRONG


def lines(place: Place) -> list[Line]:
    """The checklist of the lane. Two statements."""
    newest = {paper.code: paper for paper in Paper.objects.filter(place=place).order_by("version")}
    return [
        Line(row, newest.get(row.code), documents.KINDS[row.code].endings if row.code in documents.KINDS else ())
        for row in required(place.community, place.lane)
    ]


def offer(dossier: Dossier, found: list[Line], code: str = "") -> Offer:
    """The form of a version; the first paper that is missing or wrong is chosen already."""
    first = code or next((line.asked.code for line in found if line.wanted), "")
    form = dossier.form("file_paper", lambda: PaperForm(asked=[line.asked for line in found], code=first))
    url = reverse("fund_file_paper", args=[dossier.place.pk])
    return Offer("file_paper", form, url, _("交一份材料"), _("交上去"))


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    """From the choice of the lane on; before it nobody knows what will be asked for."""
    found = lines(dossier.place) if dossier.place.lane else []
    if not found:
        return None
    facts: dict[str, Any] = {
        "lines": found,
        "here": sum(not line.wanted for line in found),
        "sources": sorted({line.asked.source for line in found if line.asked.source}),
        "unconfirmed": not all(line.asked.confirmed for line in found),
    }
    if dossier.may("file_paper") and rules.can(dossier.place.state, "file_paper"):  # type: ignore[arg-type]
        facts["offer"] = offer(dossier, found)
    return "funds/_papers.html", facts
