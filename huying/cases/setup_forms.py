"""类别和时限的表单."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock
from huying.core.forms import Form

from . import defaults
from .models import BranchRule, Limit, Verification


class CategoryForm(Form):
    """一类: its name, how it is checked, and where it stands in the list."""

    name = forms.CharField(label=lazy("名称"), max_length=40, error_messages={"required": lazy("还没写名称。")})
    verification = forms.ChoiceField(
        label=lazy("修完怎么核查"),
        choices=Verification.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选怎么核查。")},
    )
    after_rain = forms.BooleanField(
        label=lazy("要等下一场雨，看过才办结"), required=False, help_text=lazy("漏水这一类用得上。")
    )
    claimable = forms.BooleanField(
        label=lazy("小事，志愿者能认领"),
        required=False,
        help_text=lazy("只管楼道、院子里的；家里的事、急事不会放出去。"),
    )
    order = forms.IntegerField(
        label=lazy("排第几"),
        min_value=0,
        max_value=999,
        widget=forms.NumberInput({"class": "input num", "inputmode": "numeric"}),
        help_text=lazy("数字小的排前面。"),
        error_messages={
            "required": lazy("还没写排第几。"),
            "invalid": lazy("写一个 0 到 999 的数字。"),
            "min_value": lazy("写一个 0 到 999 的数字。"),
            "max_value": lazy("写一个 0 到 999 的数字。"),
        },
    )


class SourcedForm(Form):
    """A figure that a division lays down: where it comes from, and whether somebody has compared it."""

    source = forms.CharField(
        label=lazy("依据"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text=lazy("哪个文件、第几条，或者哪次会定的。"),
        error_messages={"required": lazy("还没写依据。")},
    )
    source_date = forms.DateField(
        label=lazy("依据的日期"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "input num"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-10-07 这样。")},
    )
    confirmed = forms.BooleanField(
        label=lazy("和原文核对过，确认"), required=False, help_text=lazy("没核对过的，到处都标着未确认。")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A figure is confirmed against a paper that somebody can find."""
        asked = self.cleaned_data
        if asked.get("source_date") and asked["source_date"] > clock.today():
            self.add_error("source_date", _("依据的日期还没到。"))
        if asked.get("confirmed") and asked.get("source") == defaults.SAMPLE:
            self.add_error("source", _("确认以前，把依据换成本地的规定。"))
        if asked.get("confirmed") and not asked.get("source_date") and "source_date" not in self.errors:
            self.add_error("source_date", _("确认了，就写上依据的日期。"))
        return asked


def amount(label: Any, most: int = 999) -> forms.IntegerField:
    """A whole number of 1 to 999, or of 1 to 99."""
    wrong = lazy("写一个 1 到 999 的数字。") if most > 99 else lazy("写一个 1 到 99 的数字。")
    errors = {"required": lazy("还没写数字。"), "invalid": wrong, "min_value": wrong, "max_value": wrong}
    widget = forms.NumberInput({"class": "input num", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, widget=widget, error_messages=errors)


def unit() -> forms.ChoiceField:
    missing = {"required": lazy("还没选按什么算。")}
    choices = Limit.Unit.choices
    return forms.ChoiceField(label=lazy("按什么算"), choices=choices, widget=forms.RadioSelect, error_messages=missing)


class LimitForm(SourcedForm):
    """一项时限, with where the figure comes from."""

    field_order = ("amount", "unit")

    amount = amount(lazy("多久"))
    unit = unit()


class LadderForm(SourcedForm):
    """提醒的一级: when, and how many chairs up."""

    field_order = ("amount", "unit", "rungs")

    amount = amount(lazy("到期以后再过多久"))
    unit = unit()
    rungs = forms.TypedChoiceField(
        label=lazy("告诉谁"),
        coerce=int,
        choices=((1, lazy("上一级")), (2, lazy("上两级")), (3, lazy("上三级"))),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选告诉谁。")},
    )

    def __init__(self, *given: Any, code: str, **more: Any) -> None:
        super().__init__(*given, **more)
        if code not in ("again", "last"):
            del self.fields["unit"]
        if code in ("unacked", "overdue"):
            del self.fields["amount"]
        if code == "at_risk":
            self.fields["amount"] = amount(lazy("时间过了百分之几"), 99)


class BranchForm(SourcedForm):
    """一条岔路规则: whether the clock stands still, or how much is allowed."""

    field_order = ("clock", "amount", "unit")

    clock = forms.ChoiceField(
        label=lazy("等的时候，时限怎么走"),
        choices=BranchRule.Clock.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选时限怎么走。")},
    )
    amount = amount(lazy("多久"))
    unit = unit()

    def __init__(self, *given: Any, code: str, **more: Any) -> None:
        super().__init__(*given, **more)
        if code in BranchRule.CLOCKS:
            del self.fields["amount"], self.fields["unit"]
            return
        del self.fields["clock"]
        if code in BranchRule.FIXED:
            del self.fields["unit"]
            self.fields["amount"].label = _("几次") if code == "extend_times" else _("几天")
