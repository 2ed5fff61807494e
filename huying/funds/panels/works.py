"""施工: the contract, the firm's order, acceptance or doing it again."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.field.panels import address_of
from huying.people import queries as people

from ..actions.works import worked
from ..dossier import Dossier, Offer
from ..models import Contract, Inspection, Quote
from ..work_forms import ContractForm, InspectForm, ReworkForm


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    offers = [offer for offer in (_contract(dossier), _start(dossier), *_inspect(dossier)) if offer]
    contract = Contract.objects.filter(place=place).select_related("vendor").first() if place.approved_at else None
    if contract is None and not offers:
        return None
    facts = {
        "contract": contract, "order": place.order, "offers": offers, "link": _link(dossier),
        "inspections": list(Inspection.objects.filter(place=place).order_by("-at")),
    }  # fmt: skip
    return "funds/works_panel.html", facts


def _link(dossier: Dossier) -> str:
    """The firm's link while it works; for those who may order it."""
    order = dossier.place.order
    return address_of(dossier.request, order) if order and dossier.roles & {"officer", "secretary"} else ""


def _contract(dossier: Dossier) -> Offer | None:
    place = dossier.place
    if "contract" not in dossier.bound and not dossier.may("contract"):
        return None
    quote = Quote.objects.filter(place=place, taken=True).first()

    def make() -> ContractForm:
        least = min([cents for cents in (place.approved_cents, quote and quote.sum_cents) if cents], default=None)
        vendors = people.vendors_for(place.community)
        return ContractForm(vendors=vendors, sum_cents=least, vendor=quote and quote.vendor_id)

    url = reverse("fund_contract", args=[place.pk])
    hint = _("签了就给公司派工单，公司凭链接接单、报完工。")
    return Offer("contract", dossier.form("contract", make), url, _("签合同"), _("记下合同"), hint)


def _start(dossier: Dossier) -> Offer | None:
    if "start" not in dossier.bound and not dossier.may("start_works"):
        return None
    url = reverse("fund_start", args=[dossier.place.pk])
    return Offer("start", dossier.form("start", StepForm), url, _("开工"), _("开工了"))


def _inspect(dossier: Dossier) -> list[Offer]:
    """Once the firm has reported the work done."""
    place = dossier.place
    bound = dossier.bound.keys() & {"accept", "rework"}
    if not bound and not (dossier.may("accept") and worked(place.order)):
        return []
    least = dossier.local.number("min_representatives")
    hint = _("至少要 %(n)s 位业主代表签字。") % {"n": least}
    urls = {name: reverse(f"fund_{name}", args=[place.pk]) for name in ("accept", "rework")}
    return [
        Offer("accept", dossier.form("accept", InspectForm), urls["accept"], _("验收合格"), _("合格"), hint),
        Offer("rework", dossier.form("rework", ReworkForm), urls["rework"], _("不合格，返工"), _("返工"), hint),
    ]
