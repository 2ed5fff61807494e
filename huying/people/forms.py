"""Forms of people 人: signing in, and a password of one's own."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.core.forms import Form

from . import doors
from .models import User


class LoginForm(Form):
    """登录: an account and its password; a wrong one is answered the same way as an unknown one."""

    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=40,
        error_messages={"required": gettext_lazy("还没写账号。")},
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        error_messages={"required": gettext_lazy("还没写密码。")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        self.doors: list[doors.Door] = []
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if "username" in asked and "password" in asked:
            self._open_or_not(doors.doors(self.request, asked["username"]))
            self.user = authenticate(self.request, username=asked["username"], password=asked["password"])
            if self.user is None:
                raise forms.ValidationError(_("账号或密码不对，没有登录。看看大小写，再试一次。"), code="wrong")
        return asked

    def _open_or_not(self, found: list[doors.Door]) -> None:
        """Too many wrong tries: no password is even looked at, right or wrong, known account or not."""
        self.doors = found
        if until := doors.shut_until(found):
            said = _("错的次数太多，没有登录。%(time)s 以后再试；平时用的那台设备不受影响。")
            raise forms.ValidationError(said % {"time": f"{clock.local(until):%H:%M}"}, code="shut")


def _password(label: Any, missing: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=help_text,
        error_messages={"required": missing},
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
    )


class PasswordForm(Form):
    """改密码: whoever came in with a given password has just typed it, and is not asked for it again."""

    now = _password(gettext_lazy("现在的密码"), gettext_lazy("还没写现在的密码。"), "current-password")
    new = _password(
        gettext_lazy("新密码"),
        gettext_lazy("还没写新密码。"),
        "new-password",
        gettext_lazy("至少 10 个字，不要只用数字，不要用名字。"),
    )
    again = _password(gettext_lazy("新密码再写一遍"), gettext_lazy("还没写第二遍。"), "new-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User = request.user  # type: ignore[assignment]
        self.doors: list[doors.Door] = []
        if self.user.must_change:
            del self.fields["now"]

    def clean_now(self) -> str:
        """A session left open must not be a place to guess in: wrong tries count as they do at the log-in."""
        self.doors = doors.doors(self.request, self.user.username)
        if until := doors.shut_until(self.doors):
            said = _("错的次数太多，密码没有改。%(time)s 以后再试。")
            raise forms.ValidationError(said % {"time": f"{clock.local(until):%H:%M}"}, code="shut")
        if not self.user.check_password(self.cleaned_data["now"]):
            raise forms.ValidationError(_("现在的密码不对，没有改。"), code="wrong")
        return str(self.cleaned_data["now"])

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        if self.user.check_password(new):
            raise forms.ValidationError(_("新密码和现在的一样，换一个。"), code="same")
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if "new" in asked and "again" in asked and asked["new"] != asked["again"]:
            self.add_error("again", _("两遍写的不一样，再写一遍。"))
        return asked
