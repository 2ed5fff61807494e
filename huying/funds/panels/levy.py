"""案件页的凑钱: small sums outside the fund that some homes share because of this case."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case, State
from huying.field.queries import of_matter

from .. import levy_queries

OPENED = "funds.levy_opened"


def levy(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """A panel for wiring.CASE_PANELS. A case of which no levy was ever told costs no statement."""
    user: Any = request.user
    opens = user.may("keep_funds") and case.state != State.MERGED
    rows = []
    if user.may("see_funds") and OPENED in getattr(request, "told", set()):
        rows = list(levy_queries.counted(levy_queries.visible_to(user).filter(of_matter(case))))
    return ("funds/case_levies.html", {"case": case, "levies": rows, "opens": opens}) if rows or opens else None
