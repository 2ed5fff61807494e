"""产权和业主: the homes of a building with their facts, one home on its own form, and the roll of owners."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.core.access import policy, reach
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.places.models import Building, Home
from huying.rules import masks

from .. import actions, property_queries
from ..actions.properties import Twice
from ..models import Owner, Property
from ..property_forms import OwnerForm, PropertyForm

KEEP = "keep_funds"


@policy("staff", verb="see_funds")
@require_safe
def buildings(request: HttpRequest) -> HttpResponse:
    """Every building, and of how many of its homes area and owner are known."""
    return render(request, "funds/buildings.html", {"rows": property_queries.buildings(request.user)})


@policy("staff", verb="see_funds")
@require_safe
def building(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every home of a building with its facts; and the building's cases, from which a place is opened."""
    seen = Building.objects.filter(reach(request.user, "see_funds", "community__path"))
    house: Building = get_object_or_404(seen.select_related("community"), pk=pk)
    keeps = request.user.may(KEEP)  # type: ignore[union-attr]
    homes = [_row(home, keeps) for home in property_queries.homes_of([house.pk])]
    context = {
        "house": house,
        "homes": homes,
        "lacking": sum(row["lacks"] for row in homes),
        "keeps": keeps,
        "cases": property_queries.cases_of(house) if keeps else [],
        "years": property_queries.YEARS,
    }
    return render(request, "funds/building.html", context)


def _row(home: Home, keeps: bool) -> dict[str, Any]:
    """Names are for those who keep the roll; numbers are half hidden from everybody."""
    facts: Property | None = getattr(home, "property", None)
    owner = facts.owner if facts else None
    name = (
        owner.name
        if owner and (keeps or owner.status == Owner.Status.UNIT)
        else masks.name(owner.name)
        if owner
        else ""
    )
    return {
        "home": home, "facts": facts, "owner": owner, "name": name, "phone": masks.phone(owner.phone) if owner else "",
        "lacks": facts is None or not facts.area or owner is None,
    }  # fmt: skip


def _home(request: HttpRequest, pk: UUID) -> Home:
    reached = Home.objects.filter(reach(request.user, KEEP, "building__community__path"))
    found: Home = get_object_or_404(reached.select_related("building__community", "unit", "property__owner"), pk=pk)
    return found


def _facts(home: Home) -> Property | None:
    return getattr(home, "property", None)


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def home(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One home: a POST keeps its facts."""
    one = _home(request, pk)
    form = PropertyForm(request.POST or None, held=_facts(one))
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            actions.keep_property(home=one, facts=form.facts(), seen=seen, by=Actor.of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
            return _show(request, one, form=form, status=409 if isinstance(refused, Stale) else 422)
        messages.success(request, _("%(home)s的产权记好了。") % {"home": one})
        return redirect(f"{_back(one)}#h-{one.pk}")
    return _show(request, one, form=form, status=422 if form.errors else 200)


def _back(one: Home) -> str:
    return redirect("fund_building", one.building_id).url


def _show(request: HttpRequest, one: Home, *, status: int, **given: Any) -> HttpResponse:
    facts = _facts(one)
    context = {
        "home": one,
        "facts": facts,
        "seen": request.POST.get("seen", facts.mark if facts else ""),
        "phone": masks.phone(facts.owner.phone) if facts and facts.owner else "",
        "form": given.get("form") or PropertyForm(held=facts),
        "owner_form": given.get("owner_form") or owner_form(one, None),
        "twice": given.get("twice"),
    }
    return render(request, "funds/home.html", context, status=status)


def owner_form(one: Home, data: Any) -> OwnerForm:
    """With the other homes of the building that nobody owns yet."""
    form = OwnerForm(data, others=[row for row in property_queries.unowned(one.building) if row.pk != one.pk])
    form.named("owner")
    return form


@policy("staff", verb=KEEP)
@require_POST
@once
def owner_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """加业主 to a home. Who is on the roll already is shown, with the one tap that gives the home to them."""
    one = _home(request, pk)
    form, twice = owner_form(one, request.POST), None
    if form.is_valid():
        try:
            homes = [one, *form.homes()]
            made = actions.add_owner(
                community=one.building.community, person=form.person(), homes=homes, by=Actor.of(request)
            )
            messages.success(request, _("业主记好了：%(name)s，%(n)s 套房。") % {"name": made, "n": len(homes)})
            return redirect(f"{_back(one)}#h-{one.pk}")
        except Twice as found:
            form.add_error(None, str(found))
            twice = found.owner
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, one, owner_form=form, twice=twice, status=422)


@policy("staff", verb=KEEP)
@require_POST
@once
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """把这套房记到他名下."""
    one = _home(request, pk)
    owner = get_object_or_404(Owner, pk=_uuid(request.POST.get("owner", "")), community=one.building.community)
    actions.give_home(home=one, owner=owner, by=Actor.of(request))
    messages.success(request, _("%(home)s记到%(name)s名下了，表决时还是一位。") % {"home": one, "name": owner})
    return redirect(f"{_back(one)}#h-{one.pk}")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def owner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One owner with all homes they own; a POST changes who they are."""
    seen = Owner.objects.filter(reach(request.user, KEEP, "community__path")).select_related("community")
    one: Owner = get_object_or_404(seen, pk=pk)
    form, twice, status = OwnerForm(request.POST or None, owner=one, kept=masks.phone(one.phone)), None, 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_owner(
                owner=one, person=form.person(), seen=request.POST.get("seen", ""), by=Actor.of(request)
            )
            messages.success(request, _("业主改好了。"))
            return redirect("fund_owner", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
            twice = getattr(refused, "owner", None)
            status = 409 if isinstance(refused, Stale) else 422
    homes = list(one.properties.select_related("home__building").order_by("home__label"))
    context = {"one": one, "form": form, "homes": homes, "twice": twice, "seen": request.POST.get("seen", one.mark)}
    return render(request, "funds/owner.html", context, status=status if form.errors else 200)


urlpatterns: list[Any] = [
    path("desk/funds/buildings/", buildings, name="fund_buildings"),
    path("desk/funds/buildings/<uuid:pk>/", building, name="fund_building"),
    path("desk/funds/homes/<uuid:pk>/", home, name="fund_home"),
    path("desk/funds/homes/<uuid:pk>/owner/", owner_add, name="fund_owner_add"),
    path("desk/funds/homes/<uuid:pk>/give/", give, name="fund_home_give"),
    path("desk/funds/owners/<uuid:pk>/", owner, name="fund_owner"),
]
