"""Forms of places 地方: a day of the working calendar, grids and the buildings in them."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.forms import Form
from huying.rules import geo

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


class PositionsForm(Form):
    """摆到图上: one line a house, its name and its two coordinates in either order; a name alone takes it off the map."""

    lines = forms.CharField(
        label=gettext_lazy("一栋一行"), required=False, max_length=40_000, widget=forms.Textarea({"rows": 16, "class": "input num"}),
        help_text=gettext_lazy("楼号，空格，经纬度。比如：5栋 113.10370,28.20290。只写楼号就从图上拿下来。"),
    )  # fmt: skip
    datum = forms.ChoiceField(
        label=gettext_lazy("哪里查来的"), widget=forms.RadioSelect,
        choices=[
            ("wgs84", gettext_lazy("手机定位、天地图（WGS-84）")), ("gcj02", gettext_lazy("高德、腾讯地图（GCJ-02）")),
        ],
        help_text=gettext_lazy("两种坐标差五六百米，选错了整片都偏。"),
        error_messages={"required": gettext_lazy("还没选坐标是哪里查来的。")},
    )  # fmt: skip

    def __init__(self, *args: Any, houses: Iterable[Building], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, Building] = {}
        for house in houses:
            for name in (house.name, house.label, *(alias.name for alias in house.aliases.all())):
                self.names.setdefault(name, house)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        back = geo.to_wgs if data.get("datum") == "gcj02" else lambda at: at
        self.where: dict[UUID, geo.Place | None] = {}
        for nth, line in enumerate((data.get("lines") or "").splitlines(), 1):
            if not line.strip():
                continue
            house, at, wrong = self._read(line)
            if wrong:
                self.add_error(
                    "lines", _("第 %(n)s 行“%(line)s”：%(wrong)s") % {"n": nth, "line": line[:40], "wrong": wrong}
                )
            elif house:
                self.where[house.pk] = back(at) if at else None
        return data

    def _read(self, line: str) -> tuple[Building | None, geo.Place | None, str]:
        """The house and where it stands; or what is wrong with the line."""
        name, *rest = re.split(r"[\s,，;；、]+", line.strip())
        house = self.names.get(name)
        if house is None:
            return None, None, _("没有这一栋。")
        if not any(rest):
            return house, None, ""
        try:
            one, other = (float(part) for part in rest if part)
        except ValueError:
            return house, None, _("要两个数，经度和纬度。")
        at = geo.Place(min(one, other), max(one, other))  # in China the longitude is always the larger
        return house, at, "" if at.in_china else _("不在中国境内，数字抄错了吗？")


def position_lines(houses: Iterable[Building]) -> str:
    """What is known, as the form takes it."""
    return "\n".join(f"{one.label} {one.lon},{one.lat}" if one.lat is not None else one.label for one in houses)
