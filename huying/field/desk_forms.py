"""派工单: which vendor, what, until when, and who pays."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.people.models import Vendor

from .models import Payer


def _said(one: Vendor) -> str:
    """安居防水修缮，屋面防水，24 小时."""
    facts = {"name": one.name, "trade": one.trade}
    return (_("%(name)s，%(trade)s，24 小时") if one.always else _("%(name)s，%(trade)s")) % facts


class OrderForm(StepForm):
    looks: ClassVar = {"payer": "pill"}

    vendor = forms.ChoiceField(
        label=lazy("请谁来修"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选请谁来修。")}
    )
    task = forms.CharField(
        label=lazy("修什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("修的人看得到这几句；不要写住户的电话。"),
        error_messages={"required": lazy("还没写修什么。")},
    )
    due_on = forms.DateField(
        label=lazy("哪天修完"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-09-15 这样。")},
    )
    due_at = forms.TimeField(
        label=lazy("几点前"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": lazy("时间没看懂，写成 18:00 这样。")},
    )
    payer = forms.ChoiceField(
        label=lazy("谁出钱"),
        choices=Payer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选谁出钱。")},
    )

    def __init__(self, data: Any = None, *, vendors: Iterable[Vendor], due: datetime, payer: str) -> None:
        initial = {"due_on": due.date().isoformat(), "due_at": f"{due:%H:%M}", "payer": payer}
        super().__init__(data, initial=initial)
        self.listed = list(vendors)
        self.fields["vendor"].choices = [(str(one.pk), _said(one)) for one in self.listed]  # type: ignore[attr-defined]

    def kinds(self) -> list[tuple[str, list[Any]]]:
        """维修公司 first, then 责任单位, each with its choices."""
        kinds = {str(one.pk): one.get_kind_display() for one in self.listed}
        options = list(self["vendor"])
        names = dict.fromkeys(kinds.values())
        return [(name, [one for one in options if kinds[str(one.data["value"])] == name]) for name in names]

    def clean(self) -> dict[str, Any]:
        """The day and the hour are one moment, on the clock of the place."""
        cleaned = super().clean() or {}
        if cleaned.get("due_on") and cleaned.get("due_at"):
            cleaned["due_by"] = datetime.combine(cleaned["due_on"], cleaned["due_at"], tzinfo=clock.ZONE)
        return cleaned
