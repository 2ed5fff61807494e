"""当事人的页: behind a link, without an account. What was written; signed with a code from one's own telephone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core.errors import Refused
from huying.core.models import SignedLink

from .. import actions, mediations
from ..mediation_forms import SignForm
from ..mediation_models import Party
from .owner import WRONG


def page(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The page behind the link, before and after signing."""
    party = mediations.party(link.subject_id)
    request.community = party.mediation.case.community  # type: ignore[attr-defined]
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _signed(party, form):
        messages.success(request, _("签好了。协议随时在这一页看。"))
        return redirect(reverse("link", args=[link.token]))
    written = party.mediation.written_at
    facts = {
        "party": party, "mediation": party.mediation, "sides": mediations.parties(party.mediation), "form": form,
        "seen": written.isoformat() if written else "",
    }  # fmt: skip
    return render(request, "field/party.html", facts)


def _signed(party: Party, form: SignForm) -> bool:
    try:
        wrong = actions.confirm_agreement(party=party, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    if wrong:
        form.add_error("code", str(WRONG[wrong]))
    return not wrong
