"""The working calendar 工作日历: a year drawn month by month, and the days that we keep otherwise."""

import calendar as weeks
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huying.core import clock, spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.places import actions, queries
from huying.places.calendars import base_exceptions
from huying.places.forms import CalendarDayForm
from huying.places.models import CalendarDay, Division

FIRST_SHOWN, LAST_SHOWN = 2023, 2027
MONDAY_FIRST = weeks.Calendar(weeks.MONDAY)

# How a day is marked: a class, and the word in its cell. An ordinary working day or weekend carries none.
HOLIDAY = ("holiday", gettext_lazy("休"))
MAKE_UP = ("make-up", gettext_lazy("班"))
OWN_REST = ("own", gettext_lazy("改休"))
OWN_WORK = ("own", gettext_lazy("改班"))


class Day(NamedTuple):
    """One cell."""

    day: date
    css: str
    word: Any
    why: str


def years() -> range:
    """From the story's first year to the one after this: next year's holidays are published in November."""
    return range(FIRST_SHOWN, max(LAST_SHOWN, clock.today().year + 1) + 1)


def year_of(text: str) -> int:
    """The year asked for, or else this one."""
    return int(text) if text.isdecimal() and int(text) in years() else clock.today().year


@policy("staff", verb="see_calendar")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def calendar(request: HttpRequest) -> HttpResponse:
    """日历与时限. A POST keeps one day otherwise."""
    division = _division(request, "see_calendar")
    may_edit = request.user.may("edit_calendar")  # type: ignore[union-attr]
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = CalendarDayForm(request.POST or None, last_year=years()[-1])
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    day = form.cleaned_data.get("day") if form.is_bound else None
    year = day.year if day else year_of(request.GET.get("year", ""))
    context = page(division, year) | {"form": form, "may_edit": may_edit, "panels": panels(request, division)}
    return render(request, "places/calendar.html", context, status=422 if form.errors else 200)


def _division(request: HttpRequest, verb: str) -> Division:
    division = queries.division_of(request.user, verb)
    if division is None:
        raise PermissionDenied
    return division


def _keep(request: HttpRequest, form: CalendarDayForm) -> HttpResponse:
    asked = form.cleaned_data
    division = _division(request, "edit_calendar")
    work = asked["kind"] == "work"
    actions.set_calendar_day(
        division=division, day=asked["day"], is_work=work, note=asked["note"], by=Actor.of(request)
    )
    said = _("记下了：%(day)s上班。") if work else _("记下了：%(day)s休息。")
    messages.success(request, said % {"day": spoken.day(asked["day"])})
    return redirect(f"{reverse('calendar')}?year={asked['day'].year}")


@policy("staff", verb="edit_calendar")
@require_POST
@once
def calendar_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow what is published again. Only our own day: one kept by the street is the street's."""
    row = get_object_or_404(CalendarDay, pk=pk, division=_division(request, "edit_calendar"))
    day = row.day
    actions.clear_calendar_day(row=row, by=Actor.of(request))
    messages.success(request, _("%(day)s照公布的来。") % {"day": spoken.day(day)})
    return redirect(f"{reverse('calendar')}?year={day.year}")


def page(division: Division, year: int) -> dict[str, Any]:
    """The year as the page draws it, and whether its holidays are known."""
    kept = queries.days_kept(division, year)
    published = base_exceptions(year)
    return {
        "division": division,
        "year": year,
        "years": [(one, base_exceptions(one) is None) for one in years()],
        "months": months(year, published or {}, {row.day: row for row in kept}),
        "kept": [(row, row.division_id == division.pk) for row in kept],
        "unpublished": published is None,
        "covered": queries.calendar_of(division).covers(date(year, 12, 31)),
        "today": clock.today(),
    }


def months(
    year: int, published: dict[date, bool], kept: dict[date, CalendarDay]
) -> list[tuple[date, list[list[Day | None]]]]:
    """Twelve tables of weeks, Monday first; a day of the neighbouring month is empty."""
    return [
        (
            date(year, month, 1),
            [
                [_day(day, published, kept) if day.month == month else None for day in week]
                for week in MONDAY_FIRST.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _day(day: date, published: dict[date, bool], kept: dict[date, CalendarDay]) -> Day:
    if day in kept:
        return Day(day, *(OWN_WORK if kept[day].is_work else OWN_REST), kept[day].note)
    if day in published:
        return Day(day, *(MAKE_UP if published[day] else HOLIDAY), "")
    return Day(day, "weekend" if day.weekday() > 4 else "", "", "")


def panels(request: HttpRequest, division: Division) -> list[tuple[str, dict[str, Any]]]:
    """What rooms above show here: the limits that are counted on this calendar, and days of weather."""
    shown = (import_string(name)(request, division) for name in import_string("huying.wiring.CALENDAR_PANELS"))
    return [one for one in shown if one]


urlpatterns = [
    path("desk/calendar/", calendar, name="calendar"),
    path("desk/calendar/<int:pk>/clear/", calendar_clear, name="calendar_clear"),
]
