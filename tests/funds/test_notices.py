"""公示: how long it hangs, what is said against it and answered, and what a stranger reads."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import Event, SignedLink
from huying.demo.cast import Cast
from huying.funds import actions, queries
from huying.funds.models import FundRule, Notice, Objection, Place, Property, Quote
from huying.funds.panels.notices import panel

from .stage_b import COUNTED, OPENED, POSTED, desk, dossier, notice, officer, planned, posted, voting


def page(place: Place) -> str:
    return f"/o/{SignedLink.objects.get(purpose='funds.notice', subject_id=notice(place).pk).token}/"


def test_a_plan_hangs_for_its_days_and_is_somebodys_to_follow(cast: Cast) -> None:
    place = posted(cast)
    hung = notice(place)
    assert (hung.round, hung.until, place.state) == (1, date(2023, 11, 4), "plan_posted")
    assert place.commitment
    assert place.commitment.post == cast.posts["何静"]
    assert clock.local(place.commitment.due_by).date() > hung.until
    with clock.at(clock.instant("2023-11-04", "23:00")):
        assert not queries.hung_long_enough(hung)
        with pytest.raises(Refused, match="公示还没满天数"):
            actions.open_vote(place=place, by=officer(cast))
    # where only working days count, the fourth and fifth (a week end) do not
    FundRule.objects.filter(key="notice_working").update(number=1)
    Notice.objects.all().delete()
    Place.objects.update(state="planning")
    with clock.at(POSTED):
        actions.post_plan(place=place, posted_on=date(2023, 11, 1), where="门口", by=officer(cast))
    assert notice(place).until == date(2023, 11, 6)


def test_a_plan_is_not_posted_before_it_is_whole(cast: Cast) -> None:
    with clock.at(POSTED):
        place = planned(cast)
        by, day = officer(cast), clock.today()
        for wrong in (day + timedelta(days=1), day - timedelta(days=31)):
            with pytest.raises(Refused, match="前 30 天"):
                actions.post_plan(place=place, posted_on=wrong, where="门口", by=by)
        with pytest.raises(Refused, match="贴在哪里"):
            actions.post_plan(place=place, posted_on=day, where="  ", by=by)
        one = Property.objects.first()
        Property.objects.filter(pk=one.pk).update(area=None)
        with pytest.raises(Refused, match="还没有面积或者业主"):
            actions.post_plan(place=place, posted_on=day, where="门口", by=by)
        Property.objects.filter(pk=one.pk).update(area=4862)
        Place.objects.update(budget_cents=None)
        with pytest.raises(Refused, match="还没有预算"):
            actions.post_plan(place=place, posted_on=day, where="门口", by=by)
        Place.objects.update(budget_cents=1)
        # refused, and nothing of it was kept
        assert (Notice.objects.count(), SignedLink.objects.filter(purpose="funds.notice").count()) == (0, 0)
        actions.post_plan(place=place, posted_on=day - timedelta(days=30), where="门口", by=by)
        with pytest.raises(Refused, match="走不了这一步"):
            actions.post_plan(place=place, posted_on=day, where="门口", by=by)
        Place.objects.update(state="vote_failed")
        Notice.objects.update(posted_on=day)
        with pytest.raises(Refused, match="上一次公示"):
            actions.post_plan(place=place, posted_on=day - timedelta(days=1), where="门口", by=by)
        actions.post_plan(place=place, posted_on=day, where="门口", by=by)
    assert list(Notice.objects.values_list("round", flat=True).order_by("round")) == [1, 2]
    assert Quote.objects.filter(place=place).exists()


def test_the_settlement_hangs_for_days_of_its_own(cast: Cast) -> None:
    with clock.at(POSTED):
        place = planned(cast)
        hung = actions.post(place=place, kind="settlement", posted_on=clock.today(), where="门口")
    assert (hung.round, hung.until) == (1, date(2023, 11, 6))


def test_an_objection_is_answered_before_the_vote(cast: Cast) -> None:
    place = posted(cast)
    with clock.at(OPENED):
        said = actions.hear_objection(notice=notice(place), text="太贵了。", who="302", by=officer(cast))
        with pytest.raises(Refused, match="还有意见没答复"):
            actions.open_vote(place=place, by=officer(cast))
        with pytest.raises(Refused, match="请写几个字"):
            actions.answer_objection(objection=said, answer=" ", by=officer(cast))
        assert Objection.objects.get().answered_at is None
        actions.answer_objection(objection=said, answer="三家里最低的。", by=officer(cast))
        with pytest.raises(Refused, match="刚才有人答复过了"):
            actions.answer_objection(objection=said, answer="再答一次", by=officer(cast))
        vote = actions.open_vote(place=place, by=officer(cast))
        with pytest.raises(Refused, match="这次公示已经结束了"):
            actions.hear_objection(notice=notice(place), text="晚了。", by=officer(cast))
    assert Objection.objects.get().answer == "三家里最低的。"
    kinds = list(Event.objects.filter(subject_id=place.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["funds.plan_posted", "funds.objection_heard", "funds.objection_answered", "funds.vote_opened"]
    assert vote.closes_on == date(2023, 11, 21)


def test_anybody_reads_the_notice_and_speaks_without_a_name(cast: Cast) -> None:
    place = posted(cast)
    url, stranger = page(place), Client()
    with clock.at(clock.instant("2023-11-02", "19:00")):
        text = stranger.get(url).content.decode()
        assert "38,640.00" in text
        assert "606.18" in text
        assert not any(secret in text for secret in ("业主1", "1390000", "5栋303"))
        empty = stranger.post(url, {"text": "", "who": "", "once": "a"})
        assert "还没写有什么意见" in empty.content.decode()
        key = stranger.post(url, {"text": "钥匙放在门垫下面。", "who": "某户", "once": "k"}).content.decode()
        assert "某户" in key
        sent = {"text": "能不能先修漏的那几家？", "who": "", "once": "b"}
        assert [stranger.post(url, sent).status_code for _twice in range(2)] == [302, 302]
        assert "意见记下了" in stranger.get(url).content.decode()
    assert Objection.objects.filter(text__startswith="能不能").count() == 1
    with clock.at(clock.instant("2023-11-05", "08:00")):
        late = stranger.post(url, {"text": "我才看到。", "who": "301", "once": "c"}, follow=True).content.decode()
        assert "公示的天数已经过了，您的意见还是记下了" in late
        for one in Objection.objects.all():
            actions.answer_objection(objection=one, answer="屋面是整栋楼的。", by=officer(cast))
        text = stranger.get(url).content.decode()
        assert "屋面是整栋楼的。" in text
        assert "我才看到" not in text
        for nth in range(10):
            stranger.post(url, {"text": f"{nth}", "who": "", "once": f"n{nth}"})
        much = stranger.post(url, {"text": "还要说", "who": "", "once": "z"}).content.decode()
        assert "这会儿写的人太多" in much
        assert "还要说" in much
        actions.hear_objection(notice=notice(place), text="前台记的。", by=officer(cast))


def test_a_notice_that_is_over_takes_no_more(cast: Cast) -> None:
    vote = voting(cast)
    url = page(vote.place)
    with clock.at(OPENED):
        text = Client().get(url).content.decode()
        assert "公示结束了" in text
        assert "<textarea" not in text
        late = Client().post(url, {"text": "晚了一步的话", "once": "a"}).content.decode()
        assert "这次公示已经结束了，没有记下" in late
        assert "晚了一步的话" in late
    Place.objects.update(state="vote_failed")
    with clock.at(COUNTED):
        first = notice(vote.place)
        actions.post_plan(place=vote.place, posted_on=clock.today(), where="门口", by=officer(cast))
        with pytest.raises(Refused, match="这次公示已经结束了"):
            actions.hear_objection(notice=first, text="旧的那张", by=Actor("resident"))
    assert not Objection.objects.exists()


def test_the_desk_posts_hears_and_answers_on_the_page(cast: Cast, django_assert_num_queries: Any) -> None:
    with clock.at(POSTED):
        place = planned(cast)
        client, at = desk(cast), f"/desk/funds/places/{place.pk}/"
        bad = client.post(f"{at}notice/", {"posted_on": "2023-11-01", "where": "", "seen": "planning", "once": "1"})
        assert bad.status_code == 422
        assert "还没写贴在哪里" in bad.content.decode()
        good = {"posted_on": "2023-11-01", "where": "门口", "seen": "planning", "once": "2"}
        assert client.post(f"{at}notice/", good).headers["Location"] == f"{at}#post_plan"
        stale = client.post(f"{at}notice/", {**good, "once": "3"})
        assert stale.status_code == 409
        assert "您的没有保存" in stale.content.decode()
        assert client.post(f"{at}objections/", {"text": "太贵了。", "who": "302", "once": "4"}).status_code == 302
        one = Objection.objects.get()
        shown = client.get(at).content.decode()
        assert "太贵了。" in shown
        assert "1 条意见没答复" in shown
        reply = f"{at}objections/{one.pk}/"
        assert client.post(reply, {"answer": "", "once": "5"}).status_code == 422
        assert client.post(reply, {"answer": "最低的一家。", "once": "6"}).status_code == 302
        again = client.post(reply, {"answer": "又答", "once": "7"})
        assert "刚才有人答复过了" in again.content.decode()
        assert desk(cast, "高远").get(at).status_code == 404
        assert desk(cast, "赵宏").post(f"{at}objections/", {"text": "x", "once": "8"}).status_code == 403
        many = [actions.hear_objection(notice=notice(place), text=f"{nth}", by=officer(cast)) for nth in range(3)]
        assert len(many) == 3
        for answered in (many[1:], []):
            read = dossier(cast, place)
            with django_assert_num_queries(3):
                panel(read)
            for made in answered:
                actions.answer_objection(objection=made, answer="好。", by=officer(cast))
