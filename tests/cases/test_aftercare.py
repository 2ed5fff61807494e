"""Afterwards: a visit that comes by itself where somebody is looked in on, rain written down once, and what it asks for;
none of it keeps a case from its end, and none of it outlives a new beginning."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from huying.cases import actions as cases
from huying.cases import queries
from huying.cases.audit import audit
from huying.cases.models import Appeal, BranchRule, Case, Commitment, RainDay, Watch
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.demo.cast import Cast

from .desk_stage import NOW, by, handled, signed_in

pytestmark = pytest.mark.django_db
WET = date(2023, 9, 20)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def verified(cast: Cast, home: str = "5栋303") -> Appeal:
    appeal = handled(cast, home=home)
    cases.verify(case=appeal.case, by=by(cast, "刘芳"), method="on_site")
    return appeal


def closed(cast: Cast, home: str = "5栋303") -> Case:
    appeal = verified(cast, home)
    return cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=clock.today())


def after(case: Case) -> list[tuple[str, bool]]:
    rows = Commitment.objects.filter(case=case, kind__in=Commitment.AFTER).order_by("opened_at")
    return [(one.kind, one.ended_at is None) for one in rows]


def at(day: date, time: str = "10:00") -> clock.at:
    return clock.at(clock.instant(day.isoformat(), time))


def test_a_home_to_look_in_on_gets_a_visit_by_itself_and_the_case_ends_all_the_same(cast: Cast) -> None:
    desk, worker = signed_in(cast, "何静"), signed_in(cast, "李敏")
    appeal = verified(cast)
    page = desk.get(f"/desk/cases/{appeal.case_id}/").content.decode()
    assert 'name="on" value="1"' in page
    where = {"home": str(cast.home("5栋303").pk), "on": "1"}
    for key in ("a", "b"):
        assert desk.post(f"/desk/cases/{appeal.case_id}/watch/", where | {"once": key}).status_code == 302
    assert desk.post(f"/desk/cases/{appeal.case_id}/watch/", {"home": str(cast.home("5栋403").pk)}).status_code == 404
    case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=clock.today())
    assert (case.state, after(case)) == ("closed", [("aftercare", True)])
    held = Commitment.objects.get(case=case, kind="aftercare")
    assert (held.post, held.due_by) == (cast.posts["李敏"], clock.instant("2023-09-19", "17:30"))
    assert queries.holders([case.pk]) == {}, "to the reporter it is closed, and in nobody's hands"
    assert audit().differences == []
    today = worker.get("/grid/").content.decode()
    assert ("回头看" in today, "看过，都好" in today) == (True, True)
    assert "记下去看过了" in worker.get(f"/grid/cases/{case.pk}/").content.decode()
    # Nobody was there: it stays, with who holds it; then one tap.
    address = f"/grid/cases/{case.pk}/look-in/"
    assert worker.get(address).status_code == 200
    assert "还没选怎么样" in worker.post(address, {"how": "visit", "once": "x"}).content.decode()
    assert worker.post(address, {"how": "visit", "came": "nobody", "once": "c"}).status_code == 302
    assert after(case) == [("aftercare", True)]
    assert worker.post(address, {"how": "visit", "came": "fine", "once": "d"}).status_code == 302
    assert (after(case), Commitment.objects.get(pk=held.pk).done) == ([("aftercare", False)], True)
    assert "没有等着回头看" in worker.post(address, {"how": "visit", "came": "fine", "once": "e"}).content.decode()
    kinds = [event.kind for event in timeline.of(case)]
    assert (kinds.count("cases.home_watched"), kinds[-2:]) == (1, ["cases.looked_in", "cases.looked_in"])
    assert [one.public for one in timeline.of(case)][-2:] == [False, False]
    cases.watch_home(case=case, home=cast.home("5栋303"), on=False, by=by(cast, "何静"))
    assert not Watch.objects.exists()


def test_what_is_broken_anew_is_taken_up_again_and_a_new_beginning_ends_the_looking(cast: Cast) -> None:
    cases.watch_home(case=verified(cast).case, home=cast.home("5栋303"), on=True, by=by(cast, "何静"))
    case = cases.call_back(appeal=Appeal.objects.get(), by=by(cast, "何静"), outcome="solved", rained_on=clock.today())
    with pytest.raises(Refused, match="不在您手上"):
        cases.look_in(case=case, user=cast.users["陈涛"], how="visit", came="fine")
    desk = signed_in(cast, "何静")
    assert "回头看" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    told = {"how": "phone", "came": "again", "note": "天花板又湿了", "once": "a", "seen": "closed"}
    assert desk.post(f"/desk/cases/{case.pk}/look-in/", told).status_code == 302
    case.refresh_from_db()
    assert (case.state, after(case)) == ("reopened", [("aftercare", False)])
    assert [event.kind for event in timeline.of(case)][-2:] == ["cases.looked_in", "cases.reopened"]
    assert audit().differences == []


def test_without_the_flag_nothing_comes(cast: Cast) -> None:
    case = closed(cast)
    assert after(case) == []
    with pytest.raises(Refused, match="没有等着回头看"):
        cases.look_in(case=case, user=cast.users["李敏"], how="visit", came="fine")
    foreign = cast.neighbour.buildings.first().homes.first() if cast.neighbour.buildings.exists() else None
    if foreign:
        with pytest.raises(Refused, match="不在这个社区"):
            cases.watch_home(case=case, home=foreign, on=True, by=by(cast, "何静"))


def test_rain_makes_waiting_leaks_due_and_asks_for_mended_ones(cast: Cast) -> None:
    old, waiting = closed(cast), verified(cast, "5栋203").case
    desk = signed_in(cast, "何静")
    with at(WET):
        page = desk.get("/desk/?view=call").content.decode()
        assert ("等下雨" in page, "今天下过雨了" in page) == (True, True)
        assert "今天下过雨了" not in desk.get("/desk/?view=closed").content.decode()
        for key in ("a", "b"):
            assert desk.post("/desk/rain/", {"once": key}).status_code == 302
        waiting.refresh_from_db()
        due = Commitment.objects.get(case=waiting, kind="call_back", ended_at=None).due_by
        assert (waiting.rained_on, due) == (WET, clock.instant("2023-09-20", "17:30"))
        assert "今天下过雨了" not in desk.get("/desk/?view=call").content.decode()
        assert after(old) == [("rain_recheck", True)]
        today = signed_in(cast, "李敏").get("/grid/").content.decode()
        assert ("雨后看" in today, "<h3" in today) == (True, True)
    assert RainDay.objects.count() == 1
    assert [event.kind for event in timeline.of(cast.community)][-1] == "cases.rain_recorded"
    # The next rain asks nobody twice; once it was looked at, rain asks again.
    with at(WET + timedelta(days=2)):
        assert cases.record_rain(community=cast.community, day=clock.today(), by=by(cast, "何静")) == (0, 0)
        cases.look_in(case=old, user=cast.users["李敏"], how="visit", came="fine")
    with at(WET + timedelta(days=4)):
        assert cases.record_rain(community=cast.community, day=clock.today(), by=by(cast, "何静")) == (0, 1)
        case = cases.call_back(appeal=waiting.appeals.get(), by=by(cast, "何静"), outcome="solved")
        assert case.state == "closed", "the rain that was written down settles it"
    assert audit().differences == []


def test_rain_after_hours_falls_due_on_the_next_working_day_and_old_repairs_rest(cast: Cast) -> None:
    old, waiting = closed(cast), verified(cast, "5栋203").case
    with at(date(2023, 12, 20), "20:00"):
        assert cases.record_rain(community=cast.community, day=clock.today(), by=by(cast, "何静")) == (1, 0)
    assert Commitment.objects.get(case=waiting, kind="call_back").due_by.date() == date(2023, 12, 21)
    assert after(old) == []
    BranchRule.objects.filter(code="rain_look_back").delete()
    with at(WET):
        assert cases.record_rain(community=cast.community, day=clock.today(), by=by(cast, "何静")) == (0, 0)


def test_rain_of_another_day_is_written_on_the_calendar_and_no_further_back_than_a_week(cast: Cast) -> None:
    desk, waiting = signed_in(cast, "何静"), verified(cast).case
    with at(WET):
        assert "下雨的日子" in desk.get("/desk/calendar/").content.decode()
        for day, told in (("2023-09-12", "只能记今天"), ("昨天", "日期没看懂"), ("2023-09-19", "记下了：下过雨")):
            page = desk.post("/desk/rain/", {"day": day, "once": day}, follow=True)
            assert (page.redirect_chain[0][0], told in page.content.decode()) == ("/desk/calendar/", True)
    waiting.refresh_from_db()
    assert waiting.rained_on == date(2023, 9, 19)


def test_rain_before_the_work_was_done_proves_nothing(cast: Cast) -> None:
    with at(date(2023, 9, 14)):
        case = verified(cast).case
        assert cases.record_rain(community=cast.community, day=date(2023, 9, 13), by=by(cast, "何静")) == (0, 0)
    case.refresh_from_db()
    assert case.rained_on is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_what_is_looked_at_costs_one_statement(cast: Cast, rows: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(rows):
        closed(cast, f"5栋{2 + number}03")
    with at(WET):
        cases.record_rain(community=cast.community, day=WET, by=by(cast, "何静"))
    user = cast.users["李敏"]
    list(user.posts)
    with django_assert_num_queries(1):
        held = queries.after_in_hands_of(user)
        assert [one.case.where and one.case.building.label for one in held] == ["5栋"] * rows
