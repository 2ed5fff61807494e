"""故事 on the page of a case: what was written about it, and the way to write it up once it is closed."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case, State

from .models import Story


def story(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """Only of what is closed: nobody writes up what is not done. One statement then, none before."""
    if case.state != State.CLOSED or not request.user.may("see_stories"):  # type: ignore[union-attr]
        return None
    rows = list(Story.objects.filter(case=case).order_by("at"))
    writes = request.user.may("write_story")  # type: ignore[union-attr]
    return ("stories/case_stories.html", {"case": case, "rows": rows, "writes": writes}) if rows or writes else None
