"""恢复单 /desk/setup/recovery/: the data keys under a passphrase, on one sheet of paper. It is in no log and no store."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import actions, clock, recovery
from .access import policy
from .actor import Actor
from .errors import Refused
from .forms import Form
from .models import AccessLog
from .once import once
from .setup_pages import VERB, post_of

SECRET = {"autocomplete": "new-password"}


class SheetForm(Form):
    """口令, typed twice: nobody else knows it, and there is no other way to open the sheet."""

    password = forms.CharField(
        label=gettext_lazy("口令"), strip=False, max_length=200, widget=forms.PasswordInput(SECRET),
        help_text=gettext_lazy("至少 8 个字符。和登录密码分开；不要写在这张单子上，另外找个地方记。"),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("口令再写一遍"), strip=False, max_length=200, widget=forms.PasswordInput(SECRET)
    )

    def clean(self) -> dict[str, str]:
        asked = self.cleaned_data
        if "password" in asked and "again" in asked and asked["password"] != asked["again"]:
            self.add_error("again", _("两遍口令不一样，请再写一遍。"))
        return asked


@sensitive_post_parameters("password", "again")
@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def recovery_sheet(request: HttpRequest) -> HttpResponse:
    """恢复单. A POST answers with the sheet itself: it is shown once, to be printed, and kept nowhere."""
    post = post_of(request)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lines = recovery.sheet(form.cleaned_data["password"])
        except Refused as refused:
            form.add_error("password", str(refused))
        else:
            actions.log_access(kind=recovery.KIND, subject=post, by=Actor.of(request), reason=AccessLog.Reason.OTHER)
            context = {"lines": lines, "code": "\n".join(lines), "at": clock.now()}
            return render(request, "core/recovery_sheet.html", context)
    context = {"form": form, "last": recovery.printed(post.community_key)}
    return render(request, "core/recovery.html", context, status=422 if form.errors else 200)


urlpatterns = [path("desk/setup/recovery/", recovery_sheet, name="recovery")]
