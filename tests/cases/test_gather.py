"""Several people, several homes, one matter: joining, closing when everybody is answered, withdrawing, and what each reads."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases import marks
from huying.cases.audit import audit
from huying.cases.history import history
from huying.cases.models import Appeal, Case, CaseHome, Category, Commitment
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.demo.cast import Cast

from .desk_stage import NOW, by, closed, found, handled, ordered, received, signed_in, state, verified

RESIDENT = Actor("resident")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def joined(case: Case, *homes: cases.Concerned, **said: str) -> Appeal:
    words = {
        "text": "我家也漏，床都湿了。", "channel": "phone", "nature": "help", "urgency": "normal",
        "reporter_name": "彭德胜", "reporter_phone": "13900000136", "address_text": "5栋304", **said,
    }  # fmt: skip
    told = cases.Said(category=Category.objects.get(pk="light"), homes=homes, **words)
    return cases.join(case=case, said=told, by=RESIDENT)


def again(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


# --- joining ----------------------------------------------------------------------------------------------------------


def test_who_joins_has_a_number_a_link_and_a_promise_of_their_own(cast: Cast) -> None:
    first = found(cast)
    with clock.at(clock.instant("2023-09-13", "09:10")):
        second = joined(first.case)
    assert second.case_id == first.case_id
    assert (second.number, again(first).number) == ("23090002", "23090001")
    assert second.tracking != first.tracking
    assert again(second).answer_by > again(first).answer_by  # said a day later
    assert (state(first), Case.objects.count()) == ("in_hand", 1)
    assert Commitment.objects.filter(case=first.case_id, ended_at=None).count() == 1
    assert audit().differences == []


def test_who_joins_a_case_that_was_merged_meanwhile_joins_the_one_that_goes_on(cast: Cast) -> None:
    first, other = found(cast), received(cast, home="5栋102")
    cases.merge(case=other.case, into=first.case, by=by(cast, "何静"))
    assert joined(other.case).case_id == first.case_id


def test_nobody_joins_what_has_ended(cast: Cast) -> None:
    with pytest.raises(Refused):
        joined(closed(cast).case)
    assert Appeal.objects.count() == 1


def test_the_desk_adds_an_appeal_to_what_stands_beside(cast: Cast, officer: Client) -> None:
    first = found(cast)
    told = {
        "text": "我楼上也漏。", "channel": "phone", "address": "5栋304", "spot": "", "name": "彭德胜", "phone": "",
        "category": "house_roof", "urgency": "normal", "nature": "help", "act": "dispatch", "once": "1",
    }  # fmt: skip
    shown = officer.post("/desk/intake/read/", told).content.decode()
    assert f'name="same" form="f" id="id_same_0" value="{first.case_id}"' in shown
    answer = officer.post("/desk/intake/", told | {"same": str(first.case_id)})
    assert answer.url == reverse("case", args=[first.case_id])
    assert [one.reporter_name for one in first.case.appeals.order_by("number")] == ["江秋莲", "彭德胜"]
    page = officer.get(answer.url).content.decode()
    assert "加进 2309 0001 一起办" in page
    assert "2309 0002" in page


def test_what_was_chosen_and_is_gone_asks_again(cast: Cast, officer: Client) -> None:
    ended = closed(cast)
    told = {
        "text": "我楼上也漏。", "channel": "phone", "address": "5栋304", "spot": "", "name": "", "phone": "", "once": "1",
        "category": "house_roof", "urgency": "normal", "nature": "help", "act": "note", "same": str(ended.case_id),
    }  # fmt: skip
    assert "那一件已经有了变化" in officer.post("/desk/intake/", told).content.decode()
    assert Appeal.objects.count() == 1


# --- my home too ------------------------------------------------------------------------------------------------------


def lamp(cast: Cast, spot: str = "2单元三楼楼道") -> Appeal:
    said = cases.Said(
        text="灯不亮。", channel="phone", nature="help", urgency="normal", building=cast.building("5"), spot=spot,
        category=Category.objects.get(pk="light"), reporter_name="彭德胜", reporter_phone="13900000136",
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=by(cast, "何静"))


def test_my_home_too_is_one_tap(cast: Cast, client: Client) -> None:
    first, house = lamp(cast), cast.building("5")
    page = client.get(f"/b/{house.code}/").content.decode()
    assert "2单元三楼楼道" in page
    answer = client.post(f"/b/{house.code}/too/", {"number": first.case.number, "once": "1"})
    second = Appeal.objects.exclude(pk=first.pk).get()
    assert answer.url == reverse("receipt", args=[second.tracking])
    assert (second.case_id, second.channel, second.joined) == (first.case_id, "web", True)
    assert "2309 0002" in client.get(answer.url).content.decode()
    events = [event.kind for event in timeline.of(first.case)]
    assert events[-1] == "cases.joined"


def test_with_a_door_and_a_number(cast: Cast, client: Client) -> None:
    first, house = lamp(cast), cast.building("5")
    client.post(f"/b/{house.code}/too/", {"number": first.case.number, "door": "303", "phone": "139 0000 0303"})
    second = Appeal.objects.exclude(pk=first.pk).get()
    assert (second.reporter_phone, second.address_text) == ("13900000303", "5栋303")
    assert [(row.where, row.role) for row in CaseHome.objects.all()] == [("5栋303", "affected")]


def test_a_wrong_number_is_said_and_nothing_is_kept(cast: Cast, client: Client) -> None:
    first, house = lamp(cast), cast.building("5")
    answer = client.post(f"/b/{house.code}/too/", {"number": first.case.number, "phone": "12"})
    assert answer.status_code == 422
    assert Appeal.objects.count() == 1


def test_what_is_in_a_home_is_nobody_elses(cast: Cast, client: Client) -> None:
    first, house = received(cast), cast.building("5")
    assert "我家也是" not in client.get(f"/b/{house.code}/").content.decode()
    assert client.post(f"/b/{house.code}/too/", {"number": first.case.number}).status_code == 404


def test_a_spot_that_names_a_person_or_a_door_is_not_told(cast: Cast, client: Client) -> None:
    lamp(cast, "江秋莲家门口")
    lamp(cast, "303门口")
    page = client.get(f"/b/{cast.building('5').code}/").content.decode()
    assert ("江秋莲" in page, "303" in page) == (False, False)
    assert page.count("我家也是") == 2


# --- closing ----------------------------------------------------------------------------------------------------------


def answer(officer: Client, appeal: Appeal, outcome: str, **said: str) -> None:
    given = {"seen": state(appeal), "appeal": str(appeal.pk), "outcome": outcome, "satisfaction": "satisfied", **said}
    officer.post(reverse("case_call_back", args=[appeal.case_id]), {**given, "rained_on": "2023-09-12"})


def test_it_closes_when_everybody_is_answered(cast: Cast, officer: Client) -> None:
    first = verified(cast)
    second = joined(first.case)
    page = officer.get(reverse("case", args=[first.case_id])).content.decode()
    assert ("江秋莲，2309 0001" in page, "彭德胜，2309 0002" in page) == (True, True)
    answer(officer, second, "solved")
    assert (state(first), again(first).open, again(second).open) == ("verified", True, False)
    answer(officer, first, "solved")
    assert state(first) == "closed"
    assert audit().differences == []


def test_two_may_disagree(cast: Cast, officer: Client) -> None:
    """Solved for one, reopened for the other: the first answer stands."""
    first = verified(cast)
    second = joined(first.case)
    answer(officer, first, "solved")
    answer(officer, second, "unsolved", note="我家还滴")
    assert (state(first), again(first).outcome, again(second).open) == ("reopened", "solved", True)
    assert audit().differences == []


def test_the_desk_reopens_for_whom_it_was_asked(cast: Cast, officer: Client) -> None:
    first = verified(cast)
    second = joined(first.case)
    answer(officer, first, "solved")
    answer(officer, second, "solved")
    given = {"seen": "closed", "appeal": str(second.pk), "reason": "又滴了"}
    officer.post(reverse("case_reopen", args=[first.case_id]), given)
    assert (state(first), again(first).outcome, again(second).outcome) == ("reopened", "solved", "")
    officer.post(reverse("case_reopen", args=[first.case_id]), {"seen": "reopened", "reason": "又滴了"})
    assert again(first).outcome == "solved"


def test_whoever_left_no_number_is_not_rung_three_times(cast: Cast, officer: Client) -> None:
    first = verified(cast, reporter_phone="")
    answer(officer, first, "no_phone")
    assert state(first) == "verified"  # a reason is wanted
    answer(officer, first, "no_phone", note="网上报的，没留电话")
    assert (state(first), again(first).outcome) == ("closed", "no_phone")


def test_whoever_left_one_is(cast: Cast) -> None:
    first = verified(cast)
    with pytest.raises(Refused):
        cases.call_back(
            appeal=first, by=by(cast, "何静"), outcome="no_phone", note="懒得打", rained_on=date(2023, 9, 12)
        )


# --- withdrawing ------------------------------------------------------------------------------------------------------


def test_the_last_one_to_withdraw_ends_it(cast: Cast, client: Client) -> None:
    first = found(cast)
    second = joined(first.case)
    address = reverse("withdraw_by_link", args=[second.tracking])
    assert "真的不用办了" in client.get(address).content.decode()
    assert client.post(address, {"once": "1"}).status_code == 302
    assert (state(first), again(second).outcome) == ("in_hand", "withdrawn")
    assert client.get(address).status_code == 302  # not offered any more
    client.post(reverse("withdraw_by_link", args=[first.tracking]), {"once": "2"})
    assert state(first) == "closed"
    assert not Commitment.objects.filter(case=first.case_id, ended_at=None).exists()
    assert [event.kind for event in timeline.of(first.case)][-2:] == ["cases.withdrawn", "cases.stood_down"]
    assert audit().differences == []


def test_one_is_answered_the_other_withdraws_and_it_closes(cast: Cast, officer: Client) -> None:
    first = verified(cast)
    second = joined(first.case)
    answer(officer, first, "solved")
    cases.withdraw(appeal=second, by=RESIDENT)
    assert state(first) == "closed"
    assert [event.kind for event in timeline.of(first.case)][-1] == "cases.closed"


@pytest.mark.parametrize("said", [{"urgency": "emergency"}, {"text": "楼道里好浓的煤气味，怕是漏气了！"}])
def test_what_may_be_dangerous_an_officer_decides(cast: Cast, officer: Client, said: dict[str, str]) -> None:
    first = received(cast, **said)
    cases.withdraw(appeal=first, by=RESIDENT)
    assert state(first) == "received"
    address = reverse("case_stand_down", args=[first.case_id])
    assert "没有危险" in officer.post(address, {"seen": "received", "reason": ""}).content.decode()
    assert state(first) == "received"
    officer.post(address, {"seen": "received", "reason": "去看过，阀门关好了"})
    assert state(first) == "closed"
    assert audit().differences == []


def test_a_vendor_at_work_is_not_left_alone(cast: Cast) -> None:
    first = ordered(cast)
    cases.withdraw(appeal=first, by=RESIDENT)
    assert state(first) == "in_hand"
    with pytest.raises(Refused):
        cases.stand_down(case=first.case, reason="没人要了", by=by(cast, "何静"))


def test_the_funds_papers_do_not_hold_it_open(cast: Cast) -> None:
    """They go on apart from the matter, which nobody needs any more (decision 10)."""
    first = received(cast)
    due = clock.now() + timedelta(days=30)
    papers = cases.commit(case=first.case, kind="fund", post=cast.posts["何静"], due_by=due)
    cases.withdraw(appeal=first, by=RESIDENT)
    papers.refresh_from_db()
    assert (state(first), papers.ended_at) == ("closed", None)
    assert audit().differences == []


def test_nobody_withdraws_twice_and_nobody_ends_it_for_others(cast: Cast) -> None:
    first = received(cast, urgency="emergency")
    second = joined(first.case)
    cases.withdraw(appeal=second, by=RESIDENT)
    for act in (
        lambda: cases.withdraw(appeal=second, by=RESIDENT),
        lambda: cases.stand_down(case=first.case, reason="不办了", by=by(cast, "何静")),
    ):
        with pytest.raises(Refused):
            act()
    assert state(first) == "received"


def test_the_desk_notes_it_on_the_telephone(cast: Cast, officer: Client) -> None:
    first = found(cast)
    second = joined(first.case)
    given = {"seen": "in_hand", "appeal": str(second.pk), "words": "自己修好了"}
    page = officer.post(reverse("case_withdraw", args=[first.case_id]), given, follow=True).content.decode()
    assert "别人的接着办" in page
    assert (again(second).outcome, state(first)) == ("withdrawn", "in_hand")


def test_the_promises_clock_is_as_it_was(cast: Cast) -> None:
    first = handled(cast)
    before = Case.objects.get(pk=first.case_id).handled_at
    joined(first.case)
    assert Case.objects.get(pk=first.case_id).handled_at == before


# --- what each reads --------------------------------------------------------------------------------------------------


def test_a_reporter_reads_nothing_of_another(cast: Cast, client: Client) -> None:
    first = verified(cast)
    second = joined(first.case)
    cases.reopen(appeal=first, reason="我家床头还滴，来看303", by=RESIDENT)
    page = client.get(reverse("track", args=[second.tracking])).content.decode()
    assert "我家也漏" in page
    assert "不止您一家" in page
    for others in ("水帘洞", "床头还滴", "5栋303", "江秋莲", "0303"):
        assert others not in page, others
    own = client.get(reverse("track", args=[first.tracking])).content.decode()
    assert ("床头还滴" in own, "床都湿了" in own) == (True, False)


def test_pictures_of_a_shared_matter_stay_with_the_staff(told: object) -> None:
    case = Case.objects.get(title__startswith="车库顶上滴水")
    with clock.at(clock.instant("2023-12-07", "11:40")):
        shown = [one for one in history(case, audience="staff", appeals=list(case.appeals.all())) if "<img" in one.html]
        assert shown != []
        for appeal in case.appeals.all():
            page = Client().get(reverse("track", args=[appeal.tracking])).content.decode()
            assert "/pictures/" not in page


# --- homes ------------------------------------------------------------------------------------------------------------


def homes_of(case: Case) -> list[tuple[str, str, str]]:
    return [(row.where, row.role, row.standing) for row in CaseHome.objects.filter(case=case)]


def test_two_addresses_yield_two_homes_with_their_roles(cast: Cast, officer: Client) -> None:
    told = {
        "text": "我是新3栋102的，车库顶上滴水，怀疑楼上新3栋101漏下来。", "channel": "phone", "address": "", "spot": "",
        "name": "周建国", "phone": "13900000155", "category": "seepage", "urgency": "normal", "nature": "help",
        "act": "dispatch", "once": "1",
    }  # fmt: skip
    shown = officer.post("/desk/intake/read/", told).content.decode()
    site, above = cast.home("新3栋102"), cast.home("新3栋101")
    assert f'value="home:{site.pk}" checked' in shown
    role = f'name="role:home:{above.pk}"'
    assert shown.count(role) == 5
    assert 'value="suspected_source" checked' in shown
    answer = officer.post(
        "/desk/intake/", told | {"place": f"home:{site.pk}", f"role:home:{above.pk}": "suspected_source"}
    )
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.pk])
    assert (case.home, homes_of(case)) == (site, [("新3栋101", "suspected_source", "said")])


def test_one_tap_says_that_it_has_nothing_to_do_with_it(cast: Cast, officer: Client) -> None:
    above = cast.home("新3栋101")
    told = {
        "text": "怀疑楼上新3栋101漏下来。", "channel": "phone", "address": "新3栋102", "spot": "", "name": "", "phone": "",
        "category": "seepage", "urgency": "normal", "nature": "help", "act": "note", "once": "1",
        f"role:home:{above.pk}": "none",
    }  # fmt: skip
    officer.post("/desk/intake/", told)
    assert homes_of(Case.objects.get()) == []


def test_the_ledger_knows_where_the_caller_lives(cast: Cast) -> None:
    """The reporter's own home, where it is not the site, is one of those it touches."""
    said = cases.Said(
        text="楼下车库滴水。", channel="phone", nature="help", urgency="normal", building=cast.building("新3"),
        spot="楼下车库", resident=cast.residents["周建国"], category=Category.objects.get(pk="seepage"),
    )  # fmt: skip
    case = cases.receive(community=cast.community, said=said, by=by(cast, "何静")).case
    assert homes_of(case) == [("新3栋102", "reporter", "said")]


