"""The bureau's word: by the clerk's account and by a batch's link, on the same page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock, timeline
from huying.core.errors import Refused, Stale
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import Batch, Paper, Place, Review
from tests.field.road import MORNING

from .stage_d import BUDGET, accepted, again, by, ready, settled, signed_in, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def page_of(place: Place) -> str:
    return reverse("fund_review_place", args=[place.pk])


def press(client: Client, url: str, do: str, **given: object) -> str:
    answer = client.post(url, {"do": do, "seen": "submitted", **given}, follow=True)
    return answer.content.decode()


def test_the_clerk_signs_in_and_approves_in_three_clicks(cast: Cast) -> None:
    place = submitted(cast)
    client = Client()
    answer = client.post("/login/", {"username": "sunjie", "password": "huying-demo"})
    assert answer.headers["Location"] == reverse("fund_review")
    listed = client.get(reverse("fund_review")).content.decode()
    assert (f'href="{page_of(place)}"' in listed, "待看 1 处" in listed, ">审件</a>" in listed) == (True, True, True)
    shown = client.get(page_of(place)).content.decode()
    assert "¥38,640.00" in shown
    assert f'value="{BUDGET // 100}.00"' in shown
    assert "5栋：同意，告诉社区了" in press(client, page_of(place), "approve", sum="38640")
    place = again(place)
    assert (place.state, place.approved_cents, place.commitment.post) == ("approved", BUDGET, cast.posts["何静"])
    event = timeline.of(place)[-1]
    assert (event.kind, event.actor) == ("funds.approved", f"user:{cast.users['孙洁'].pk}")
    assert "现在没有要您答复的" in client.get(page_of(place)).content.decode()
    desk = signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "孙洁同意，批 38,640.00 元" in desk


def test_a_paper_is_right_or_wrong_with_why(cast: Cast) -> None:
    place, client = submitted(cast), signed_in(cast, "孙洁")
    url = page_of(place)
    for code, inside in (
        ("application", "屋面防水"), ("survey", "天沟老化"), ("plan", "SBS 卷材两层"), ("households", "罗小平"),
        ("site_confirmation", "谁签的"),
    ):  # fmt: skip
        shown = client.get(f"{url}?paper={code}").content.decode()
        assert inside in shown
        assert "13900000136" not in shown
    press(client, url, "right", paper="plan")
    assert "请写明原因" in press(client, url, "wrong", paper="households", why="")
    assert Paper.objects.get(code="households").checked == "unseen"
    press(client, url, "wrong", paper="households", why="102 的面积和登记不符")
    checked = dict(Paper.objects.values_list("code", "checked"))
    assert (checked["plan"], checked["households"], checked["survey"]) == ("right", "wrong", "unseen")
    assert "还没有交" in press(client, url, "right", paper="contract")
    Paper.objects.create(place=place, code="plan", version=2, at=clock.now(), by="user:x", note="补了第 4 行")
    shown = client.get(f"{url}?paper=plan").content.decode()
    assert "第 2 次交" in shown
    assert "补了第 4 行" in shown
    assert "第 1 次交" in client.get(f"{url}?paper=plan&version=1").content.decode()
    actions.give_back(place=place, reason="面积不符", by=by(cast, "孙洁"))
    with pytest.raises(Refused, match="走不了这一步"):
        actions.check_paper(place=place, code="plan", right=True, by=by(cast, "孙洁"))


def test_bad_words_are_said_and_nothing_is_saved(cast: Cast) -> None:
    place, client = submitted(cast), signed_in(cast, "孙洁")
    url = page_of(place)
    assert "请写明原因" in press(client, url, "return")
    assert "比报的预算还多" in press(client, url, "approve", sum="38640.01")
    assert "请写一句为什么" in press(client, url, "approve", sum="30000")
    assert "请写明多少钱" in press(client, url, "approve", sum="0")
    assert "写成数字" in press(client, url, "approve", sum="三万")
    assert "没看清点的是哪个" in press(client, url, "")
    assert "走不了这一步" in press(client, url, "grant")
    kept = client.post(url, {"do": "reject", "reason": "", "sum": "12", "seen": "submitted"}).content.decode()
    assert 'value="12"' in kept
    assert (again(place).state, Review.objects.count()) == ("submitted", 0)
    assert "开始看，社区看得到" in press(client, url, "take_up")
    late = client.post(url, {"do": "approve", "sum": "38640", "seen": "submitted"})
    assert late.status_code == 409
    assert "孙洁09:10 刚办过" in late.content.decode()
    assert "退回补正" in press(
        client, url, "return", quick=["缺页", "没盖章"], reason="第 3 页", papers=["plan"], seen="under_review"
    )
    review = Review.objects.get(decision="returned")
    assert (review.reason, Paper.objects.get(code="plan").why) == ("缺页；没盖章；第 3 页", "缺页；没盖章；第 3 页")


def test_less_with_a_reason_moved_or_refused(cast: Cast) -> None:
    batch = actions.open_batch(community=cast.community, by=by(cast))
    places = [ready(cast, house, batch=batch) for house in ("5", "3", "新3")]
    actions.submit_batch(batch=batch, places=[place.pk for place in places], by=by(cast))
    client = signed_in(cast, "孙洁")
    # After each answer the next of the batch that waits is on the screen.
    assert '<h1 class="view-title">3栋' in press(
        client, page_of(places[0]), "approve", sum="30000", reason="按审定的数"
    )
    assert "新3栋 屋面防水</h1>" in press(client, page_of(places[1]), "move", reason="等测绘")
    assert "待看 0 处" in press(client, page_of(places[2]), "reject", reason="在保修期里")
    assert [again(place).state for place in places] == ["approved", "ready", "rejected"]
    assert again(places[2]).commitment is None
    # What was moved is not the bureau's any longer, until its new batch is filed.
    assert client.get(page_of(places[1])).status_code == 404
    first = client.get(reverse("fund_review_batch", args=[batch.pk]))
    assert first.headers["Location"] == page_of(places[0])


def test_the_excess_is_granted_or_refused(cast: Cast) -> None:
    place = accepted(cast)
    client = signed_in(cast, "孙洁")
    actions.apply_excess(place=place, cents=4_300_000, reason="挡水墙加长", by=by(cast))
    with pytest.raises(Refused, match="局里还没答复"):
        actions.apply_excess(place=place, cents=4_400_000, reason="再加", by=by(cast))
    assert "要另批超出的" in client.get(reverse("fund_review")).content.decode()
    assert "批了 38,640.00 元，社区报一共要 43,000.00 元" in client.get(page_of(place)).content.decode()
    assert "超出的部分不同意" in press(client, page_of(place), "keep", reason="先核量", seen="accepted")
    assert again(place).approved_cents == BUDGET
    actions.apply_excess(place=place, cents=4_300_000, reason="量核过了", by=by(cast))
    assert "超出的部分同意了" in press(client, page_of(place), "grant", seen="accepted")
    assert again(place).approved_cents == 4_300_000
    assert settled(cast, 4_300_000, place=again(place)).state == "settled"


def test_by_link_the_same_without_an_account(cast: Cast) -> None:
    place = submitted(cast)
    link = actions.link_bureau(batch=place.batch, by=by(cast))
    visitor, url = Client(), reverse("link", args=[link.token])
    shown = visitor.get(url).content.decode()
    assert "凭链接进来" in shown
    assert "您贵姓大名" in shown
    assert "请留个姓名" in press(visitor, url, "return", place=place.pk, reason="缺页")
    assert "开始看" in press(visitor, url, "take_up", place=place.pk, clerk="孙洁")
    assert "您贵姓大名" not in visitor.get(url).content.decode()
    press(visitor, url, "right", place=place.pk, paper="plan", seen="under_review")
    assert "退回补正" in press(visitor, url, "return", place=place.pk, reason="缺页", seen="under_review")
    review = Review.objects.get(decision="returned")
    assert (review.by, review.clerk) == (f"bureau:{link.pk}", "孙洁")
    assert {event.actor for event in Event.objects.filter(kind="funds.returned")} == {f"bureau:{link.pk}"}
    assert "孙洁，今天 09:10，退回补正" in signed_in(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    # Another batch's place, something that is no place, and a link that has ended.
    other = ready(cast, "3", batch=actions.open_batch(community=cast.community, by=by(cast)))
    assert [visitor.get(f"{url}?place={pk}").status_code for pk in (other.pk, "7栋")] == [404, 404]
    with clock.at(clock.now() + timedelta(days=60)):
        assert visitor.get(url).status_code == 410


def test_the_clerk_sees_what_was_filed_and_nothing_else(cast: Cast) -> None:
    place = ready(cast, batch=actions.open_batch(community=cast.community, by=by(cast)))
    clerk = signed_in(cast, "孙洁")
    assert clerk.get(page_of(place)).status_code == 404
    assert clerk.get(reverse("fund_review_batch", args=[place.batch_id])).status_code == 404
    assert "没有等着看的" in clerk.get(reverse("fund_review")).content.decode()
    for url in (
        reverse("fund_place", args=[place.pk]), reverse("fund_batch", args=[place.batch_id]), reverse("fund_batches"),
        reverse("funds"), reverse("case", args=[place.case_id]), reverse("desk"), reverse("buildings"),
    ):  # fmt: skip
        assert clerk.get(url).status_code == 403
    actions.submit_batch(batch=Batch.objects.get(), places=[place.pk], by=by(cast))
    left = ready(cast, "3", batch=Batch.objects.get())
    shown = clerk.get(page_of(place)).content.decode()
    assert "没交" in shown
    assert page_of(left) not in shown
    assert clerk.get(page_of(left)).status_code == 404
    for name in ("何静", "高远"):
        assert signed_in(cast, name).get(page_of(place)).status_code == 403
    with pytest.raises(Stale):
        actions.approve(place=place, cents=BUDGET, by=by(cast, "孙洁"), seen="under_review")


@pytest.mark.once
def test_the_list_and_the_page_cost_the_same_for_one_and_three(cast: Cast) -> None:
    batch = actions.open_batch(community=cast.community, by=by(cast))
    first, *more = [ready(cast, house, batch=batch) for house in ("5", "3", "新3")]
    actions.submit_batch(batch=batch, places=[first.pk], by=by(cast))
    clerk, counts = signed_in(cast, "孙洁"), []
    for rest in ((), more):
        for place in rest:
            actions.submit(place=place, by=by(cast))
        for url in (reverse("fund_review"), f"{page_of(first)}?paper=households"):
            with CaptureQueriesContext(connection) as asked:
                assert clerk.get(url).status_code == 200
            counts.append(len(asked))
    assert counts == [5, 12, 5, 12]
