"""Pages of houses 楼栋: the list, the drawing with its open matters, and the stickers for the door."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.core.section import FIRST_SEEN
from huying.places import actions, chart, queries, stickers
from huying.places.forms import PositionsForm, position_lines
from huying.places.models import Building, Community, Home

STICKERS = 12  # 3 × 4 on one A4 sheet
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _wired(name: str) -> Callable[..., Any]:
    """What a room above knows about houses."""
    return import_string(import_string(f"huying.wiring.{name}"))


def _house(request: HttpRequest, pk: UUID) -> Building:
    """A house in reach; another community's is not there."""
    building: Building = get_object_or_404(_seen(request), pk=pk)
    request.community = building.community  # type: ignore[attr-defined]
    return building


def _seen(request: HttpRequest) -> QuerySet[Building]:
    return queries.houses(request.user)


@policy("staff", verb="see_places")
@require_GET
def buildings(request: HttpRequest) -> HttpResponse:
    """楼栋: the houses in the order they stand, with who looks after each and how many matters are open; as a list, or
    seen from above (?view=map), grid by grid."""
    houses = list(_seen(request))
    counts = _wired("HOUSE_COUNTS")(request.user, [house.pk for house in houses])
    workers = _wired("GRID_WORKERS")({house.grid_id for house in houses})
    rows = [
        {"house": house, "worker": workers.get(house.grid_id, ""), "open": mark.count if mark else 0, "mark": mark}
        for house in houses
        for mark in [counts.get(house.pk)]
    ]
    context = {
        "rows": rows,
        "homes": sum(house.home_count for house in houses),
        "open": sum(row["open"] for row in rows),
        "several": len({house.community_id for house in houses}) > 1,
    }
    if request.GET.get("view") == "map":
        facts = {"chart": chart.drawn(rows), "unplaced": [row for row in rows if row["house"].lat is None]}
        facts["may_place"] = request.user.may(PLACING)  # type: ignore[union-attr]
        return render(request, "places/buildings_map.html", context | facts | seen_from_above(rows))
    return render(request, "places/buildings.html", context)


PLACING = "keep_ledgers"


@policy("staff", verb=PLACING)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def positions(request: HttpRequest) -> HttpResponse:
    """摆到图上: all houses of a community in one list, to be pasted into. Nothing is kept while one line is wrong."""
    community: Community | None = queries.community_of(request.user, PLACING)
    if community is None:
        raise Http404
    request.community = community  # type: ignore[attr-defined]
    houses = list(Building.objects.filter(community=community).prefetch_related("aliases").order_by("order", "name"))
    known = {"lines": position_lines(houses), "datum": "wgs84"}
    form = PositionsForm(request.POST or None, houses=houses, initial=known)
    if request.method == "POST" and form.is_valid():
        n = actions.place_buildings(community=community, where=form.where, by=Actor.of(request))
        messages.success(request, _("摆好了，动了 %(n)s 栋。") % {"n": n})
        return redirect(reverse("buildings") + "?view=map")
    return render(request, "places/positions.html", {"form": form}, status=422 if form.errors else 200)


LOOK_AT = 5
WIDE = 40  # homes: a house of several units takes twice the room


