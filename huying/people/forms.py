"""Forms of people 人: signing in."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
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
