"""Contract, works, acceptance and doing it again; settlement, its notice and the closed file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from huying.cases import actions as cases
from huying.core import clock
from huying.core.errors import Refused
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.funds import actions
from huying.funds.models import Contract, FundRule, Inspection, Notice, Place, Settlement
from huying.people import actions as people
from tests.field.road import MORNING

from .stage_d import (
    BUDGET,
    accepted,
    again,
    approved,
    by,
    contracted,
    done,
    hand_in,
    looked,
    pay,
    posted,
    settled,
    share,
    signed,
    signed_in,
    worked,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def send(cast: Cast, place: Place, name: str, **given: object) -> str:
    """A step's form, from the page as it is now."""
    given.setdefault("seen", again(place).state)
    answer = signed_in(cast).post(reverse(f"fund_{name}", args=[place.pk]), given, follow=True)
    return answer.content.decode()


def test_from_the_contract_to_the_acceptance_by_the_pages(cast: Cast) -> None:
    place, vendor = approved(cast), cast.vendors["安居防水修缮"]
    page = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert 'value="38640.00"' in page
    given = {"vendor": vendor.pk, "sum": "38640.01", "signed_on": "2023-09-12", "due_on": "2023-09-22", "once": "1"}
    assert "合同的钱比批的多" in (bad := send(cast, place, "contract", **given))
    assert 'value="38640.01"' in bad
    assert "日期没看懂" in send(cast, place, "contract", **{**given, "due_on": "下周"})
    assert (Contract.objects.count(), WorkOrder.objects.count(), again(place).state) == (0, 0, "approved")
    for _tap in range(2):
        send(cast, place, "contract", **{**given, "sum": "38000", "once": "2", "seen": "approved"})
    place = again(place)
    assert (place.state, place.order.vendor, place.order.payer, WorkOrder.objects.count()) == (
        "contracted", vendor, "fund", 1,
    )  # fmt: skip
    assert "/o/" in signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "记下了：开工" in send(cast, place, "start")
    page = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "验收合格" not in page
    seen = {"on": "2023-09-12", "names": "彭德胜\n彭德胜\n", "note": "滴水不漏"}
    assert "施工的工单还没报完工" in send(cast, place, "accept", **seen)
    done(place)
    assert "验收要有业主代表签名，人数不够" in send(cast, place, "accept", **seen)
    assert "请写上签字的业主代表" in send(cast, place, "accept", **{**seen, "names": " "})
    assert "验收的日子还没到" in send(cast, place, "accept", **{**seen, "on": "2023-09-13"})
    assert Inspection.objects.count() == 0
    assert "记下了：验收合格" in send(cast, place, "accept", **{**seen, "names": "彭德胜\n罗小平"})
    place = again(place)
    assert (place.state, str(place.warranty_until)) == ("accepted", "2028-09-12")


