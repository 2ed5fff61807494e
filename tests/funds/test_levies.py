"""Small sums outside the fund: shared to the cent, paid with a receipt, taken back, ended; and who sees them."""

import re
from typing import Any

import pytest
from django.urls import reverse

from huying.core import clock, timeline
from huying.core.errors import Refused, Stale
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.funds import actions, levy_queries
from huying.funds.models import Levy, LevyShare, Property

from ..field.road import found
from .stage_e import ROOMS, by, homes, measured, opened, paid, signed_in

pytestmark = pytest.mark.django_db

NOW = clock.instant("2023-09-12", "10:00")


@pytest.fixture(autouse=True)
def morning():
    with clock.at(NOW):
        yield


def sums(levy: Levy) -> tuple[int, int]:
    one: Any = levy_queries.counted(Levy.objects.filter(pk=levy.pk)).get()
    assert one.paid + one.left == one.sum_cents
    return one.paid, one.left


def parts(levy: Levy) -> dict[str, int]:
    return dict(levy.shares.values_list("home__room", "cents"))


# --- the sums ---------------------------------------------------------------------------------------------------------


def test_it_is_shared_equally_or_by_area_to_the_cent(cast: Cast) -> None:
    assert parts(opened(cast)) == {"101": 3334, "102": 3333, "201": 3333}
    with pytest.raises(Refused, match="101、6栋1单元102、6栋1单元201还没有面积，分不了，没有保存"):
        opened(cast, split="area")
    measured(cast)
    levy = opened(cast, split="area")
    assert parts(levy) == {"101": 3274, "102": 3452, "201": 3274}
    assert sum(parts(levy).values()) == 10_000
    assert list(levy.shares.order_by("home__room").values_list("area", flat=True)) == [4862, 5127, 4862]
    # What is written down later changes nothing of what was shared out.
    Property.objects.update(area=1)
    assert parts(levy) == {"101": 3274, "102": 3452, "201": 3274}
    event = timeline.of(levy)[0]
    assert (event.kind, timeline.data(event)["sum_cents"], "换楼道灯" in event.body) == (
        "funds.levy_opened",
        10_000,
        False,
    )


def test_what_cannot_be_shared_is_refused_in_words(cast: Cast) -> None:
    bill = actions.LevyBill("换楼道灯", 10_000, [home.pk for home in homes(cast)], "equal")
    other = actions.LevyBill("x", 1, [cast.neighbour.pk and homes(cast)[0].pk], "equal")
    for wrong, community, said in (
        (bill._replace(sum_cents=0), cast.community, "要比 0 多"),
        (bill._replace(homes=[]), cast.community, "至少一户"),
        (other, cast.neighbour, "都要是这个社区的"),
        (bill._replace(sum_cents=2), cast.community, "分到有的户不到一分"),
    ):
        with pytest.raises(Refused, match=said):
            actions.open_levy(community=community, case=None, bill=wrong, user=cast.users["何静"])
    assert (Levy.objects.count(), Event.objects.filter(kind="funds.levy_opened").count()) == (0, 0)


def test_paid_taken_back_and_paid_again_always_adds_up(cast: Cast) -> None:
    levy = opened(cast)
    first, second, _third = levy.shares.order_by("home__room")
    assert sums(levy) == (0, 10_000)
    actions.pay_share(share=first, receipt="0012", by=by(cast))
    assert sums(levy) == (3334, 6666)
    with pytest.raises(Stale, match="已经记成付了，收据 0012"):
        actions.pay_share(share=first, receipt="0013", by=by(cast))
    for receipt, said in (("0012", "收据 0012 已经给6栋1单元101用了"), ("", "还没写收据号")):
        with pytest.raises(Refused, match=said):
            actions.pay_share(share=second, receipt=receipt, by=by(cast))
    for seen, reason, said in (("0099", "写错了", "刚被别人改过"), ("0012", "", "请写明原因")):
        with pytest.raises(Refused, match=said):
            actions.undo_payment(share=first, reason=reason, seen=seen, by=by(cast))
    actions.undo_payment(share=first, reason="记错门了", seen="0012", by=by(cast))
    assert sums(levy) == (0, 10_000)
    # The slip itself is good: it goes to the home that paid.
    actions.pay_share(share=second, receipt="0012", by=by(cast))
    assert sums(levy) == (3333, 6667)
    kinds = [event.kind for event in timeline.of(levy)]
    assert kinds == ["funds.levy_opened", "funds.levy_paid", "funds.levy_payment_undone", "funds.levy_paid"]


