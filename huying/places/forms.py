"""Forms of places 地方: a day of the working calendar, grids and the buildings in them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.forms import Form

from .calendars import FIRST_YEAR
from .models import Building, Grid


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


class GridForm(Form):
    """网格: what ledgers call it, and how people call it."""

    code = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=20,
        help_text=gettext_lazy("和房屋台账里写的一样，比如 G03。定了就不改。"),
        error_messages={"required": gettext_lazy("还没写编号。")},
    )
    label = forms.CharField(
        label=gettext_lazy("平时怎么叫"), max_length=20, required=False, help_text=gettext_lazy("不写就叫编号。")
    )


class GridNameForm(Form):
    """改名: the name it has now goes along, so that nobody overwrites a newer one."""

    label = forms.CharField(
        label=gettext_lazy("平时怎么叫"), max_length=20, required=False, help_text=gettext_lazy("不写就叫编号。")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class MoveForm(Form):
    """划楼栋: each with the grid that it was seen in."""

    buildings = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪几栋划过来"),
        widget=forms.CheckboxSelectMultiple,
        coerce=lambda value: tuple(UUID(part) for part in value.split(".")),
        error_messages={
            "required": gettext_lazy("还没选楼栋，一栋都没有动。"),
            "invalid_choice": gettext_lazy("有楼栋刚被别人划走了，一栋都没有动。看看现在各在哪里，再选一次。"),
        },
    )

    def __init__(self, data: Any = None, *, grid: Grid, houses: Iterable[Building]) -> None:
        super().__init__(data)
        self.fields["buildings"].choices = [  # type: ignore[attr-defined]
            (f"{house.pk}.{house.grid_id}", _("%(house)s，现在在%(grid)s") % {"house": house, "grid": house.grid})
            for house in houses
            if house.grid_id != grid.pk
        ]
