"""The postman: once and only once, through dead, silent and faulty suppliers, and nobody in the house waits for him."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from huying.channels import actions, delivery
from huying.channels.models import ChannelSetup, Message
from huying.channels.senders import line
from huying.core import clock, jobs
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast

from ..cases.desk_stage import NOW, by, received
from .servers import Post, Web
from .stage import switch_on


@pytest.fixture(autouse=True)
def loopback_allowed(settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def impatient() -> Iterator[pytest.MonkeyPatch]:
    """A line is cut after a third of a second, until undone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(line, "SECONDS", 0.3)
        yield patched


@pytest.fixture
def sms() -> Iterator[Web]:
    with Web() as server:
        yield server


def report(cast: Cast, n: int = 1) -> list[Message]:
    """So many people ring; what is to be told them is written."""
    for each in range(n):
        received(cast, reporter_phone=f"1390000{each:04d}")
    while jobs.run_ready():
        pass
    return list(Message.objects.order_by("at", "pk"))


def deliver_until(moment: datetime, *, step: timedelta) -> datetime:
    """Rounds of the postman, every `step` of the clock, until nothing is left to try or the moment has come."""
    now = NOW
    while now < moment and Message.objects.filter(state__in=["waiting", "failed"]).exists():
        now += step
        with clock.at(now):
            delivery.deliver()
    return now


def states() -> dict[str, int]:
    rows = Message.objects.values_list("state", flat=True)
    return {state: list(rows).count(state) for state in sorted(set(rows))}


def test_sent_once_and_told_on_the_timeline(cast: Cast, sms: Web) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        (message,) = report(cast)
        assert [delivery.deliver(), delivery.deliver()] == [1, 0]
    message.refresh_from_db()
    assert (message.state, message.tries, message.sent_at, message.last_error) == ("sent", 1, NOW, "")
    assert dict(sms.taken) == {str(message.pk): 1}
    event = Event.objects.get(kind="channels.message_sent")
    assert (event.subject_id, event.actor, event.public) == (str(message.case_id), "system", False)
    assert "1390000" not in event.body


@pytest.mark.parametrize("mode", ["500", "401", "hang", "drip", "page", "lost"])
def test_a_supplier_that_fails_is_left_in_peace_and_then_gets_each_once(
    cast: Cast, sms: Web, mode: str, impatient: pytest.MonkeyPatch
) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        messages = report(cast, 3)
    sms.mode = mode
    deliver_until(NOW + timedelta(minutes=20), step=timedelta(seconds=30))
    setup = ChannelSetup.objects.get()
    # 30 s, 1, 2, 4, 8 minutes: at most six tries in twenty minutes, whoever waits.
    assert (sms.asked, setup.failures) == (6, 6)
    assert {row.state for row in Message.objects.all()} == {"failed"}
    sms.mode = "ok"
    impatient.undo()
    with clock.at(NOW + timedelta(minutes=20)):
        assert delivery.deliver() == 0  # it rests still
    for minutes in (36, 37, 38):
        with clock.at(NOW + timedelta(minutes=minutes)):
            delivery.deliver()
    assert states() == {"sent": 3}
    assert set(sms.taken) == {str(one.pk) for one in messages}
    # What was taken while the answer was lost came again under the same number: that is how the supplier knows.
    assert sorted(sms.taken.values()) == ([3, 3, 3] if mode == "lost" else [1, 1, 1])
    setup.refresh_from_db()
    assert (setup.failures, setup.paused_until, setup.trouble) == (0, None, "")


def test_a_dead_port_for_two_days(cast: Cast) -> None:
    with Web() as gone:
        switch_on(cast, "sms", gone)
    with clock.at(NOW):
        report(cast, 2)
    deliver_until(NOW + timedelta(days=2), step=timedelta(hours=2))
    assert states() == {"failed": 2}
    with Web() as back:
        setup = ChannelSetup.objects.get()
        setup.address = back.url
        setup.save(update_fields=["address"])
        with clock.at(NOW + timedelta(days=2, minutes=16)):
            delivery.deliver()
        assert (states(), sorted(back.taken.values())) == ({"sent": 2}, [1, 1])


def test_after_72_hours_it_is_given_up_and_seen(cast: Cast) -> None:
    with Web() as gone:
        switch_on(cast, "sms", gone)
    ChannelSetup.objects.update(quiet_from="00:00", quiet_until="00:00")
    with clock.at(NOW):
        report(cast)
    ended = deliver_until(NOW + timedelta(days=5), step=timedelta(hours=2))
    assert ended == NOW + timedelta(hours=72)
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("given_up", "connect")
    assert Event.objects.filter(kind="channels.message_given_up").count() == 1


def test_a_channel_that_was_switched_off_gives_up_in_time(cast: Cast, sms: Web) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        report(cast)
    switch_on(cast, "sms", sms, enabled=False)
    for hours, state in ((71, "waiting"), (73, "given_up")):
        with clock.at(NOW + timedelta(hours=hours)):
            delivery.deliver()
        assert Message.objects.get().state == state
    assert (sms.asked, Message.objects.get().last_error) == (0, "too_old")


def test_a_pc_that_was_off_for_a_week_still_tries_once(cast: Cast, sms: Web) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        report(cast)
    with clock.at(NOW + timedelta(days=7)):
        delivery.deliver()
    assert states() == {"sent": 1}


