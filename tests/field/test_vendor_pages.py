"""The vendor's page behind a link: accept in one tap, say what came of it, see nobody's name or number."""

import pytest
from django.test import Client

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock
from huying.core.models import Event, File
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import WorkOrder

from .road import CAUSE, MORNING, SAID, address, by, ordered, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return ordered(cast)


def text(client: Client, order: WorkOrder, step: str = "") -> str:
    page = client.get(address(order) + step)
    assert page.status_code == 200
    return page.content.decode()


def done(**changes: object) -> dict[str, object]:
    return {"result": "resolved", "cost": "2,680", "note": "重做防水，加砌挡水墙。", "once": "b", **changes}


def test_the_job_without_an_account(client: Client, order: WorkOrder) -> None:
    page = text(client, order)
    for words in ("安居防水修缮", "新活，等您接", "5栋303", order.task, "9月15日前", "社区", "tel:073155550105", CAUSE):
        assert words in page


@pytest.mark.parametrize("accepted", [False, True])
def test_nobodys_name_or_number_is_told(client: Client, order: WorkOrder, accepted: bool) -> None:
    if accepted:
        actions.accept_order(order=order)
    page = text(client, order) + text(client, order, "?finish")
    for private in ("江秋莲", "13900000303", "139****", "李敏", "何静", SAID):
        assert private not in page


def test_accepting_is_one_tap_and_tapping_again_changes_nothing(client: Client, order: WorkOrder) -> None:
    for key in ("a", "a", "c"):
        page = client.post(address(order), {"accept": "1", "once": key})
        assert page["Location"] == address(order)
    assert Event.objects.filter(kind="field.work_accepted").count() == 1
    assert "报完工" in text(client, order)


def test_finishing_hands_it_to_somebody_else_to_check(client: Client, order: WorkOrder) -> None:
    client.post(address(order), {"accept": "1", "once": "a"})
    data = done(before=upload(), after=[upload(name="1.jpg"), upload(name="2.jpg")])
    page = client.post(address(order), data, follow=True).content.decode()
    assert "收到完工了。3 张照片存好了" in page
    assert "报过完工，谢谢" in page
    assert "¥2,680.00" in page
    order.refresh_from_db()
    assert (order.result, order.cost_cents) == ("resolved", 268_000)
    assert Case.objects.get().state == "handled"
    assert sorted(File.objects.filter(subject_id=order.pk).values_list("purpose", flat=True)) == [
        "after",
        "after",
        "before",
    ]


def test_the_same_finish_sent_twice_is_one(client: Client, order: WorkOrder) -> None:
    for _nth in range(2):
        assert client.post(address(order), done()).status_code == 302
    assert Event.objects.filter(kind="field.work_finished").count() == 1


def test_another_finish_is_refused_with_the_words_kept(client: Client, order: WorkOrder) -> None:
    client.post(address(order), done())
    page = client.post(address(order), done(cost="9999", note="还要加钱", once="other")).content.decode()
    assert "已经报过完工了" in page
    assert "还要加钱" in page
    assert "9999" in page
    assert text(client, order, "?finish").count("报过完工，谢谢") == 1
    order.refresh_from_db()
    assert order.cost_cents == 268_000


BAD = [
    ({"result": ""}, "还没选修好了没有"),
    ({"cost": ""}, "还没写多少钱"),
    ({"cost": "很多"}, "写成数字"),
    ({"result": "partly", "note": ""}, "写一句还差什么"),
    ({"result": "unresolved", "note": ""}, "写一句还差什么"),
]


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_what_is_missing_is_said(client: Client, order: WorkOrder, changes: dict[str, str], words: str) -> None:
    page = client.post(address(order), done(**changes)).content.decode()
    assert words in page
    order.refresh_from_db()
    assert order.finished_at is None


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<svg onload=alert(1)>", "不是能读的照片"), (b"\xff\xd8\xff" + b"0" * 11 * 2**20, "超过 10 兆")],
)
def test_a_refused_photo_costs_no_word(client: Client, order: WorkOrder, content: bytes, words: str) -> None:
    page = client.post(address(order), done(after=upload(content), before=upload())).content.decode()
    assert words in page
    assert "重做防水，加砌挡水墙。" in page
    assert "2,680" in page
    assert File.objects.count() == 0


def test_ten_photos_are_too_many(client: Client, order: WorkOrder) -> None:
    page = client.post(address(order), done(after=[upload(name=f"{n}.jpg") for n in range(10)])).content.decode()
    assert "一次最多 9 张照片" in page


def test_half_done_says_that_the_community_will_call(client: Client, order: WorkOrder) -> None:
    page = client.post(address(order), done(result="partly", note="还差一段"), follow=True).content.decode()
    assert "社区看过，再跟您商量" in page
    assert "修好一部分" in page
    assert Case.objects.get().state == "in_hand"


def test_a_new_lead_changes_nothing_for_the_vendor(client: Client, cast: Cast, order: WorkOrder) -> None:
    """Sent to another worker in the meantime: the order stands, and its end is the end of the work."""
    cases.dispatch(case=order.case, post=cast.posts["陈涛"], by=by(cast, "何静"))
    client.post(address(order), {"accept": "1", "once": "a"}, follow=True)
    client.post(address(order), done())
    assert Case.objects.get().state == "handled"


def test_the_page_can_be_read_by_nobody_who_guesses(client: Client, order: WorkOrder) -> None:
    assert client.get(f"/o/{order.pk}/").status_code == 404
