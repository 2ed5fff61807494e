"""The branches of the road for the machine that presses every button: one press each, and what must hold after it."""

from datetime import timedelta

from huying.cases import actions as cases
from huying.cases.models import Case, Commitment, Objection, Pause, Summons
from huying.core import clock
from huying.core.actor import Actor
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.people.models import User
from huying.rules import lifecycle

VERBS = (
    "decline refer follow_up refer_answered object rule consult transfer wait carry_over resume extend joint_call "
    "end_joint_call remind supervise answer_supervision"
).split()
Opening = tuple[tuple[str, str, int], ...]
# A case that was returned once and given to another: the next return is consulted.
RETURNED_ONCE: Opening = (("dispatch", "何静", 1), ("object", "李敏", 1), ("rule", "刘芳", 2), ("dispatch", "何静", 2))
# What the pages offer while something of this kind is open.
WHILE: dict[str, list[str]] = {
    "joint_call": ["end_joint_call", "end_joint_call", "end_joint_call"],
    "answer_supervision": ["answer_supervision", "answer_supervision", "answer_supervision"],
}
# Whose step it is by rights; the others are the lead's.
RIGHT = dict.fromkeys(
    "resume decline refer follow_up refer_answered carry_over joint_call end_joint_call extend remind answer_supervision".split(),
    "何静",
) | {"supervise": "赵宏"}


def right(verb: str, case: Case) -> str:
    """Who mostly presses: for a ruling or a consultation, whoever holds it."""
    if verb in ("rule", "consult"):
        held = Commitment.objects.filter(case=case, kind__in=["ruling", "consult"], ended_at=None).first()
        return held.post.holdings.get(until=None).user.name if held else ""
    return RIGHT.get(verb, "")


def press(cast: Cast, case: Case, verb: str, user: User, number: int) -> None:
    by, day = Actor.user(user), clock.today() + timedelta(days=number)
    other = cast.posts["陈涛" if case.lead == cast.posts["李敏"] else "李敏"]
    match verb:
        case "decline":
            cases.decline(case=case, route="court", reply="请找法院", by=by)
        case "refer":
            cases.refer(case=case, unit="自来水公司", phone="073155550199", follow_up_on=day, by=by)
        case "follow_up":
            cases.follow_up(case=case, follow_up_on=day, by=by)
        case "refer_answered":
            cases.refer_answered(case=case, solved=number % 2 == 0, note="换了阀门", by=by)
        case "object":
            cases.object_to(case=case, user=user, basis="duty_list", reason="不在清单上", suggested=other)
        case "rule":
            cases.rule_objection(case=case, user=user, upheld=number % 2 == 0, note="看过清单")
        case "consult":
            cases.consult(case=case, user=user, post=other, took_part="刘芳、何静")
        case "transfer":
            cases.transfer(case=case, user=user, post=other, reason="换片")
        case "wait":
            why = Pause.Why.values[number % 4]
            cases.wait(case=case, user=user, why=why, expected_on=day)
        case "carry_over":
            cases.carry_over(case=case, by=by, reason="等改造", next_on=day)
        case "resume":
            cases.resume(case=case, user=user)
        case "extend":
            cases.extend(
                case=case, user=user, until=clock.local(case.resolve_by).date() + timedelta(number), reason="缺料"
            )
        case "remind":
            cases.remind(case=case, by=by, public=number % 2 == 0)
        case "supervise":
            cases.supervise(case=case, by=by, question="为什么慢", reply_on=day)
        case "answer_supervision":
            cases.answer_supervision(case=case, by=by, reply="在办")
        case "joint_call":
            called = cases.Called(posts=(other,), units=("自来水公司",))
            meet_by = clock.now() + timedelta(days=number)
            cases.joint_call(case=case, user=user, called=called, place="5栋楼下", meet_by=meet_by)
        case "end_joint_call":
            call = cases.open_call(case)
            came = {party.pk: Summons.Came.values[number % 3] for party in call.summoned.all()} if call else {}
            cases.end_joint_call(case=case, attendance=came, result="定了", by=by)


def check_history(case: Case) -> None:
    """What holds of the whole road, once at its end."""
    events = list(Event.objects.filter(subject_id=str(case.pk)).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert lifecycle.replay(event.kind for event in events) == case.state
    returns = list(Objection.objects.filter(case=case).order_by("at"))
    assert all(one.ruled_by != one.actor for one in returns), "the objector never rules"
    assert sum(one.ruling in ("upheld", "rejected") for one in returns) <= 1, "a second return is consulted"
    assert sum(one.ruling == "consulted" for one in returns) <= 1
    doer = ""
    for event in events:
        doer = event.actor if event.kind == "cases.handled" else doer
        assert event.kind != "cases.verified" or event.actor != doer, "the doer never verifies"
