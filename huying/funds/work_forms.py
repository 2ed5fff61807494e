"""合同、验收、拨款、结算的表单."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import AREA, StepForm, reason
from huying.core import clock
from huying.core.forms import YuanField
from huying.people.models import Vendor

from .actions.works import Looked


def day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-09-15 这样。")},
        **kwargs,
    )


def money(label: str, **kwargs: Any) -> YuanField:
    return YuanField(label=label, error_messages={"required": lazy("还没写多少钱。")}, **kwargs)


class ContractForm(StepForm):
    vendor = forms.ChoiceField(
        label=lazy("和哪家签"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选和哪家签。")}
    )
    sum = money(lazy("合同多少钱（元）"), help_text=lazy("不能比批的多。"))
    signed_on = day(lazy("哪天签的"))
    due_on = day(lazy("哪天前完工"))

    def __init__(self, data: Any = None, *, vendors: Iterable[Vendor], sum_cents: int | None, vendor: Any = "") -> None:
        self.listed = {str(one.pk): one for one in vendors}
        today = clock.today()
        super().__init__(data, initial={"vendor": str(vendor or ""), "sum": sum_cents, "signed_on": today.isoformat()})
        self.fields["vendor"].choices = [  # type: ignore[attr-defined]
            (pk, _("%(name)s，%(trade)s") % {"name": one.name, "trade": one.trade}) for pk, one in self.listed.items()
        ]


class InspectForm(StepForm):
    """验收: the day, and the names of the representatives who signed, one a line."""

    on = day(lazy("哪天验收的"))
    names = forms.CharField(
        label=lazy("哪几位业主代表签了字"),
        max_length=300,
        widget=AREA,
        help_text=lazy("一行写一位。"),
        error_messages={"required": lazy("请写上签字的业主代表。")},
    )
    note = forms.CharField(label=lazy("看到什么"), max_length=300, required=False, widget=AREA)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today().isoformat()})

    def looked(self) -> Looked:
        names = tuple(name.strip() for name in self.cleaned_data["names"].splitlines() if name.strip())
        return Looked(on=self.cleaned_data["on"], names=names, note=self.cleaned_data["note"])


class ReworkForm(InspectForm):
    note = reason(lazy("哪里要返工"), lazy("请写明哪里要返工；这几句会发给施工的公司。"))
    due_on = day(lazy("哪天前返工好"))


class PrepayForm(StepForm):
    sum = money(lazy("预付多少（元）"))
    why = forms.CharField(label=lazy("说明"), max_length=300, required=False, widget=AREA)

    def __init__(self, data: Any = None, *, left: int | None = None) -> None:
        super().__init__(data, initial={"sum": left})


class DrawForm(StepForm):
    """The sum is worked out; nothing is typed but a word."""

    why = forms.CharField(label=lazy("说明"), max_length=300, required=False, widget=AREA)


class RefusePaymentForm(StepForm):
    reason = reason(lazy("为什么不批"), lazy("请写明为什么不批。"))


class PaidForm(StepForm):
    on = day(lazy("哪天拨的"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today().isoformat()})


class SettleForm(StepForm):
    sum = money(lazy("结算多少钱（元）"))
    invoice = forms.CharField(
        label=lazy("发票号码"), max_length=40, error_messages={"required": lazy("还没写发票号码。")}
    )
    auditor = forms.CharField(label=lazy("谁审计的"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, audit_over: str = "") -> None:
        super().__init__(data)
        if audit_over:
            self.fields["auditor"].help_text = _("超过 %(line)s 元的要审计。") % {"line": audit_over}


class ExcessForm(StepForm):
    sum = money(lazy("一共要多少钱（元）"), help_text=lazy("写整个工程的数，不是超出的那一截。"))
    reason = reason(lazy("为什么超出"), lazy("请写明为什么超出。"))


class LookedOverForm(StepForm):
    found = reason(lazy("看到什么"), lazy("请写几个字：好的，或者哪里要公司来修。"))