def test_homes_are_added_judged_changed_and_removed(cast: Cast, officer: Client) -> None:
    case = received(cast).case
    officer.post(reverse("case_homes", args=[case.pk]), {"address": "5栋403", "role": "suspected_source", "once": "1"})
    row = CaseHome.objects.get()
    for act, told in (
        ("confirmed", ("5栋403", "suspected_source", "confirmed")),
        ("excluded", ("5栋403", "suspected_source", "excluded")),
        ("affected", ("5栋403", "affected", "said")),
    ):
        officer.post(reverse("case_home", args=[case.pk, row.pk]), {"act": act, "once": act})
        assert homes_of(case) == [told]
    officer.post(reverse("case_home", args=[case.pk, row.pk]), {"act": "remove", "once": "4"})
    assert homes_of(case) == []
    kinds = [event.kind.removeprefix("cases.home_") for event in timeline.of(case)[1:]]
    assert kinds == ["added", "judged", "judged", "changed", "removed"]
    page = officer.get(reverse("case", args=[case.pk])).content.decode()
    for words in ("何静加上 5栋403：怀疑是源头", "何静改了 5栋403：也受影响", "何静拿掉 5栋403"):
        assert words in page, words


@pytest.mark.parametrize("address", ["5栋303", "九十九栋", "5栋"])
def test_the_site_itself_or_nobodys_home_is_refused(cast: Cast, officer: Client, address: str) -> None:
    case = received(cast).case
    if address == "5栋":
        cases.add_home(case=case, concerned=cases.Concerned(role="affected", building=cast.building("5")), by=RESIDENT)
    before = homes_of(case)
    page = officer.post(reverse("case_homes", args=[case.pk]), {"address": address, "role": "affected"})
    assert "没有保存" in page.content.decode()
    assert homes_of(case) == before


