"""凑钱的表单: what is shared among whom, one payment, one taken back, the end."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm, reason
from huying.core.forms import YuanField
from huying.places.models import Home

from .models import Levy
from .templatetags.funds_words import area as spoken_area


class LevyForm(StepForm):
    """分摊一笔小账 among homes of one unit."""

    looks: ClassVar = {"split": "pill"}

    item = forms.CharField(
        label=lazy("做什么的钱"), max_length=60, help_text=lazy("比如：换楼道灯，疏通化粪池。"),
        error_messages={"required": lazy("还没写做什么的钱。")},
    )  # fmt: skip
    sum_cents = YuanField(label=lazy("一共多少（元）"), error_messages={"required": lazy("还没写多少钱。")})
    split = forms.ChoiceField(
        label=lazy("怎么分"), choices=Levy.Split.choices, widget=forms.RadioSelect, initial=Levy.Split.EQUAL,
        error_messages={"required": lazy("还没选怎么分。")},
    )  # fmt: skip
    homes = forms.MultipleChoiceField(
        label=lazy("哪几户分"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("还没选哪几户分。"), "invalid_choice": lazy("有一户不在这个单元里，请再选一次。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, homes: list[tuple[Home, Any]], chosen: list[str], item: str = "") -> None:
        super().__init__(data, initial={"split": Levy.Split.EQUAL, "homes": chosen, "item": item})
        self.fields["homes"].choices = [(str(home.pk), _room(home, area)) for home, area in homes]  # type: ignore[attr-defined]


def _room(home: Home, area: int | None) -> str:
    """303，48.62 m²."""
    if area is None:
        return _("%(room)s，没有面积") % {"room": home.room}
    return _("%(room)s，%(area)s m²") % {"room": home.room, "area": spoken_area(area)}


class PayForm(StepForm):
    receipt = forms.CharField(
        label=lazy("收据号"), max_length=20, error_messages={"required": lazy("还没写收据号。")},
        widget=forms.TextInput({"class": "input num", "autocomplete": "off"}),
    )  # fmt: skip


class UndoForm(StepForm):
    reason = reason(lazy("为什么退回"), lazy("请写明为什么退回。"))


class EndForm(StepForm):
    """Asks why only where something is open."""

    reason = reason(lazy("没收齐的为什么不收了"), lazy("还没收齐，不收了要写明原因。"))

    def __init__(self, data: Any = None, *, left: int) -> None:
        super().__init__(data)
        if not left:
            del self.fields["reason"]
