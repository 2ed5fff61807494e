"""台账转入: a ledger's rows as cases, their timeline and numbers, and that they go again unless somebody used them."""

from datetime import timedelta

import pytest
from django.test import Client

from huying.cases import actions, search
from huying.cases.audit import audit
from huying.cases.history import history
from huying.cases.models import Appeal, Case, Category, Commitment, SearchDoc
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.models import Event, EventWords, Job
from huying.demo.cast import Cast

NOW = clock.instant("2023-09-12", "09:00")
TOLD = "查看情况：天沟老化\n处理措施：换了防水"


def entry(cast: Cast, text: str = "顶上滴水，电话13900000999", day: str = "2022-06-03", **more) -> actions.Entry:
    said = actions.Said(
        text=text, channel="hotline", nature="help", urgency="normal", home=cast.home("5栋303"),
        category=Category.objects.get(pk="house_roof"), reporter_name="江秋莲", reporter_phone="13900000303",
    )  # fmt: skip
    facts = {"closed_at": clock.instant("2022-06-20"), "told": TOLD, "outcome": "solved", "satisfaction": "satisfied"}
    return actions.Entry(said=said, said_at=clock.instant(day), **facts | more)


def enter(cast: Cast, *entries: actions.Entry) -> list[Case]:
    with clock.at(NOW):
        return actions.enter_all(community=cast.community, entries=entries, by=Actor.user(cast.users["何静"]))


def test_a_finished_row_is_a_closed_case_of_its_own_days(cast: Cast) -> None:
    (case,) = enter(cast, entry(cast))
    case.refresh_from_db()
    assert (case.state, case.road, case.number, case.where) == ("closed", "entered", "22060001", "5栋303")
    assert (case.received_at, case.closed_at) == (clock.instant("2022-06-03"), clock.instant("2022-06-20"))
    assert {case.respond_by, case.control_by, case.resolve_by, case.handled_at} == {case.closed_at}
    appeal = case.appeals.get()
    assert (appeal.number, appeal.outcome, appeal.satisfaction) == ("22060001", "solved", "satisfied")
    assert (appeal.text, appeal.phones) == ("顶上滴水，电话139****0999", ["13900000303", "13900000999"])
    # 12345 sent it, and was answered in those days.
    assert appeal.outside_replied_at == appeal.answered_at is not None
    assert not Commitment.objects.exists()
    assert audit().differences == []


def test_its_timeline_says_whence_it_came(cast: Cast) -> None:
    (case,) = enter(cast, entry(cast))
    (line,) = history(case, audience="staff")
    assert "何静从以前的登记表转来" in line.html
    assert "天沟老化" in line.html
    assert "已解决" in line.html
    assert "13900000" not in timeline.of(case)[0].body
    (told,) = history(case, audience="reporter")
    assert "天沟老化" not in told.html


def test_an_unfinished_row_is_in_the_desks_hands_and_its_clock_starts_now(cast: Cast) -> None:
    (case,) = enter(cast, entry(cast, closed_at=None))
    case.refresh_from_db()
    assert (case.state, case.road, case.number) == ("received", "long", "23090001")
    assert (case.received_at, case.closed_at, case.handled_at) == (NOW, None, None)
    assert NOW < case.respond_by <= case.control_by <= case.resolve_by
    held = Commitment.objects.get(case=case)
    assert (held.kind, held.post.title, held.due_by) == ("triage", cast.posts["何静"].title, case.respond_by)
    appeal = case.appeals.get()
    assert (appeal.said_at, appeal.outcome, appeal.answered_at) == (clock.instant("2022-06-03"), "", None)
    assert "换了防水" in history(case, audience="staff")[0].html
    assert not Job.objects.exists()
    assert audit().differences == []


def test_numbers_go_on_where_the_month_stands(cast: Cast) -> None:
    enter(cast, entry(cast), entry(cast, day="2022-07-01"), entry(cast))
    cases = enter(cast, entry(cast, day="2022-06-29"))
    assert [case.number for case in cases] == ["22060003"]
    assert sorted(Case.objects.values_list("number", flat=True)) == ["22060001", "22060002", "22060003", "22070001"]


def test_they_are_found_by_their_words_and_by_what_became_of_them(cast: Cast) -> None:
    enter(cast, entry(cast))
    for said in ("滴水", "天沟老化", "江秋莲", "22060001", "13900000999"):
        assert search.find(cast.users["何静"], said).count == 1, said


def test_their_terms_are_those_that_reindex_makes(cast: Cast) -> None:
    long = "一下雨屋里像水帘洞一样，顶上到处滴水，打过13900000888，讲了五次都没有人来看过"
    enter(cast, entry(cast), entry(cast, text=long, told="备注：5栋\n处理措施：303"), entry(cast, text=f"{long}。"))
    kept = dict(SearchDoc.objects.values_list("case", "tokens"))
    actions.reindex()
    assert dict(SearchDoc.objects.values_list("case", "tokens")) == kept


@pytest.mark.parametrize("closed", [True, False])
def test_untouched_they_go_again_and_the_history_holds(cast: Cast, closed: bool) -> None:
    (case,) = enter(cast, entry(cast) if closed else entry(cast, closed_at=None))
    assert actions.take_back(cases=[case.pk], by=Actor.user(cast.users["何静"])) == 1
    assert [table.objects.count() for table in (Case, Appeal, Commitment)] == [0, 0, 0]
    told = Event.objects.filter(subject_id=str(case.pk))
    assert not EventWords.objects.filter(event_id__in=told.values("pk")).exists()
    kinds = list(Event.objects.filter(subject_id=str(case.pk)).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["cases.entered" if closed else "cases.received", "cases.entry_undone"]
    assert (audit().differences, audit().cases) == ([], 0)
    assert search.find(cast.users["何静"], "滴水").count == 0
    assert actions.take_back(cases=[case.pk], by=Actor.user(cast.users["何静"])) == 0


def test_what_came_into_use_stays(cast: Cast) -> None:
    by = Actor.user(cast.users["何静"])
    reopened, first, second, idle = enter(cast, *[entry(cast)] * 4)
    with clock.at(NOW + timedelta(hours=1)):
        actions.reopen(appeal=reopened.appeals.get(), reason="又漏了", by=by)
        actions.link_similar(case=first, other=second, by=by)
        assert actions.take_back(cases=[one.pk for one in (reopened, first, second, idle)], by=by) == 1
    assert set(Case.objects.values_list("pk", flat=True)) == {reopened.pk, first.pk, second.pk}
    assert audit().differences == []


def test_a_case_without_a_row_and_an_undoing_is_still_found_out(cast: Cast) -> None:
    (case,) = enter(cast, entry(cast))
    for table in (Appeal, Case):
        table.objects.all().delete()
    assert audit().differences == [f"case {case.pk}: its history leads to closed, its row says nothing, for it is gone"]


def test_its_pages_show_it(cast: Cast, client: Client) -> None:
    (case,) = enter(cast, entry(cast))
    client.force_login(cast.users["何静"])
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "从以前的登记表转来" in page
    assert "顶上滴水" in client.get("/desk/?view=closed").content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_many_cost_no_more_statements_than_one(cast: Cast, django_assert_num_queries, many: int) -> None:
    entries = [entry(cast, text=f"第{n}次漏") for n in range(many)]
    # in savepoints: all of it, the month's series, each bulk; the numbers, the last events, and five tables written
    with django_assert_num_queries(15):
        enter(cast, *entries)