def test_a_case_counts_in_every_house_it_touches(cast: Cast) -> None:
    case, user = received(cast).case, cast.users["何静"]
    home = cast.home("3栋201")
    row = cases.add_home(case=case, concerned=cases.Concerned(role="affected", home=home), by=RESIDENT)
    cases.add_home(case=case, concerned=cases.Concerned(role="affected", home=cast.home("5栋403")), by=RESIDENT)
    houses = [cast.building(name) for name in ("5", "3", "6")]
    found = marks.of_houses(user, [one.pk for one in houses])
    assert {pk: mark.count for pk, mark in found.items()} == {houses[0].pk: 1, houses[1].pk: 1}
    assert [one.where for one in marks.open_in(user, houses[0])] == ["5栋303", "5栋403"]
    assert [(one.where, one.home_id) for one in marks.open_in(user, houses[1])] == [("3栋201", home.pk)]
    cases.judge_home(row=row, standing="excluded", by=RESIDENT)
    assert marks.open_in(user, houses[1]) == []


def test_the_grid_page_shows_them(cast: Cast) -> None:
    first = found(cast)
    concerned = cases.Concerned(role="suspected_source", home=cast.home("5栋403"))
    cases.add_home(case=first.case, concerned=concerned, by=RESIDENT)
    page = signed_in(cast, "李敏").get(reverse("grid_case", args=[first.case_id])).content.decode()
    assert ("5栋403" in page, "怀疑是源头" in page) == (True, True)
