"""Going into a home: the owner's consent from asking to taking it back, two visitors, an emergency and its notice; and
whom we tried to reach."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from huying import wiring
from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Commitment
from huying.channels.models import Notice
from huying.core import clock, jobs, pictures, timeline
from huying.core.errors import Refused
from huying.core.models import AccessLog, Event
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import ContactAttempt, EmergencyEntry, EntryAuthorisation, Visit, Visitor
from huying.rules.codes import TRIES

from .door import AGENT, HELPER, NIECE, OWNER, asked, confirm, danger, given, terms
from .road import FOUND, MORNING, by, dispatched, finished, found, jpeg, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


def fresh(entry: EntryAuthorisation) -> EntryAuthorisation:
    return EntryAuthorisation.objects.get(pk=entry.pk)


def kinds(case: Case) -> list[str]:
    return [event.kind for event in timeline.of(case)]


def shot() -> tuple[pictures.Picture, ...]:
    return pictures.read([BytesIO(jpeg())])


# --- whom we tried to reach -------------------------------------------------------------------------------------------


def test_reaching_the_reporter_keeps_the_promise_and_a_try_does_not(cast: Cast) -> None:
    case, officer = received(cast), cast.users["何静"]
    told = {"case": case, "user": officer, "channel": "phone"}
    actions.contact(**told, whom="owner", outcome="reached", name="汪致远", phone=OWNER)
    actions.contact(**told, whom="reporter", outcome="no_answer")
    assert Case.objects.get(pk=case.pk).responded_at is None
    with clock.at(MORNING + timedelta(minutes=5)):
        actions.contact(**told, whom="reporter", outcome="call_back")
    with clock.at(MORNING + timedelta(minutes=9)):
        actions.contact(**told, whom="reporter", outcome="reached")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.responded_at) == ("received", MORNING + timedelta(minutes=5))
    assert ContactAttempt.objects.get(whom="owner").phone == OWNER
    assert [event.public for event in timeline.of(case) if event.kind == "field.contact_tried"] == [False] * 4
    assert OWNER not in str(list(Event.objects.values_list("body", flat=True)))


def test_a_contact_leaves_the_promises_clock_alone(cast: Cast) -> None:
    case = finished(cast)
    handled = case.handled_at
    with clock.at(MORNING + timedelta(hours=2)):
        actions.contact(case=case, user=cast.users["何静"], whom="reporter", channel="phone", outcome="reached")
    assert (Case.objects.get(pk=case.pk).handled_at, handled is None) == (handled, False)


def test_nothing_is_recorded_of_a_closed_case(cast: Cast) -> None:
    case = received(cast, category="house_affairs")
    cases.answer(case=case, reply="好", by=by(cast, "何静"))
    with pytest.raises(Refused):
        actions.contact(case=case, user=cast.users["何静"], whom="reporter", channel="phone", outcome="reached")


# --- asking and giving ------------------------------------------------------------------------------------------------


def test_an_owner_gives_it_with_the_code_read_out_to_them(cast: Cast) -> None:
    case = dispatched(cast)
    entry = asked(cast, case)
    made = actions.make_code(entry=entry, by=by(cast, "何静"))
    assert (len(made.code), made.code.isdecimal(), made.phone, made.sent) == (6, True, OWNER, False)
    ends = MORNING + timedelta(days=1)
    assert actions.confirm_entry(entry=entry, code=made.code, photograph=False, repair=True, ends_at=ends) == ""
    entry = fresh(entry)
    assert (entry.confirmed_at, entry.photograph, entry.repair, entry.ends_at, entry.code) == (
        MORNING, False, True, ends, "",
    )  # fmt: skip
    log = AccessLog.objects.get(subject_id=entry.pk)
    assert (log.kind, log.reason, log.actor) == ("phone", "call", str(by(cast, "何静")))
    last = timeline.of(case)[-1]
    assert (last.kind, last.actor, last.public) == ("field.entry_given", f"owner:{entry.pk}", False)
    with pytest.raises(Refused, match="已经确认过"):
        actions.confirm_entry(entry=entry, code=made.code, photograph=True, repair=True, ends_at=ends)
    with pytest.raises(Refused, match="不用码了"):
        actions.make_code(entry=entry, by=by(cast, "何静"))
    assert audit().differences == []


@pytest.mark.parametrize(
    "more",
    [{"photograph": True}, {"ends_at": MORNING + timedelta(days=3)}, {"ends_at": MORNING}],
    ids=["photos", "longer", "empty"],
)
def test_nobody_gives_more_than_was_asked(cast: Cast, more: dict[str, Any]) -> None:
    entry = asked(cast, dispatched(cast), photograph=False)
    with pytest.raises(Refused, match="只能比请求的少"):
        confirm(cast, entry, **more)
    assert fresh(entry).confirmed_at is None


def test_wrong_codes_are_counted_and_the_sixth_try_is_too_late(cast: Cast) -> None:
    entry = asked(cast, dispatched(cast))
    made = actions.make_code(entry=entry, by=by(cast, "何静"))
    terms = {"photograph": True, "repair": True, "ends_at": entry.ends_at}
    wrong = "000000" if made.code != "000000" else "111111"
    said = [actions.confirm_entry(entry=entry, code=wrong, **terms) for _nth in range(TRIES)]
    assert said == ["wrong"] * TRIES
    assert actions.confirm_entry(entry=entry, code=made.code, **terms) == "spent"
    assert confirm(cast, entry) == "", "a new code starts anew"


def test_a_code_lives_ten_minutes_and_dies_with_the_next(cast: Cast) -> None:
    entry = asked(cast, dispatched(cast))
    terms = {"photograph": True, "repair": True, "ends_at": entry.ends_at}
    assert actions.confirm_entry(entry=entry, code="", **terms) == "none"
    first = actions.make_code(entry=entry, by=by(cast, "何静")).code
    with clock.at(MORNING + timedelta(minutes=10)):
        assert actions.confirm_entry(entry=entry, code=first, **terms) == "late"
        second = actions.make_code(entry=entry, by=by(cast, "何静")).code
        if first != second:
            assert actions.confirm_entry(entry=entry, code=first, **terms) == "wrong"
        assert actions.confirm_entry(entry=entry, code=second, **terms) == ""


SENT: list[tuple[str, str]] = []


def telephone(*, community: object, phone: str, code: str) -> bool:
    """A sender, as a room above would be."""
    SENT.append((phone, code))
    return True


def test_where_a_sender_is_wired_nobody_at_the_desk_sees_the_code(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(wiring, "CODE_SENDER", "tests.field.test_entry_actions.telephone")
    SENT.clear()
    entry = asked(cast, dispatched(cast))
    assert actions.make_code(entry=entry, by=by(cast, "何静")) == ("", "", True)
    assert [(OWNER, fresh(entry).code)] == SENT
    assert not AccessLog.objects.filter(subject_id=entry.pk).exists()


def test_on_paper_it_holds_at_once_and_says_where_the_paper_is(cast: Cast) -> None:
    case = dispatched(cast)
    with pytest.raises(Refused, match="要有凭据"):
        asked(cast, case, how="written")
    by_words = asked(cast, case, how="recorded_call", evidence="前台录音 0912-3")
    by_photo = actions.ask_entry(
        case=case, asked=terms(cast, how="written"), user=cast.users["何静"], pictures=shot()
    )  # fmt: skip
    assert [one.confirmed_at for one in (by_words, by_photo)] == [MORNING, MORNING]
    assert kinds(case)[-4:] == ["field.entry_asked", "field.entry_given"] * 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ends_at": MORNING}, "排得通"),
        ({"starts_at": MORNING - timedelta(days=2), "ends_at": MORNING - timedelta(days=1)}, "排得通"),
        ({"purpose": "看下水管，钥匙在门垫下面"}, "开门的密码"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        asked(cast, dispatched(cast), **changes)
    assert not EntryAuthorisation.objects.exists()


# --- going in ---------------------------------------------------------------------------------------------------------


def go_in(cast: Cast, entry: EntryAuthorisation, **changes: Any) -> Visit:
    plain = {"outcome": "seen", "found": FOUND, "others": (HELPER, NIECE), "entry": entry}
    return actions.record_visit(case=entry.case, user=cast.users["李敏"], **plain | changes)


def test_two_go_in_and_the_owner_is_told_before_and_after(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    limin = cast.users["李敏"]
    actions.open_door(entry=entry, user=limin)
    actions.start_entry(entry=entry, user=limin)
    assert fresh(entry).announced_at == MORNING
    visit = go_in(cast, entry, pictures=shot())
    assert kinds(entry.case)[-5:] == [
        "cases.acknowledged", "field.entry_announced", "field.visit_recorded", "field.entry_done",
        "field.finding_recorded",
    ]  # fmt: skip
    assert [event.public for event in timeline.of(entry.case)[-4:-1]] == [True] * 3
    assert list(Visitor.objects.filter(visit=visit).order_by("pk").values_list("name", "role")) == [HELPER, NIECE]
    assert (visit.entry_id, fresh(entry).announced_at) == (entry.pk, None)
    door = AccessLog.objects.get(subject_id=entry.pk, reason="door")
    assert (door.kind, door.actor) == ("entry", str(by(cast, "李敏")))
    with pytest.raises(Refused, match="现在进去"):
        go_in(cast, entry)
    assert Visit.objects.count() == 1
    assert audit().differences == []


@pytest.mark.parametrize("others", [(), (NIECE,)], ids=["alone", "only those concerned"])
def test_one_alone_or_only_those_concerned_do_not_go_in(cast: Cast, others: tuple[Any, ...]) -> None:
    entry = given(cast, dispatched(cast))
    actions.start_entry(entry=entry, user=cast.users["李敏"])
    with pytest.raises(Refused, match="至少两个人"):
        go_in(cast, entry, others=others)
    assert not Visit.objects.exists()


def test_no_photos_where_the_owner_said_none(cast: Cast) -> None:
    entry = given(cast, dispatched(cast), photograph=False)
    actions.start_entry(entry=entry, user=cast.users["李敏"])
    with pytest.raises(Refused, match="没有同意在屋里拍照"):
        go_in(cast, entry, pictures=shot())
    assert go_in(cast, entry).entry_id == entry.pk


def test_a_closed_door_needs_no_second_visitor(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    visit = go_in(cast, entry, outcome="nobody_home", found=None, others=())
    assert (visit.entry_id, kinds(entry.case)[-1]) == (None, "field.visit_recorded")


@pytest.mark.parametrize(
    ("hours", "revoked"), [(-1, False), (48, False), (1, True)], ids=["not yet", "over", "taken back"]
)  # fmt: skip
def test_what_does_not_hold_now_starts_nothing(cast: Cast, hours: int, revoked: bool) -> None:
    case = dispatched(cast)
    start = MORNING + timedelta(hours=2) if hours < 0 else MORNING
    entry = given(cast, case, starts_at=start, ends_at=MORNING + timedelta(days=2))
    if revoked:
        actions.end_entry(entry=entry)
    with clock.at(MORNING + timedelta(hours=max(hours, 1))), pytest.raises(Refused, match="现在不能用"):
        actions.start_entry(entry=entry, user=cast.users["李敏"])
    assert fresh(entry).announced_at is None


def test_what_was_started_in_time_is_written_down_although_it_ended_since(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    actions.start_entry(entry=entry, user=cast.users["李敏"])
    actions.end_entry(entry=entry)
    with clock.at(MORNING + timedelta(hours=1)):
        assert go_in(cast, entry).entry_id == entry.pk


def test_it_is_written_down_the_same_day(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    actions.start_entry(entry=entry, user=cast.users["李敏"])
    with clock.at(MORNING + timedelta(hours=13)), pytest.raises(Refused, match="现在进去"):
        go_in(cast, entry)


def test_another_matters_consent_opens_nothing(cast: Cast) -> None:
    entry, other = given(cast, dispatched(cast)), dispatched(cast, "5栋102")
    actions.start_entry(entry=entry, user=cast.users["李敏"])
    with pytest.raises(Refused, match="给别的事的"):
        actions.record_visit(
            case=other, user=cast.users["李敏"], outcome="seen", others=(HELPER,), entry=entry
        )  # fmt: skip


def test_taken_back_twice_is_taken_back_once(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    actions.end_entry(entry=entry)
    with clock.at(MORNING + timedelta(hours=1)):
        assert actions.end_entry(entry=entry, by=by(cast, "何静")).revoked_at == MORNING
    assert kinds(entry.case).count("field.entry_ended") == 1


def test_an_owner_takes_back_what_belongs_to_a_closed_matter(cast: Cast) -> None:
    case = dispatched(cast, category="house_affairs")
    entry = given(cast, case)
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert actions.end_entry(entry=entry).revoked_at == MORNING


# --- in danger --------------------------------------------------------------------------------------------------------


def test_in_danger_they_go_in_and_the_secretary_tells_the_owner(cast: Cast) -> None:
    case = dispatched(cast)
    made = actions.enter_emergency(
        case=case, entered=danger(cast), user=cast.users["李敏"], before=shot(), after=shot()
    )  # fmt: skip
    held = Commitment.objects.get(case=case, kind="notify_owner")
    assert (held.post, held.due_by, held.ended_at, made.commitment) == (cast.posts["刘芳"], MORNING, None, held)
    jobs.run_ready()
    assert Notice.objects.filter(post=cast.posts["刘芳"], case=case).count() == 1
    assert Case.objects.get(pk=case.pk).controlled_at == MORNING
    with clock.at(MORNING + timedelta(minutes=30)):
        actions.tell_owner(emergency=made, how="phone", by=by(cast, "刘芳"))
        with pytest.raises(Refused, match="已经有人告诉过"):
            actions.tell_owner(emergency=made, how="note", by=by(cast, "何静"))
    made, held = EmergencyEntry.objects.get(), Commitment.objects.get(pk=held.pk)
    assert (made.told_at, made.told_how, held.done) == (MORNING + timedelta(minutes=30), "phone", True)
    assert kinds(case)[-2:] == ["field.emergency_entered", "field.owner_told"]
    assert audit().differences == []


def test_an_owner_told_on_the_spot_is_owed_nothing(cast: Cast) -> None:
    made = actions.enter_emergency(
        case=dispatched(cast), entered=danger(cast, told_how="in_person", why_not_told=""), user=cast.users["李敏"]
    )  # fmt: skip
    assert (made.told_at, made.commitment) == (MORNING, None)
    assert not Commitment.objects.filter(kind="notify_owner").exists()


@pytest.mark.parametrize(
    "less",
    [
        {"witnesses": ("彭德胜",)}, {"witnesses": ("彭德胜", "彭德胜")}, {"report_number": ""}, {"inventory": " "},
        {"why_not_told": ""}, {"danger": "noise"},
    ],
    ids=["one witness", "the same twice", "no number", "no inventory", "no notice", "no danger"],
)  # fmt: skip
def test_half_a_record_is_none(cast: Cast, less: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="要写全"):
        actions.enter_emergency(case=dispatched(cast), entered=danger(cast, **less), user=cast.users["李敏"])
    assert not EmergencyEntry.objects.exists()


def test_nothing_closes_before_the_owner_knows(cast: Cast) -> None:
    """The work is checked, the reporter satisfied; the matter waits for the notice, and closes with it."""
    case = found(cast)
    made = actions.enter_emergency(case=case, entered=danger(cast), user=cast.users["李敏"])
    actions.handle(case=case, user=cast.users["李敏"])
    cases.verify(case=case, by=by(cast, "刘芳"), method="on_site")
    appeal = Appeal.objects.get(case=case)
    rained = clock.today()
    case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=rained)
    assert case.state == "verified"
    assert set(Commitment.objects.filter(case=case, ended_at=None).values_list("kind", flat=True)) == {
        "call_back", "notify_owner",
    }  # fmt: skip
    assert actions.tell_owner(emergency=made, how="phone", by=by(cast, "刘芳")).state == "closed"
    assert audit().differences == []


def test_an_inquiry_is_not_answered_away_over_an_entry(cast: Cast) -> None:
    case = received(cast, category="house_affairs")
    actions.enter_emergency(case=case, entered=danger(cast), user=cast.users["何静"])
    with pytest.raises(Refused, match="还没告诉户主"):
        cases.answer(case=case, reply="好", by=by(cast, "何静"))


# --- what opens a door ------------------------------------------------------------------------------------------------


def test_no_action_keeps_what_opens_a_door(cast: Cast) -> None:
    case, limin = dispatched(cast), cast.users["李敏"]
    told = "没人在家，钥匙在门垫下面。"
    tries = (
        lambda: actions.record_visit(case=case, user=limin, outcome="nobody_home", note=told),
        lambda: actions.contact(
            case=case, user=limin, whom="owner", channel="phone", outcome="reached", note=told
        ),
        lambda: actions.enter_emergency(case=case, entered=danger(cast, inventory=told), user=limin),
    )  # fmt: skip
    for write in tries:
        with pytest.raises(Refused, match="开门的密码"):
            write()
    assert AGENT not in str(list(Event.objects.values_list("body", flat=True)))


def test_intake_cuts_it_out_even_when_told_to_keep_the_words(cast: Cast) -> None:
    for as_said in (False, True):
        said = cases.Said(
            text="老人一个人在家，门锁密码是1234#，敲门没人应。", channel="phone", nature="help", urgency="urgent",
            category=received(cast).category, spot="5栋", as_said=as_said,
        )  # fmt: skip
        appeal = cases.receive(community=cast.community, said=said, by=by(cast, "何静"))
        assert appeal.text == "老人一个人在家，敲门没人应。"
    only = cases.Said(
        text="钥匙在门垫下面", channel="phone", nature="help", urgency="normal", category=appeal.case.category
    )  # fmt: skip
    assert cases.receive(community=cast.community, said=only, by=by(cast, "何静")).text == "……"