def test_a_contract_that_cannot_be_is_refused(cast: Cast) -> None:
    place, good = approved(cast, 3_000_000), signed(cast, 3_000_000)
    today = clock.today()
    stranger = people.add_vendor(
        division=cast.neighbour.division, name="别处的公司", trade="防水", phone="0731 5555 0139"
    )
    for wrong, said in (
        ({"sum_cents": 3_000_001}, "比批的多"), ({"sum_cents": 0}, "比批的多"), ({"vendor": stranger}, "不在名单里"),
        ({"signed_on": today + timedelta(days=1)}, "还没到"), ({"due_on": today - timedelta(days=1)}, "之前"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            actions.contract(place=place, signed=actions.Signed(**{**vars(good), **wrong}), by=by(cast))
    cases.handle(case=place.case, holds={"finding"}, by=by(cast, "李敏"))
    with pytest.raises(Refused, match="派不了工单。没有保存；先在案件页"):
        actions.contract(place=place, signed=good, by=by(cast))
    assert (Contract.objects.count(), again(place).state) == (0, "approved")


def test_rework_is_a_new_order_for_the_same_firm(cast: Cast) -> None:
    place = worked(cast)
    first = place.order
    assert place.case.state == "handled"
    seen = {"on": "2023-09-12", "names": "彭德胜\n罗小平", "due_on": "2023-09-18"}
    assert "请写明哪里要返工" in send(cast, place, "rework", **seen, note="")
    assert "新的工单派给公司了" in send(cast, place, "rework", **seen, note="女儿墙根还渗水。")
    place = again(place)
    assert (place.state, place.case.state, place.order.task) == ("reworking", "in_hand", "女儿墙根还渗水。")
    assert place.order.vendor == first.vendor
    with pytest.raises(Refused, match="还在公司手上"):
        actions.rework(place=place, looked=looked(note="再做"), due_on=clock.today() + timedelta(days=3), by=by(cast))
    field.finish_order(order=place.order, result="resolved", cost_cents=0, note="补好了")
    assert actions.accept(place=place, looked=looked(), by=by(cast)).state == "accepted"
    assert [one.passed for one in Inspection.objects.all()] == [False, True]


def test_a_case_that_went_on_takes_no_second_order(cast: Cast) -> None:
    place = worked(cast)
    cases.verify(case=place.case, by=by(cast, "李敏"), method="on_site")
    with pytest.raises(Refused, match="办结了的先重办"):
        actions.rework(place=place, looked=looked(note="渗"), due_on=clock.today() + timedelta(days=3), by=by(cast))
    assert (again(place).state, Inspection.objects.count()) == ("in_works", 0)


@pytest.mark.parametrize(
    ("percent", "cents", "audit", "said"),
    [
        (10, BUDGET * 110 // 100, "湘正审计", "超得太多"),
        (10, BUDGET * 110 // 100 - 1, "湘正审计", ""),
        (None, BUDGET + 1, "湘正审计", "超得太多"),
        (None, BUDGET, "湘正审计", ""),
        (10, 3_000_001, "", "要先审计"),
        (10, 3_000_000, "", ""),
        (10, 0, "湘正审计", "还少"),
    ],
)
def test_a_settlement_stays_within_what_was_approved(
    cast: Cast, percent: int | None, cents: int, audit: str, said: str
) -> None:
    place = accepted(cast)
    if percent is None:
        FundRule.objects.filter(key="overrun_percent").delete()
    bill = actions.Billed(sum_cents=cents, invoice="04300021", auditor=audit)
    with (
        pytest.raises(Refused, match="没有保存：还缺施工合同、施工照片和验收单") if not said else pytest.raises(Refused)
    ):
        actions.settle(place=place, bill=bill, by=by(cast))
    hand_in(place, "settle")
    if said:
        with pytest.raises(Refused, match=said):
            actions.settle(place=place, bill=bill, by=by(cast))
        assert (again(place).state, Settlement.objects.count()) == ("accepted", 0)
    else:
        actions.settle(place=place, bill=bill, by=by(cast))
        assert (again(place).state, again(place).settled_cents) == ("settled", cents)


def test_settled_posted_drawn_and_filed_away_by_the_pages(cast: Cast) -> None:
    place = accepted(cast)
    hand_in(place, "settle")
    assert "没有超过批的 38,640.00 元" in send(cast, place, "excess", sum="38640", reason="多用了料")
    assert "超得太多" in send(cast, place, "settle", sum="42504", invoice="04300021", auditor="湘正审计")
    assert "报上去了，等局里答复" in send(cast, place, "excess", sum="42504", reason="多用了料")
    page = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "超出的部分报上去了，一共 42,504.00 元" in page
    assert "结算记下了" in send(cast, place, "settle", sum="38500", invoice="04300021", auditor="湘正审计")
    assert "还缺结算书和发票" in send(cast, place, "post_settlement", where="单元门口", posted_on="2023-09-12")
    hand_in(place, "post_settlement")
    assert "还没写贴在哪里" in send(cast, place, "post_settlement", where="", posted_on="2023-09-12")
    assert "贴到 2023-09-17" in send(cast, place, "post_settlement", where="单元门口", posted_on="2023-09-12")
    notice = Notice.objects.get()
    assert (notice.kind, str(notice.until)) == ("settlement", "2023-09-17")
    share(place, cast, 1_925_000, 1_925_000)
    with clock.at(clock.now() + timedelta(days=6)):
        pay(place, cast)
        assert "还缺分摊公示和意见答复、拨付通知、保修书" in send(cast, place, "archive")
        hand_in(place, "archive")
        assert "归档了" in send(cast, place, "archive")
    place = again(place)
    assert (place.state, place.commitment) == ("archived", None)


def test_another_community_and_a_stale_page(cast: Cast) -> None:
    place = contracted(cast)
    other = signed_in(cast, "高远")
    for name in (
        "contract",
        "start",
        "accept",
        "rework",
        "ask",
        "pay",
        "settle",
        "excess",
        "post_settlement",
        "archive",
    ):
        assert other.post(reverse(f"fund_{name}", args=[place.pk])).status_code == 404
        assert signed_in(cast, "赵宏").post(reverse(f"fund_{name}", args=[place.pk])).status_code == 403
    answer = signed_in(cast).post(reverse("fund_start", args=[place.pk]), {"seen": "approved"})
    assert answer.status_code == 409
    assert settled(cast, place=accepted_from(cast, place)).state == "settled"
    assert posted(cast, again(place)).state == "settlement_posted"


def accepted_from(cast: Cast, place: Place) -> Place:
    actions.start_works(place=place, by=by(cast))
    done(place)
    return actions.accept(place=place, looked=looked(), by=by(cast))