def test_it_ends_when_all_have_paid_or_the_rest_is_written_off(cast: Cast) -> None:
    levy = opened(cast)
    paid(cast, levy, ROOMS[:2])
    for seen, reason, said in (("10000", "人搬走了", "刚有人记过收钱"), ("3333", "", "不收了要写明原因")):
        with pytest.raises(Refused, match=said):
            actions.end_levy(levy=levy, reason=reason, seen=seen, by=by(cast))
    actions.end_levy(levy=levy, reason="人搬走了", seen="3333", by=by(cast))
    ended = timeline.of(levy)[-1]
    assert timeline.data(ended) == {"paid_cents": 6667, "off_cents": 3333}
    assert sums(levy) == (6667, 3333)
    share = levy.shares.get(home__room="201")
    for late in (
        lambda: actions.pay_share(share=share, receipt="9", by=by(cast)),
        lambda: actions.undo_payment(share=levy.shares.get(home__room="101"), reason="x", seen="001", by=by(cast)),
        lambda: actions.end_levy(levy=levy, reason="x", seen="3333", by=by(cast)),
    ):
        with pytest.raises(Stale, match="已经结了"):
            late()
    other = opened(cast)
    paid(cast, other, ROOMS)
    actions.end_levy(levy=other, reason="", seen="0", by=by(cast))
    assert sums(other) == (10_000, 0)


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_desk_shares_a_bill_from_a_case_and_keeps_the_list(cast: Cast) -> None:
    case, desk = found(cast, "6栋1单元101"), signed_in(cast)
    page = desk.get(reverse("case", args=[case.pk])).content.decode()
    link = f"{reverse('levy_new')}?case={case.pk}"
    assert link in page
    form = desk.get(link).content.decode()
    assert (form.count('name="homes"'), form.count("checked"), "没有面积" in form) == (12, 13, True)
    given = {"item": "换楼道灯", "sum_cents": "100", "split": "equal", "homes": [str(one.pk) for one in homes(cast)]}
    for wrong, said in (
        ({"sum_cents": "很多"}, "写成数字"),
        ({"item": ""}, "还没写做什么的钱。"),
        ({"homes": []}, "还没选哪几户分。"),
        ({"homes": [str(cast.home("5栋303").pk)]}, "有一户不在这个单元里"),
        ({"split": "area"}, "还没有面积，分不了"),
    ):
        answer = desk.post(link, {**given, **wrong, "once": str(wrong)})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
    for _tap in range(2):
        levy_page = desk.post(link, {**given, "once": "open"}).url
    levy = Levy.objects.get()
    assert (levy_page, levy.case) == (reverse("levy", args=[levy.pk]), case)
    text = desk.get(reverse("case", args=[case.pk])).content.decode()
    assert ("3 户，一共 100.00 元" in text, "还差 100.00 元" in text, "分摊小账：3 户凑 100.00 元" in text) == (
        True,
    ) * 3
    share = levy.shares.get(home__room="101")
    pay, undo = reverse("levy_pay", args=[levy.pk, share.pk]), reverse("levy_undo", args=[levy.pk, share.pk])
    assert "还没写收据号。" in desk.post(pay, {"receipt": "", "once": "p0"}).content.decode()
    assert desk.post(pay, {"receipt": "0012", "once": "p1"}).status_code == 302
    late = desk.post(pay, {"receipt": "0013", "once": "p2"})
    assert (late.status_code, "已经记成付了，收据 0012" in late.content.decode()) == (409, True)
    text = desk.get(levy_page).content.decode()
    assert ("33.34 元，1 户" in text, "66.66 元" in text, "呼应不收钱，只记账" in text) == (True,) * 3
    receipt = desk.get(reverse("levy_receipt", args=[levy.pk, share.pk])).content.decode()
    assert (receipt.count("0012"), receipt.count("33.34 元"), "江秋莲" in receipt) == (3, 2, False)
    assert desk.post(undo, {"reason": "", "seen": "0012", "once": "u0"}).status_code == 422
    assert desk.post(undo, {"reason": "记错门了", "seen": "0012", "once": "u1"}).status_code == 302
    assert desk.get(reverse("levy_receipt", args=[levy.pk, share.pk])).status_code == 404
    assert "退回，算没付" in desk.get(levy_page).content.decode()


