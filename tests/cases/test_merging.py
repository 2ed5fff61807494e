"""Two cases turn out to be one matter: what moves, what stays, and that a split puts back exactly what moved."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.history import history
from huying.cases.models import Appeal, Case, CaseHome, CaseLink, Commitment
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.field.queries import at_the_door

from .desk_stage import NOW, by, closed, found, handled, ordered, received, signed_in, state, verified

RESIDENT = Actor("resident")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def merge(cast: Cast, gone: Appeal, stays: Appeal) -> Case:
    return cases.merge(case=gone.case, into=stays.case, by=by(cast, "何静"), words="同一根立管")


def split(cast: Cast, gone: Appeal) -> Case:
    return cases.unmerge(case=gone.case, reason="其实是两根", by=by(cast, "何静"))


def case_of(appeal: Appeal) -> object:
    return Appeal.objects.get(pk=appeal.pk).case_id


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Everything that a merge may move, and a split must put back."""
    return {
        "appeals": list(Appeal.objects.order_by("pk").values_list("pk", "case", "outcome", "number")),
        "homes": list(CaseHome.objects.order_by("pk").values_list("pk", "case", "home", "building", "spot", "role")),
        "links": list(CaseLink.objects.order_by("pk").values_list("earlier", "later")),
        "orders": list(WorkOrder.objects.order_by("pk").values_list("pk", "case", "commitment")),
        "open orders": list(
            Commitment.objects.filter(kind="order", ended_at=None).order_by("pk").values_list("pk", "case")
        ),
    }


def concern(appeal: Appeal, cast: Cast, home: str, role: str = "affected") -> None:
    concerned = cases.Concerned(role=role, home=cast.home(home))
    cases.add_home(case=appeal.case, concerned=concerned, by=by(cast, "何静"))


def test_the_other_goes_on_with_everything(cast: Cast) -> None:
    stays, gone, alike = found(cast), ordered(cast, home="5栋403"), received(cast, home="3栋201")
    concern(gone, cast, "5栋404")
    cases.link_similar(case=gone.case, other=alike.case, by=by(cast, "何静"))
    merge(cast, gone, stays)
    assert (state(gone), case_of(gone)) == ("merged", stays.case_id)
    homes = CaseHome.objects.filter(case=stays.case_id)
    assert {(row.where, row.role) for row in homes} == {("5栋403", "site"), ("5栋404", "affected")}
    assert CaseLink.objects.filter(earlier=stays.case_id, later=alike.case_id).count() == 1
    held = Commitment.objects.filter(case=stays.case_id, ended_at=None)
    assert sorted(held.values_list("kind", flat=True)) == ["order", "visit"]
    assert not Commitment.objects.filter(case=gone.case_id, ended_at=None).exists()
    assert WorkOrder.objects.get().case_id == stays.case_id
    assert audit().differences == []


def test_a_split_puts_back_exactly_what_moved(cast: Cast) -> None:
    stays, gone, alike = found(cast), ordered(cast, home="5栋403"), received(cast, home="3栋201")
    concern(gone, cast, "5栋404")
    concern(gone, cast, "5栋303", role="reporter")  # the other's site
    concern(stays, cast, "5栋402")
    concern(gone, cast, "5栋402")  # there already
    cases.link_similar(case=gone.case, other=alike.case, by=by(cast, "何静"))
    before = rows()
    merge(cast, gone, stays)
    assert rows() != before
    split(cast, gone)
    assert rows() == before
    case = Case.objects.get(pk=gone.case_id)
    assert (case.state, case.lead, case.merged_into) == ("dispatched", cast.posts["李敏"], None)
    assert audit().differences == []


def test_without_a_lead_the_desk_sends_somebody(cast: Cast) -> None:
    stays, gone = received(cast), received(cast, home="5栋403")
    merge(cast, gone, stays)
    split(cast, gone)
    assert state(gone) == "accepted"
    assert Commitment.objects.get(case=gone.case_id, ended_at=None).kind == "triage"
    assert audit().differences == []


