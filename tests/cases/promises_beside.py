"""What must hold whatever is pressed, beside the road: work and money, volunteers, talks, and the doors of homes."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from huying.cases.models import Assist, Case, JointCall
from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import Event, SignedLink
from huying.field import actions as field
from huying.field.models import (
    Advance,
    Claim,
    EmergencyEntry,
    EntryAuthorisation,
    Mediation,
    SpendingLine,
    Turnout,
    Visit,
)
from huying.people.models import User
from huying.rules import entry as rules
from huying.rules.money import APPROVERS

from .promises import ROAD, Now

ORDERS_END = ("field.work_finished", "field.work_handed_back", "field.work_cancelled", "field.money_refused")

# --- work and money ---------------------------------------------------------------------------------------------------


def closed_has_no_open_order(now: Now) -> None:
    """Nobody is at work, and no money is asked for, on what has ended."""
    assert not now.ended or all(one.finished_at for one in now.orders if one.case_id == now.case.pk)


def orders_end_once(now: Now) -> None:
    """Every order is sent out at most once and ends once, and its commitment with it."""
    orders = now.orders
    assert all((one.finished_at is None) is (one.commitment.ended_at is None) for one in orders)
    if orders:
        told = list(Event.objects.filter(kind__in=[*ORDERS_END, "field.work_ordered"]).values_list("kind", flat=True))
        sent = [one for one in orders if not hasattr(one, "spending") or one.spending.approved]
        assert told.count("field.work_ordered") == len(sent)
        assert len(told) - len(sent) == sum(one.finished_at is not None for one in orders)


def two_voices_before_money(now: Now) -> None:
    """Nothing above the line goes out before two have said yes, neither of them the asker and one from above."""
    orders = [one for one in now.orders if one.estimate_cents]
    line = SpendingLine.objects.get().amount_cents if orders else 0
    for one in orders:
        assert hasattr(one, "spending") is (one.estimate_cents > line)
        yes = list(one.spending.approvals.all())
        assert one.spending.asked_by_id not in {voice.user_id for voice in yes}
        assert one.spending.approved is (len(yes) == APPROVERS)
        assert not one.spending.approved or any(voice.above for voice in yes)
    waiting = [one.pk for one in orders if not one.spending.approved]
    assert not waiting or not SignedLink.objects.filter(subject_id__in=waiting).exists()


def paid_back_no_more_than_lent(now: Now) -> None:
    """Of what was paid for somebody never more comes back than was paid."""
    if "field.repaid" in now.kinds:
        for lent in Advance.objects.prefetch_related("repayments"):
            assert sum(back.amount_cents for back in lent.repayments.all()) <= lent.amount_cents


# --- hands ------------------------------------------------------------------------------------------------------------


def _live_together(rows: Iterable[Any]) -> None:
    for one in rows:
        assert (one.ended_at is None) is (one.commitment.ended_at is None), one


def helpers_hold_their_own(now: Now) -> None:
    """Who was asked to help, or called together, holds that until a word was said of it; and who helped never checks."""
    if now.kinds & {"cases.assist_asked", "cases.joint_called"}:
        asked = list(Assist.objects.filter(case=now.case).select_related("commitment"))
        _live_together([*asked, *JointCall.objects.filter(case=now.case).select_related("commitment")])
        if (now.before.state, now.case.state) == ("handled", "verified"):
            checker = [actor for _seq, kind, actor in now.history if kind == "cases.verified"][-1]
            assert checker not in {f"user:{one.ended_by_id}" for one in asked}


def a_claim_lives_with_its_commitment(now: Now) -> None:
    """One volunteer at a time has a task, for a week at most, and the lead's commitment ends with the claim."""
    if "field.claimed" in now.kinds:
        claims = list(Claim.objects.filter(case=now.case).select_related("commitment"))
        _live_together(claims)
        assert sum(one.open for one in claims) <= 1
        assert all(one.commitment.kind == "claim" and (one.until_by - one.at).days <= 7 for one in claims)
        assert all(bool(one.end) is not one.open for one in claims)


def no_more_hands_than_slots(now: Now) -> None:
    """Never more come than were asked for, nobody waits beside an empty place, and a child is let in only where it may."""
    if "field.turnout_called" in now.kinds:
        rows = Turnout.objects.filter(case=now.case).select_related("commitment")
        for one in rows.prefetch_related("sign_ups__volunteer"):
            signed = list(one.sign_ups.all())
            states = [sign_up.state for sign_up in signed]
            assert states.count("coming") <= one.slots
            assert "waiting" not in states or states.count("coming") == one.slots
            assert one.minors or all(sign_up.volunteer.adult for sign_up in signed)
            assert one.open is (one.commitment.ended_at is None)
            assert one.danger != "electricity"


