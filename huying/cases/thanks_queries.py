"""感谢的查询: what a community was told of its own accord, counted apart from satisfaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from huying.people import queries as people
from huying.people.models import User

from .models import Thanked, Thanks

VERB = "thank"


def listed(user: User) -> list[Thanks]:
    """The newest first. Three statements, with the persons named or not as they wished."""
    named = Thanked.objects.select_related("user").order_by("pk")
    rows = Thanks.objects.filter(community__in=people.communities_of(user, VERB)).select_related("case", "user")
    return list(rows.prefetch_related(Prefetch("thanked", queryset=named)).order_by("-on", "-at", "-pk")[:200])


def by_year(user: User) -> list[dict[str, Any]]:
    """How many of each kind in each year, the newest first. One statement."""
    rows = Thanks.objects.filter(community__in=people.communities_of(user, VERB))
    counted = (
        rows.annotate(year=ExtractYear("on")).values_list("year", "kind").annotate(n=Count("pk")).order_by("-year")
    )
    years: dict[int, dict[str, int]] = {}
    for year, kind, n in counted:
        years.setdefault(year, {})[kind] = n
    return [
        {
            "year": str(year),
            "all": sum(kinds.values()),
            "kinds": [(kind.label, kinds.get(kind.value, 0)) for kind in Thanks.Kind],
        }
        for year, kinds in years.items()
    ]


def about(one: Thanks) -> str:
    """Of whom it speaks, as each agreed to: 陈涛、一位网格员."""
    return _("、").join(row.shown for row in one.thanked.all())


def facts_of(bodies: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """For the lines of a case's timeline (wiring.EVENT_FACTS). No statement where nobody thanked."""
    ids = {data["thanks"] for data in bodies if data.get("thanks")}
    if not ids:
        return {}
    rows = Thanks.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("thanked", queryset=Thanked.objects.select_related("user").order_by("pk"))
    )
    return {str(one.pk): {"one": one, "about": about(one)} for one in rows}