def seen_from_above(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The houses by grid, each as wide as it has homes, and those to look at first."""
    plots: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        plot = plots.setdefault(row["house"].grid_id, {"grid": row["house"].grid, "worker": row["worker"], "roofs": []})
        plot["roofs"].append({**row, "wide": row["house"].home_count >= WIDE})
    troubled = [row for row in rows if row["mark"]]
    troubled.sort(key=lambda row: (FIRST_SEEN.index(row["mark"].state), -row["open"]))
    return {"plots": list(plots.values()), "first": troubled[:LOOK_AT], "troubled": len(troubled)}


@policy("staff", verb="see_places")
@require_GET
def building(request: HttpRequest, pk: UUID) -> HttpResponse:
    """楼栋剖面: the house cut open, the state of open matters in the homes they are in, and the rest beside it."""
    house = _house(request, pk)
    matters = _wired("HOUSE_MARKS")(request.user, house)
    context = {
        "house": house,
        "drawing": drawing(house, matters, may_take=request.user.may("intake")),  # type: ignore[union-attr]
        "matters": matters,
        "aliases": [alias.name for alias in house.aliases.all()],
        "worker": _wired("GRID_WORKERS")([house.grid_id]).get(house.grid_id, ""),
    }
    return render(request, "places/building.html", context)


def drawing(house: Building, matters: Sequence[Any], *, may_take: bool) -> dict[str, Any]:
    """What {% section %} draws: every home leads to its matter, or else to taking one for it."""
    inside: dict[UUID, list[Any]] = {}
    for matter in matters:
        if matter.home_id:
            inside.setdefault(matter.home_id, []).append(matter)
    take = reverse("intake") if may_take else ""
    floors = [[_cell(home, inside.get(home.pk, []), take) for home in floor] for floor in queries.floors_of(house)]
    return {"name": house.label, "floors": floors}


def _cell(home: Home, matters: Sequence[Any], take: str) -> Mapping[str, Any]:
    """The states lie in the homes themselves: a room number may come twice in one house."""
    cell = {"label": home.room, "unit": _("%(unit)s单元") % {"unit": home.unit.name}}
    if not matters:
        return cell | {"url": f"{take}?home={home.pk}" if take else ""}
    first = matters[0]
    many = ngettext("%(n)s 件", "%(n)s 件", len(matters)) % {"n": len(matters)}
    told = "，".join(f"{matter.category}，{matter.word}" for matter in matters)
    return cell | {
        "state": first.state,
        "title": first.category if len(matters) == 1 else many,
        "name": f"{home.room} {told}",
        "url": first.url,
    }


@policy("staff", verb="see_places")
@require_GET
def building_qr(request: HttpRequest, pk: UUID) -> HttpResponse:
    """二维码贴纸: one sheet of stickers that lead to the house's own page."""
    house = _house(request, pk)
    root = _root(request)
    context = {
        "house": house,
        "address": root + reverse("building", args=[house.code]),
        "stickers": range(STICKERS),
        "only_here": _only_here(root),
    }
    return render(request, "places/building_qr.html", context)


def _root(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def _only_here(root: str) -> bool:
    """Whether nobody's phone gets there."""
    return urlsplit(root).hostname in LOOPBACK


@policy("staff", verb="see_places")
@require_GET
def building_qr_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same sheet as PDF."""
    house = _house(request, pk)
    return _sheets(request, [house], reverse("desk_building", args=[pk]), str(house.label))


@policy("staff", verb="see_places")
@require_GET
def qr_pdf(request: HttpRequest) -> HttpResponse:
    """The sheets of all houses, one after the other, to be printed in one go."""
    return _sheets(request, list(_seen(request)), reverse("buildings"), _("全部楼栋"))


def _sheets(request: HttpRequest, houses: list[Building], back: str, of_what: str) -> HttpResponse:
    """A code that opens on this computer only is not put on paper; nor is one without a house."""
    root = _root(request)
    try:
        if not houses or _only_here(root):
            raise Refused(
                _("没有做成 PDF：码里的地址现在只在这台电脑上打得开，贴出去没有用。") if houses else _("还没有楼栋。")
            )
        content = stickers.pdf(houses, root)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    response = HttpResponse(content, content_type="application/pdf")
    name = _("%(name)s 二维码贴纸.pdf") % {"name": of_what}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


urlpatterns = [
    path("desk/buildings/", buildings, name="buildings"),
    path("desk/buildings/positions/", positions, name="positions"),
    path("desk/buildings/qr.pdf", qr_pdf, name="qr_pdf"),
    path("desk/buildings/<uuid:pk>/", building, name="desk_building"),
    path("desk/buildings/<uuid:pk>/qr/", building_qr, name="building_qr"),
    path("desk/buildings/<uuid:pk>/qr.pdf", building_qr_pdf, name="building_qr_pdf"),
]
