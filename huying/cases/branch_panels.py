"""案件页的岔路: the steps off the long road as the desk offers them, and what the page says while the case is off it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.people import queries as people
from huying.people.models import Post, User

from . import branch_forms as forms
from .actions import open_call
from .desk_forms import StepForm
from .matter import Kind, Matter, may
from .models import Assist, Case, JointCall, Objection, State
from .queries import paused, referred


def seated(posts: Any) -> list[Any]:
    """Posts with who sits in them, as `holder`. One statement."""
    return list(posts.annotate(holder=people.actor_name("pk")))


def workers(case: Case, *, but_lead: bool = False) -> list[Any]:
    found = seated(people.grid_workers(case.community))
    return [post for post in found if not (but_lead and post.pk == case.lead_id)]


def object_form(matter: Matter, data: Any = None) -> StepForm:
    return forms.ObjectForm(data, posts=workers(matter.case, but_lead=True))


def consult_form(matter: Matter, data: Any = None) -> StepForm:
    return forms.ConsultForm(data, posts=workers(matter.case))


def transfer_form(matter: Matter, data: Any = None) -> StepForm:
    return forms.TransferForm(data, posts=workers(matter.case, but_lead=True))


def joint_call_form(matter: Matter, data: Any = None) -> StepForm:
    posts = seated(Post.objects.filter(community=matter.case.community).select_related("grid").order_by("pk"))
    return forms.JointCallForm(data, posts=posts, vendors=people.vendors_for(matter.case.community))


def end_joint_call_form(matter: Matter, data: Any = None) -> StepForm:
    call = open_call(matter.case)
    return forms.EndJointCallForm(data, parties=parties(call) if call else [])


def parties(call: JointCall) -> list[tuple[str, str]]:
    """Who was asked to come, by key and as one says it: 李敏, the firm, the unit. One statement."""
    rows = call.summoned.select_related("post", "vendor").annotate(holder=people.actor_name()).order_by("pk")
    return [(str(row.pk), row.holder or str(row)) for row in rows]


def ask_assist_form(matter: Matter, data: Any = None) -> StepForm:
    own = Post.objects.filter(community=matter.case.community).exclude(pk=matter.case.lead_id)
    above = Post.objects.filter(pk__in=[post.pk for post in people.posts_above(matter.case.community)])
    return forms.AskAssistForm(data, posts=seated((own | above).select_related("grid").order_by("pk")))


def end_assist_form(matter: Matter, data: Any = None) -> StepForm:
    return forms.EndAssistForm(data, assists=open_assists(matter.case, matter.user))


def open_assists(case: Case, user: User) -> list[tuple[str, str]]:
    """协办 still open: its key, and who was asked for what; one's own, or all of them for the desk. One statement."""
    held = Assist.objects.filter(case=case, ended_at=None).order_by("at", "pk")
    if not may(user, "ask_assist", case):
        held = held.filter(commitment__post__in=user.posts)
    rows = held.select_related("commitment__post").annotate(holder=people.actor_name("commitment__post"))
    said = _("%(name)s：%(task)s")
    return [(str(row.pk), said % {"name": row.holder or row.commitment.post.title, "task": row.task}) for row in rows]


def take_on_form(_matter: Matter, data: Any = None) -> StepForm:
    return forms.TakeOnForm(data)


def _plain(form: type[StepForm]) -> Callable[..., StepForm]:
    return lambda _matter, data=None: form(data)


STEPS: dict[str, Kind] = {
    "rule": Kind("uphold", lazy("裁定退单"), lazy("定了"), _plain(forms.RuleForm), first=True, mine="ruling"),
    "consult": Kind("consult", lazy("会商"), lazy("定了，派出去"), consult_form, first=True, mine="consult"),
    "refer_answered": Kind(
        "refer_answered", lazy("那边有答复了"), lazy("记下答复"), _plain(forms.ReferAnsweredForm), first=True
    ),
    "follow_up": Kind("follow_up", lazy("追问过，再等"), lazy("记下"), _plain(forms.FollowUpForm)),
    "answer_supervision": Kind(
        "answer_supervision", lazy("答复督办"), lazy("答复"), _plain(forms.AnswerSupervisionForm), first=True,
        held="answer_supervision",
    ),
    "end_joint_call": Kind(
        "end_joint_call", lazy("记吹哨报到的结果"), lazy("记下结果"), end_joint_call_form, rare=True, held="joint_call"
    ),
    "end_assist": Kind(
        "end_assist", lazy("协办做完了"), lazy("做完了"), end_assist_form, rare=True, held="assist"
    ),
    "resume": Kind("resume", lazy("接着办"), lazy("接着办"), _plain(forms.ResumeForm), first=True),
    "wait": Kind("wait", lazy("等待"), lazy("先等着"), _plain(forms.WaitForm), rare=True),
    "carry_over": Kind("carry_over", lazy("挂账"), lazy("挂账"), _plain(forms.CarryOverForm), rare=True),
    "extend": Kind("extend", lazy("延期"), lazy("延期，告诉诉求人"), _plain(forms.ExtendForm), rare=True),
    "transfer": Kind("transfer", lazy("移交"), lazy("移交"), transfer_form, rare=True),
    "object": Kind("object", lazy("退单"), lazy("退回，请别人定"), object_form, rare=True),
    "refer": Kind("refer", lazy("转外部单位"), lazy("转出去"), _plain(forms.ReferForm), rare=True),
    "joint_call": Kind(
        "joint_call", lazy("吹哨报到"), lazy("吹哨"), joint_call_form, rare=True, free_of="joint_call"
    ),
    "ask_assist": Kind("ask_assist", lazy("请人协办"), lazy("请他协办"), ask_assist_form, rare=True),
    "remind": Kind("remind", lazy("催办"), lazy("催一下"), _plain(forms.RemindForm), rare=True),
    "supervise": Kind(
        "supervise", lazy("督办"), lazy("督办"), _plain(forms.SuperviseForm), rare=True, free_of="answer_supervision"
    ),
    "decline": Kind("decline", lazy("不予受理"), lazy("不受理，答复了"), _plain(forms.DeclineForm), rare=True),
}  # fmt: skip


# --- what the page says meanwhile -------------------------------------------------------------------------------------


def turn(case: Case) -> list[tuple[str, str, str]]:
    """While a case is off the long road: label, what, and what kind of thing it is. At most one statement."""
    match case.state:
        case State.WAITING | State.CARRIED_OVER:
            return _waiting(case)
        case State.REFERRED:
            return _referred(case)
        case State.OBJECTED | State.CONSULTING:
            return _objected(case)
    return []


def _waiting(case: Case) -> list[tuple[str, str, str]]:
    pause = paused(case)
    clock = _("时限停着，接着办时往后顺延") if pause.stops else _("时限照走")
    return [(_("等什么"), pause.get_why_display(), ""), (_("时限"), clock, "")]


def _referred(case: Case) -> list[tuple[str, str, str]]:
    referral = referred(case)
    return [(_("转给"), referral.unit, ""), (_("电话"), referral.phone, "tel")]


def _objected(case: Case) -> list[tuple[str, str, str]]:
    objection = Objection.objects.select_related("suggested__grid").get(case=case, ruling="")
    rows = [(_("为什么退"), objection.get_basis_display(), ""), (_("道理"), objection.reason, "")]
    if objection.suggested:
        rows.append((_("建议给"), str(objection.suggested.grid or objection.suggested), ""))
    return rows
