"""Forms of channels: how a channel sends, its words, where posts and vendors are written to, and a trial."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.forms import Form, PhoneField
from huying.people.models import Post, Vendor

from .letters import mobile
from .models import ChannelSetup
from .wordings import Template, unknown

HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?")


def _time(label: object) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time", "class": "input num"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("时间没看懂，写成 21:00 这样。")},
    )


class ChannelForm(Form):
    """渠道: what all of them have. `hidden` fields keep what they hold when left empty; what it `needs` must be there
    before it is switched on."""

    hidden: tuple[str, ...] = ("secret",)
    needs: tuple[str, ...] = ("address",)

    enabled = forms.BooleanField(label=gettext_lazy("开着：有事就发"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("用哪种话发"), choices=ChannelSetup.Language.choices, widget=forms.RadioSelect
    )
    quiet_from = _time(gettext_lazy("安静时间从"))
    quiet_until = _time(gettext_lazy("安静时间到"))

    def __init__(self, data: Any = None, *, setup: ChannelSetup) -> None:
        self.setup = setup
        kept = {name: getattr(setup, name) for name in self.base_fields if name not in self.hidden}
        super().__init__(data, initial=kept)
        switched_on = data is None or bool(data.get("enabled"))
        for name in self.needs:
            self.fields[name].required = switched_on and not (name in self.hidden and getattr(setup, name))
        for name in self.hidden:
            if getattr(setup, name):
                self.fields[name].help_text = _("已经存好，不显示。要换才填。")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in self.hidden:
            if not given.get(name) and name not in self.errors:
                given[name] = getattr(self.setup, name)
        return given


def _web_address(text: str) -> str:
    """https to anywhere; http only goes to what the machine's owner has let in, which the line itself looks at."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("https", "http") or not parts.hostname):
        raise forms.ValidationError(_("写成 https:// 开头的网址。"), code="address")
    return text


class SmsForm(ChannelForm):
    """短信: a supplier over HTTP."""

    hidden = ("secret",)
    needs = ("address", "account", "secret", "sender")

    address = forms.CharField(
        label=gettext_lazy("短信接口的网址"), max_length=300, required=False,
        help_text=gettext_lazy("短信供应商的，或者自己接的转发程序的。怎么签名，写在 docs/channels.md 里。"),
    )  # fmt: skip
    account = forms.CharField(label=gettext_lazy("账号（AccessKey）"), max_length=120, required=False)
    secret = forms.CharField(
        label=gettext_lazy("密钥"), max_length=200, required=False, widget=forms.PasswordInput({"autocomplete": "off"})
    )
    sender = forms.CharField(
        label=gettext_lazy("短信签名"), max_length=20, required=False,
        help_text=gettext_lazy("报备过的签名，不带【】。"),
    )  # fmt: skip

    field_order = ("enabled", "address", "account", "secret", "sender")

    def clean_address(self) -> str:
        return _web_address(self.cleaned_data["address"])


class WecomForm(ChannelForm):
    """企业微信群机器人: its webhook is its secret."""

    hidden = ("address",)

    address = forms.CharField(
        label=gettext_lazy("群机器人的 Webhook 地址"), max_length=300, required=False,
        help_text=gettext_lazy("在企业微信的群里添加机器人，把它的地址贴在这里。谁有这个地址，谁就能往群里发。"),
    )  # fmt: skip

    field_order = ("enabled", "address")

    def clean_address(self) -> str:
        return _web_address(self.cleaned_data["address"])