def test_what_happened_meanwhile_stays(cast: Cast) -> None:
    """A home taken off, an order finished, an appeal that joined: the split undoes the merge and nothing else."""
    stays, gone = found(cast), ordered(cast, home="5栋403")
    merge(cast, gone, stays)
    row = CaseHome.objects.get(role="site")
    cases.remove_home(row=row, by=by(cast, "何静"))
    field.finish_order(order=WorkOrder.objects.get(), result="resolved", cost_cents=100)
    assert state(stays) == "handled"
    said = cases.Said(text="也漏", channel="web", nature="help", category=stays.case.category, urgency="normal")
    third = cases.join(case=stays.case, said=said, by=RESIDENT)
    split(cast, gone)
    assert (case_of(gone), case_of(third), case_of(stays)) == (gone.case_id, stays.case_id, stays.case_id)
    assert WorkOrder.objects.get().case_id == gone.case_id
    assert not CaseHome.objects.exists()
    assert audit().differences == []


def test_chains_come_apart_in_order(cast: Cast) -> None:
    one, two, three = (received(cast, home=home) for home in ("5栋303", "5栋403", "5栋503"))
    before = rows()
    merge(cast, one, two)
    merge(cast, two, three)
    assert {case_of(one), case_of(two)} == {three.case_id}
    with pytest.raises(Refused):
        split(cast, one)
    split(cast, two)
    assert (case_of(one), case_of(two)) == (two.case_id, two.case_id)
    split(cast, one)
    assert rows() == before
    assert audit().differences == []


def test_it_can_be_merged_again(cast: Cast) -> None:
    stays, gone = received(cast), received(cast, home="5栋403")
    before = rows()
    for _time in range(2):
        merge(cast, gone, stays)
        split(cast, gone)
    assert rows() == before


def test_what_cannot_be_one_matter(cast: Cast) -> None:
    one, ended, work = received(cast), closed(cast, home="5栋403"), ordered(cast, home="5栋503")
    before = rows()
    for gone, stays in ((one, one), (one, ended), (ended, one), (work, one)):
        with pytest.raises(Refused):
            merge(cast, gone, stays)
    assert rows() == before
    merge(cast, one, work)  # the other way round it goes
    assert state(one) == "merged"


def test_after_the_end_nothing_is_split(cast: Cast) -> None:
    stays, gone = received(cast), received(cast, home="5栋403")
    merge(cast, gone, stays)
    for appeal in (stays, gone):
        cases.withdraw(appeal=Appeal.objects.get(pk=appeal.pk), by=RESIDENT)
    assert state(stays) == "closed"
    with pytest.raises(Refused):
        split(cast, gone)
    assert audit().differences == []


@pytest.mark.parametrize("turn", [handled, verified])
def test_work_that_was_done_is_looked_at_anew(cast: Cast, turn: object) -> None:
    stays, gone = received(cast), turn(cast, home="5栋403")  # type: ignore[operator]
    merge(cast, gone, stays)
    split(cast, gone)
    case = Case.objects.get(pk=gone.case_id)
    assert (case.state, case.handled_at, case.handled_by, case.verified_how) == ("dispatched", None, "", "")


# --- what people see --------------------------------------------------------------------------------------------------


def test_both_reporters_are_told_and_see_one_progress(cast: Cast, client: Client) -> None:
    stays, gone = found(cast), received(cast, home="5栋403", text="床都湿了。", reporter_name="罗小平")
    merge(cast, gone, stays)
    page = client.get(reverse("track", args=[gone.tracking])).content.decode()
    for words in ("有人先说了同一件事", "李敏", "床都湿了", "5栋403", "不止您一家"):
        assert words in page, words
    for others in ("水帘洞", "5栋303", "江秋莲"):
        assert others not in page, others
    other = client.get(reverse("track", args=[stays.tracking])).content.decode()
    assert ("又有人说了同一件事" in other, "床都湿了" in other, "5栋403" in other) == (True, False, False)


