"""Pages of ledgers 台账: bring one in (match its columns, try it, keep it, take it back) and take one out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.people.queries import communities_of
from huying.places.models import Community

from . import actions, badrows, headers, plans, queries, reading, writing
from .forms import KINDS, BringForm, TakeForm
from .models import Import
from .plans import Plan
from .reading import Table

VERB = "keep_ledgers"
SHOWN = 100  # bad cells on the page; all of them are in the file
LONG = 2000  # rows after which the page says that it takes a moment
RAW = 6  # rows of the file as it lies


def _communities(request: HttpRequest) -> QuerySet[Community]:
    return communities_of(request.user, VERB)


def _community(request: HttpRequest) -> Community:
    """Whose ledgers: those of the post's community."""
    community = _communities(request).first()
    if community is None:
        raise PermissionDenied
    return community


def _import(request: HttpRequest, pk: UUID) -> Import:
    """An import in reach; another community's is not there."""
    found: Import = get_object_or_404(queries.seen(_communities(request)), pk=pk)
    return found


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ledgers(request: HttpRequest) -> HttpResponse:
    """台账: what was brought in, and by whom. A POST brings a file."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = actions.take_in(
                community=_community(request),
                kind=form.cleaned_data["kind"],
                name=file.name,
                content=file.read(),
                user=request.user,
            )
            return redirect("ledger", brought.pk)
        except Refused as refused:
            form.add_error("file", str(refused))
    context = {
        "form": form,
        "take": TakeForm(initial={"take": Import.Kind.HOMES, "form": "xlsx"}, auto_id="take_%s"),
        "rows": [(one, _undoable(one)) for one in queries.done(_communities(request))[:50]],
        "kinds": dict(KINDS),
    }
    return render(request, "exchange/ledgers.html", context, status=422 if form.errors else 200)


def _undoable(one: Import) -> bool:
    return one.undone_at is None and clock.now() - one.done_at <= timedelta(days=actions.UNDO_DAYS)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ledger(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file: before, its columns and what it would do; after, what it did. A POST keeps it."""
    one = _import(request, pk)
    if one.done_at:
        if request.method == "POST":
            messages.error(request, _("这一份已经存过了，没有再存。"))
        return render(request, "exchange/result.html", _result(one))
    table = reading.read(one.content, ours=True)
    mapping = _mapping(request.POST or request.GET, table, one.kind)
    if request.method != "POST":
        return render(request, "exchange/ledger.html", _trial(one, table, mapping))
    try:
        actions.carry_out(imported=one, mapping=mapping, whole="whole" in request.POST, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{request.path}?{_kept(request.POST)}")
    return redirect("ledger", one.pk)


def _kept(sent: QueryDict) -> str:
    """The mapping as an address: what was chosen is not lost."""
    kept = QueryDict(mutable=True)
    kept.update({name: value for name, value in sent.items() if name[:1] == "c" and name[1:].isdigit()})
    return kept.urlencode()


def _mapping(sent: QueryDict, table: Table, kind: str) -> tuple[str, ...]:
    """What the person set; until then what the headers say."""
    if not any(name[:1] == "c" and name[1:].isdigit() for name in sent):
        return headers.propose(table.columns, kind)
    chosen = [sent.get(f"c{at}", "") for at in range(len(table.columns))]
    fields = headers.FIELDS[kind]
    return tuple(field if field in fields and field not in chosen[:at] else "" for at, field in enumerate(chosen))


def _plan(one: Import, table: Table, mapping: Sequence[str]) -> Plan | None:
    if headers.missing(mapping, one.kind):
        return None
    return plans.make(one.kind, table, mapping, queries.known(one.community, one.kind))


def _trial(one: Import, table: Table, mapping: Sequence[str]) -> dict[str, Any]:
    plan = _plan(one, table, mapping)
    labels = badrows.labels()
    return {
        "one": one,
        "kind": dict(KINDS)[one.kind],
        "table": table,
        "columns": _columns(table, mapping),
        "fields": [(field, labels[field]) for field in headers.FIELDS[one.kind]],
        "matched": sum(1 for field in mapping if field),
        "missing": [labels[field] for field in headers.missing(mapping, one.kind)],
        "mapping": [(f"c{at}", field) for at, field in enumerate(mapping)],
        "raw": _raw(table),
        "plan": plan,
        "bad": [
            (bad, badrows.column(bad.field, table, mapping))
            for _number, wrong in (plans.by_row(plan) if plan else ())
            for bad in wrong
        ][:SHOWN],
        "more": max(0, len(plan.bad) - SHOWN) if plan else 0,
        "notes": [(note, badrows.column(note.field, table, mapping)) for note in plan.notes[:SHOWN]] if plan else [],
        "more_notes": max(0, len(plan.notes) - SHOWN) if plan else 0,
        "long": len(table.rows) > LONG,
    }


def _columns(table: Table, mapping: Sequence[str]) -> list[dict[str, Any]]:
    """Each column with a header or a content: its letter, its name, three examples, and the field it goes to."""
    shown = []
    for at, name in enumerate(table.columns):
        said = dict.fromkeys(row.cells[at] for row in table.rows[:200] if row.cells[at])
        if name or said:
            shown.append({
                "name": f"c{at}", "letter": _letter(at), "title": name, "examples": list(said)[:3],
                "field": mapping[at],
            })  # fmt: skip
    return shown


def _letter(at: int) -> str:
    """0 is A, 26 is AA."""
    return (chr(64 + at // 26) if at > 25 else "") + chr(65 + at % 26)


def _raw(table: Table) -> list[tuple[str, int, Sequence[str]]]:
    """The file as it lies: title rows, the header, the first rows, and what stands below and is not read."""
    above = [("cut", row.number, row.cells) for row in table.aside if row.number < table.head]
    below = [("cut", row.number, row.cells) for row in table.aside if row.number > table.head]
    rows = [("", row.number, row.cells) for row in table.rows[:RAW]]
    return [
        (css, number, tuple(cell for cell in cells if cell)[:4] if css == "cut" else cells[:4])
        for css, number, cells in [*above, ("head", table.head, table.columns), *rows, *below[:3]]
    ]


def _result(one: Import) -> dict[str, Any]:
    return {"one": one, "kind": dict(KINDS)[one.kind], "undoable": _undoable(one), "days": actions.UNDO_DAYS}


@policy("staff", verb=VERB)
@require_safe
def bad_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """错行: the rows that could not be taken, as a file to mend and bring again."""
    one = _import(request, pk)
    content = one.content
    if not one.done_at:
        table = reading.read(content, ours=True)
        mapping = _mapping(request.GET, table, one.kind)
        plan = _plan(one, table, mapping)
        content = badrows.file(table, mapping, plan) if plan and plan.bad else b""
    if not content:
        raise Http404
    return writing.response(content, _("%(name)s 没存的行.xlsx") % {"name": one.name.rsplit(".", 1)[0]}, "xlsx")


@policy("staff", verb=VERB)
@require_POST
@once
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """撤回 the whole import."""
    one = _import(request, pk)
    try:
        actions.undo(imported=one, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("ledger", one.pk)


@policy("staff", verb=VERB)
@require_POST
@once
def take(request: HttpRequest) -> HttpResponse:
    """导出: a ledger as a file. It is a POST, because that it left the house is written down."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没看懂要哪种台账，什么都没导出。请再选一次。"))
        return redirect("ledgers")
    kind, written = form.cleaned_data["take"], form.cleaned_data["form"]
    community = _community(request)
    content = actions.hand_out(community=community, kind=kind, form=written, by=Actor.of(request))
    day = clock.today().isoformat()
    return writing.response(content, f"{community} {dict(KINDS)[kind]} {day}.{writing.ENDING[written]}", written)


urlpatterns = [
    path("desk/ledgers/", ledgers, name="ledgers"),
    path("desk/ledgers/take/", take, name="ledger_take"),
    path("desk/ledgers/<uuid:pk>/", ledger, name="ledger"),
    path("desk/ledgers/<uuid:pk>/rows/", bad_rows, name="ledger_rows"),
    path("desk/ledgers/<uuid:pk>/undo/", undo, name="ledger_undo"),
]
