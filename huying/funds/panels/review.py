"""批次与审件: which batch, what the bureau said, and handing it in."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm

from .. import filing
from ..batch_forms import JoinForm, MoveForm
from ..dossier import Dossier, Offer
from ..models import Batch, Review


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    reviews = list(Review.objects.filter(place=place).order_by("-at"))
    offers = [offer for offer in (_submit(dossier), _join(dossier), _move(dossier)) if offer]
    if not reviews and not offers and place.batch is None:
        return None
    return "funds/review_panel.html", {"reviews": reviews, "offers": offers}


def _submit(dossier: Dossier) -> Offer | None:
    """One place by itself; what belongs to a batch that is not filed goes with that batch."""
    place = dossier.place
    bound = "submit" in dossier.bound
    if not bound and not (dossier.may("submit") and place.batch and place.batch.filed_at):
        return None
    lacks = filing.lacks([place])[place.pk] if place.state in filing.READY else []
    hint = _("还不能报：%(lacks)s。") % {"lacks": _("；").join(lacks)} if lacks else _("材料齐了，报上去等区里答复。")
    url = reverse("fund_submit", args=[place.pk])
    return Offer("submit", dossier.form("submit", StepForm), url, _("报局"), _("报上去"), hint)


def _join(dossier: Dossier) -> Offer | None:
    place = dossier.place
    if "join" not in dossier.bound and (not dossier.may("join_batch") or place.batch_id):
        return None
    batches = list(Batch.objects.filter(community=place.community, filed_at=None))
    if not batches:
        return None
    form = dossier.form("join", lambda: JoinForm(batches=batches))
    return Offer("join", form, reverse("fund_join", args=[place.pk]), _("编进批次"), _("编进去"))


def _move(dossier: Dossier) -> Offer | None:
    place = dossier.place
    may = place.batch_id and (dossier.may("move_batch") or dossier.may("put_off"))
    if "move" not in dossier.bound and not may:
        return None
    url = reverse("fund_move", args=[place.pk])
    hint = _("没有下一批的，会开一批。")
    return Offer("move", dossier.form("move", MoveForm), url, _("挪到下一批"), _("挪过去"), hint)
