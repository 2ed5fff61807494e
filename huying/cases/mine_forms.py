"""Forms of 我的诉求: a number, a mailbox, a code; and a relative who acts for somebody."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.core.forms import Form, KeptWords, PhoneField
from huying.core.sealed import digits
from huying.people.contact.actions import Named
from huying.people.models import Proxy
from huying.places.models import Home

from .forms import line


class NumberForm(Form):
    """手机号."""

    phone = PhoneField(
        label=gettext_lazy("您报事时留的手机号"),
        error_messages={"required": gettext_lazy("还没写手机号。")},
    )


class MailForm(Form):
    """邮箱."""

    email = forms.EmailField(
        label=gettext_lazy("您报事时留的邮箱"), max_length=120,
        widget=forms.EmailInput(attrs={"inputmode": "email", "autocomplete": "email", "class": "input"}),
        error_messages={
            "required": gettext_lazy("还没写邮箱。"),
            "invalid": gettext_lazy("邮箱没看懂，写成 name@example.cn 这样。"),
        },
    )  # fmt: skip


class CodeForm(Form):
    """六位数."""

    code = forms.CharField(
        label=gettext_lazy("六位数的码"), max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input num big-no", "autofocus": ""}
        ),
        error_messages={"required": gettext_lazy("还没写码，六位数字。")},
    )  # fmt: skip

    def clean_code(self) -> str:
        code = digits(self.cleaned_data["code"])
        if len(code) != 6:
            raise forms.ValidationError(_("码是六位数字，这里有 %(n)s 位。") % {"n": len(code)})
        return code


class ProxyForm(KeptWords):
    """请家里人代办: who, in what, until when, and what they may do."""

    whole: Any = gettext_lazy("我报的所有事")

    principal_name = line(gettext_lazy("您的姓名"), 40, autocomplete="name")
    name = line(gettext_lazy("家里人的姓名"), 40)
    phone = PhoneField(label=gettext_lazy("家里人的手机号"), help_text=gettext_lazy("用这个号码核实，别人看不到。"))
    home = forms.ChoiceField(label=gettext_lazy("哪里的事"), required=False, widget=forms.RadioSelect)
    answers = forms.BooleanField(
        label=gettext_lazy("可以替我说修好没有"), required=False, initial=True, widget=forms.CheckboxInput
    )
    enters = forms.BooleanField(
        label=gettext_lazy("可以替我同意入户"), required=False, widget=forms.CheckboxInput,
        help_text=gettext_lazy("社区要进门时，这一位在自己的手机上点同意也算数。"),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("到哪天为止"),
        widget=forms.DateInput({"type": "date", "class": "input num"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("日期没看懂，写成 2024-03-01 这样。")},
    )

    def __init__(self, data: Any = None, *, homes: list[tuple[str, str]], principal: str = "", **kwargs: Any) -> None:
        first = {"principal_name": principal, "until": clock.today() + timedelta(days=90), "home": ""}
        super().__init__(data, initial={**first, **kwargs.pop("initial", {})}, **kwargs)
        for name in ("principal_name", "name"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("还没填：%(label)s") % {"label": self.fields[name].label}
        self.fields["home"].choices = [("", self.whole), *homes]  # type: ignore[attr-defined]
        if not homes:
            del self.fields["home"]

    def named(self, *, phone: str, how: str) -> Named:
        given = self.cleaned_data
        home = Home.objects.select_related("building").filter(pk=given.get("home") or None).first()
        until: date = given["until"]
        return Named(
            principal_name=given["principal_name"], principal_phone=phone, name=given["name"], phone=given["phone"],
            until=clock.instant(str(until + timedelta(days=1))), how=how, home=home, answers=given["answers"],
            enters=given["enters"], recorded=given.get("recorded", ""),
        )  # fmt: skip


class DeskProxyForm(ProxyForm):
    """代办, at the desk on the resident's spoken word."""

    whole = gettext_lazy("本人报的所有事")

    how = forms.ChoiceField(
        label=gettext_lazy("本人怎么说的"),
        choices=[(one.value, one.label) for one in (Proxy.How.COUNTER, Proxy.How.CALL)],
        initial=Proxy.How.COUNTER.value,
        widget=forms.RadioSelect,
    )
    recorded = line(gettext_lazy("怎么记的"), 120, placeholder=gettext_lazy("谁在场，或者录音编号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["principal_name"].label = _("本人姓名")
        self.fields["answers"].label = _("可以替本人说修好没有")
        self.fields["enters"].label = _("可以替本人同意入户")
        self.fields["recorded"].required = True
        self.fields["recorded"].error_messages["required"] = _("还没写怎么记的：谁在场，或者录音编号。")
