"""志愿者召集: the evening of S2 through the pages; places, the queue, minors, calling off; never a ranking."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Commitment
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.core.models import AccessLog, SignedLink
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field import turnout_queries as queries
from huying.field.models import SafetyNote, SignUp, Turnout
from huying.people import actions as people
from huying.people.models import Volunteer
from tests.cases.desk_stage import by, found, signed_in

EVENING = clock.instant("2023-12-07", "17:20")
START = clock.instant("2023-12-07", "19:00")
CALL = {
    "what": "清一户厨房的污水", "place": "新3栋楼下", "slots": "1", "starts_on": "2023-12-07", "starts_at": "19:00",
    "ends_on": "2023-12-07", "ends_at": "21:30", "danger": "sewage",
}  # fmt: skip
LUO = {"name": "罗小平", "phone": "139 0000 0147", "adult": "on", "asks": "on"}
PENG = {"name": "彭德胜", "phone": "139 0000 0136", "adult": "on"}


def wanted(cast: Cast, **given: Any) -> field.Wanted:
    known = {
        "what": "扫雪", "place": "北门", "slots": 1, "danger": "snow", "leader": cast.users["陈涛"], "starts_at": START,
        "ends_at": START + timedelta(hours=2), **given,
    }  # fmt: skip
    return field.Wanted(**known)


def called(cast: Cast, **given: Any) -> Turnout:
    return field.call_turnout(community=cast.community, wanted=wanted(cast, **given), user=cast.users["陈涛"])


def person(name: str, phone: str, *, adult: bool = True) -> field.Person:
    return field.Person(name=name, phone=phone, adult=adult)


def address(purpose: str, subject: Any) -> str:
    return reverse("link", args=[SignedLink.objects.get(purpose=purpose, subject_id=subject.pk).token])


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_evening_of_the_story(cast: Cast) -> None:
    """李敏 calls for a case, one signs up by link, one is put down by the desk and waits, moves up; hours; the end."""
    with clock.at(EVENING):
        case = found(cast).case
        worker, stranger = signed_in(cast, "李敏"), Client()
        url = reverse("turnout_new") + f"?case={case.pk}"
        assert "戴手套，穿雨靴" in text(worker.get(url))
        sent = worker.post(url, {**CALL, "leader": str(cast.users["李敏"].pk), "once": "c"})
        one = Turnout.objects.get()
        assert (sent.url, one.case_id, one.minors) == (reverse("turnout", args=[one.pk]), case.pk, False)
        held = Commitment.objects.get(case=case, kind="turnout")
        assert (held.post, held.due_by, held.ended_at) == (cast.posts["李敏"], one.ends_at, None)

        join = address("field.turnout", one)
        assert "未满 18 岁的不能来" in text(stranger.get(join))
        minor = stranger.post(join, {**LUO, "adult": "", "once": "m"})
        assert ("要满 18 岁才能来" in text(minor), Volunteer.objects.filter(name="罗小平").exists()) == (True, False)
        signed = stranger.post(join, {**LUO, "once": "l"})
        luo = SignUp.objects.get(volunteer__name="罗小平")
        assert (signed.url, luo.state, luo.volunteer.asks) == (address("field.sign_up", luo), "coming", True)
        assert "报过名了" in text(stranger.post(join, {**LUO, "once": "l2"}))
        full = text(stranger.get(join))
        assert ("人满了，可以排队" in full, "罗小平" in full) == (True, False)

        peng = cast.volunteers["彭德胜"]
        worker.post(reverse("turnout_roster", args=[one.pk]), {"volunteer": str(peng.pk), "once": "p"})
        assert SignUp.objects.get(volunteer=peng).state == "waiting"
        assert stranger.post(signed.url, {"once": "w"}).status_code == 302
        assert (SignUp.objects.get(pk=luo.pk).state, SignUp.objects.get(volunteer=peng).state) == (
            "withdrawn",
            "coming",
        )
        page = text(worker.get(reverse("turnout", args=[one.pk])))
        assert ("请告诉他们" in page, "13900000136" in page) == (True, False)
        assert "13900000136" in text(worker.post(reverse("turnout_phones", args=[one.pk]), {"once": "ph"}))
        assert AccessLog.objects.get(kind="phone").subject_id == one.pk
        change = reverse("turnout_change", args=[one.pk, SignUp.objects.get(volunteer=peng).pk])
        worker.post(change, {"act": "told", "once": "t"})
        assert "请告诉他们" not in text(worker.get(reverse("turnout", args=[one.pk])))
    finish(cast, one)


def finish(cast: Cast, one: Turnout) -> None:
    peng = SignUp.objects.get(turnout=one, state="coming")
    with clock.at(START + timedelta(hours=2)):
        worker = signed_in(cast, "李敏")
        minutes = reverse("turnout_minutes", args=[one.pk])
        wrong = worker.post(minutes, {f"m-{peng.pk}": "1441", "once": "m1"})
        assert (wrong.status_code, "就是 1440 分钟" in text(wrong)) == (422, True)
        worker.post(minutes, {f"m-{peng.pk}": "130", "once": "m2"})
        peng.refresh_from_db()
        assert (peng.minutes, peng.minutes_by) == (130, cast.users["李敏"])
        worker.post(reverse("turnout_end", args=[one.pk]), {"result": "清出来了", "once": "e"})
        one.refresh_from_db()
        held = Commitment.objects.get(kind="turnout")
        assert (one.result, held.done, held.ended_at) == ("清出来了", True, clock.now())
        sheet = reverse("turnout_sheet", args=[one.pk])
        assert "彭德胜" in text(worker.get(sheet))
        assert re.search(r"义务帮忙\s+130\s+分钟", text(worker.get(sheet + "?what=certificates")))
        assert "您帮了 130 分钟" in text(Client().get(address("field.sign_up", peng)))
        desk = text(signed_in(cast, "何静").get(reverse("case", args=[one.case_id])))
        assert ("志愿者召集结束，1 人来帮了忙" in desk, "喊人帮忙" in desk) == (True, True)
    kinds = [event.kind for event in timeline.of(one)]
    assert kinds == [
        "field.turnout_joined", "field.turnout_joined", "field.turnout_left", "field.volunteer_told",
        "field.hours_recorded",
    ]  # fmt: skip


def test_a_case_does_not_end_before_its_turnout(cast: Cast) -> None:
    with clock.at(EVENING):
        appeal = found(cast)
        one = field.call_turnout(
            community=cast.community, wanted=wanted(cast), user=cast.users["李敏"], case=appeal.case
        )
        worker = cast.users["李敏"]
        case = field.handle(case=appeal.case, user=worker)
        case = cases.verify(case=case, by=by(cast, "何静"), method="on_site")
        told = {"outcome": "solved", "satisfaction": "satisfied", "by": by(cast, "刘芳"), "rained_on": clock.today()}
        case = cases.call_back(appeal=appeal, **told)
        assert case.state == "verified"
        with pytest.raises(Refused, match="还没开始"):
            field.end_turnout(turnout=one, result="好了", user=worker)
    with clock.at(START):
        field.end_turnout(turnout=one, result="好了", user=worker)
        case.refresh_from_db()
        assert case.state == "closed"
        with pytest.raises(Refused):
            field.call_off_turnout(turnout=one, reason="晚了", user=worker)


def test_called_off_everybody_is_told(cast: Cast) -> None:
    with clock.at(EVENING):
        one = called(cast)
        comes = field.join_turnout(turnout=one, person=person("罗小平", "13900000147"))
        waits = field.join_turnout(turnout=one, person=person("周建国", "13900000155"))
        with pytest.raises(Refused, match="没有保存"):
            field.call_off_turnout(turnout=one, reason="", user=cast.users["陈涛"])
        desk = signed_in(cast, "何静")
        off = reverse("turnout_off", args=[one.pk])
        assert "还没写为什么取消" in text(desk.post(off, {"reason": "", "once": "1"}))
        desk.post(off, {"reason": "雪化了", "once": "2"})
        assert set(SignUp.objects.filter(to_tell=True)) == {comes, waits}
        assert "取消了，不用来了" in text(Client().get(address("field.sign_up", comes)))
        late = Client().post(address("field.turnout", one), {**PENG, "once": "3"})
        assert "取消了" in text(late)
        with pytest.raises(Refused, match="已经结束"):
            field.leave_turnout(made=comes)
        with pytest.raises(Refused, match="取消了"):
            field.record_minutes(turnout=one, minutes={comes.pk: 10}, user=cast.users["陈涛"])


def test_never_for_electricity_and_never_in_the_past(cast: Cast) -> None:
    with clock.at(EVENING):
        case = found(cast).case
        for given, of in (({"danger": "electricity"}, None), ({"danger": "electricity"}, case), ({"slots": 0}, case)):
            with pytest.raises(Refused, match="没有保存"):
                field.call_turnout(
                    community=cast.community, wanted=wanted(cast, **given), user=cast.users["李敏"], case=of
                )
        form = {**CALL, "danger": "electricity", "leader": str(cast.users["何静"].pk), "ends_at": "18:00", "once": "x"}
        page = text(signed_in(cast, "何静").post(reverse("turnout_new"), form))
        assert ("请有证的电工" in page, "结束要在开始以后" in page, Turnout.objects.count()) == (True, True, 0)


def test_a_known_number_keeps_its_name_and_a_minor_of_the_roster_stays_one(cast: Cast) -> None:
    with clock.at(EVENING):
        one = called(cast, danger="sewage", slots=5)
        made = field.join_turnout(turnout=one, person=person("别人", "13900000136"))
        assert made.volunteer == cast.volunteers["彭德胜"]
        young = people.add_volunteer(
            community=cast.community, name="周小", phone="13900000199", adult=False, by=by(cast, "何静")
        )
        with pytest.raises(Refused, match="18 岁"):
            field.join_turnout(turnout=one, person=person("周小", "13900000199"))
        with pytest.raises(Refused, match="已经在名册上"):
            people.change_volunteer(volunteer=young, by=by(cast, "何静"), phone="13900000136")
        field.leave_turnout(made=made)
        field.leave_turnout(made=made)
        again = field.sign_up(turnout=one, volunteer=made.volunteer)
        assert (again.pk, again.state) == (made.pk, "coming")


def test_others_see_nothing_and_the_street_only_reads(cast: Cast) -> None:
    with clock.at(EVENING):
        one = called(cast)
        field.join_turnout(turnout=one, person=person("罗小平", "13900000147"))
        page = reverse("turnout", args=[one.pk])
        assert signed_in(cast, "高远").get(page).status_code == 404
        assert "扫雪" not in text(signed_in(cast, "高远").get(reverse("turnouts")))
        assert signed_in(cast, "赵宏").get(page).status_code == 403
        assert signed_in(cast, "何静").get(reverse("turnout_new") + "?case=x").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_few_statements(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    with clock.at(EVENING):
        for nth in range(rows):
            one = called(cast, what=f"扫雪{nth}")
            field.join_turnout(turnout=one, person=person("罗小平", "13900000147"))
        desk = signed_in(cast, "何静")
        with django_assert_num_queries(6):
            page = text(desk.get(reverse("turnouts")))
        assert page.count("要 1 人，来 1 人") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_few_statements_and_orders_nobody_by_hours(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    with clock.at(EVENING):
        one = called(cast, slots=3)
        for nth in range(rows):
            with clock.at(EVENING + timedelta(minutes=nth)):
                field.join_turnout(turnout=one, person=person(f"第{nth}位", f"1390000020{nth}"))
    with clock.at(START):
        minutes = {made.pk: 10 * (nth + 1) for nth, made in enumerate(queries.signed_up(one))}
        field.record_minutes(turnout=one, minutes=minutes, user=cast.users["陈涛"])
        desk = signed_in(cast, "何静")
        with django_assert_num_queries(7):
            page = text(desk.get(reverse("turnout", args=[one.pk])))
        people_part = page.split("来的")[1].split("</ul>")[0]
        assert re.findall(r"第(\d)位", people_part) == [str(nth) for nth in range(rows)]


def test_safety_notes_are_the_divisions_own_text(cast: Cast) -> None:
    with clock.at(EVENING):
        before = called(cast, danger="snow")
        street, secretary = signed_in(cast, "赵宏"), signed_in(cast, "刘芳")
        given = {"text": "穿防滑鞋。", "minors": "", "source": "街道通知", "source_on": "2023-12-01"}
        assert street.post(reverse("safety_note", args=["snow"]), {**given, "once": "s"}).status_code == 302
        page = text(secretary.get(reverse("safety_notes")))
        assert ("穿防滑鞋。" in page, "街道通知" in page, "未确认" in page) == (True, True, True)
        wrong = secretary.post(reverse("safety_note", args=["snow"]), {"text": "", "once": "w"})
        assert (wrong.status_code, SafetyNote.objects.count()) == (422, 1)
        assert secretary.get(reverse("safety_note", args=["magic"])).status_code == 404
        after = called(cast, danger="snow")
        assert (before.minors, after.minors, after.safety) == (True, False, "穿防滑鞋。")


def test_the_roster_is_kept_at_the_desk(cast: Cast) -> None:
    desk = signed_in(cast, "何静")
    given = {
        "name": "罗小平",
        "phone": "139 0000 0147",
        "adult": "on",
        "skills": "开车",
        "team": "先锋队",
        "asks": "on",
    }
    assert desk.post(reverse("volunteers"), {**given, "once": "1"}).url == reverse("volunteers")
    again = desk.post(reverse("volunteers"), {**given, "once": "2"})
    assert (again.status_code, "已经在名册上了，没有再加" in text(again)) == (422, True)
    luo = Volunteer.objects.get(name="罗小平")
    url = reverse("volunteer", args=[luo.pk])
    desk.post(url, {**given, "phone": "", "asks": "", "once": "3"})
    luo.refresh_from_db()
    assert (luo.phone, luo.asks) == ("13900000147", False)
    assert "已经在名册上了" in text(desk.post(url, {**given, "phone": "13900000136", "once": "4"}))
    page = text(desk.get(reverse("volunteers")))
    assert ("139****0147" in page, "13900000147" in page) == (True, False)
    other = signed_in(cast, "高远")
    assert (other.get(url).status_code, "罗小平" in text(other.get(reverse("volunteers")))) == (404, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roster_takes_few_statements(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    for nth in range(rows - 1):
        people.add_volunteer(
            community=cast.community, name=f"第{nth}位", phone=f"1390000020{nth}", adult=True, by=by(cast, "何静")
        )
    desk = signed_in(cast, "何静")
    with django_assert_num_queries(4):
        page = text(desk.get(reverse("volunteers")))
    assert page.count('scope="row"') == rows
