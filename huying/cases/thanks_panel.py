"""案件页上的感谢: the way to write down what somebody brought or said. The thanks themselves are on the timeline."""

from typing import Any

from django.http import HttpRequest

from .matter import may
from .models import Case


def thanks(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """For the desk only. It asks nobody for anything."""
    return ("cases/_case_thanks.html", {"case": case}) if may(request.user, "thank", case) else None  # type: ignore[arg-type]
