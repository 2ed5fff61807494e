"""The field's writes: the way of the roof gutter from intake to close, and what is refused on it."""

from datetime import date
from io import BytesIO

import pytest

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.core import clock, jobs, links, pictures
from huying.core.errors import Refused
from huying.core.models import File, SignedLink
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import Finding, Visit

from .road import FOUND, MORNING, by, dispatched, finished, found, jpeg, ordered, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def shots(*, keep: bool = False, n: int = 1) -> tuple[pictures.Picture, ...]:
    return pictures.read([BytesIO(jpeg(here=True)) for _nth in range(n)], keep_place_and_time=keep)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def open_now(case: Case) -> list[str]:
    return list(
        Commitment.objects.filter(case=case, ended_at=None).order_by("opened_at").values_list("kind", flat=True)
    )


def test_the_roof_gutter_from_intake_to_close(cast: Cast) -> None:
    """S1, step by step: the state, and who holds it, after each."""
    limin = cast.users["李敏"]
    case = received(cast)
    went = [("received", ["triage"])]

    def step() -> None:
        went.append((state(case), open_now(case)))

    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"))
    step()
    cases.acknowledge(case=case, user=limin)
    step()
    actions.record_visit(case=case, user=limin, outcome="seen", found=FOUND, pictures=shots())
    step()
    order = actions.order(
        case=case, vendor=cast.vendors["安居防水修缮"], task="重做防水", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=by(cast, "何静"),
    )  # fmt: skip
    step()
    actions.accept_order(order=order)
    actions.finish_order(order=order, result="resolved", cost_cents=268_000, before=shots(), after=shots())
    step()
    actions.check(case=case, user=limin, passed=True, note="没有开口。", pictures=shots())
    step()
    with clock.at(clock.instant("2023-09-20", "15:30")):
        cases.call_back(
            appeal=Appeal.objects.get(case=case), by=by(cast, "何静"), outcome="solved", satisfaction="satisfied",
            rained_on=date(2023, 9, 20),
        )  # fmt: skip
        step()
        token = SignedLink.objects.get(subject_id=order.pk).token
        assert links.find(token)
        jobs.run_ready()
        assert links.find(token) is None
    assert went == [
        ("received", ["triage"]),
        ("dispatched", ["visit"]),
        ("in_hand", ["visit"]),
        ("in_hand", ["visit"]),
        ("in_hand", ["visit", "order"]),
        ("handled", ["verify"]),
        ("verified", ["call_back"]),
        ("closed", []),
    ]
    assert audit().differences == []


def test_whoever_stands_at_the_door_has_it(cast: Cast) -> None:
    case = dispatched(cast)
    actions.record_visit(case=case, user=cast.users["李敏"], outcome="nobody_home", note="敲门没人应")
    assert state(case) == "in_hand"
    assert Commitment.objects.get(case=case, kind="visit").acked_at == MORNING
    assert (Visit.objects.count(), Finding.objects.count()) == (1, 0)


def test_another_workers_matter_is_not_visited_unsigned(cast: Cast) -> None:
    case = dispatched(cast)
    with pytest.raises(Refused, match="不在您手上"):
        actions.record_visit(case=case, user=cast.users["陈涛"], outcome="seen", found=FOUND)
    assert Visit.objects.count() == 0


def test_nobody_handles_without_a_finding(cast: Cast) -> None:
    case = dispatched(cast)
    actions.record_visit(case=case, user=cast.users["李敏"], outcome="no_entry")
    with pytest.raises(Refused, match="还没有查看情况"):
        actions.handle(case=case, user=cast.users["李敏"])


def test_nobody_handles_while_a_vendor_is_at_it(cast: Cast) -> None:
    order = ordered(cast)
    with pytest.raises(Refused, match="还有工单没完工"):
        actions.handle(case=order.case, user=cast.users["李敏"])


def test_the_doer_may_not_check_and_no_picture_stays(cast: Cast) -> None:
    case = found(cast)
    actions.handle(case=case, user=cast.users["李敏"])
    for passed in (True, False):
        with pytest.raises(Refused, match="不能自己核查"):
            actions.check(case=case, user=cast.users["李敏"], passed=passed, note="好了", pictures=shots())
    assert state(case) == "handled"
    assert File.objects.filter(purpose="check").count() == 0


def test_a_failed_check_needs_its_reason_and_goes_back(cast: Cast) -> None:
    case = finished(cast)
    with pytest.raises(Refused, match="请写明原因"):
        actions.check(case=case, user=cast.users["李敏"], passed=False)
    actions.check(case=case, user=cast.users["李敏"], passed=False, note="接缝还渗", pictures=shots(n=2))
    assert (state(case), open_now(case)) == ("in_hand", ["visit"])
    assert File.objects.filter(purpose="check", subject_id=case.pk).count() == 2


def test_work_half_done_stays_in_hand(cast: Cast) -> None:
    case = finished(cast, "partly")
    assert (case.state, sorted(open_now(case))) == ("in_hand", ["next_order", "visit"])


def test_no_order_ends_before_it_begins(cast: Cast) -> None:
    with pytest.raises(Refused, match="已经过去了"):
        actions.order(
            case=found(cast), vendor=cast.vendors["安居防水修缮"], task="修", payer="fund", due_by=MORNING,
            by=by(cast, "何静"),
        )  # fmt: skip


def test_accepting_twice_is_accepting_once(cast: Cast) -> None:
    order = ordered(cast)
    first = actions.accept_order(order=order)
    with clock.at(clock.instant("2023-09-12", "12:00")):
        assert actions.accept_order(order=order).accepted_at == first.accepted_at == MORNING


def test_an_order_is_finished_once(cast: Cast) -> None:
    order = ordered(cast)
    actions.finish_order(order=order, result="resolved", cost_cents=0)
    with pytest.raises(Refused, match="已经报过完工了"):
        actions.finish_order(order=order, result="resolved", cost_cents=100)
    order.refresh_from_db()
    assert (order.cost_cents, order.accepted_at) == (0, MORNING)


def said(cast: Cast) -> cases.Said:
    return cases.Said(
        text="2单元三楼楼道灯不亮，换了灯泡。", channel="patrol", nature="help", urgency="normal",
        category=Category.objects.get(pk="light"), building=cast.building("5"), spot="2单元三楼",
    )  # fmt: skip


@pytest.mark.parametrize(("proof", "note", "n"), [("photo", "", 1), ("witness", "有人在场：彭德胜", 0)])
def test_found_and_fixed_is_closed_with_a_proof(cast: Cast, proof: str, note: str, n: int) -> None:
    appeal = actions.find_and_fix(
        community=cast.community, said=said(cast), user=cast.users["李敏"], proof=proof, note=note, pictures=shots(n=n)
    )
    assert (state(appeal.case), open_now(appeal.case)) == ("closed", [])
    assert appeal.number == "23090001"
    assert File.objects.filter(subject_id=appeal.case_id, purpose="after").count() == n
    assert audit().differences == []


@pytest.mark.parametrize(("proof", "words"), [("photo", "还没有照片"), ("", "请留一样凭据")])
def test_a_word_alone_closes_nothing(cast: Cast, proof: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.find_and_fix(
            community=cast.community, said=said(cast), user=cast.users["李敏"], proof=proof, note="换好了"
        )
    assert Case.objects.count() == 0