# --- talks ------------------------------------------------------------------------------------------------------------


def one_mediation_at_a_time(now: Now) -> None:
    """Of one matter one mediation is open, by somebody who is no party; agreed is what both have signed."""
    if "field.mediation_opened" in now.kinds:
        rows = Mediation.objects.filter(case=now.case).select_related("commitment", "mediator")
        talks = list(rows.prefetch_related("parties"))
        _live_together(talks)
        assert sum(one.ended_at is None for one in talks) <= 1
        for one in talks:
            sides = list(one.parties.all())
            assert one.mediator.name not in {side.name for side in sides}
            assert one.outcome != "agreed" or (one.terms and all(side.confirmed_at for side in sides))
            assert one.outcome != "not_agreed" or one.routes
            assert all(side.confirmed_at is None or side.confirmed_at >= one.written_at for side in sides)


# --- doors ------------------------------------------------------------------------------------------------------------


def no_door_without_consent(now: Now) -> None:
    """An authorisation that was taken back, ran out, is not given yet or was for what has ended opens no door."""
    if "field.entry_asked" not in now.kinds or not now.case.lead:
        return
    user = User.objects.get(holdings__post=now.case.lead, holdings__until=None)
    for entry in EntryAuthorisation.objects.filter(case=now.case).select_related("case"):
        why = rules.why_not(entry.given, clock.now())
        if why and (entry.pk, why, now.case.state) not in now.memory.tried:
            now.memory.tried.add((entry.pk, why, now.case.state))
            with pytest.raises(Refused) as refused, transaction.atomic():
                field.start_entry(entry=entry, user=user)
            if why == "closed" or "这份入户授权现在不能用" in str(refused.value):
                now.memory.reached.add(f"door:{why}")


def no_page_opens(case: Case, reached: set[str]) -> None:
    """Nor does the page at the door, for whoever leads, at the end of a walk: it says why not, or is not there."""
    seat = User.objects.filter(holdings__post=case.lead_id, holdings__until=None).first()
    if seat is None:
        return
    client = Client()
    client.force_login(seat)
    for entry in EntryAuthorisation.objects.filter(case=case).select_related("case"):
        if rules.why_not(entry.given, clock.now()):
            answer = client.get(reverse("grid_entry", args=[case.pk, entry.pk]))
            assert answer.status_code in (404, 410)
            reached.add(f"page:{answer.status_code}")


def gone_in_as_agreed(now: Now) -> None:
    """Who went in was let in before, had said so, and did not go alone nor only with those who have a stake in it."""
    if "field.entry_done" in now.kinds:
        inside = Visit.objects.filter(case=now.case, entry__isnull=False).select_related("entry")
        for visit in inside.prefetch_related("visitors"):
            assert visit.entry.confirmed_at
            assert visit.entry.confirmed_at <= visit.at
            assert any(one.role != "party" for one in visit.visitors.all())
        order = [kind for _seq, kind, _actor in now.history if kind in ("field.entry_announced", "field.entry_done")]
        assert order.count("field.entry_done") == len(inside)
        assert all(
            order[:nth].count("field.entry_announced") > order[:nth].count("field.entry_done")
            for nth, kind in enumerate(order)
            if kind == "field.entry_done"
        )


def the_owner_is_told(now: Now) -> None:
    """Who does not know yet that somebody went into their home is owed a word, by one who has it in hand."""
    if "field.emergency_entered" in now.kinds:
        for one in EmergencyEntry.objects.filter(case=now.case).select_related("commitment"):
            owed = one.commitment is not None and one.commitment.ended_at is None
            assert owed is (one.told_at is None)
            assert len(set(one.witnesses.split("\n"))) >= rules.WITNESSES


INVARIANTS: dict[str, Callable[[Now], None]] = ROAD | {
    "closed has no open order": closed_has_no_open_order,
    "an order is sent once and ends once": orders_end_once,
    "two voices before money": two_voices_before_money,
    "paid back no more than lent": paid_back_no_more_than_lent,
    "helpers hold their own": helpers_hold_their_own,
    "a claim lives with its commitment": a_claim_lives_with_its_commitment,
    "no more hands than slots": no_more_hands_than_slots,
    "one mediation at a time": one_mediation_at_a_time,
    "without valid consent no door opens": no_door_without_consent,
    "gone in as agreed": gone_in_as_agreed,
    "the owner is told": the_owner_is_told,
}


def check(now: Now) -> None:
    """Every promise, after every press."""
    for name, holds in INVARIANTS.items():
        try:
            holds(now)
        except AssertionError as broken:
            broken.add_note(f"broken: {name}, after {', '.join(now.memory.pressed)}")
            raise