class EmailForm(ChannelForm):
    """电子邮件: an SMTP server."""

    needs = ("address", "sender")

    address = forms.CharField(
        label=gettext_lazy("发信服务器（SMTP）"), max_length=200, required=False,
        help_text=gettext_lazy("比如 smtp.example.cn:587"),
    )  # fmt: skip
    security = forms.ChoiceField(
        label=gettext_lazy("加密"), choices=ChannelSetup.Security.choices, widget=forms.RadioSelect
    )
    account = forms.CharField(label=gettext_lazy("账号"), max_length=120, required=False)
    secret = forms.CharField(
        label=gettext_lazy("密码或授权码"), max_length=200, required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    sender = forms.EmailField(label=gettext_lazy("发件人邮箱"), max_length=120, required=False)

    field_order = ("enabled", "address", "security", "account", "secret", "sender")

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"]
        found = HOST.fullmatch(text)
        if text and (not found or (found[2] and not 0 < int(found[2][1:]) < 65536)):
            raise forms.ValidationError(_("写成“服务器:端口”，比如 smtp.example.cn:587。"), code="address")
        return text

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("account", "secret", "sender"):
            if not str(given.get(name) or "").isascii():
                self.add_error(name, _("邮件只认英文字母、数字和半角符号。"))
        if given.get("account") and given.get("security") == ChannelSetup.Security.NONE:
            self.add_error("security", _("不加密就不能带账号密码：谁都能看见。"))
        return given


CHANNEL_FORMS: dict[str, type[ChannelForm]] = {"sms": SmsForm, "wecom": WecomForm, "email": EmailForm}


class TrialForm(Form):
    """试发 to a number or address of one's own; a robot has only its group."""

    def __init__(self, data: Any = None, *, channel: str) -> None:
        super().__init__(data)
        if channel == ChannelSetup.Channel.SMS:
            self.fields["to"] = PhoneField(label=_("发给哪个手机"))
        elif channel == ChannelSetup.Channel.EMAIL:
            self.fields["to"] = forms.EmailField(label=_("发给哪个邮箱"), widget=forms.EmailInput({"class": "input"}))

    def clean_to(self) -> str:
        to: str = self.cleaned_data["to"]
        if "@" not in to and not mobile(to):
            raise forms.ValidationError(_("短信只能发给手机：十一位，1 开头。"), code="mobile")
        return to


class WordingForm(Form):
    """一条模板的话. Empty words mean ours."""

    subject = forms.CharField(label=gettext_lazy("邮件标题"), max_length=80, required=False)
    text = forms.CharField(
        label=gettext_lazy("内容"), max_length=500, required=False, widget=forms.Textarea({"rows": "4"})
    )
    registered = forms.CharField(
        label=gettext_lazy("供应商的模板号"), max_length=60, required=False,
        help_text=gettext_lazy("先在短信供应商那里报备同样的话，通过了把模板号填在这里。没有模板号的不发。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, template: Template, channel: str, **kwargs: Any) -> None:
        self.template = template
        super().__init__(data, **kwargs)
        if channel != ChannelSetup.Channel.SMS:
            del self.fields["registered"]
        if channel == ChannelSetup.Channel.SMS:
            del self.fields["subject"]

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def clean_registered(self) -> str:
        text: str = self.cleaned_data["registered"]
        if not text.isascii():
            raise forms.ValidationError(_("模板号只有字母和数字。"), code="registered")
        return text

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if wrong := unknown(text, self.template):
            told = {"wrong": " ".join(f"{{{one}}}" for one in wrong)}
            raise forms.ValidationError(_("这里填不出 %(wrong)s，能用的写在下面。") % told, code="place")
        return text


class MailboxesForm(Form):
    """邮箱 of every post and vendor, one field each."""

    def __init__(self, data: Any = None, *, owners: list[tuple[Post | Vendor, str]]) -> None:
        self.owners = {f"box-{one.pk}": one for one, _address in owners}
        super().__init__(data, initial={f"box-{one.pk}": address for one, address in owners})
        for name, one in self.owners.items():
            widget = forms.EmailInput({"class": "input"})
            self.fields[name] = forms.CharField(
                label=_label(one), required=False, max_length=120, widget=widget, validators=[validate_email]
            )

    @property
    def addresses(self) -> dict[Post | Vendor, str]:
        return {one: self.cleaned_data[name] for name, one in self.owners.items()}


def _label(one: Post | Vendor) -> str:
    return f"{one.title} {one.grid.code}" if isinstance(one, Post) and one.grid else str(one)
