"""Work orders one after another and side by side: in part, handed back, called back, typed in for who opens no link; and
others who lend a hand without moving the lead."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Assist, Case, Commitment
from huying.cases.worklist import worklist
from huying.channels.models import Notice
from huying.core import clock, jobs
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import WorkOrder

from .road import MORNING, address, by, finished, found, ordered

pytestmark = pytest.mark.django_db

DUE = clock.instant("2023-09-15", "18:00")
WHY = "井到楼里那一段管子里还堵着，要用高压车。"


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def held(case: Case) -> dict[str, str]:
    """What is open, and whose."""
    rows = Commitment.objects.filter(case=case, ended_at=None)
    return {row.kind: str(row.vendor or row.post.role) for row in rows}


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def unit_order(cast: Cast, case: Case) -> WorkOrder:
    return actions.order(
        case=case,
        vendor=cast.vendors["区市政维护中心"],
        task="清掏过粪井。",
        payer="unit",
        due_by=DUE,
        by=by(cast, "何静"),
    )


def page(client: Client, case: Case) -> str:
    return client.get(reverse("case", args=[case.pk])).content.decode()


def test_one_in_part_the_next_resolves_it(cast: Cast) -> None:
    """S2: the municipal crew by telephone, in part and why; then the dredging firm, on what was left."""
    case, desk = found(cast), signed_in(cast, "何静")
    first = unit_order(cast, case)
    said = reverse("order_said", args=[case.pk, first.pk])
    assert desk.post(said, {"what": "accepted", "heard": "phone", "once": "1"}).status_code == 302
    without_why = desk.post(said, {"what": "partly", "heard": "phone", "cost": "0", "once": "2"}).content.decode()
    assert "没全修好，写一句还差什么、为什么。" in without_why
    with pytest.raises(Refused, match="还差什么"):
        actions.finish_order(order=first, result="partly", cost_cents=0)
    assert held(case) == {"visit": "grid_worker", "order": "区市政维护中心"}
    given = {"what": "partly", "heard": "phone", "cost": "0", "note": WHY, "once": "3"}
    text = desk.post(said, given, follow=True).content.decode()
    assert held(case) == {"visit": "grid_worker", "next_order": "officer"}
    for words in ("区市政维护中心：修好一部分", "电话里说的，何静记的", f"\n{WHY}</textarea>", "不用再派"):
        assert words in text
    jobs.run_ready()
    assert Notice.objects.filter(commitment__kind="next_order", post=cast.posts["何静"]).exists()
    next_order = {
        "vendor": cast.vendors["畅通管道疏通"].pk, "task": WHY, "due_on": "2023-09-13", "due_at": "18:00", "payer": "community",
        "seen": "in_hand", "once": "4",
    }  # fmt: skip
    assert desk.post(reverse("case_order", args=[case.pk]), next_order).status_code == 302
    second = WorkOrder.objects.exclude(pk=first.pk).get()
    assert held(case) == {"visit": "grid_worker", "order": "畅通管道疏通"}
    actions.finish_order(order=second, result="resolved", cost_cents=96_000, note="通了。")
    assert (fresh(case).state, held(case)) == ("handled", {"verify": "grid_worker"})
    assert audit().differences == []


def test_side_by_side_the_last_one_ends_the_work(cast: Cast) -> None:
    order = ordered(cast)
    other = unit_order(cast, order.case)
    actions.finish_order(order=order, result="resolved", cost_cents=1)
    assert fresh(order.case).state == "in_hand"
    actions.finish_order(order=other, result="resolved", cost_cents=0)
    assert fresh(order.case).state == "handled"


def test_handed_back_by_link_tells_the_desk_and_fills_in_the_next(client: Client, cast: Cast) -> None:
    order, desk = ordered(cast), signed_in(cast, "何静")
    link = address(order)
    assert "写一句为什么干不了" in client.post(link, {"back": "1", "reason": "", "once": "1"}).content.decode()
    text = client.post(link, {"back": "1", "reason": "没有高空作业的证。", "once": "2"}, follow=True).content.decode()
    assert "您退回了" in text
    assert "没有高空作业的证。" in text
    assert held(order.case) == {"visit": "grid_worker", "next_order": "officer"}
    again = client.post(link, {"back": "1", "reason": "还是不行", "once": "3"}).content.decode()
    assert "已经退回了" in again
    assert "已经退回了" in client.post(link, {"result": "resolved", "cost": "1", "once": "4"}).content.decode()
    text = page(desk, order.case)
    assert f"\n{order.task}</textarea>" in text
    assert "退回来了。下面照剩下的活填好了" in text
    gone = {"reason": "李敏自己补一下就行。", "seen": "in_hand", "once": "5"}
    assert desk.post(reverse("case_enough", args=[order.case_id]), gone).status_code == 302
    assert held(order.case) == {"visit": "grid_worker"}
    assert audit().differences == []


def test_called_back_the_firm_reads_why(client: Client, cast: Cast) -> None:
    order, desk = ordered(cast), signed_in(cast, "何静")
    cancel = reverse("order_cancel", args=[order.case_id, order.pk])
    assert "请写明为什么收回" in desk.post(cancel, {"reason": "", "once": "1"}).content.decode()
    assert desk.post(cancel, {"reason": "业主自己请人修了。", "once": "2"}).status_code == 302
    text = client.get(address(order)).content.decode()
    assert "社区收回了，不用来" in text
    assert "业主自己请人修了。" in text
    assert held(order.case) == {"visit": "grid_worker"}
    with pytest.raises(Refused, match="已经收回"):
        actions.accept_order(order=order)
    order.refresh_from_db()
    assert (order.result, order.cost_cents) == ("cancelled", None)


def test_anothers_order_is_not_found(cast: Cast) -> None:
    order, other, desk = ordered(cast), found(cast, "3栋101"), signed_in(cast, "何静")
    for name in ("order_said", "order_cancel"):
        wrong = {"what": "accepted", "heard": "phone", "reason": "不要了", "once": name}
        assert desk.post(reverse(name, args=[other.pk, order.pk]), wrong).status_code == 404
    assert desk.get(reverse("order_slip", args=[other.pk, order.pk])).status_code == 404
    slip = desk.get(reverse("order_slip", args=[order.case_id, order.pk])).content.decode()
    assert SignedLink.objects.get(subject_id=order.pk).token not in slip.replace("svg", "")
    assert "签名，日期" in slip


def test_silence_is_overdue_before_the_work_is(cast: Cast) -> None:
    """No answer by the time they were to answer: the list of the overdue has it, though the work is due days later."""
    order = ordered(cast)
    assert order.commitment.ack_by < order.due_by - timedelta(days=1)
    later = order.commitment.ack_by + timedelta(minutes=1)
    with clock.at(later):
        assert [row.case.pk for row in worklist(cast.users["何静"], "over", 1).rows] == [order.case_id]
        assert "等接单" in signed_in(cast, "李敏").get("/grid/?tab=over").content.decode()
        actions.accept_order(order=order)
        assert worklist(cast.users["何静"], "over", 1).rows == []
    with clock.at(order.due_by + timedelta(minutes=1)):
        assert len(worklist(cast.users["何静"], "over", 1).rows) == 1


def test_others_lend_a_hand_and_the_lead_stays(cast: Cast) -> None:
    """协办: asked, on the other's list, ended with a word; the lead is the lead throughout, and it cannot close meanwhile."""
    case, desk = found(cast), signed_in(cast, "何静")
    ask = reverse("case_ask_assist", args=[case.pk])
    given = {"post": cast.posts["陈涛"].pk, "task": "帮忙搬开楼道里的杂物。", "due_on": "2023-09-13", "seen": "in_hand"}
    assert "还没选请谁协办" in desk.post(ask, {**given, "post": "", "once": "1"}).content.decode()
    assert "日子要在今天以后" in desk.post(ask, {**given, "due_on": "2023-09-11", "once": "2"}).content.decode()
    assert desk.post(ask, {**given, "once": "3"}).status_code == 302
    assert fresh(case).lead == cast.posts["李敏"]
    assert held(case) == {"visit": "grid_worker", "assist": "grid_worker"}
    chentao, assist = signed_in(cast, "陈涛"), Assist.objects.get()
    assert ">协办<" in chentao.get("/grid/").content.decode()
    assert "协办做完了" in chentao.get(reverse("grid_case", args=[case.pk])).content.decode()
    with pytest.raises(Refused, match="不在您手上"):
        cases.end_assist(assist=assist, done="搬了", user=cast.users["李敏"])
    actions.handle(case=fresh(case), user=cast.users["李敏"])
    cases.verify(case=fresh(case), by=by(cast, "何静"), method="on_site")
    solved = {"outcome": "solved", "rained_on": clock.today()}
    still = cases.call_back(appeal=Appeal.objects.get(), by=by(cast, "何静"), **solved)
    assert (still.state, held(case)["assist"]) == ("verified", "grid_worker")
    end = reverse("grid_end_assist", args=[case.pk])
    assert "请写一句做了什么" in chentao.post(end, {"done": "", "once": "4"}).content.decode()
    assert chentao.post(end, {"done": "杂物搬到楼下了。", "seen": "verified", "once": "5"}).status_code == 302
    assert (fresh(case).state, held(case)) == ("closed", {})
    assert audit().differences == []


def test_who_helped_does_not_check(cast: Cast) -> None:
    case = finished(cast, "resolved")
    cases.ask_assist(case=case, post=cast.posts["陈涛"], task="擦干", due_by=DUE, by=by(cast, "何静"))
    heard = {"assist": Assist.objects.get().pk, "done": "擦干了，他电话里说的。", "seen": "handled", "once": "1"}
    assert signed_in(cast, "何静").post(reverse("case_end_assist", args=[case.pk]), heard).status_code == 302
    assert Assist.objects.get().ended_by == cast.users["陈涛"]
    with pytest.raises(Refused, match="不能自己核查"):
        cases.verify(case=fresh(case), by=by(cast, "陈涛"), method="on_site")
    assert cases.verify(case=fresh(case), by=by(cast, "李敏"), method="on_site").state == "verified"
    with pytest.raises(Refused, match="另一位"):
        cases.ask_assist(case=fresh(case), post=cast.posts["李敏"], task="擦干", due_by=DUE, by=by(cast, "何静"))
