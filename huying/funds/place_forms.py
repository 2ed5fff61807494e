"""立项和定程序的表单: what is repaired, who pays, whether it can be paid, which lane, who signed."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm, reason
from huying.cases.models import Case
from huying.core import clock, spoken
from huying.places.models import Building, Home
from huying.rules import funds as rules

from .actions.places import Need, OnSite, Scope
from .models import EmergencyKind, Place
from .property_forms import day, not_ahead
from .sentences import MISSING, not_payable

ALL, SOME, SPOT, SHARED = "all", "some", "spot", "area"
# The parts that belong to one staircase, as a rule; the others to the whole house.
OF_A_UNIT = (Place.Part.DRAIN, Place.Part.STAIRS)


class WhoPays(StepForm):
    """哪些户出钱: the whole, one unit, or homes that are ticked one by one."""

    looks: ClassVar = {"who": "pill", "homes": "pill", "kind": "pill", "part": "pill", "agreed": "pill"}

    who = forms.ChoiceField(
        label=lazy("哪些户出钱"), widget=forms.RadioSelect, error_messages={"required": MISSING["scope"]}
    )
    homes = forms.MultipleChoiceField(
        label=lazy("只选几户的，勾上"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": lazy("有一户不在这几栋里，请再选一次。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rows: Sequence[Home], initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.rows_of = {str(home.pk): home for home in rows}
        houses = {home.building_id for home in rows}
        units = {f"unit:{home.unit_id}": home for home in rows}
        whole = _("整栋") if len(houses) == 1 else _("这几栋")
        choices = [(ALL, _("%(whole)s，%(n)s 户") % {"whole": whole, "n": len(rows)})]
        if len(units) > len(houses):
            choices += [(key, _unit(home, many=len(houses) > 1)) for key, home in units.items()]
        self.fields["who"].choices = [*choices, (SOME, _("下面勾的几户"))]  # type: ignore[attr-defined]
        self.fields["homes"].choices = [(key, str(home)) for key, home in self.rows_of.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == SOME and not cleaned.get("homes") and "homes" not in self.errors:
            self.add_error("homes", MISSING["scope"])
        return cleaned

    def paying(self) -> list[Home]:
        who = self.cleaned_data["who"]
        if who == SOME:
            return [self.rows_of[key] for key in self.cleaned_data["homes"]]
        rows = self.rows_of.values()
        return [home for home in rows if who in (ALL, f"unit:{home.unit_id}")]


def _unit(home: Home, *, many: bool) -> str:
    facts = {"house": home.building if many else "", "unit": home.unit.name}
    return (_("%(house)s%(unit)s单元") % facts).strip()


class OpenForm(WhoPays):
    """报一处."""

    field_order = ["where", "spot", "item", "part", "case", "reasons", "who", "homes"]

    where = forms.ChoiceField(label=lazy("修哪里"), widget=forms.RadioSelect)
    spot = forms.CharField(
        label=lazy("这一处叫什么"), max_length=60, required=False, help_text=lazy("不是整栋的才写，比如“北井”“东沟”。")
    )
    item = forms.CharField(
        label=lazy("修什么"), max_length=60, help_text=lazy("比如“屋面防水”。"),
        error_messages={"required": lazy("还没写修什么。")},
    )  # fmt: skip
    part = forms.ChoiceField(
        label=lazy("哪个部位"), choices=Place.Part.choices, widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选哪个部位。")},
    )  # fmt: skip
    case = forms.ChoiceField(
        label=lazy("带头的案件，要还在办"), widget=forms.RadioSelect,
        error_messages={"required": MISSING["case"], "invalid_choice": MISSING["case"]},
    )  # fmt: skip
    reasons = forms.MultipleChoiceField(
        label=lazy("还有哪些案件说的也是这个"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": lazy("有一件刚才有变化，请再选一次。")},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, houses: Sequence[Building], leads: Sequence[Case], others: Sequence[Case],
        rows: Sequence[Home], initial: Mapping[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(data, rows=rows, initial=initial)
        self.houses = {str(house.pk): house for house in houses}
        self.cases = {str(case.pk): case for case in [*leads, *others]}
        where = [(key, _("%(house)s，按栋算") % {"house": house}) for key, house in self.houses.items()]
        self.fields["where"].choices = [*where, (SPOT, _("一处，另外起名"))]  # type: ignore[attr-defined]
        self.fields["case"].choices = [(str(case.pk), case_words(case)) for case in leads]  # type: ignore[attr-defined]
        self.fields["reasons"].choices = [(str(case.pk), case_words(case)) for case in others]  # type: ignore[attr-defined]
        if not others:
            del self.fields["reasons"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("where") == SPOT and not cleaned.get("spot") and "spot" not in self.errors:
            self.add_error("spot", _("还没写这一处叫什么，比如“北井”。"))
        return cleaned

    def need(self) -> Need:
        given = self.cleaned_data
        house = self.houses.get(given["where"]) or (next(iter(self.houses.values())) if len(self.houses) == 1 else None)
        spot = given["spot"] if given["where"] == SPOT else ""
        return Need(item=given["item"], part=given["part"], building=house, spot=spot)

    def lead(self) -> Case:
        return self.cases[self.cleaned_data["case"]]

    def also(self) -> list[Case]:
        return [self.cases[key] for key in self.cleaned_data.get("reasons", [])]


def case_words(case: Case) -> str:
    """5栋303 屋面漏水，在办，2309 0001."""
    facts = {
        "where": case.where, "what": case.category, "state": case.get_state_display(),
        "number": spoken.number(case.number or ""),
    }  # fmt: skip
    return _("%(where)s %(what)s，%(state)s，%(number)s") % facts


class ScopeForm(WhoPays):
    """改哪些户出钱, and how the cost is shared where the owners agreed on something else than the area."""

    agreed = forms.ChoiceField(
        label=lazy("怎么分"), widget=forms.RadioSelect, initial=SHARED,
        choices=[(SHARED, lazy("按专有面积")), ("agreed", lazy("按业主约定的份数"))],
    )  # fmt: skip
    why = forms.CharField(
        label=lazy("怎么约定的"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("按约定的才写：哪天、谁定的、凭什么。民法典第二百八十三条：有约定的按约定，没有的按面积。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rows: Sequence[Home], initial: Mapping[str, Any]) -> None:
        super().__init__(data, rows=rows, initial=initial)
        for key, home in self.rows_of.items():
            widget = forms.NumberInput({"class": "input num", "inputmode": "numeric", "aria-label": str(home)})
            said = _("%(home)s的份数写成整数，比如 1。") % {"home": home}
            self.fields[f"parts_{key}"] = forms.IntegerField(
                label=str(home), required=False, min_value=1, max_value=1_000_000, widget=widget,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
            )  # fmt: skip

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        return [pair for pair in super().rows() if not pair[0].name.startswith("parts_")]

    def weights(self) -> list[forms.BoundField]:
        return [self[f"parts_{key}"] for key in self.rows_of]

    def scope(self) -> Scope:
        homes = self.paying()
        if self.cleaned_data["agreed"] == SHARED:
            return Scope(homes)
        parts: dict[UUID, int] = {home.pk: self.cleaned_data.get(f"parts_{home.pk}") or 0 for home in homes}
        return Scope(homes, parts, self.cleaned_data["why"])


YES, NO = "yes", "no"
# Asked in this order; the first is the only one that has to be a yes.
QUESTIONS = {
    "common_part": lazy("坏的是共有部分吗（屋面、外墙、楼道、总管）"),
    "under_warranty": lazy("还在保修期里吗"),
    "utility_line": lazy("是水电气、通信公司的管线吗"),
    "damaged_by_person": lazy("是有人弄坏的吗"),
    "in_service_contract": lazy("物业合同里包了吗"),
}


class CheckForm(StepForm):
    """能不能用维修资金: five questions. Where the answers say no, who does pay; and one more tick ends the place."""

    end = forms.BooleanField(label=lazy("是这样，这一处不用维修资金了"), required=False)

    def __init__(self, data: Any = None, *, zone: str = "") -> None:
        known = {"common_part": YES if zone == "common" else "", "utility_line": YES if zone == "utility" else ""}
        super().__init__(data, initial=known)
        self.why: tuple[str, ...] = ()
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[(YES, _("是")), (NO, _("不是"))], widget=forms.RadioSelect,
                error_messages={"required": _("还没答：%(question)s") % {"question": label}},
            )  # fmt: skip
        self.order_fields([*QUESTIONS, "end"])

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        return [(self[name], "pill") for name in QUESTIONS] + ([(self["end"], "")] if self.why else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(cleaned.get(name) for name in QUESTIONS):
            self.why = rules.why_not_payable(self.answers())
        if self.why and not cleaned.get("end"):
            said = _("没有保存。照这些答的，不能用维修资金：%(why)s 答错了就改；没错，勾上最后一条再点一次。")
            self.add_error(None, said % {"why": not_payable(self.why)})
        return cleaned

    def answers(self) -> rules.Answers:
        return rules.Answers(**{name: self.cleaned_data[name] == YES for name in QUESTIONS})


class EmergencyForm(StepForm):
    """走应急程序: which kind, each with where it is from."""

    kind = forms.ChoiceField(
        label=lazy("哪一种应急情形"), widget=forms.RadioSelect,
        error_messages={"required": MISSING["emergency_kind"], "invalid_choice": MISSING["emergency_kind"]},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, kinds: Sequence[EmergencyKind]) -> None:
        super().__init__(data)
        self.kinds = {str(kind.pk): kind for kind in kinds}
        self.fields["kind"].choices = [(key, _kind(kind)) for key, kind in self.kinds.items()]  # type: ignore[attr-defined]

    def chosen(self) -> EmergencyKind:
        return self.kinds[self.cleaned_data["kind"]]


def _kind(kind: EmergencyKind) -> str:
    """屋顶、外墙渗漏（示例：杭州，没有确认）."""
    facts = {"name": _(kind.name), "source": kind.source}
    return (_("%(name)s（%(source)s）") if kind.confirmed else _("%(name)s（%(source)s，没有确认）")) % facts


class SiteForm(StepForm):
    """现场确认: who signed the sheet on the spot."""

    owners = forms.CharField(
        label=lazy("签了名的业主"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("一行一位。"), error_messages={"required": MISSING["owners"]},
    )  # fmt: skip
    community_by = forms.CharField(
        label=lazy("社区谁签的"), max_length=60, error_messages={"required": MISSING["community"]}
    )
    street_by = forms.CharField(label=lazy("街道谁签的"), max_length=60, error_messages={"required": MISSING["street"]})
    on = day(lazy("哪天签的"))

    def __init__(self, data: Any = None, *, street: bool) -> None:
        super().__init__(data, initial={"on": clock.today().isoformat()})
        self.fields["street_by"].required = street
        if not street:
            self.fields["street_by"].help_text = _("本地没有规定要街道确认，签了就写上。")

    def clean_on(self) -> Any:
        return not_ahead(self.cleaned_data["on"])

    def clean_owners(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["owners"].splitlines() if line.strip()]
        if any(len(name) > 60 for name in names):
            raise forms.ValidationError(_("有一行太长了；一行写一位。"))
        return names


def signed(given: Mapping[str, Any]) -> OnSite:
    """Who signed, from what the form was given."""
    return OnSite(given["owners"], given["community_by"], given["street_by"], given["on"])


class LeaveLaneForm(StepForm):
    reason = reason(lazy("为什么换程序"), MISSING["reason"])


class DropForm(StepForm):
    reason = reason(lazy("为什么不报了"), MISSING["reason"])
