"""走到哪: the eight steps of a place, who has it now and until when, and the step that comes next."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.field.models import Finding
from huying.field.queries import of_matter
from huying.people import queries as people

from ..dossier import Dossier, Offer
from ..local import Key, emergency_kinds
from ..place_forms import CheckForm, DropForm, EmergencyForm, LeaveLaneForm, SiteForm

# At which of the eight steps a phase stands; what the bureau sent back is handed in once more.
AT = {
    "survey": 0, "vote": 1, "papers": 2, "correction": 3, "filed": 3, "approved": 4, "works": 5, "acceptance": 6,
    "notice": 7, "warranty": 8,
}  # fmt: skip
# The lane is chosen: the survey lies behind.
AFTER_SURVEY = ("planning", "confirming")


class Stop(NamedTuple):
    """One of the eight steps: "past", "at" or still to come."""

    label: str
    css: str


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    held = place.commitment
    names = people.holder_names([held.post]) if held and held.post else {}
    facts = {
        "stops": stops(dossier),
        "held": held,
        "holder": names.get(held.post_id, held.post.title) if held and held.post else "",
        "offers": _offers(dossier),
        "leave": dossier.form("leave_lane", LeaveLaneForm) if dossier.may("leave_lane") else None,
        "drop": dossier.form("drop", DropForm) if dossier.may("drop") else None,
    }
    return "funds/_road.html", facts


def stops(dossier: Dossier) -> list[Stop]:
    """The emergency lane confirms on the spot in place of a vote. A place that ended somewhere else stands nowhere."""
    place = dossier.place
    second = _("现场确认") if place.lane == "emergency" else _("表决")
    labels = [_("查勘"), second, _("材料"), _("报局"), _("批复"), _("施工"), _("验收"), _("公示")]
    at = 1 if place.state in AFTER_SURVEY else AT.get(place.phase, -1)
    return [Stop(label, "past" if n < at else "at" if n == at else "") for n, label in enumerate(labels)]


def _offers(dossier: Dossier) -> list[Offer]:
    """What the reader may do next on the way. What needs a page of its own stands in the panel it belongs to."""
    made = {"survey": _survey, "find_payable": _check, "take_normal_lane": _lanes, "confirm_site": _site}
    return [offer for verb, make in made.items() if dossier.may(verb) for offer in make(dossier)]


def _url(name: str, dossier: Dossier) -> str:
    return reverse(f"fund_{name}", args=[dossier.place.pk])


def _found(dossier: Dossier) -> Finding | None:
    return Finding.objects.filter(of_matter(dossier.place.case)).order_by("-at", "-pk").first()


def _survey(dossier: Dossier) -> list[Offer]:
    found = _found(dossier)
    hint = _("案件里还没有查看情况：先上门看过，写上原因和部位。")
    if found:
        facts = {"part": found.get_part_display(), "zone": found.get_zone_display(), "cause": found.cause}
        hint = _("案件里最近一次查看：%(part)s，%(zone)s。%(cause)s") % facts
    form = dossier.form("survey", StepForm)
    return [Offer("survey", form, _url("survey", dossier), _("查勘"), _("就用这次查看"), hint)]


def _check(dossier: Dossier) -> list[Offer]:
    def fresh() -> CheckForm:
        found = _found(dossier)
        return CheckForm(zone=found.zone if found else "")

    hint = _("该别人出钱的，不能用业主的维修资金。")
    form = dossier.form("check", fresh)
    return [Offer("check", form, _url("check", dossier), _("能不能用维修资金"), _("看能不能报"), hint)]


def _lanes(dossier: Dossier) -> list[Offer]:
    kinds = emergency_kinds(dossier.place.community)
    normal = dossier.form("normal", StepForm)
    hint = _("方案公示，业主表决，两道门都过了再报局。")
    urgent = dossier.form("emergency", lambda: EmergencyForm(kinds=kinds))
    why = _("属于下面的情形，不用表决，到现场确认签名。没有确认的，先问区里。")
    return [
        Offer("normal", normal, _url("normal", dossier), _("一般程序"), _("走一般程序"), hint),
        Offer("emergency", urgent, _url("emergency", dossier), _("应急程序"), _("走应急程序"), why),
    ]


def _site(dossier: Dossier) -> list[Offer]:
    street = bool(dossier.local.number(Key.STREET_CONFIRMS))
    hint = _("相关业主、社区、街道都要签。") if street else _("相关业主和社区要签。")
    form = dossier.form("site", lambda: SiteForm(street=street))
    return [Offer("site", form, _url("site", dossier), _("现场确认"), _("记下现场确认"), hint)]
