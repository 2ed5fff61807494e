"""总览: the figures, the matters behind each, the weekly sheet, the screen on the wall."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.cases import progress, worklist
from huying.cases.models import Case
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.links import address
from huying.core.models import SignedLink
from huying.core.once import once
from huying.core.tables import csv_file
from huying.insight import actions, charts, queries, words
from huying.insight.forms import CHOICES, PeriodForm
from huying.people import queries as people
from huying.places.models import Community
from huying.rules import periods
from huying.rules.periods import Period

LISTED = 500
NOW = ("open", "over", "returned", "asked")


@policy("staff", verb="see_overview")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """三率, what is overdue, returned, supervised, and what keeps happening at one place."""
    asked, user = _asked(request), request.user
    form, found, only = asked.form, asked.communities, asked.only
    period = form.chosen
    stands = worklist.standing(user, *NOW)  # type: ignore[arg-type]
    facts = {
        "form": form, "period": period, "choices": CHOICES, "only": only, "communities": found,
        "kept": _kept(period, only), "now": clock.now(),
        "rates": [words.told(rate) for rate in queries.figures(user, period, only).values()],  # type: ignore[arg-type]
        "columns": charts.columns(queries.months(user, only)), "hot": queries.hot(user, only),  # type: ignore[arg-type]
        "standing": [(one, [(view, stands.get(one.key, {}).get(view, 0)) for view in NOW]) for one in found],
        "keeps_funds": user.may("keep_funds"), "sets_up": user.may("set_up"), "week": periods.week_of(clock.today()),  # type: ignore[union-attr]
        "look_at": worklist.worklist(user, "raised", 1, asked.narrowed).rows[:3],  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "insight/overview.html", facts)


@policy("staff", verb="see_overview")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The very matters behind one number; as a table with ?table=1."""
    form, _found, only = _asked(request)
    rate = queries.figures(request.user, form.chosen, only).get(request.GET.get("figure") or "responded")  # type: ignore[call-overload, arg-type]
    part = request.GET.get("part", "of")
    said = words.part_of(rate, part) if rate else None
    if rate is None or said is None:
        raise Http404
    rows = list(queries.listed(rate, part, request.user)[:LISTED])  # type: ignore[arg-type]
    if request.GET.get("table"):
        return _table(rows)
    kept = _kept(form.chosen, only)
    facts = {
        "told": words.told(rate), "part": said, "period": form.chosen, "only": only, "kept": kept,
        "rows": [(row, progress.chip(row), worklist.WORDS[row.state]) for row in rows],
        "table": urlencode({"figure": rate.code, "part": part, "table": "1"}) + f"&{kept}",
    }  # fmt: skip
    return render(request, "insight/cases.html", facts)


def _table(rows: list[Case]) -> HttpResponse:
    """No names, no numbers of persons."""
    lines: list[list[object]] = [[_("编号"), _("社区"), _("什么事"), _("地方"), _("状态"), _("收到"), _("办结")]]
    for row in rows:
        place = [row.number, row.community.name, row.title, row.where, worklist.WORDS[row.state]]
        lines.append([*place, _minute(row.received_at), _minute(row.closed_at)])
    return csv_file(lines, "huying-cases")


def _minute(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""


@policy("staff", verb="see_overview")
@require_safe
def week(request: HttpRequest, code: str) -> HttpResponse:
    """周报, on one sheet of paper for Monday's meeting: no resident is named in it."""
    period = periods.named(code, clock.today())
    if period is None or periods.week_of(period.since) != code or period.since > clock.today():
        raise Http404
    asked, user = _asked(request), request.user
    only = asked.only
    figures = queries.figures(user, period, only)  # type: ignore[arg-type]
    before = queries.figures(user, period.before, only)  # type: ignore[arg-type]
    bars, earlier = queries.days(user, period, only), queries.days(user, period.before, only)  # type: ignore[arg-type]
    received = sum(bar.received for bar in bars)
    more = received - sum(bar.received for bar in earlier)
    facts = {
        "period": period, "only": only, "now": clock.now(), "number": int(code[-2:]),
        "received": received, "more": more, "less": -more, "pairs": charts.pairs(bars),
        "rates": [(words.told(figures[code]), before[code]) for code in ("on_time", "solved", "satisfied")],
        "over": worklist.worklist(user, "over", 1, asked.narrowed).rows[:8],  # type: ignore[arg-type]
        "hot": queries.hot(user, only),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "insight/week.html", facts)


@policy("staff", verb="see_overview")
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """大屏: asks for itself anew every half minute, and keeps the last picture while the server is away."""
    _form, found, only = _asked(request)
    community = only or (found[0] if found else None)
    if community is None:
        raise Http404
    return _wall(request, community)


def by_link(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The same behind a link, for a screen at which nobody signs in."""
    community = next((one for one in Community.objects.all() if actions.wall_of(one) == link.subject_id), None)
    if community is None:
        raise Http404
    return _wall(request, community)


def _wall(request: HttpRequest, community: Community) -> HttpResponse:
    shown = queries.wall(community)
    rows = [(row, progress.chip(row)) for row in shown.rows]
    facts = {"wall": shown, "rows": rows, "place": community, "now": clock.now(), "again": request.get_full_path()}
    template = "insight/_wall.html" if request.htmx else "insight/wall.html"  # type: ignore[attr-defined]
    return render(request, template, facts)


@policy("staff", verb="set_up")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def wall_link(request: HttpRequest) -> HttpResponse:
    """大屏的链接: made, made anew, ended."""
    community = get_object_or_404(people.communities_of(request.user, "set_up").order_by("key")[:1])  # type: ignore[arg-type]
    request.community = community  # type: ignore[attr-defined]
    if request.method != "POST":
        found = actions.link_of(community)
        link = address(request, found.token) if found else ""
        return render(request, "insight/wall_link.html", {"link": link})
    if "end" in request.POST:
        actions.close_wall(community=community, by=Actor.of(request))
        messages.success(request, _("收回了，那个链接打不开了。"))
    else:
        actions.open_wall(community=community, by=Actor.of(request))
        messages.success(request, _("链接出好了，在大厅的电视上打开它。"))
    return redirect("wall_link")


class Asked(NamedTuple):
    """The period, the communities in reach, and the one that is meant, if one is."""

    form: PeriodForm
    communities: list[Community]
    only: Community | None

    @property
    def narrowed(self) -> worklist.Only:
        """The same for a list of the inbox."""
        return worklist.Only(self.only.key) if self.only else worklist.ALL


def _asked(request: HttpRequest) -> Asked:
    found, key = queries.communities(request.user), request.GET.get("community", "")  # type: ignore[arg-type]
    only = next((one for one in found if one.key == key), None)
    if key and only is None:
        raise Http404
    return Asked(PeriodForm(request.GET), found, only)


def _kept(period: Period, only: Community | None) -> str:
    """What an address needs to mean the same days and the same place."""
    asked = {"period": period.code} if period.code else {"since": period.since, "last": period.last}
    return urlencode({**asked, **({"community": only.key} if only else {})})
