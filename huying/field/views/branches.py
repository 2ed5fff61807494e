"""有难处 at the door: wait for something, hand it on, return it, go on. The forms are those of the desk."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as lazy

from huying.cases import actions
from huying.cases import queries as cases
from huying.cases.branch_forms import EndAssistForm, ObjectForm, ResumeForm, TransferForm, WaitForm
from huying.cases.branch_panels import open_assists, workers
from huying.cases.desk_forms import StepForm
from huying.cases.models import Assist, Case
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import queries as people
from huying.people.models import Post, User
from huying.rules import lifecycle

from .. import queries


class Turn(NamedTuple):
    """One way off the road, as a worker at the door takes it."""

    verb: str
    title: Any
    button: Any
    form: Callable[..., StepForm]
    act: Callable[..., Any]
    said: Any

    @property
    def url(self) -> str:
        return f"grid_{self.verb}"


def _others(form: type[Any]) -> Callable[..., StepForm]:
    return lambda case, _user, data=None: form(data, posts=workers(case, but_lead=True))


def _plain(form: type[StepForm]) -> Callable[..., StepForm]:
    return lambda _case, _user, data=None: form(data)


def _my_assists(case: Case, user: User, data: Any = None) -> StepForm:
    return EndAssistForm(data, assists=open_assists(case, user))


def _end_assist(*, case: Case, assist: str, **given: Any) -> Case:
    return actions.end_assist(assist=get_object_or_404(Assist, pk=assist, case=case), **given)


TURNS = {
    turn.verb: turn
    for turn in (
        Turn("end_assist", lazy("协办做完了"), lazy("做完了"), _my_assists, _end_assist, lazy("协办记下了。")),
        Turn("resume", lazy("接着办"), lazy("接着办"), _plain(ResumeForm), actions.resume, lazy("接着办了。")),
        Turn("wait", lazy("要等一等"), lazy("先等着"), _plain(WaitForm), actions.wait, lazy("记下了：先等着，到日子提醒。")),
        Turn("transfer", lazy("移交别人"), lazy("移交"), _others(TransferForm), actions.transfer, lazy("移交了，等对方接手。")),
        Turn("object", lazy("退单"), lazy("退回，请别人定"), _others(ObjectForm), actions.object_to, lazy("退单记下了，由别人裁定。")),
    )
}  # fmt: skip
# Which commitment a worker must hold to take the turn.
HELD = {"resume": "await", "end_assist": "assist"}


def offered(case: Case, user: User) -> list[Turn]:
    """What whoever holds the matter may do besides going there. At most two statements."""
    able = [turn for turn in TURNS.values() if lifecycle.can(case.state, turn.verb)]  # type: ignore[arg-type]
    held = queries.kinds_held(case, user)
    able = [turn for turn in able if HELD.get(turn.verb, "visit") in held]
    return [turn for turn in able if turn.verb != "object" or actions.road_of(case)]


def _worker(case: Case, key: str) -> Post | None:
    return people.grid_workers(case.community).get(pk=key) if key else None


def turn_view(turn: Turn) -> Callable[..., HttpResponse]:
    """The page of one turn: its form, and what follows."""

    @policy("staff", verb=turn.verb)
    @once
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        case = get_object_or_404(cases.shown(cases.visible_to(request.user)), pk=pk)  # type: ignore[arg-type]
        request.community = case.community  # type: ignore[attr-defined]
        form = turn.form(case, request.user, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                _take(turn, case, request, dict(form.cleaned_data))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, turn.said)
                still = cases.visible_to(request.user).filter(pk=pk).exists()  # type: ignore[arg-type]
                return redirect("grid_case", pk=pk) if still else redirect("today")
        return render(request, "field/grid_turn.html", {"case": case, "form": form, "turn": turn})

    return view


def _take(turn: Turn, case: Case, request: HttpRequest, given: dict[str, Any]) -> None:
    for key in {"post", "suggested"} & given.keys():
        given[key] = _worker(case, given[key])
    turn.act(case=case, user=request.user, seen=request.POST.get("seen", ""), **given)


urlpatterns = [path(f"grid/cases/<uuid:pk>/{turn.verb}/", turn_view(turn), name=turn.url) for turn in TURNS.values()]