def test_one_that_is_refused_does_not_hold_up_the_others(cast: Cast) -> None:
    with Post() as post:
        switch_on(cast, "email", post)
        addresses = {cast.posts["何静"]: "hejing@example.cn"}
        actions.set_mailboxes(community=cast.community, addresses=addresses, by=SYSTEM)
        post.mode = "reject"
        with clock.at(NOW):
            report(cast)
            delivery.deliver()
            assert states() == {"given_up": 1}
            assert ChannelSetup.objects.get().failures == 0
            post.mode = "later"
            actions.resend(message_id=Message.objects.get().pk, by=SYSTEM)
            delivery.deliver()
        assert states() == {"failed": 1}
        post.mode = "ok"
        with clock.at(NOW + timedelta(minutes=1)):
            delivery.deliver()
        assert (states(), list(post.taken.values())) == ({"sent": 1}, [1])


def test_a_fault_of_our_own_stops_one_message_only(cast: Cast, sms: Web, caplog: Any) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        first, *_others = report(cast, 3)
        Message.objects.filter(pk=first.pk).update(template="unknown")
        delivery.deliver()
    assert (states(), Message.objects.get(pk=first.pk).last_error) == ({"failed": 1, "sent": 2}, "error")
    assert "1390000" not in caplog.text


def test_a_worker_that_was_killed_in_the_middle(cast: Cast, sms: Web) -> None:
    """Sent and not written down: after a minute it is sent again, under the same number."""
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        report(cast)
        killed = actions.claim()
        assert actions.claim() is None
    with clock.at(NOW + timedelta(seconds=61)):
        assert delivery.deliver() == 1
        assert actions.sent(message=killed) is False  # it was overtaken
    assert (states(), list(sms.taken.values())) == ({"sent": 1}, [1])


def test_a_message_cancelled_while_it_was_under_way_stays_cancelled(cast: Cast, sms: Web) -> None:
    switch_on(cast, "sms", sms)
    with clock.at(NOW):
        report(cast)
        under_way = actions.claim()
        actions.cancel(message_id=under_way.pk, by=SYSTEM)
        actions.trouble(message=under_way, code="server")
    assert states() == {"cancelled": 1}


def test_a_trial_goes_out_at_once_and_is_not_tried_again(cast: Cast, sms: Web) -> None:
    setup = switch_on(cast, "sms", sms, enabled=False)
    with clock.at(clock.instant("2023-09-12", "23:00")):
        actions.try_out(setup=setup, to="13900000001", by=by(cast, "刘芳"))
        sms.mode = "500"
        delivery.deliver()
        assert (Message.objects.get().state, Message.objects.get().last_error) == ("given_up", "server")
        sms.mode = "ok"
        actions.try_out(setup=setup, to="13900000001", by=by(cast, "刘芳"))
        delivery.deliver()
    assert (states(), ChannelSetup.objects.get().failures) == ({"given_up": 1, "sent": 1}, 0)


# --- the house goes on ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same(cast: Cast) -> None:
    switch_on(cast, "sms")
    taken: list[Any] = []

    def work() -> None:
        while message := actions.claim():
            taken.append(message.pk)
        connections.close_all()

    # Stopped by one hand for all threads: the first to leave a block of its own would start it again for the others.
    with clock.at(NOW):
        report(cast, 12)
        threads = [threading.Thread(target=work) for _each in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(taken) == len(set(taken)) == 12


@pytest.mark.django_db(transaction=True)
def test_three_hanging_suppliers_hold_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three accept and never answer, each for five seconds. Intake, pages and jobs do not notice: whatever waited for
    the postman would wait for those five seconds."""
    monkeypatch.setattr(jobs, "ROUND_SECONDS", 0.05)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(make()) for name, make in SUPPLIERS.items()}
        for name, server in servers.items():
            server.mode = "hang"
            switch_on(cast, name, server, quiet_from="00:00", quiet_until="00:00")
        actions.set_mailboxes(community=cast.community, addresses={cast.posts["何静"]: "hj@example.cn"}, by=SYSTEM)
        report(cast)
        stop = threading.Event()
        postmen = jobs.start_rounds(stop)
        until(lambda: any(server.asked for server in servers.values()))
        slow, open_lines = [], 0
        desk = Client()
        desk.force_login(cast.users["何静"])
        for each in range(5):
            open_lines += Message.objects.filter(claimed_until__isnull=False).exists()
            slow.append(timed(lambda each=each: received(cast, reporter_phone=f"1380000{each:04d}")))
            slow.append(timed(lambda: desk.get("/desk/")))
            slow.append(timed(lambda: jobs.run_ready()))
        assert open_lines >= 4  # between two of them there is a moment without one
        assert not any(server.taken for server in servers.values())
        assert Message.objects.count() == 18  # six people, three channels
        stop.set()
        for server in servers.values():
            server.free.set()
        for thread in postmen:
            thread.join(10)
    assert max(slow) < line.STEP_SECONDS / 2, sorted(slow)[-5:]


SUPPLIERS = {"sms": Web, "wecom": lambda: Web(webhook=True), "email": Post}


def timed(act: Any) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def until(true: Any) -> None:
    ends = time.monotonic() + 10
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_all_three_come_back_and_each_message_arrives_once(cast: Cast, impatient: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(make()) for name, make in SUPPLIERS.items()}
        for name, server in servers.items():
            switch_on(cast, name, server)
            server.mode = "hang"
        actions.set_mailboxes(community=cast.community, addresses={cast.posts["何静"]: "hj@example.cn"}, by=SYSTEM)
        with clock.at(NOW):
            report(cast, 5)
        deliver_until(NOW + timedelta(minutes=3), step=timedelta(minutes=1))
        assert states() == {"failed": 9, "waiting": 6}
        impatient.undo()
        for server in servers.values():
            server.free.set()
            server.mode = "ok"
        for minutes in range(5, 60, 5):
            with clock.at(NOW + timedelta(minutes=minutes)):
                delivery.deliver()
        assert states() == {"sent": 15}
        assert {name: sorted(server.taken.values()) for name, server in servers.items()} == {
            name: [1] * 5 for name in SUPPLIERS
        }
