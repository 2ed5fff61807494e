"""Papers and the sheet of shares: looked at, made, handed in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.core import clock, pictures
from huying.core.access import policy
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import address, live
from huying.core.models import AccessLog
from huying.core.once import once
from huying.people import queries as people

from .. import actions, documents, queries, sharing
from ..dossier import Dossier
from ..local import required
from ..models import Notice, Paper
from ..panels import papers as panel
from ..paper_forms import PaperForm
from .place import load, take


@policy("staff", verb="keep_funds")
@once
def file_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """交一份材料."""

    def form(dossier: Dossier) -> PaperForm:
        place = dossier.place
        return PaperForm(request.POST, request.FILES, asked=required(place.community, place.lane))

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        paper = actions.file_paper(
            place=dossier.place, code=given["code"], pictures=given["photos"], note=given["note"], by=by, seen=seen
        )
        return _("交好了，第 %(version)s 版，%(pages)s 页。") % {"version": paper.version, "pages": paper.pages}

    return take(request, pk, "file_paper", "file_paper", form, act)


@policy("staff", verb="see_funds")
@require_safe
def paper(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """一份材料: every version with its pages, the newest first."""
    dossier = load(request, pk)
    found = panel.lines(dossier.place)
    line = next((one for one in found if one.asked.code == code), None)
    if line is None:
        raise Http404
    versions = list(Paper.objects.filter(place=dossier.place, code=code).order_by("-version"))
    shown, who = pictures.of(versions), people.names_of({one.by for one in versions})
    rows = [{"paper": one, "who": who.get(one.by, ""), "pages": shown.get(one.pk, [])} for one in versions]
    facts: dict[str, Any] = {"place": dossier.place, "line": line, "rows": rows}
    if dossier.may("file_paper"):
        facts["offer"] = panel.offer(dossier, found, code)
    return render(request, "funds/paper.html", facts)


@policy("staff", verb="see_funds")
@require_safe
def paper_file(request: HttpRequest, pk: UUID, code: str, ending: str) -> HttpResponse:
    """A paper made from the data. One with owners in it leaves a line in 查看记录."""
    dossier = load(request, pk)
    try:
        name, content = _made(dossier, code, ending)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fund_place", pk)
    name = f"{dossier.place.label} {name}.{ending}"
    if code == documents.ALL or documents.KINDS[code].names:
        reason = AccessLog.Reason.OTHER
        log_access(kind="fund_paper", subject=dossier.place, by=Actor.of(request), reason=reason, words=name[:120])
    response = HttpResponse(content, content_type=documents.TYPES[ending])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _made(dossier: Dossier, code: str, ending: str) -> tuple[str, bytes]:
    """The name and the bytes; what we do not make is not found."""
    place = dossier.place
    if code == documents.ALL and ending == "pdf":
        codes = [row.code for row in required(place.community, place.lane) if row.code in documents.KINDS]
        if not codes:
            raise Refused(_("还没定走哪种程序，不知道要哪些材料，没有做成 PDF。"))
        return _("全部材料"), documents.bundle(place, codes)
    if code not in documents.KINDS or ending not in documents.KINDS[code].endings:
        raise Http404
    made = documents.make(place, code)
    return made.title, documents.write(made, ending)


# Rows that fit on a sheet under its heading, and on the sheets that follow; and how many rows the words at the end take.
FIRST, REST, HOW = 21, 26, 9


@policy("staff", verb="see_funds")
@require_safe
def shares(request: HttpRequest, pk: UUID) -> HttpResponse:
    """分摊公示单: the whole sheet, to be printed and hung at the doors."""
    dossier = load(request, pk)
    place, found = dossier.place, sharing.shown(dossier.place)
    if found is None or found.refused:
        messages.error(request, found.refused if found else str(sharing.NO_SUM))
        return redirect("fund_place", pk)
    notice = queries.posted(place, "settlement")
    facts = {
        "place": place, "community": place.community, "shares": found, "notice": notice, "now": clock.now(),
        "sheets": _sheets(found.rows), "link": _public_address(request, notice),
    }  # fmt: skip
    return render(request, "funds/shares.html", facts)


def _public_address(request: HttpRequest, notice: Notice | None) -> str:
    """Where the notice can be read without an account; "" when it has no link that lives."""
    if notice is None:
        return ""
    link = live(purpose="funds.notice", subjects=[notice.pk])
    return address(request, link.token) if link else ""


def _sheets(rows: tuple[sharing.Row, ...]) -> list[tuple[sharing.Row, ...]]:
    """The rows of each sheet; the last one keeps room for how it was worked out, if need be with no rows at all."""
    sheets = [rows[:FIRST], *(rows[at : at + REST] for at in range(FIRST, len(rows), REST))]
    room = FIRST if len(sheets) == 1 else REST
    return sheets if len(sheets[-1]) + HOW <= room else [*sheets, ()]


PLACE = "desk/funds/places/<uuid:pk>/"
urlpatterns: list[Any] = [
    path(f"{PLACE}shares/", shares, name="fund_shares"),
    path(f"{PLACE}papers/", file_paper, name="fund_file_paper"),
    path(f"{PLACE}papers/<slug:code>/", paper, name="fund_paper"),
    path(f"{PLACE}papers/<slug:code>.<slug:ending>", paper_file, name="fund_paper_file"),
]
