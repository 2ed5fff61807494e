"""Money leaves the fund by two voices, once, and never below nothing; also when several press at the same moment."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.errors import Refused
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import FundRule, Notice, Objection, Payment, PaymentVoice, Property
from tests.cases.test_races import race
from tests.field.road import MORNING

from .stage_d import again, by, contracted, pay, posted, settled, share, signed_in, worked

# 30 % of the contract of 38,000.00.
MOST = 1_140_000


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def send(cast: Cast, name: str, who: str, url: str, *args: object, **given: object) -> str:
    answer = signed_in(cast, who).post(reverse(url, args=args), {"once": f"{name}-{who}", **given}, follow=True)
    return answer.content.decode()


@pytest.mark.django_db
def test_a_part_in_advance_by_the_pages(cast: Cast) -> None:
    place = contracted(cast)
    pk = place.pk

    def ask(yuan: str) -> str:
        return send(cast, yuan, "何静", "fund_ask", pk, sum=yuan, why="备料", seen="contracted")

    assert "预付最多还能付 11,400.00 元" in ask("11400.01")
    assert "请写明多少钱，要比 0 多" in ask("0")
    assert "写成数字" in ask("一万")
    assert Payment.objects.count() == 0
    assert "11,400.00 元提上去了" in ask("11400")
    assert "已经有一笔在等批" in ask("1")
    payment = Payment.objects.get()
    assert again(place).commitment.post == cast.posts["刘芳"]
    assert "自己提的，自己不能批" in send(cast, "yes", "何静", "fund_approve_payment", pk, payment.pk)
    assert "动钱要两个人批，现在还不够" in send(cast, "pay", "何静", "fund_pay", pk, on="2023-09-12", seen="contracted")
    for _tap in range(2):
        said = send(cast, "yes", "刘芳", "fund_approve_payment", pk, payment.pk)
    assert PaymentVoice.objects.count() == 1
    assert "刘芳 同意" in said
    assert again(place).commitment.post == cast.posts["赵宏"]
    assert "您批过了" in send(cast, "more", "刘芳", "fund_approve_payment", pk, payment.pk)
    assert "批够了，可以拨了" in send(cast, "yes", "赵宏", "fund_approve_payment", pk, payment.pk)
    assert "这笔钱已经定了" in send(cast, "no", "刘芳", "fund_refuse_payment", pk, payment.pk, reason="晚了")
    assert "拨款的日子在批准之前" in send(cast, "b", "何静", "fund_pay", pk, on="2023-09-11", seen="contracted")
    assert "拨款的日子还没到" in send(cast, "c", "何静", "fund_pay", pk, on="2023-09-13", seen="contracted")
    assert "拨款记下了" in send(cast, "d", "何静", "fund_pay", pk, on="2023-09-12", seen="contracted")
    payment.refresh_from_db()
    assert (payment.approved, str(payment.paid_on), again(place).state) == (True, "2023-09-12", "contracted")
    assert "预付最多还能付 0.00 元" in ask("1.00")


@pytest.mark.django_db
def test_without_a_rule_the_contract_is_the_line(cast: Cast) -> None:
    place = contracted(cast)
    FundRule.objects.filter(key="prepay_percent").delete()
    with pytest.raises(Refused, match=r"最多还能付 38,000.00 元"):
        actions.ask_payment(place=place, cents=3_800_001, user=cast.users["何静"])


@pytest.mark.django_db
def test_one_no_is_enough_and_it_may_be_asked_anew(cast: Cast) -> None:
    place = worked(cast)
    payment = actions.ask_payment(place=place, cents=1_000, user=cast.users["何静"])
    pk = place.pk
    assert "请写明为什么不批" in send(cast, "1", "刘芳", "fund_refuse_payment", pk, payment.pk, reason="")
    assert "记下了：不批，钱没有动" in send(cast, "2", "刘芳", "fund_refuse_payment", pk, payment.pk, reason="先看进度")
    assert again(place).commitment.post == cast.posts["何静"]
    with pytest.raises(Refused, match="不够"):
        actions.pay(place=place, on=clock.today(), by=by(cast))
    assert actions.ask_payment(place=place, cents=MOST, user=cast.users["刘芳"]).sum_cents == MOST
    assert signed_in(cast, "高远").post(reverse("fund_approve_payment", args=[pk, payment.pk])).status_code == 404


@pytest.mark.django_db
def test_the_rest_is_drawn_after_the_notice_and_from_the_accounts(cast: Cast) -> None:
    place = worked(cast)
    pay(place, cast, cents=MOST)
    place = actions.accept(
        place=place, looked=actions.Looked(on=clock.today(), names=("彭德胜", "罗小平")), by=by(cast)
    )
    with pytest.raises(Refused, match=r"比已经预付的 11,400.00 元还少"):
        actions.settle(place=place, bill=actions.Billed(sum_cents=MOST - 1, invoice="1", auditor="审"), by=by(cast))
    place = posted(cast, settled(cast, 3_850_000, place=place))
    page = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "结算减去预付，还要拨 27,100.00 元" in page
    share(place, cast, 1_925_001, 1_924_999)
    with pytest.raises(Refused, match="公示还没满天数"):
        pay(place, cast)
    objection = Objection.objects.create(notice=Notice.objects.get(), at=clock.now(), text="太贵")
    with clock.at(clock.now() + timedelta(days=6)):
        with pytest.raises(Refused, match="还有意见没答复"):
            actions.pay(place=place, on=clock.today(), by=by(cast))
        Objection.objects.filter(pk=objection.pk).update(answered_at=clock.now())
        Property.objects.filter(home=cast.home("5栋102")).update(balance_cents=1_924_998)
        with pytest.raises(Refused, match=r"5栋102 账上现在只有 19,249.98 元，分摊表上要从里面出 19,249.99 元"):
            actions.pay(place=place, on=clock.today(), by=by(cast))
        assert (again(place).state, Payment.objects.get(kind="draw").paid_on) == ("settlement_posted", None)
        Property.objects.filter(home=cast.home("5栋102")).update(balance_cents=1_924_999)
        actions.pay(place=place, on=clock.today(), by=by(cast))
    assert balances(cast) == [74_999, 0]
    assert (again(place).state, Payment.objects.get(kind="draw").sum_cents) == ("drawn", 3_850_000 - MOST)
    assert {str(row.balance_on) for row in Property.objects.filter(fund_account="")} == {"2023-09-18"}


@pytest.mark.django_db
def test_what_was_paid_in_advance_can_be_all(cast: Cast) -> None:
    place = worked(cast)
    pay(place, cast, cents=MOST)
    place = actions.accept(
        place=place, looked=actions.Looked(on=clock.today(), names=("彭德胜", "罗小平")), by=by(cast)
    )
    place = posted(cast, settled(cast, MOST, place=place))
    with pytest.raises(Refused, match="请写明多少钱"):
        actions.ask_payment(place=place, cents=None, user=cast.users["何静"])
    with clock.at(clock.now() + timedelta(days=6)):
        page = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
        assert "预付的正好够" in page
        assert actions.pay(place=place, on=clock.today(), by=by(cast)).state == "drawn"


def balances(cast: Cast) -> list[int]:
    return [Property.objects.get(home=cast.home(label)).balance_cents for label in ("5栋101", "5栋102")]


# --- at the same moment -----------------------------------------------------------------------------------------------


def tried(run: Callable[[], object]) -> str:
    try:
        run()
    except Refused:
        return "told"
    return "won"


@pytest.mark.django_db(transaction=True)
def test_two_approve_at_once_and_two_pay_at_once(cast: Cast) -> None:
    place = posted(cast)
    share(place, cast, 1_925_001, 1_924_999)
    names = ("刘芳", "赵宏", "刘芳", "赵宏")
    with clock.at(MORNING + timedelta(days=6)):
        asked = race(lambda _n: tried(lambda: actions.ask_payment(place=place, cents=None, user=cast.users["何静"])))
        payment = Payment.objects.get()
        said = race(lambda n: tried(lambda: actions.approve_payment(payment=payment, user=cast.users[names[n]])))
        paid = race(lambda _n: tried(lambda: actions.pay(place=place, on=clock.today(), by=by(cast))))
    assert asked == Counter(won=1, told=3)
    assert (said, PaymentVoice.objects.count()) == (Counter(won=2, told=2), 2)
    assert paid == Counter(won=1, told=3)
    assert (again(place).state, balances(cast)) == ("drawn", [74_999, 75_001])


@pytest.mark.django_db(transaction=True)
def test_two_places_never_draw_one_account_below_nothing(cast: Cast) -> None:
    """Both repairs are paid from the account of 5栋101, which reaches for one of them."""
    places = [posted(cast), posted(cast)]
    for place in places:
        share(place, cast, 1_500_000, 0)
        with clock.at(MORNING + timedelta(days=6)):
            payment = actions.ask_payment(place=place, cents=None, user=cast.users["何静"])
            for name in ("刘芳", "赵宏"):
                actions.approve_payment(payment=payment, user=cast.users[name])

    def draw(number: int) -> str:
        return tried(lambda: actions.pay(place=places[number], on=clock.today(), by=by(cast)))

    with clock.at(MORNING + timedelta(days=6)):
        assert race(draw, racers=2) == Counter(won=1, told=1)
    assert balances(cast)[0] == 500_000
    assert sorted(again(place).state for place in places) == ["drawn", "settlement_posted"]


@pytest.mark.once
@pytest.mark.django_db
def test_the_page_of_a_place_costs_the_same_for_one_payment_and_three(cast: Cast) -> None:
    place, desk, counts = contracted(cast), signed_in(cast, "刘芳"), []
    for many in (1, 2):
        for _nth in range(many):
            pay(place, cast, cents=1_000)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("fund_place", args=[place.pk])).status_code == 200
        counts.append(len(asked))
    assert counts == [29, 29]
