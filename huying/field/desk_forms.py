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
        self.fields["vendor"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), _("%(name)s，%(trade)s") % {"name": one.name, "trade": one.trade}) for one in vendors
        ]

    def clean(self) -> dict[str, Any]:
        """The day and the hour are one moment, on the clock of the place."""
        cleaned = super().clean() or {}
        if cleaned.get("due_on") and cleaned.get("due_at"):
            cleaned["due_by"] = datetime.combine(cleaned["due_on"], cleaned["due_at"], tzinfo=clock.ZONE)
        return cleaned
