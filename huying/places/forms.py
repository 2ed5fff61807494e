"""Forms of places 地方: a day of the working calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.forms import Form

from .calendars import FIRST_YEAR


class CalendarDayForm(Form):
    """日历: one day that we keep otherwise, or that nobody has published yet."""

    day = forms.DateField(
        label=gettext_lazy("哪一天"),
        widget=forms.DateInput({"type": "date", "class": "input num"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("还没选哪一天。"),
            "invalid": gettext_lazy("日期没看懂，写成 2023-10-07 这样。"),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("上班还是休息"),
        choices=[("work", gettext_lazy("上班")), ("rest", gettext_lazy("休息"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("还没选上班还是休息。")},
    )
    note = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("比如：国庆节放假通知。"),
    )

    def __init__(self, *args: Any, last_year: int, **kwargs: Any) -> None:
        self.last_year = last_year
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= self.last_year:
            years = {"first": FIRST_YEAR, "last": self.last_year}
            raise forms.ValidationError(_("日历管 %(first)s 到 %(last)s 年，这天不在里面。") % years, code="year")
        return day
