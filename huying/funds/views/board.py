"""维修资金: the board of batches and places, the lists behind its numbers, and the books."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from huying.core.access import policy
from huying.places.queries import community_of

from .. import queries, reconcile
from ..dossier import Dossier
from ..models import Batch, Place, PlaceHome
from ..standing import Standing, standing

# What the board shows of the chosen place, beside its way.
CLOSE_UP = ("huying.funds.panels.vote.panel", "huying.funds.panels.shares.panel")
# The words under the board, in the order of the road.
KEY: tuple[Standing, ...] = (
    Standing("new", lazy("备料")), Standing("soon", lazy("表决")), Standing("redo", lazy("退回补正")),
    Standing("wait", lazy("报局、公示")), Standing("hand", lazy("施工")), Standing("done", lazy("质保中")),
    Standing("off", lazy("质保满")),
)  # fmt: skip


class Row(NamedTuple):
    """One batch of the board: its places, each with how it stands, and its two numbers."""

    batch: Batch | None
    places: list[Any]
    households: int


@policy("staff", verb="see_funds")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every batch with its places, what is not in a batch yet, and one place seen closer."""
    visible = queries.visible_to(request.user)  # type: ignore[arg-type]
    places = _standing(queries.shown(queries.households(visible.exclude(state__in=reconcile.OUT))))
    rows = _rows(request, places)
    kept = [row for row in rows if row.batch]
    chosen = _chosen(request, places)
    context = {
        "rows": kept, "loose": next((row.places for row in rows if row.batch is None), []), "key": KEY, "chosen": chosen,
        "totals": (len(kept), sum(len(row.places) for row in kept), sum(row.households for row in kept)),
        "out": reconcile.not_counted(visible).count(), "community": community_of(request.user, "see_funds"),
        "panels": _close_up(request, chosen) if chosen else [],
    }  # fmt: skip
    return render(request, "funds/board.html", context)


def _standing(places: Any) -> list[Any]:
    found = list(places)
    for one in found:
        one.stands = standing(one)
    return found


def _rows(request: HttpRequest, places: list[Any]) -> list[Row]:
    """The batches in order, empty ones too, and last what is in none."""
    found = []
    for batch in queries.batches_of(request.user):  # type: ignore[arg-type]
        own = [one for one in places if one.batch_id == batch.pk]
        found.append(Row(batch, own, sum(one.households for one in own)))
    return [*found, Row(None, [one for one in places if one.batch_id is None], 0)]


def _chosen(request: HttpRequest, places: list[Any]) -> Any:
    """The place named in the address, else the last one whose owners are voting."""
    wanted = request.GET.get("place", "")
    if wanted:
        return next((one for one in places if str(one.pk) == wanted), None)
    return next((one for one in reversed(places) if one.state == "voting"), None)


def _close_up(request: HttpRequest, place: Place) -> list[str]:
    dossier = Dossier(request, place)
    made = [import_string(name)(dossier) for name in CLOSE_UP]
    return [
        render_to_string(template, {**facts, "dossier": dossier, "place": place, "close_up": True}, request)
        for template, facts in filter(None, made)
    ]


def _batch(request: HttpRequest) -> Batch | None:
    number = request.GET.get("batch", "")
    if not number:
        return None
    found = queries.batches_of(request.user).filter(number=number).first() if number.isdecimal() else None  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


@policy("staff", verb="see_funds")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """哪些处: the places behind a number."""
    batch = _batch(request)
    visible = queries.visible_to(request.user)  # type: ignore[arg-type]
    out = request.GET.get("out") == "1"
    places = reconcile.not_counted(visible) if out else reconcile.counted(visible)
    if batch:
        places = places.filter(batch=batch)
    rows = _standing(queries.shown(queries.households(places)))
    title = _("没算进去的") if out else (str(batch) if batch else _("所有的处"))
    return render(request, "funds/places.html", {"rows": rows, "batch": batch, "title": title})


@policy("staff", verb="see_funds")
@require_safe
def homes(request: HttpRequest) -> HttpResponse:
    """哪些户: the homes behind a number."""
    batch = _batch(request)
    places = reconcile.counted(queries.visible_to(request.user))  # type: ignore[arg-type]
    if batch:
        places = places.filter(batch=batch)
    rows = PlaceHome.objects.filter(place__in=places.values("pk")).select_related(
        "home__building", "home__property", "place__batch", "place__building"
    )
    ordered = rows.order_by("place__batch__number", "place__opened_at", "place", "home__floor", "home__room")
    return render(request, "funds/homes.html", {"rows": list(ordered), "batch": batch})


@policy("staff", verb="see_funds")
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """对账."""
    found = reconcile.books(queries.visible_to(request.user))  # type: ignore[arg-type]
    return render(request, "funds/books.html", {"books": found})


urlpatterns: list[Any] = [
    path("desk/funds/", board, name="funds"),
    path("desk/funds/places/", listed, name="fund_places"),
    path("desk/funds/homes/", homes, name="fund_homes"),
    path("desk/funds/books/", books, name="fund_books"),
]
