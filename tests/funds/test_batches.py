"""Batches: opened, filled, filed whole or not at all, and what is put off to the next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.errors import Refused, Stale
from huying.core.models import Event, SignedLink
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import Batch, Owner, Paper, Place, Property
from tests.field.road import MORNING

from .stage_d import again, by, hand_in, ready, signed_in, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def test_a_batch_is_opened_filled_and_filed_by_its_pages(cast: Cast) -> None:
    desk = signed_in(cast)
    assert "开一批" in desk.get(reverse("fund_batches")).content.decode()
    desk.post(reverse("fund_open_batch"), {"community": "shaoguang", "once": "1"})
    batch = Batch.objects.get()
    assert (batch.number, batch.filed_at) == (1, None)
    said = desk.post(reverse("fund_open_batch"), {"community": "shaoguang", "once": "2"}, follow=True)
    assert "还有一批没报" in said.content.decode()
    whole, lacking = ready(cast), ready(cast, "3", papers=False)
    assert "编进第 1 批" in _join(desk, whole, batch)
    assert "编进第 1 批" in _join(desk, lacking, batch)
    page = desk.get(reverse("fund_batch", args=[batch.pk])).content.decode()
    assert "2 处 4 户" in page
    assert "缺使用申请表、" in page
    url = reverse("fund_submit_batch", args=[batch.pk])
    answer = desk.post(url, {"places": [whole.pk, lacking.pk], "once": "3"})
    assert answer.status_code == 422
    assert "一处也没有报出去。3栋：缺使用申请表、申请人证明、" in answer.content.decode()
    assert (again(whole).state, Batch.objects.get().filed_at) == ("ready", None)
    assert "请勾选要报的" in desk.post(url, {"once": "4"}).content.decode()
    for _tap in range(2):
        answer = desk.post(url, {"places": [whole.pk], "once": "5"}, follow=True)
        assert answer.status_code == 200
    assert Event.objects.filter(kind="funds.submitted").count() == 1
    place = again(whole)
    assert (place.state, place.batch.filed_at, place.commitment.post) == ("submitted", MORNING, cast.posts["孙洁"])
    assert desk.post(url, {"places": [lacking.pk], "once": "6"}).status_code == 409
    # What was left behind is handed in by itself, once it is ready.
    assert "没有报出去。3栋：缺使用申请表" in _submit(desk, lacking)
    hand_in(lacking, "submit")
    assert "报上去了，等区里答复" in _submit(desk, lacking)


def _join(desk, place: Place, batch: Batch) -> str:
    given = {"batch": batch.pk, "seen": "ready", "once": str(place.pk)}
    return desk.post(reverse("fund_join", args=[place.pk]), given, follow=True).content.decode()


def _submit(desk, place: Place) -> str:
    given = {"seen": "ready"}
    return desk.post(reverse("fund_submit", args=[place.pk]), given, follow=True).content.decode()


def test_areas_and_a_batch_are_asked_for(cast: Cast) -> None:
    place = ready(cast)
    with pytest.raises(Refused, match="还没有编进哪一批"):
        actions.submit(place=place, by=by(cast))
    batch = actions.open_batch(community=cast.community, by=by(cast))
    actions.join_batch(place=place, batch=batch, by=by(cast))
    with pytest.raises(Refused, match="第 1 批还没报"):
        actions.submit(place=place, by=by(cast))
    Property.objects.filter(home=cast.home("5栋102")).update(area=None)
    with pytest.raises(Refused, match="5栋：5栋102 没有面积或者业主"):
        actions.submit_batch(batch=batch, places=[place.pk], by=by(cast))
    place.scope.all().delete()
    with pytest.raises(Refused, match="还没选哪些户出钱"):
        actions.submit_batch(batch=batch, places=[place.pk], by=by(cast))
    with pytest.raises(Refused, match="至少一处"):
        actions.submit_batch(batch=batch, places=[ready(cast, "3").pk], by=by(cast))


def test_what_comes_back_is_mended_and_handed_in_again(cast: Cast) -> None:
    place = submitted(cast)
    actions.give_back(place=place, reason="缺天沟的工程量，请补。", papers=["plan"], by=by(cast, "孙洁"))
    desk = signed_in(cast)
    page = desk.get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "缺天沟的工程量" in page
    assert "还不能报：缺维修方案、预算和报价" in page
    with pytest.raises(Refused, match="没有报出去。5栋：缺维修方案、预算和报价"):
        actions.submit(place=place, by=by(cast))
    Paper.objects.create(place=place, code="plan", version=2, at=clock.now(), by="user:x")
    with pytest.raises(Stale, match="刚办过"):
        actions.submit(place=place, by=by(cast), seen="ready")
    assert actions.submit(place=place, by=by(cast), seen="returned").state == "submitted"


def test_what_is_moved_goes_with_the_next_batch(cast: Cast) -> None:
    place = submitted(cast)
    desk = signed_in(cast)
    url = reverse("fund_move", args=[place.pk])
    assert "请写明为什么挪" in desk.post(url, {"reason": "", "seen": "submitted", "once": "1"}).content.decode()
    answer = desk.post(url, {"reason": "等测绘面积", "seen": "submitted", "once": "2"}, follow=True)
    assert "挪到第 2 批了" in answer.content.decode()
    place = again(place)
    assert (place.state, place.batch.number, place.commitment.post) == ("ready", 2, cast.posts["何静"])
    with pytest.raises(Refused, match="本来就在这一批里"):
        actions.move_batch(place=place, reason="再挪", by=by(cast))
    with pytest.raises(Refused, match="已经报出去了"):
        actions.join_batch(place=place, batch=Batch.objects.get(number=1), by=by(cast))
    actions.submit_batch(batch=place.batch, places=[place.pk], by=by(cast))
    returned = actions.give_back(place=place, reason="缺页", by=by(cast, "孙洁"))
    assert actions.move_batch(place=returned, reason="下批再报", by=by(cast)).state == "returned"
    with pytest.raises(Refused, match="挪到了第 3 批"):
        actions.submit(place=place, by=by(cast))


def test_the_link_for_the_bureau_is_made_once_and_taken_back(cast: Cast) -> None:
    batch = actions.open_batch(community=cast.community, by=by(cast))
    with pytest.raises(Refused, match="还没报"):
        actions.link_bureau(batch=batch, by=by(cast))
    actions.submit_batch(batch=batch, places=[ready(cast, batch=batch).pk], by=by(cast))
    desk, url = signed_in(cast), reverse("fund_batch_link", args=[batch.pk])
    for _tap in range(2):
        assert "链接好了" in desk.post(url, follow=True).content.decode()
    link = SignedLink.objects.get(purpose="funds.review")
    assert link.token in desk.get(reverse("fund_batch", args=[batch.pk])).content.decode()
    assert "链接收回了" in desk.post(url, {"end": "1"}, follow=True).content.decode()
    assert desk.get(reverse("link", args=[link.token])).status_code == 410
    assert signed_in(cast, "赵宏").post(url).status_code == 403


@pytest.mark.once
def test_a_batch_page_costs_the_same_for_one_place_and_three(cast: Cast) -> None:
    batch = actions.open_batch(community=cast.community, by=by(cast))
    ready(cast, batch=batch)
    desk, url = signed_in(cast), reverse("fund_batch", args=[batch.pk])
    counts = []
    for more in ((), ("3", "新3")):
        for house in more:
            ready(cast, house, batch=batch, papers=False)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == 7
    assert signed_in(cast, "高远").get(url).status_code == 404
    assert Owner.objects.count() == 6
