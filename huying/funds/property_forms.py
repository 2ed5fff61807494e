"""产权和业主的表单."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.core.forms import PhoneField, YuanField
from huying.places.models import Home
from huying.rules.measures import NoMeasure, hundredths, said

from .actions.properties import Facts, Person
from .models import Owner, Property

# By what is wrong with it; `what` is 面积 or 数量.
WRONG = {
    "letters": lazy("%(what)s写成数字，比如 48.62。"),
    "negative": lazy("%(what)s不能是负的。"),
    "zero": lazy("%(what)s要比 0 大；不知道就空着。"),
    "decimals": lazy("%(what)s最多两位小数，比如 48.62。"),
    "large": lazy("%(what)s太大了，看看是不是多打了几位。"),
}
FIRST_YEAR = 1949


class MeasureField(forms.CharField):
    """An area or a quantity as people write it (４８．６２㎡); kept in whole hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off", "class": "input num"}

    def prepare_value(self, value: Any) -> Any:
        return said(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        if not text:
            return None
        try:
            return hundredths(text)
        except NoMeasure as wrong:
            raise forms.ValidationError(WRONG[wrong.code] % {"what": self.label}, code=wrong.code) from wrong


def whole(label: Any, most: int, said: Any, **kwargs: Any) -> forms.IntegerField:
    """A whole number of at most so much; whatever else is typed is answered with one sentence."""
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), said)
    widget = forms.NumberInput({"class": "input num", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, max_value=most, widget=widget, error_messages=errors, **kwargs
    )


def day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "input num"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-09-15 这样。")},
        **kwargs,
    )


class PropertyForm(StepForm):
    """一户的产权."""

    looks: ClassVar = {"kind": "pill", "area_source": "pill"}

    kind = forms.ChoiceField(label=lazy("产权性质"), choices=Property.Kind.choices, widget=forms.RadioSelect)
    area = MeasureField(label=lazy("面积"), required=False, help_text=lazy("建筑面积，平方米，两位小数。"))
    area_source = forms.ChoiceField(
        label=lazy("面积从哪来"), choices=Property.Source.choices, widget=forms.RadioSelect, required=False,
        help_text=lazy("有登记的按登记，没有的按测绘，再没有的按买卖合同。"),
    )  # fmt: skip
    former_unit = forms.CharField(
        label=lazy("原产权单位"),
        max_length=60,
        required=False,
        help_text=lazy("房改房写卖房的单位；公房写现在的产权单位。"),
    )
    unit_percent = whole(
        lazy("单位交了百分之几"), 100, lazy("写 0 到 100 的整数。"), min_value=0,
        help_text=lazy("房改房才有：维修资金里单位交的占百分之几。"),
    )  # fmt: skip
    sold_year = whole(lazy("购房年份"), 2100, lazy("年份没看懂，写成 1998 这样。"), min_value=FIRST_YEAR)
    fund_account = forms.CharField(label=lazy("维修资金账号"), max_length=40, required=False)
    balance = YuanField(label=lazy("账户余额（元）"), required=False)
    balance_on = day(lazy("哪天的余额"), required=False)

    def __init__(self, data: Any = None, *, held: Property | None = None) -> None:
        initial = {name: getattr(held, name) for name in Facts._fields} if held else {"kind": Property.Kind.COMMODITY}
        super().__init__(data, initial=initial | {"balance": held.balance_cents if held else None})

    def clean_balance_on(self) -> Any:
        return not_ahead(self.cleaned_data["balance_on"])

    def facts(self) -> Facts:
        given = {name: self.cleaned_data.get(name) for name in Facts._fields if name != "balance_cents"}
        return Facts(**given, balance_cents=self.cleaned_data.get("balance"))  # type: ignore[arg-type]


def not_ahead(on: Any) -> Any:
    if on and on > clock.today():
        raise forms.ValidationError(_("这一天还没到，请再看一眼日期。"))
    return on


class OwnerForm(StepForm):
    """一位业主."""

    looks: ClassVar = {"status": "pill", "homes_too": "pill"}

    status = forms.ChoiceField(
        label=lazy("找得到吗"), choices=Owner.Status.choices, initial=Owner.Status.KNOWN, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=lazy("业主姓名"), max_length=60, required=False,
        help_text=lazy("几个人共有一套房，写在一起，算一位。不知道是谁、继承人没过户的可以空着。"),
    )  # fmt: skip
    phone = PhoneField(label=lazy("业主电话"), required=False)
    note = forms.CharField(label=lazy("备注"), max_length=200, required=False)

    homes_too = forms.MultipleChoiceField(
        label=lazy("这栋里还有哪几套也是他的"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, owner: Owner | None = None, kept: str = "", others: Sequence[Home] = ()
    ) -> None:
        initial = {name: getattr(owner, name) for name in ("status", "name", "note")} if owner else None
        super().__init__(data, initial=initial)
        self.others = {str(home.pk): home for home in others}
        if others:
            choices = [(key, str(home)) for key, home in self.others.items()]
            self.fields["homes_too"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["homes_too"]
        if kept:
            self.fields["phone"].help_text = _("现在记的是 %(phone)s；不改就空着。") % {"phone": kept}

    def person(self) -> Person:
        """Who was written down."""
        return Person(**{name: self.cleaned_data.get(name) or "" for name in Person._fields})

    def homes(self) -> list[Home]:
        return [self.others[key] for key in self.cleaned_data.get("homes_too", [])]
