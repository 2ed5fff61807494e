"""岔路上的步子: what each form of a branch does, and what it says afterwards. The views are made by the desk's."""

from typing import Any

from django.utils.translation import gettext as _

from huying.cases import actions, deadlines
from huying.cases.branch_forms import EndJointCallForm
from huying.cases.matter import Matter, may
from huying.cases.models import Assist
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import Post


def worker(matter: Matter, key: str) -> Post | None:
    """A grid worker of the community, by the key that the form offered."""
    return people.grid_workers(matter.case.community).get(pk=key) if key else None


def decline(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.decline(case=matter.case, by=by, seen=seen, **given)
    return _("答复记下了，不受理。诉求人不同意，可以再来。")


def refer(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.refer(case=matter.case, by=by, seen=seen, **given)
    return _("转出去了，到日子由前台追问。")


def follow_up(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.follow_up(case=matter.case, by=by, seen=seen, **given)
    return _("记下了，到日子再追问。")


def refer_answered(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.refer_answered(case=matter.case, by=by, seen=seen, **given)
    return _("答复记下了，等回访。") if given["solved"] else _("记下了，回到待派。")


def object_to(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    given["suggested"] = worker(matter, given["suggested"])
    actions.object_to(case=matter.case, user=matter.user, seen=seen, **given)
    return _("退单记下了，由别人裁定。")


def rule(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    upheld = given["ruling"] == "upheld"
    actions.rule_objection(case=matter.case, user=matter.user, upheld=upheld, note=given["note"], seen=seen)
    return _("定了：退得对，重新派。") if upheld else _("定了：还是由原来的人办。")


def consult(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    given["post"] = worker(matter, given["post"])
    actions.consult(case=matter.case, user=matter.user, seen=seen, **given)
    return _("会商记下了，派出去了。")


def transfer(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    given["post"] = worker(matter, given["post"])
    actions.transfer(case=matter.case, user=matter.user, seen=seen, **given)
    return _("移交了，等对方接手。")


def wait(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    actions.wait(case=matter.case, user=matter.user, seen=seen, **given)
    return _("记下了：先等着，到日子提醒。")


def carry_over(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.carry_over(case=matter.case, by=by, seen=seen, **given)
    return _("挂账了，到日子再看。")


def resume(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    actions.resume(case=matter.case, user=matter.user, seen=seen, **given)
    return _("接着办了。")


def extend(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    actions.extend(case=matter.case, user=matter.user, seen=seen, **given)
    return _("延期了，诉求人看得到原因。")


def remind(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.remind(case=matter.case, by=by, seen=seen, **given)
    return _("催过了。")


def supervise(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.supervise(case=matter.case, by=by, seen=seen, **given)
    return _("督办了，由社区前台答复。")


def answer_supervision(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.answer_supervision(case=matter.case, by=by, seen=seen, **given)
    return _("答复记下了。")


def joint_call(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    community = matter.case.community
    called = actions.Called(
        posts=tuple(Post.objects.filter(community=community, pk__in=given["posts"]).order_by("pk")),
        vendors=tuple(people.vendors_for(community).filter(pk__in=given["vendors"])),
        units=given["units"],
    )
    actions.joint_call(
        case=matter.case, user=matter.user, called=called, place=given["place"], meet_by=given["meet_by"],
        note=given["note"], seen=seen,
    )  # fmt: skip
    return _("吹哨了。碰过头，记得记结果。")


def end_joint_call(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    came = EndJointCallForm.attendance_in(given)
    actions.end_joint_call(case=matter.case, by=by, attendance=came, result=given["result"], seen=seen)
    return _("结果记下了。")


def ask_assist(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    post = Post.objects.get(pk=given["post"])
    due_by = deadlines.closing(matter.case.community, given["due_on"])
    actions.ask_assist(case=matter.case, post=post, task=given["task"], due_by=due_by, by=by, seen=seen)
    return _("请了%(who)s协办，主办不变。") % {"who": people.holder_names([post]).get(post.pk, post.title)}


def end_assist(matter: Matter, given: dict[str, Any], _by: Actor, seen: str) -> str:
    assist = Assist.objects.get(pk=given["assist"], case=matter.case)
    desk = may(matter.user, "ask_assist", matter.case)
    actions.end_assist(assist=assist, done=given["done"], user=matter.user, desk=desk, seen=seen)
    return _("协办记下了。")


ACTS = {
    "ask_assist": ask_assist,
    "end_assist": end_assist,
    "rule": rule,
    "consult": consult,
    "refer_answered": refer_answered,
    "follow_up": follow_up,
    "answer_supervision": answer_supervision,
    "end_joint_call": end_joint_call,
    "resume": resume,
    "wait": wait,
    "carry_over": carry_over,
    "extend": extend,
    "transfer": transfer,
    "object": object_to,
    "refer": refer,
    "joint_call": joint_call,
    "remind": remind,
    "supervise": supervise,
    "decline": decline,
}
