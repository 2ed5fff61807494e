"""The warranty: said before it ends, and claimed where the same part fails again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from huying import wiring
from huying.cases import actions as cases
from huying.cases.models import Appeal, Category
from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import Event, Job
from huying.demo.cast import Cast
from huying.funds import actions, tasks
from huying.funds.models import Place
from tests.field.road import MORNING, received

from .stage_d import again, archived, by, signed_in

pytestmark = pytest.mark.django_db

ENDS = clock.instant("2028-09-12", "08:00")


def events(kind: str) -> int:
    return Event.objects.filter(kind=f"funds.warranty_{kind}").count()


def test_before_it_ends_the_desk_looks_once(cast: Cast) -> None:
    with clock.at(MORNING):
        place = archived(cast)
    task, every = wiring.SCHEDULES["funds.warranty"]
    assert (task, every) == ("huying.funds.tasks.watch", 86_400)
    for days, said in ((61, 0), (60, 1), (1, 1), (-1, 1)):
        with clock.at(ENDS - timedelta(days=days)):
            tasks.watch.func()
            assert events("ending") == said
    place = again(place)
    assert (place.state, place.commitment.post, place.commitment.ended_at) == ("archived", cast.posts["何静"], None)
    desk, url = signed_in(cast), reverse("fund_looked", args=[place.pk])
    with clock.at(ENDS):
        page = desk.get(reverse("fund_place", args=[place.pk])).content.decode()
        assert "趁公司还管" in page
        assert "请写几个字" in desk.post(url, {"found": ""}).content.decode()
        assert "记下了" in desk.post(url, {"found": "滴水不漏"}, follow=True).content.decode()
        assert again(place).commitment is None
        with pytest.raises(Refused, match="没有等着看的"):
            actions.look_over(place=place, found="再看", by=by(cast))


def test_one_that_ended_is_not_said(cast: Cast) -> None:
    with clock.at(MORNING):
        archived(cast)
    with clock.at(ENDS + timedelta(days=1)):
        tasks.watch.func()
        assert events("ending") == 0
        assert actions.claim_warranty(case=received(cast)) == []


def test_a_call_of_the_same_house_and_part_is_the_firms(cast: Cast) -> None:
    with clock.at(MORNING):
        place = archived(cast)
        assert events("claimed") == 0
    with clock.at(MORNING + timedelta(days=400)):
        other, elsewhere = received(cast, category="light"), received(cast, "3栋101")
        again_wet = received(cast)
        for case in (other, elsewhere, again_wet):
            event = Event.objects.get(subject_id=str(case.pk), kind="cases.received")
            assert Job.objects.filter(task="huying.funds.tasks.claim", args__contains=str(event.pk)).exists()
            for _again in range(2):
                tasks.claim.func(str(event.pk))
        claimed = Event.objects.filter(kind="funds.warranty_claimed")
        assert [event.subject_id for event in claimed] == [str(place.pk)]
        noted = Event.objects.filter(kind="funds.warranty_noted")
        assert [event.subject_id for event in noted] == [str(again_wet.pk)]
        desk = signed_in(cast)
        page = desk.get(reverse("case", args=[again_wet.pk])).content.decode()
        assert "5栋 屋面防水，质保到 2028-09-12，找安居防水修缮" in page
        assert "质保到 2028-09-12" not in desk.get(reverse("case", args=[elsewhere.pk])).content.decode()
        assert "质保期里又有人报" in desk.get(reverse("fund_place", args=[place.pk])).content.decode()
        cases.withdraw(appeal=Appeal.objects.get(case=again_wet), by=by(cast))
        assert "质保到 2028-09-12" not in desk.get(reverse("case", args=[again_wet.pk])).content.decode()


def test_a_spot_has_no_house_to_match(cast: Cast) -> None:
    with clock.at(MORNING):
        place = archived(cast)
        Place.objects.filter(pk=place.pk).update(place_kind="spot", spot="化粪池", building=None)
        case = received(cast)
        case.building, case.category = None, Category.objects.get(pk="drain")
        assert actions.claim_warranty(case=case) == []
