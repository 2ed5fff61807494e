"""故事 on other rooms' pages: on a closed case the way to what was written about it, on the worklist what waits for review."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case, State

from . import queries


def story(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Only of what is closed: nobody writes up what is not done. It asks the database nothing."""
    if case.state != State.CLOSED or not request.user.may("see_stories"):  # type: ignore[union-attr]
        return None
    return "stories/case_stories.html", {"case": case, "writes": request.user.may("write_story")}  # type: ignore[union-attr]


def waiting(request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    """How many drafts wait for this person's word, and the way to them. One statement."""
    if not request.user.may("see_stories"):  # type: ignore[union-attr]
        return None
    drafts = queries.waiting_for(request.user)  # type: ignore[arg-type]
    return ("stories/desk_waiting.html", {"drafts": drafts}) if drafts else None
