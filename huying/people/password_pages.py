"""改密码: everybody for themselves, and first of all whoever came in with a password from somebody else's hand."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huying.core.access import policy
from huying.core.once import once

from . import actions
from .forms import PasswordForm
from .views import door


@sensitive_post_parameters("now", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@policy("signed_in")
@once
def password(request: HttpRequest) -> HttpResponse:
    """改密码. This session stays; those elsewhere end."""
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user=form.user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, form.user)
        messages.success(request, _("密码改好了，下次用新的登录。"))
        return redirect(door(form.user))
    if form.has_error("now", "wrong"):
        actions.count_wrong_try(doors=[door.key for door in form.doors])
    first = request.user.must_change  # type: ignore[union-attr]
    context = {"form": form, "first": first, "back": "" if first else door(request.user)}  # type: ignore[arg-type]
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


urlpatterns = [path("password/", password, name="password")]
