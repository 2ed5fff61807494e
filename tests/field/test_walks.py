"""走找想促: a walk is begun, finds things, ends with what was thought of it; nothing about the walker is kept."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal, Case
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.core.models import File
from huying.demo.cast import Cast
from huying.field import actions, walk_queries
from huying.field.models import Walk, WalkFinding

from .road import MORNING, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def limin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.users["李敏"])
    return client


def begun(cast: Cast, why: str = "汛前看屋面、沟井") -> Walk:
    return actions.start_walk(community=cast.community, why=why, user=cast.users["李敏"])


def spot(cast: Cast, walk: Walk, **given: object) -> WalkFinding:
    plain = {"what": "雨水口堵了", "became": "reported", "building": cast.building("5")}
    return actions.note_on_walk(walk=walk, found=actions.Spotted(**plain | given), user=cast.users["李敏"])  # type: ignore[arg-type]


def test_three_things_are_found_and_become_what_was_said(limin: Client, cast: Cast) -> None:
    answer = limin.post(reverse("walks"), {"why": "汛前看屋面、沟井", "once": "a"})
    walk = Walk.objects.get()
    here = reverse("walk", args=[walk.pk])
    assert answer.headers["Location"] == here
    house = str(cast.building("5").pk)
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    limin.post(here, {"what": "雨水口堵了", "building": house, "became": "reported", "photos": photo, "once": "b"})
    limin.post(here, {"what": "灯泡坏了，换了", "spot": "北门", "became": "fixed", "who": "彭德胜", "once": "c"})
    limin.post(here, {"what": "=1+1 棵树歪了", "building": house, "became": "noted", "once": "d"})
    reported, fixed, noted = (WalkFinding.objects.get(became=one) for one in ("reported", "fixed", "noted"))
    assert (reported.case.state, fixed.case.state, noted.case) == ("received", "closed", None)
    appeal = Appeal.objects.get(case=reported.case)
    assert (appeal.channel, appeal.text, reported.case.building) == ("patrol", "雨水口堵了", cast.building("5"))
    assert File.objects.filter(subject_id=appeal.pk).count() == 1
    limin.post(reverse("walk_end", args=[walk.pk]), {"thought": "沟井每月清一次。", "once": "e"})
    page = limin.get(here).content.decode()
    for words in ("雨水口堵了", "沟井每月清一次。", "新，等人接手", "办结", "先记下"):
        assert words in page
    kinds = [event.kind for event in timeline.of(walk)]
    assert kinds == ["field.walk_started", *["field.walk_found"] * 3, "field.walk_ended"]
    paper = limin.get(reverse("walk_list", args=[walk.pk])).content.decode()
    assert re.search(r"问题清单.*找到 3 件.*雨水口堵了", paper, re.S)
    file = limin.get(reverse("walk_file", args=[walk.pk])).content.decode("utf-8-sig")
    assert "5栋,'=1+1 棵树歪了,先记下,," in file


def test_the_desk_reads_it_and_it_is_one_line_in_the_list(cast: Cast) -> None:
    spot(cast, begun(cast))
    client = Client()
    client.force_login(cast.users["何静"])
    listed = client.get(reverse("walks")).content.decode()
    assert ("还在走" in listed, "找到 1 件" in listed) == (True, True)
    page = client.get(reverse("walk", args=[Walk.objects.get().pk])).content.decode()
    assert reverse("case", args=[Case.objects.get().pk]) in page


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"building": None}, "没说在哪里"),
        ({"became": "fixed"}, "要有一样凭据"),
        ({"what": "钥匙在门垫下面"}, "钥匙"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(cast: Cast, given: dict[str, object], why: str) -> None:
    walk = begun(cast)
    with pytest.raises(Refused, match=why):
        spot(cast, walk, **given)
    assert (WalkFinding.objects.count(), Case.objects.count()) == (0, 0)


def test_a_photo_of_what_is_only_noted_would_be_lost_and_is_refused(limin: Client, cast: Cast) -> None:
    here = reverse("walk", args=[begun(cast).pk])
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    given = {"what": "树歪了", "spot": "北门", "became": "noted", "photos": photo, "once": "a"}
    answer = limin.post(here, given)
    assert (answer.status_code, "先记下的不留照片" in answer.content.decode()) == (422, True)
    assert not WalkFinding.objects.exists()


def test_one_walk_at_a_time_and_none_after_its_end(cast: Cast) -> None:
    walk = begun(cast)
    with pytest.raises(Refused, match="还有一次走访没结束"):
        begun(cast, "随便走走")
    actions.end_walk(walk=walk, thought="", user=cast.users["李敏"])
    with pytest.raises(Refused, match="已经结束了"):
        spot(cast, walk)
    assert begun(cast, "随便走走").ended_at is None


def test_the_list_asks_the_same_for_one_and_for_three(limin: Client, cast: Cast, django_assert_num_queries) -> None:
    walk = begun(cast)
    here = reverse("walk", args=[walk.pk])
    for _ in range(2):
        spot(cast, walk)
        limin.get(here)
        with django_assert_num_queries(5):
            limin.get(here)
        spot(cast, walk)


def test_what_goes_on_stands_first_then_the_newest(cast: Cast) -> None:
    def walked(name: str, hours: int, *, ended: bool) -> Walk:
        with clock.at(MORNING + timedelta(hours=hours)):
            walk = actions.start_walk(community=cast.community, why="随便走走", user=cast.users[name])
            return actions.end_walk(walk=walk, thought="", user=cast.users[name]) if ended else walk

    old, new = walked("李敏", 0, ended=True), walked("李敏", 1, ended=True)
    going = walked("陈涛", 0, ended=False)
    assert [walk.pk for walk in walk_queries.listed(cast.users["何静"])] == [going.pk, new.pk, old.pk]
