"""志愿者的页: behind a link, without an account. What hands are called for, sign up, and later leave with one tap."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.rules import masks, turnouts

from .. import actions, turnout_queries
from ..models import SignUp
from ..turnout_forms import PersonForm


def join(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """报名: nobody else's name stands here, only how many."""
    one = turnout_queries.turnout(link.subject_id)
    request.community = one.community  # type: ignore[attr-defined]
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.join_turnout(turnout=one, person=form.person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("报上名了，谢谢！") if made.state == SignUp.State.COMING else _("排上队了，谢谢！")
            )
            return redirect(_own_page(made))
    coming, waiting = turnout_queries.room(one)
    why = turnouts.why_not(one.call, clock.now(), adult=True)
    full = turnouts.place(one.call, coming) == "waiting"
    facts = {"one": one, "form": form, "coming": coming, "waiting": waiting, "why": why, "full": full}
    return render(request, "field/turnout_join.html", facts)


def _own_page(made: SignUp) -> str:
    own = SignedLink.objects.filter(purpose="field.sign_up", subject_id=made.pk, revoked_at=None)
    return reverse("link", args=[own.values_list("token", flat=True)[0]])


def own(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """我的报名: how it stands, and out again with one tap."""
    rows = SignUp.objects.select_related("turnout__community", "turnout__leader", "volunteer")
    made = get_object_or_404(rows, pk=link.subject_id)
    request.community = made.turnout.community  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            actions.leave_turnout(made=made)
            messages.success(request, _("记下了：您不来了。没关系，谢谢您说一声。"))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(reverse("link", args=[link.token]))
    facts = {"made": made, "one": made.turnout, "name": masks.name(made.volunteer.name)}
    return render(request, "field/turnout_own.html", facts)


# The address is the hall's (core.link_pages): it finds the link and, by its purpose, comes here.
urlpatterns: list[URLPattern] = []