def test_the_sheet_has_rooms_and_sums_and_the_end_says_what_was_written_off(cast: Cast) -> None:
    measured(cast)
    levy, desk = opened(cast, split="area"), signed_in(cast)
    sheet = desk.get(reverse("levy_sheet", args=[levy.pk])).content.decode()
    cells = re.findall(r'<td class="n">([\d.]+)</td>', sheet)
    assert cells == ["48.62", "32.74", "51.27", "34.52", "48.62", "32.74", "148.51", "100.00"]
    assert "江秋莲" not in sheet
    paid(cast, levy, ROOMS[:1])
    end = reverse("levy_end", args=[levy.pk])
    late = desk.post(end, {"reason": "人搬走了", "seen": "10000", "once": "e0"})
    assert (late.status_code, "人搬走了" in late.content.decode()) == (409, True)
    assert "不收了要写明原因" in desk.post(end, {"reason": "", "seen": "6726", "once": "e1"}).content.decode()
    text = desk.post(end, {"reason": "人搬走了", "seen": "6726", "once": "e2"}, follow=True).content.decode()
    assert ("结账：收了 32.74 元，67.26 元不收了" in text, text.count('name="receipt"'), "结了，没收齐" in text) == (
        True, 0, True,
    )  # fmt: skip


def test_only_the_desk_of_the_community_keeps_it(cast: Cast) -> None:
    levy = opened(cast)
    share = LevyShare.objects.first()
    read = [reverse("levy", args=[levy.pk]), reverse("levy_sheet", args=[levy.pk])]
    written = [reverse("levy_pay", args=[levy.pk, share.pk]), reverse("levy_end", args=[levy.pk])]
    listed = [reverse("levies"), reverse("levy_new")]
    for name, seen, kept, rest in (
        ("何静", 200, 422, [200, 200]), ("赵宏", 200, 403, [200, 403]), ("高远", 404, 404, [200, 200]),
        ("李敏", 403, 403, [403, 403]), ("孙洁", 403, 403, [403, 403]),
    ):  # fmt: skip
        client = signed_in(cast, name)
        assert [client.get(url).status_code for url in read] == [seen, seen], name
        assert [client.post(url, {"once": "x"}).status_code for url in written] == [kept, 422 if kept == 422 else kept]
        assert [client.get(url).status_code for url in listed] == rest, name
    assert "换楼道灯" not in signed_in(cast, "高远").get(reverse("levies")).content.decode()
    assert signed_in(cast, "高远").get(reverse("levy_new"), {"case": found(cast).pk}).status_code == 404
    assert signed_in(cast).get(reverse("levy_new"), {"case": "nonsense"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_for_any_number_of_rows(
    cast: Cast, rows: int, django_assert_num_queries: object
) -> None:
    case = found(cast, "6栋1单元101")
    for _nth in range(rows):
        levy = opened(cast, ROOMS[:rows], case=case)
        paid(cast, levy, ROOMS[:rows])
    desk = signed_in(cast)
    with django_assert_num_queries(3):  # type: ignore[operator]  # account, posts, levies
        assert desk.get(reverse("levies")).content.decode().count("收齐了，等结账") == rows
    with django_assert_num_queries(7):  # type: ignore[operator]  # … its shares, history, words, names
        assert desk.get(reverse("levy", args=[levy.pk])).content.decode().count("退回这一笔") == rows
    with django_assert_num_queries(4):  # type: ignore[operator]
        desk.get(reverse("levy_sheet", args=[levy.pk]))
