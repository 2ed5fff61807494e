"""故事 on the page of a case: the way to what was written about it, and to write it up, once it is closed."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case, State


def story(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Only of what is closed: nobody writes up what is not done. It asks the database nothing."""
    if case.state != State.CLOSED or not request.user.may("see_stories"):  # type: ignore[union-attr]
        return None
    return "stories/case_stories.html", {"case": case, "writes": request.user.may("write_story")}  # type: ignore[union-attr]
