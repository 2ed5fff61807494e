"""派工单: which vendor, what, until when, and who pays."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm, reason
from huying.cases.setup_forms import SourcedForm
from huying.core import clock
from huying.core.forms import YuanField
from huying.people.models import Vendor

from .forms import ask_why_more
from .models import Payer, WorkOrder
from .order_models import FINISHES, LEAVES_WORK


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
    estimate = YuanField(
        label=lazy("估价（元）"), required=False, help_text=lazy("不知道可以不写；超过审批线的，两个人批了才派出去。")
    )
    payer = forms.ChoiceField(
        label=lazy("谁出钱"),
        choices=Payer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选谁出钱。")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        vendors: Iterable[Vendor],
        due: datetime,
        payer: str,
        task: str = "",
        named: object = None,
    ) -> None:
        initial = {
            "due_on": due.date().isoformat(),
            "due_at": f"{due:%H:%M}",
            "payer": payer,
            "task": task,
            "vendor": str(named or ""),
        }
        super().__init__(data, initial=initial)
        self.listed = list(vendors)
        self.fields["vendor"].choices = [(str(one.pk), _said(one)) for one in self.listed]  # type: ignore[attr-defined]

    def kinds(self) -> list[tuple[str, list[Any]]]:
        """维修公司 first, then 志愿者队伍 and 责任单位, each with its choices."""
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


class OrderSaidForm(StepForm):
    """替他们记: what a vendor or unit answered without the link, and how the answer came."""

    looks: ClassVar = {"what": "chips", "heard": "pill"}
    ACCEPTED = "accepted"

    what = forms.ChoiceField(
        label=lazy("他们怎么说"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选他们怎么说。")}
    )
    heard = forms.ChoiceField(
        label=lazy("怎么说的"),
        choices=WorkOrder.Heard.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选怎么说的：电话、当面，还是纸上。")},
    )
    cost = YuanField(label=lazy("一共多少钱（元）"), required=False, help_text=lazy("干完了才填；不要钱就写 0。"))
    why_more = forms.CharField(
        label=lazy("为什么比估的多"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(
        label=lazy("做了什么，还差什么，为什么"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, order: WorkOrder) -> None:
        super().__init__(data)
        self.order = order
        if order.estimate_cents is None:
            del self.fields["why_more"]
        took = [] if order.accepted_at else [(self.ACCEPTED, _("接了"))]
        results = [(one.value, one.label) for one in FINISHES]
        back = (WorkOrder.Result.HANDED_BACK.value, _("不干，退回"))
        self.fields["what"].choices = [*took, *results, back]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what = cleaned.get("what")
        if what in FINISHES and cleaned.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("还没写多少钱；不要钱就写 0。"))
        ask_why_more(self, self.order, cleaned.get("cost"))
        if what in LEAVES_WORK and not cleaned.get("note"):
            self.add_error("note", _("没全修好，写一句还差什么、为什么。"))
        return cleaned


class RefuseForm(StepForm):
    reason = reason(lazy("为什么不批"), lazy("请写明为什么不批。"))


class AdvanceForm(StepForm):
    """垫付: what the community paid in place of somebody."""

    looks: ClassVar = {"owed_by": "pill"}

    amount = YuanField(label=lazy("垫了多少（元）"), error_messages={"required": lazy("还没写垫了多少。")})
    owed_by = forms.ChoiceField(
        label=lazy("本来该谁出"),
        choices=[one for one in Payer.choices if one[0] != Payer.COMMUNITY],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选本来该谁出。")},
    )
    note = forms.CharField(label=lazy("付给谁，做什么"), max_length=300, required=False)


class RepayForm(StepForm):
    amount = YuanField(label=lazy("收回多少（元）"), error_messages={"required": lazy("还没写收回多少。")})
    note = forms.CharField(label=lazy("谁还的，凭据"), max_length=300, required=False)


class CancelOrderForm(StepForm):
    reason = reason(lazy("为什么收回（他们看得到）"), lazy("请写明为什么收回，他们看得到。"))


class EnoughForm(StepForm):
    reason = reason(lazy("为什么不用再派"), lazy("请写明为什么不用再派，剩下的怎么办。"))


class LineForm(SourcedForm):
    """审批线, with where it comes from."""

    field_order = ("amount_cents",)

    amount_cents = YuanField(
        label=lazy("超过多少（元），要两个人批"), error_messages={"required": lazy("还没写多少钱。")}
    )
