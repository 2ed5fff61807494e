"""类别和时限: what matters are sorted into, and how long each step may take."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import actions, deadlines, limits_panel
from huying.cases.models import Category, Limit, Urgency
from huying.cases.setup_forms import CategoryForm, LimitForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people.queries import reaches_all
from huying.places.models import Division
from huying.places.queries import division_of

VERB = "keep_lists"
NAMES = ("verification", "after_rain", "claimable", "order")
FACTS = ("amount", "unit", "source", "source_date", "confirmed")


def _ours(request: HttpRequest) -> bool:
    """One table serves all communities here: whoever changes it answers for all of them."""
    return reaches_all(request.user, VERB)  # type: ignore[arg-type]


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def categories(request: HttpRequest) -> HttpResponse:
    """类别. A POST adds one."""
    may_edit = _ours(request)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    last = Category.objects.aggregate(last=Max("order"))["last"]
    form = CategoryForm(request.POST or None, initial={"order": 0 if last is None else last + 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_category(by=Actor.of(request), **form.cleaned_data)
            messages.success(request, _("加好了：%(name)s。") % {"name": made})
            return redirect("categories")
        except Refused as refused:
            form.add_error("name", str(refused))
    context = {"rows": Category.objects.order_by("-active", "order"), "form": form, "may_edit": may_edit}
    return render(request, "cases/categories.html", context, status=422 if form.errors else 200)


def _category(request: HttpRequest, code: str) -> Category:
    if not _ours(request):
        raise Http404
    return get_object_or_404(Category, pk=code)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def category(request: HttpRequest, code: str) -> HttpResponse:
    """One category. A POST changes it. The name is shown as it reads; one that nobody touched stays as it is written."""
    one = _category(request, code)
    initial = {"name": str(one), **{name: getattr(one, name) for name in NAMES}}
    form = CategoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["name"] == str(one):
            given["name"] = one.name
        try:
            seen = request.POST.get("seen", "")
            made = actions.change_category(category=one, seen=seen, by=Actor.of(request), **given)
            messages.success(request, _("改好了：%(name)s。") % {"name": made})
            return redirect("categories")
        except Stale as stale:
            messages.error(request, str(stale))
            return redirect("category", code)
        except Refused as refused:
            form.add_error("name", str(refused))
    context = {"one": one, "form": form, "seen": request.POST.get("seen", "") or one.mark}
    return render(request, "cases/category.html", context, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_POST
@once
def category_retire(request: HttpRequest, code: str) -> HttpResponse:
    """停用, or take up again."""
    one, active = _category(request, code), request.POST.get("active") == "yes"
    try:
        seen = request.POST.get("seen", "")
        actions.retire_category(category=one, active=active, seen=seen, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("category", code)
    said = _("又能选“%(name)s”了。") if active else _("“%(name)s”停用了，登记新的事时选不到。")
    messages.success(request, said % {"name": one})
    return redirect("categories")


def _division(request: HttpRequest) -> Division:
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    return division


@policy("staff", verb=VERB)
@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """办理时限 of the division: every cell leads to its own page."""
    division, chosen = _division(request), _for_category(request)
    facts = {
        "division": division, "panel": limits_panel.table(division), "categories": limits_panel.categories(division),
        "chosen": chosen, "special": limits_panel.table(division, chosen) if chosen else None,
    }  # fmt: skip
    return render(request, "cases/limits.html", facts)


def _for_category(request: HttpRequest) -> Category | None:
    """?category=…: the one that a limit is for alone, or None for all."""
    code = request.GET.get("category", "")
    return get_object_or_404(Category, pk=code) if code else None


def _to_limits(category: Category | None) -> HttpResponse:
    return redirect(reverse("limits") + (f"?category={category.pk}#special" if category else ""))


def _asked(urgency: str, kind: str) -> tuple[str, str]:
    """Whose limit, in words; anything else is no page."""
    names, kinds = dict(Urgency.choices), dict(Limit.Kind.choices)
    if urgency not in names or kind not in kinds:
        raise Http404
    return str(names[urgency]), str(kinds[kind])


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def limit(request: HttpRequest, urgency: str, kind: str) -> HttpResponse:
    """One limit, for all or with ?category=… for one. A POST sets it for this division."""
    names, division, category = _asked(urgency, kind), _division(request), _for_category(request)
    rows = deadlines.limits_for(division, urgency, kind, category and category.pk)
    held = rows[-1] if rows else None
    initial: dict[str, Any] = {"seen": held.mark if held else ""}
    if held:
        initial |= {name: getattr(held, name) for name in FACTS}
    form = LimitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _set(request, division, urgency, kind, dict(form.cleaned_data))
    ours = held is not None and held.division_id == division.pk and held.category_id == (category and category.pk)
    context = {
        "urgency": urgency, "kind": kind, "names": names, "division": division, "held": held, "form": form,
        "category": category, "ours": ours, "above": rows[-2] if ours and len(rows) > 1 else None,
    }  # fmt: skip
    return render(request, "cases/limit.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, division: Division, urgency: str, kind: str, given: dict[str, Any]) -> HttpResponse:
    facts = actions.LimitFacts(**{name: given[name] for name in FACTS})  # type: ignore[typeddict-item]
    category = _for_category(request)
    try:
        actions.set_limit(
            division=division, urgency=urgency, kind=kind, facts=facts, seen=given["seen"], by=Actor.of(request),
            category=category,
        )  # fmt: skip
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect(request.get_full_path())
    messages.success(request, _("时限定好了。已经登记的事，答应过的期限不动。"))
    return _to_limits(category)


@policy("staff", verb=VERB)
@require_POST
@once
def limit_clear(request: HttpRequest, urgency: str, kind: str) -> HttpResponse:
    """照上面的来."""
    _asked(urgency, kind)
    division, seen, category = _division(request), request.POST.get("seen", ""), _for_category(request)
    try:
        actions.clear_limit(
            division=division, urgency=urgency, kind=kind, seen=seen, by=Actor.of(request), category=category
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('limit', args=[urgency, kind])}?{request.GET.urlencode()}")
    messages.success(request, _("去掉了自己定的，照上面的来。"))
    return _to_limits(category)


urlpatterns = [
    path("desk/setup/categories/", categories, name="categories"),
    path("desk/setup/categories/<str:code>/", category, name="category"),
    path("desk/setup/categories/<str:code>/retire/", category_retire, name="category_retire"),
    path("desk/setup/limits/", limits, name="limits"),
    path("desk/setup/limits/<str:urgency>/<str:kind>/", limit, name="limit"),
    path("desk/setup/limits/<str:urgency>/<str:kind>/clear/", limit_clear, name="limit_clear"),
]
