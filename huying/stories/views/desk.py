"""故事, at the desk and the street: written, shown as it will look, reviewed three times, corrected, withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import queries as cases
from huying.cases.models import Case
from huying.core import timeline
from huying.core.access import policy
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Community
from huying.rules import reviews

from .. import actions, queries
from ..forms import DraftForm, ReviewForm, ShotsForm, WithdrawForm
from ..models import Draft, Story

WORDING = ("title", "text", "consent", "consent_note", "correction")


@policy("staff", verb="see_stories")
@require_safe
def desk_stories(request: HttpRequest) -> HttpResponse:
    """Those in work with whom they wait for, then those that are out or were; with ?case= those about one matter."""
    case = _case(request)
    rows = queries.listed(request.user, case)  # type: ignore[arg-type]
    mine = {draft.pk for draft in queries.waiting_for(request.user)}  # type: ignore[arg-type]
    for row in rows:
        row.waits_for_me = bool(row.draft) and row.draft.pk in mine
    return render(request, "stories/desk_list.html", {"rows": rows, "writes": _writes(request), "case": case})


def _of(story: Story, draft: Draft) -> Draft:
    draft.story = story
    return draft


def _writes(request: HttpRequest) -> bool:
    return bool(request.user.may("write_story"))  # type: ignore[union-attr]


def _story(request: HttpRequest, pk: UUID) -> Story:
    rows = queries.visible_to(request.user).select_related("community__division", "case", "published", "user")  # type: ignore[arg-type]
    story = get_object_or_404(rows, pk=pk)
    request.community = story.community  # type: ignore[attr-defined]
    return story


def _case(request: HttpRequest) -> Case | None:
    """The matter it is written about, when the address names one that this account sees."""
    key = request.GET.get("case", "")
    if not key:
        return None
    try:
        return get_object_or_404(cases.shown(cases.visible_to(request.user)), pk=key)  # type: ignore[arg-type]
    except ValidationError:
        raise Http404 from None


# --- writing ----------------------------------------------------------------------------------------------------------


@policy("staff", verb="write_story")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def story_new(request: HttpRequest) -> HttpResponse:
    """写一篇: about a matter, or about none."""
    case = _case(request)
    own = people.communities_of(request.user, "write_story")  # type: ignore[arg-type]
    community: Community = case.community if case else get_object_or_404(own[:1])
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        story = actions.write_story(community=community, wording=form.wording, user=request.user, case=case)  # type: ignore[arg-type]
        messages.success(request, _("存好了，还没登出去。加上图，就可以送审。"))
        return redirect("desk_story", story.pk)
    facts = {
        "form": form,
        "case": case,
        "draft_key": f"story-new-{case.pk if case else ''}",
        "days": queries.days(case),
    }
    return render(request, "stories/write.html", facts, status=422 if form.errors else 200)


@policy("staff", verb="write_story")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def story_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """改稿子."""
    story = _story(request, pk)
    draft = queries.current(story)
    if draft.state != Draft.State.WRITING:
        messages.error(request, _("这一稿不在写了。要改，先拿回来，或者点“更正”。"))
        return redirect("desk_story", pk)
    form = DraftForm(
        request.POST or None, corrects=draft.number > 1, initial={name: getattr(draft, name) for name in WORDING}
    )
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(draft=draft, wording=form.wording, user=request.user, seen=seen)  # type: ignore[arg-type]
            messages.success(request, _("存好了。"))
            return redirect("desk_story", pk)
        except Refused as refused:  # somebody else changed it: what was typed stays, on what holds now
            form.add_error(None, str(refused))
            seen = draft.mark
    facts = {
        "form": form,
        "story": story,
        "case": story.case,
        "seen": seen or draft.mark,
        "draft_key": f"story-{draft.pk}",
        "days": queries.days(story.case),
    }
    return render(request, "stories/write.html", facts, status=422 if form.errors else 200)


@policy("staff", verb="write_story")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def story_shots(request: HttpRequest, pk: UUID) -> HttpResponse:
    """配图: chosen from the matter, or brought along."""
    story = _story(request, pk)
    draft, of_matter = queries.current(story), queries.pictures_of(story.case)
    posted = request.method == "POST"
    form = ShotsForm(request.POST if posted else None, request.FILES if posted else None, of_matter=of_matter)
    if posted and "remove" in request.POST:
        return _removed(request, story, draft)
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_shots(
                draft=draft, caption=given["caption"], consent=given["consent"], user=request.user,  # type: ignore[arg-type]
                files=form.chosen, pictures=given["photos"],
            )  # fmt: skip
            messages.success(request, _("图加好了。"))
            return redirect("story_shots", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    facts = {
        "form": form, "story": story, "draft": draft, "shots": queries.shots(draft), "of_matter": of_matter,
        "chosen": {file.pk for file in form.chosen},
    }  # fmt: skip
    return render(request, "stories/shots.html", facts, status=422 if form.errors else 200)


def _removed(request: HttpRequest, story: Story, draft: Draft) -> HttpResponse:
    try:
        actions.remove_shot(draft=draft, shot_id=UUID(request.POST["remove"]), user=request.user)  # type: ignore[arg-type]
        messages.success(request, _("拿掉了。"))
    except Refused as refused:
        messages.error(request, str(refused))
    except ValueError:
        raise Http404 from None
    return redirect("story_shots", story.pk)


# --- one story --------------------------------------------------------------------------------------------------------


@policy("staff", verb="see_stories")
@require_safe
def desk_story(request: HttpRequest, pk: UUID) -> HttpResponse:
    """As it will look, with what it still lacks, who spoke, and what may be done now."""
    return _page(request, _story(request, pk))


def _page(request: HttpRequest, story: Story, **bound: Any) -> HttpResponse:
    draft = _of(story, queries.current(story))
    writes, why = _writes(request), queries.may_review(draft, request.user)  # type: ignore[arg-type]
    given = queries.given_away(draft) if draft.open else []
    facts = {
        "story": story, "draft": draft, "writes": writes, "blocks": reviews.prose(draft.text),
        "shots": queries.shots(draft), "days": queries.days(story.case),
        "returned": queries.sent_back(draft) if draft.state == Draft.State.WRITING else None,
        "given": given, "lacks": queries.lacks(draft, given) if draft.open else [],
        "stages": _stages(draft), "why": why, "review": ReviewForm(), "withdraw": WithdrawForm(),
        "questions": queries.questions(story), "entries": _entries(story), "corrections": queries.corrections(story),
    }  # fmt: skip
    return render(request, "stories/desk_story.html", facts | bound, status=422 if bound else 200)


def _entries(story: Story) -> list[dict[str, Any]]:
    """经过, newest first: each line by the small template of its kind."""
    events = timeline.of(story)[::-1]
    words, names = timeline.words_of(events), people.names_of({event.actor for event in events})
    return [
        {
            "at": event.at,
            "html": render_to_string(
                f"events/{event.kind}.html",
                {"data": timeline.data(event), "words": words.get(event.pk, ""), "who": names.get(event.actor, "")},
            ),
        }
        for event in events
    ]


def _stages(draft: Draft) -> list[tuple[str, Any, bool]]:
    """一审 二审 三审, each with who passed it, and which is open now."""
    said = {voice.stage: voice for voice in queries.voices(draft)}
    names = {"first": _("一审"), "second": _("二审"), "final": _("三审")}
    return [(names[stage], said.get(stage), stage == draft.stage) for stage in reviews.STAGES]


# What the writer does to the open draft with one tap: the action, and what is said then.
ONE_TAP: dict[str, tuple[Callable[..., Any], Any]] = {
    "send": (actions.send_draft, lazy("送审了，等一审。请跟审的人说一声。")),
    "cover": (actions.cover_draft, lazy("遮掉了 %(n)s 处。读一遍，看句子通不通。")),
    "back": (actions.take_back_draft, lazy("拿回来了，前面审过的不算了，改好再送。")),
    "drop": (actions.drop_draft, lazy("这一稿不写了，留着底。")),
}


@policy("staff", verb="write_story")
@require_POST
@once
def story_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """送审, 替我遮掉, 拿回来改, 不写了."""
    story = _story(request, pk)
    if act not in ONE_TAP:
        raise Http404
    do, said = ONE_TAP[act]
    try:
        done = do(draft=_of(story, queries.current(story)), user=request.user)
        messages.success(request, str(said) % {"n": done} if isinstance(done, int) else str(said))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("desk_story", pk)


@policy("staff", verb="write_story")
@require_POST
@once
def story_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """更正: to the form of the new draft."""
    story = _story(request, pk)
    try:
        actions.correct_story(story=story, user=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk_story", pk)
    return redirect("story_edit", pk)


@policy("staff", verb="review_story")
@require_POST
@once
def story_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """审一道: 通过, or 退回去改."""
    story = _story(request, pk)
    draft = _of(story, queries.current(story))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, story, review=form)
    passed = "pass" in request.POST
    try:
        draft = actions.review(
            draft=draft, user=request.user, passed=passed, words=form.cleaned_data["words"],  # type: ignore[arg-type]
            stage=request.POST.get("stage", ""),
        )  # fmt: skip
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect("desk_story", pk)
    except Refused as refused:
        form.add_error("words" if not passed else None, str(refused))
        return _page(request, story, review=form)
    said = _("登出来了。") if draft.published_at else _("通过了，等下一道。") if passed else _("退回去了。")
    messages.success(request, said)
    return redirect("desk_story", pk)


@policy("staff", verb="review_story")
@require_POST
@once
def story_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """撤下来."""
    story, form = _story(request, pk), WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, story, withdraw=form)
    try:
        actions.withdraw_story(story=story, why=form.cleaned_data["why"], user=request.user)  # type: ignore[arg-type]
        messages.success(request, _("撤下来了，那一页写着为什么。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("desk_story", pk)


ONE = "desk/stories/<uuid:pk>/"
urlpatterns = [
    path("desk/stories/", desk_stories, name="desk_stories"),
    path("desk/stories/new/", story_new, name="story_new"),
    path(ONE, desk_story, name="desk_story"),
    path(f"{ONE}edit/", story_edit, name="story_edit"),
    path(f"{ONE}pictures/", story_shots, name="story_shots"),
    path(f"{ONE}review/", story_review, name="story_review"),
    path(f"{ONE}correct/", story_correct, name="story_correct"),
    path(f"{ONE}withdraw/", story_withdraw, name="story_withdraw"),
    path(f"{ONE}<slug:act>/", story_act, name="story_act"),
]
