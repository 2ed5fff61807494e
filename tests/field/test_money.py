"""Money on a case: approved by two above the line, advanced, paid back in parts; and the fallback account that adds it up."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from huying.cases.audit import audit
from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import Event, SignedLink
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.actions.money import line_for
from huying.field.fallback import account
from huying.field.models import Advance, Spending, SpendingLine, WorkOrder
from huying.people.models import User

from .road import MORNING, finished, found, ordered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def asked(cast: Cast, case: Case, yuan: str, who: str = "何静") -> str:
    given = {
        "vendor": cast.vendors["安居防水修缮"].pk, "task": "屋面全部重做。", "due_on": "2023-09-15", "due_at": "18:00",
        "payer": "community", "estimate": yuan, "seen": "in_hand", "once": f"ask-{yuan}",
    }  # fmt: skip
    return signed_in(cast, who).post(reverse("case_order", args=[case.pk]), given, follow=True).content.decode()


def press(cast: Cast, who: str, verb: str, order: WorkOrder, **given: str) -> str:
    url = reverse(f"order_{verb}", args=[order.case_id, order.pk])
    return signed_in(cast, who).post(url, {**given, "once": f"{who}-{verb}"}, follow=True).content.decode()


def holder(case: Case, kind: str) -> User | None:
    held = Commitment.objects.filter(case=case, kind=kind, ended_at=None).first()
    return held and held.post and held.post.holdings.get(until=None).user


def test_above_the_line_two_others_approve_before_it_goes_out(cast: Cast) -> None:
    case = found(cast)
    assert "两个人批了才派给安居防水修缮" in asked(cast, case, "8,000")
    order = WorkOrder.objects.get()
    assert (order.to_approve, SignedLink.objects.filter(subject_id=order.pk).count()) == (True, 0)
    assert holder(case, "approve") == cast.users["刘芳"]
    for act in (actions.accept_order, lambda order: actions.hand_back_order(order=order, reason="不干")):
        with pytest.raises(Refused, match="还没批"):
            act(order=order) if act is actions.accept_order else act(order)
    assert "自己提的，自己不能批" in press(cast, "何静", "approve", order)
    assert "还要一个人批" in press(cast, "刘芳", "approve", order)
    assert holder(case, "approve") == cast.users["赵宏"]
    with pytest.raises(Refused, match="您批过了"):
        actions.approve_money(order=order, user=cast.users["刘芳"])
    assert "刘芳 批了" in signed_in(cast, "何静").get(reverse("case", args=[case.pk])).content.decode()
    assert "批了，工单派给安居防水修缮了" in press(cast, "赵宏", "approve", order)
    order.refresh_from_db()
    assert (order.to_approve, SignedLink.objects.filter(subject_id=order.pk).count()) == (False, 1)
    assert holder(case, "approve") is None
    with pytest.raises(Refused, match="为什么多"):
        actions.finish_order(order=order, result="resolved", cost_cents=800_001)
    actions.finish_order(order=order, result="resolved", cost_cents=800_001, why_more="多用了一卷。")
    assert audit().differences == []


def test_refused_it_never_goes_out(cast: Cast) -> None:
    case = found(cast)
    asked(cast, case, "5000.01")
    order = WorkOrder.objects.get()
    assert "请写明为什么不批" in press(cast, "刘芳", "refuse", order, reason="")
    assert "工单没有派出去" in press(cast, "赵宏", "refuse", order, reason="先问两家价。")
    order.refresh_from_db()
    assert (order.result, holder(case, "approve"), holder(case, "next_order")) == (
        "cancelled", None, cast.users["何静"],
    )  # fmt: skip
    with pytest.raises(Refused, match="已经定了"):
        actions.approve_money(order=order, user=cast.users["刘芳"])
    assert audit().differences == []


def test_at_the_line_and_without_an_estimate_it_goes_at_once(cast: Cast) -> None:
    case = found(cast)
    for yuan in ("5000", ""):
        assert "请把下面的链接发给他们" in asked(cast, case, yuan)


@pytest.mark.parametrize(
    ("yuan", "said"),
    [("-5", "不能是负的"), ("123456789012", "这个数太大了"), ("五百", "写成数字")],
)
def test_sums_that_cannot_be_are_said_in_words(cast: Cast, yuan: str, said: str) -> None:
    assert said in asked(cast, found(cast), yuan)
    assert WorkOrder.objects.count() == 0


def test_advanced_and_paid_back_in_parts_to_the_cent(cast: Cast) -> None:
    case, desk = finished(cast), signed_in(cast, "何静")
    url = reverse("case_advance", args=[case.pk])
    given = {"amount": "680.05", "owed_by": "owner", "note": "替楼上付的疏通费"}
    for wrong, said in (
        ({"amount": "0"}, "比 0 多"),
        ({"owed_by": ""}, "还没选本来该谁出"),
        ({"amount": ""}, "还没写垫了多少"),
    ):
        assert said in desk.post(url, {**given, **wrong, "once": str(wrong)}).content.decode()
    assert desk.post(url, {**given, "once": "ok"}).status_code == 302
    advance = Advance.objects.get()
    back = reverse("case_repay", args=[case.pk, advance.pk])
    for nth, (amount, said) in enumerate(
        (("300", "还差 380.05 元"), ("380.06", "收回的比还欠的多"), ("0", "比 0 多"), ("380.05", "收齐了"))
    ):
        text = desk.post(back, {"amount": amount, "note": "", "once": f"b{nth}"}, follow=True).content.decode()
        assert said in text, amount
    assert actions.money.left_of(advance) == 0
    other = found(cast, "3栋101")
    assert (
        desk.post(reverse("case_repay", args=[other.pk, advance.pk]), {"amount": "1", "once": "x"}).status_code == 404
    )


def test_the_fallback_account_adds_up(cast: Cast) -> None:
    case = finished(cast)
    lent = actions.advance(case=case, amount_cents=10_001, owed_by="owner", user=cast.users["何静"])
    actions.repay(advance=lent, amount_cents=4_000, user=cast.users["何静"])
    with clock.at(clock.instant("2023-11-02", "10:00")):
        other = found(cast, "3栋101")
        actions.advance(case=other, amount_cents=50_000, owed_by="unit", user=cast.users["何静"])
        page = signed_in(cast, "何静").get(reverse("fallback"), {"quarter": "2023-4"}).content.decode()
    whole = account(cast.users["刘芳"], "", "")
    assert (whole.total.cases, whole.total.paid, whole.total.back, whole.total.carried) == (2, 328_001, 4_000, 324_001)
    assert [(row.key, row.cases, row.carried) for row in whole.quarters] == [
        ("2023-4", 1, 50_000),
        ("2023-3", 1, 274_001),
    ]
    assert {row.key: row.carried for row in whole.payers} == {"community": 268_000, "owner": 6_001, "unit": 50_000}
    assert [line.carried for line in whole.open] == [50_000, 6_001]
    assert len(whole.lines) == 3
    assert len(account(cast.users["刘芳"], "2023-4", "").lines) == 1
    assert account(cast.users["高远"], "", "").total.cases == 0
    assert "¥3,240.01" in page
    assert "3栋101" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_account_costs_the_same_for_any_number_of_rows(
    cast: Cast, rows: int, django_assert_num_queries: object
) -> None:
    case = ordered(cast).case
    for _nth in range(rows):
        actions.advance(case=case, amount_cents=1, owed_by="owner", user=cast.users["何静"])
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(account(User.objects.get(pk=cast.users["何静"].pk), "", "").lines) == rows


def test_the_account_by_year_on_paper_and_as_a_file(cast: Cast) -> None:
    """A first advance from the case page where there is no order; the file starts no formula and says that it went out."""
    case, desk = found(cast), signed_in(cast, "何静")
    assert "记垫付" in desk.get(reverse("case", args=[case.pk])).content.decode()
    Case.objects.filter(pk=case.pk).update(title="=1+1")
    given = {"amount": "12.05", "owed_by": "owner", "note": "", "once": "first"}
    assert desk.post(reverse("case_advance", args=[case.pk]), given).status_code == 302
    with clock.at(clock.instant("2024-02-02", "10:00")):
        actions.advance(case=case, amount_cents=100, owed_by="unit", user=cast.users["何静"])
    whole = account(cast.users["刘芳"], "2023", "")
    assert [(row.key, row.label, row.carried) for row in whole.years] == [
        ("2024", "2024 年", 100),
        ("2023", "2023 年", 1_205),
    ]
    assert [line.paid for line in whole.lines] == [1_205]
    assert whole.spoken == "2023 年"
    paper = desk.get(reverse("fallback_paper"), {"year": "2023"}).content.decode()
    assert (paper.count('class="a4"'), "12.05" in paper, "1 / 1" in paper) == (2, True, True)
    file = desk.post(reverse("fallback_file"), {"quarter": "2023", "payer": "", "once": "file"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=1+1,业主,12.05,0.00,12.05" in lines[1]
    told = Event.objects.filter(kind="exchange.exported")
    assert [(one.actor, '"rows":1' in one.body) for one in told] == [(f"user:{cast.users['何静'].pk}", True)]
    assert signed_in(cast, "高远").post(reverse("fallback_file"), {"once": "x"}).content.decode().count("\n") == 1
    assert signed_in(cast, "李敏").post(reverse("fallback_file"), {"once": "y"}).status_code == 403


# --- 审批线 in the settings ---------------------------------------------------------------------------------------------

LINE = {"amount_cents": "800", "source": "社区例会定的", "source_date": "2023-09-04", "confirmed": "on"}


def test_the_line_is_laid_down_for_a_division_and_what_was_asked_keeps_its_own(cast: Cast) -> None:
    url, secretary = reverse("spending_line"), signed_in(cast, "刘芳")
    asked(cast, found(cast), "6000")
    assert "现在是 5,000.00 元" in secretary.get(url).content.decode()
    old = line_for(cast.community.division).mark
    for wrong, said in (
        ({"amount_cents": "很多"}, "写成数字"),
        ({"source_date": ""}, "确认了，就写上依据的日期。"),
        ({"amount_cents": ""}, "还没写多少钱。"),
    ):
        answer = secretary.post(url, {**LINE, "seen": old, "once": str(wrong), **wrong})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    for _tap in range(2):
        assert secretary.post(url, {**LINE, "seen": old, "once": "set"}).url == url
    line = line_for(cast.community.division)
    assert (line.division, line.amount_cents, line.confirmed) == (cast.community.division, 80_000, True)
    assert Spending.objects.get().line_cents == 500_000
    late = secretary.post(url, {**LINE, "amount_cents": "1", "seen": old, "once": "late"}, follow=True)
    assert "这一项刚被别人改过，您的没有保存。" in late.content.decode()
    assert Event.objects.filter(kind="field.spending_line_set").count() == 1
    assert "两个人批了才派给安居防水修缮" in asked(cast, found(cast, "3栋101"), "801")
    assert signed_in(cast, "何静").post(url, LINE).status_code == 403


@pytest.mark.once
def test_a_division_that_was_there_before_gets_the_sample(cast: Cast) -> None:
    SpendingLine.objects.all().delete()
    lay_out = import_module("huying.field.migrations.0006_spending_lines").lay_out
    for _time in range(2):
        lay_out(apps, SimpleNamespace(connection=connection))
    line = SpendingLine.objects.get()
    assert (line.amount_cents, line.confirmed, line.source) == (500_000, False, "示例，请按本地规定改")