def test_the_timeline_tells_both(cast: Cast, officer: Client) -> None:
    stays, gone = received(cast), found(cast, home="5栋403")
    merge(cast, gone, stays)
    appeals = list(Appeal.objects.filter(case=stays.case_id).select_related("origin"))
    told = history(Case.objects.get(pk=stays.case_id), audience="staff", appeals=appeals)
    here = [entry.event.kind for entry in told if not entry.case_id]
    there = [entry.event.kind for entry in told if entry.case_id == str(gone.case_id)]
    assert sorted(here) == ["cases.received", "cases.took_in"]
    assert {"field.visit_recorded", "field.finding_recorded", "cases.merged"} < set(there)
    page = officer.get(reverse("case", args=[stays.case_id])).content.decode()
    assert ("在并来的那件里" in page, "同一根立管" in page) == (True, True)


def test_what_was_found_there_counts_here(cast: Cast) -> None:
    """An order may rest on a finding of the case that was merged."""
    stays, gone = received(cast), found(cast, home="5栋403")
    merge(cast, gone, stays)
    cases.dispatch(case=stays.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    cases.acknowledge(case=stays.case, user=cast.users["李敏"])
    assert at_the_door(stays.case).finding.case_id == gone.case_id  # type: ignore[union-attr]
    field.order(
        case=stays.case, vendor=cast.vendors["安居防水修缮"], task="修", payer="community", by=by(cast, "何静"),
        due_by=clock.instant("2023-09-15", "18:00"),
    )  # fmt: skip
    assert WorkOrder.objects.get().case_id == stays.case_id


@pytest.mark.parametrize("keep", ["this", "other"])
def test_the_desk_merges_by_number_and_splits_again(cast: Cast, officer: Client, keep: str) -> None:
    this, other = received(cast), received(cast, home="5栋403")
    stays, gone = (this, other) if keep == "this" else (other, this)
    given = {"seen": "received", "number": "2309 0002", "keep": keep, "words": ""}
    page = officer.post(reverse("case_merge", args=[this.case_id]), given, follow=True).content.decode()
    assert "接着办" in page
    assert (state(gone), state(stays)) == ("merged", "received")
    page = officer.get(reverse("case", args=[gone.case_id])).content.decode()
    assert reverse("case", args=[stays.case_id]) in page
    assert "其实是两件，拆开" in page
    officer.post(reverse("case_unmerge", args=[gone.case_id]), {"seen": "merged", "reason": "两件"})
    assert (state(gone), case_of(gone)) == ("accepted", gone.case_id)


def test_an_unknown_number_is_said(cast: Cast, officer: Client) -> None:
    this = received(cast)
    given = {"seen": "received", "number": "2309 0009", "keep": "this"}
    page = officer.post(reverse("case_merge", args=[this.case_id]), given).content.decode()
    assert "2309 0009" in page
    assert state(this) == "received"


def test_a_merged_case_is_in_no_list_of_work(cast: Cast, officer: Client) -> None:
    stays, gone = received(cast), received(cast, home="5栋403")
    merge(cast, gone, stays)
    assert [row.case.pk for row in officer.get("/desk/").context["list"].rows] == [stays.case_id]
    assert officer.get("/desk/?view=closed").context["list"].rows == []


@pytest.mark.parametrize("many", [1, 3])
def test_a_gathered_case_asks_the_same_for_one_and_for_three(
    cast: Cast, officer: Client, django_assert_num_queries: object, many: int
) -> None:
    stays = received(cast)
    for home in ("5栋403", "5栋503", "5栋602")[:many]:
        merge(cast, received(cast, home=home), stays)
    with django_assert_num_queries(14 + 2):  # type: ignore[operator]  # and the savepoint of the notices
        officer.get(reverse("case", args=[stays.case_id]))


def test_the_events_say_what_moved(cast: Cast) -> None:
    stays, gone = received(cast), received(cast, home="5栋403")
    merge(cast, gone, stays)
    said = timeline.data(timeline.of(gone.case)[-1])
    assert (said["other"], said["appeals"]) == (str(stays.case_id), [str(gone.pk)])
    assert (said["homes"], said["orders"], said["work"]) == ([], [], [])
