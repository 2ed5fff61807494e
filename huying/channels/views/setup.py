"""通知设置: how a community sends, with a trial; the words it sends; and where its posts and vendors are written to."""

from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huying.channels import actions, letters, panels, queries
from huying.channels.forms import CHANNEL_FORMS, MailboxesForm, TrialForm, WordingForm
from huying.channels.models import ChannelSetup, Wording
from huying.channels.wordings import TEMPLATES, Template, filled
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Community

SMS_SIGNS, SMS_PART = 70, 67  # in one message, and in each part of a longer one


def _community(request: HttpRequest, key: str) -> Community:
    community = people.communities_of(request.user, "keep_channels").filter(pk=key).first()
    if community is None:
        raise Http404
    request.community = community
    return community


def _setup(request: HttpRequest, key: str, channel: str) -> ChannelSetup:
    """As it is kept, or as it would begin."""
    community = _community(request, key)
    found = next((row for row in queries.setups(community) if row.channel == channel), None)
    if found is None:
        raise Http404
    return found


@policy("staff", verb="keep_channels")
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The channels of every community that the account answers for."""
    found = people.communities_of(request.user, "keep_channels")
    rows = [(community, [dressed(one) for one in queries.setups(community)]) for community in found]
    return render(request, "channels/channels.html", {"rows": rows})


def dressed(setup: ChannelSetup) -> ChannelSetup:
    """With how it fares: a glyph and its word."""
    resting = setup.paused_until is not None and setup.paused_until > clock.now()
    if not setup.enabled:
        setup.chip, setup.word = "off", _("没开")
    elif setup.failures:
        setup.chip, setup.word = "over", _("发不出去，过一会儿再试") if resting else _("上次没发出去，再试")
    else:
        setup.chip, setup.word = "done", _("开着")
    setup.why = queries.WHY.get(setup.trouble, "")
    return setup


@policy("staff", verb="keep_channels")
@once
def channel(request: HttpRequest, key: str, channel: str) -> HttpResponse:
    """One channel: how it sends, a trial, its words."""
    setup = _setup(request, key, channel)
    form = CHANNEL_FORMS[channel](request.POST if request.method == "POST" else None, setup=setup)
    if request.method == "POST" and form.is_valid():
        actions.set_channel(community=setup.community, channel=channel, by=Actor.of(request), **form.cleaned_data)
        notes.success(request, _("存好了。试发一条看看。"))
        return redirect("channel", key, channel)
    return _show(request, setup, form, TrialForm(channel=channel))


def _show(request: HttpRequest, setup: ChannelSetup, form: Any, trial: TrialForm) -> HttpResponse:
    last = queries.last_trial(setup) if setup.pk else None
    own = {(one.template, one.language): one for one in setup.wordings.all()} if setup.pk else {}
    example = letters.example(setup)
    words = [
        _words(template, setup.language, own.get((template.code, setup.language)), example)
        for template in TEMPLATES.values()
        if setup.channel in template.channels
    ]
    facts = {
        "setup": dressed(setup), "form": form, "trial": trial, "last": last and panels.dressed(last), "words": words,
        "bad": form.errors or trial.errors,
    }  # fmt: skip
    return render(request, "channels/channel.html", facts, status=422 if facts["bad"] else 200)


def _words(template: Template, language: str, own: Wording | None, example: dict[str, str]) -> dict[str, Any]:
    said = letters.effective(template, language, own)
    return {
        "template": template, "own": bool(own and (own.text or own.subject)),
        "registered": own.registered if own else "", "text": filled(said.text, example),
    }  # fmt: skip


@require_POST
@policy("staff", verb="keep_channels")
@once
def trial(request: HttpRequest, key: str, channel: str) -> HttpResponse:
    """试发: written now, sent by the postman, seen on this page."""
    setup = _setup(request, key, channel)
    form = TrialForm(request.POST, channel=channel)
    if not setup.address:
        notes.error(request, _("先把渠道填好、存好，再试发。没有发。"))
    elif not form.is_valid():
        return _show(request, setup, CHANNEL_FORMS[channel](setup=setup), form)
    else:
        actions.try_out(setup=setup, to=form.cleaned_data.get("to", ""), by=Actor.of(request))
        notes.success(request, _("试发已经交出去了。十几秒后刷新这一页，看发没发出去。"))
    return redirect("channel", key, channel)


@policy("staff", verb="keep_channels")
@once
def wording(request: HttpRequest, key: str, channel: str, code: str, language: str) -> HttpResponse:
    """One template's words, with how they look when filled. "Look first" shows them without keeping them."""
    setup, template = _setup(request, key, channel), TEMPLATES.get(code)
    known = template is not None and channel in template.channels and language in ChannelSetup.Language.values
    if not known or not setup.pk:
        raise Http404
    own = Wording.objects.filter(setup=setup, template=code, language=language).first()
    kept = {name: getattr(own, name) for name in ("subject", "text", "registered")} if own else {}
    data = request.POST if request.method == "POST" else None
    form = WordingForm(data, template=template, channel=channel, initial=kept)
    if data is not None and form.is_valid() and data.get("act") != "look":
        actions.set_wording(
            setup=setup, template=code, language=language, by=Actor.of(request), **form.cleaned_data
        )  # fmt: skip
        notes.success(request, _("存好了。"))
        return redirect("channel", key, channel)
    setup.language = language
    draft = Wording(**{**kept, **(form.cleaned_data if data is not None else {})})
    facts = {"setup": setup, "template": template, "form": form, "language": language}
    facts |= _preview(setup, template, draft, looked=data is not None)
    return render(request, "channels/wording.html", facts, status=422 if form.errors else 200)


def _preview(setup: ChannelSetup, template: Template, draft: Wording, *, looked: bool) -> dict[str, Any]:
    """How it looks filled; an SMS with its signature, and how many parts it is charged as."""
    ours, said = template.said(setup.language), letters.effective(template, setup.language, draft)
    example = letters.example(setup)
    text = filled(said.text, example)
    if setup.channel == ChannelSetup.Channel.SMS:
        text = f"【{setup.sender}】{text}"
    parts = 1 if len(text) <= SMS_SIGNS else -(-len(text) // SMS_PART)
    return {
        "ours": ours, "subject": filled(said.subject, example), "text": text, "signs": len(text), "parts": parts,
        "places": [(f"{{{name}}}", example[name]) for name in template.places], "looked": looked,
    }  # fmt: skip


@policy("staff", verb="keep_channels")
@once
def mailboxes(request: HttpRequest, key: str) -> HttpResponse:
    """邮箱 of posts and vendors."""
    community = _community(request, key)
    data = request.POST if request.method == "POST" else None
    form = MailboxesForm(data, owners=queries.mailbox_owners(community))
    if data is not None and form.is_valid():
        n = actions.set_mailboxes(community=community, addresses=form.addresses, by=Actor.of(request))
        notes.success(request, _("存好了。") if n else _("没有改动。"))
        return redirect("channels")
    facts = {"form": form, "of": community}
    return render(request, "channels/mailboxes.html", facts, status=422 if form.errors else 200)


urlpatterns = [
    path("desk/setup/channels/", channels, name="channels"),
    path("desk/setup/channels/<slug:key>/mailboxes/", mailboxes, name="mailboxes"),
    path("desk/setup/channels/<slug:key>/<slug:channel>/", channel, name="channel"),
    path("desk/setup/channels/<slug:key>/<slug:channel>/trial/", trial, name="channel_trial"),
    path("desk/setup/channels/<slug:key>/<slug:channel>/<slug:code>/<slug:language>/", wording, name="channel_wording"),
]
