"""故事, for everybody: the list, one of them, and 我要问 below it. No log-in, no name of a resident that was not agreed to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from huying.core.access import policy
from huying.core.once import once
from huying.places.queries import only_community
from huying.rules import reviews

from .. import actions, queries
from ..forms import AskForm
from ..models import Story

MOST = 60


@policy("public")
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The newest first; of every community where there are several."""
    only = only_community()
    rows = queries.with_cover(queries.out(only)[:MOST])
    return render(request, "stories/list.html", {"rows": rows, "several": only is None})


@policy("public")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def story(request: HttpRequest, code: str) -> HttpResponse:
    """One story; withdrawn, it says since when and why. A POST is a question, and its answer is the receipt of an appeal."""
    found = queries.by_code(code)
    if found is None or found.published is None:
        raise Http404
    request.community = found.community  # type: ignore[attr-defined]
    if found.withdrawn_at:
        return render(request, "stories/withdrawn.html", {"story": found}, status=410)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return redirect("receipt", actions.ask(story=found, text=given["text"], phone=given["phone"]).tracking)
    return render(request, "stories/story.html", _facts(found) | {"form": form}, status=422 if form.errors else 200)


def _facts(found: Story) -> dict[str, object]:
    draft = found.published
    assert draft
    return {
        "story": found, "draft": draft, "blocks": reviews.prose(draft.text), "shots": queries.shots(draft),
        "days": queries.days(found.case), "voices": queries.voices(draft), "corrections": queries.corrections(found),
    }  # fmt: skip


urlpatterns = [
    path("stories/", stories, name="stories"),
    path("stories/<slug:code>/", story, name="story"),
]
