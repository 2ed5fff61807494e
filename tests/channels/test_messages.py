"""Who is told what: written once, in the transaction that gives cause for it, and held in quiet hours."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from huying import wiring
from huying.cases import actions as cases
from huying.channels import actions, letters
from huying.channels.actions.messages import TOLD
from huying.channels.models import ChannelSetup, Message
from huying.channels.wordings import TEMPLATES, filled, named, unknown
from huying.core import clock, jobs
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.core.models import Event, SignedLink
from huying.demo.cast import Cast
from huying.demo.story import Stage
from huying.field import actions as field

from ..cases.desk_stage import NOW, by, closed, found, ordered, received
from .stage import switch_on

PUBLIC = "https://huying.example.cn"


@pytest.fixture(autouse=True)
def morning(settings: Any) -> Iterator[None]:
    settings.PUBLIC_URL = PUBLIC
    with clock.at(NOW):
        yield


def told() -> list[tuple[str, str, str]]:
    """Template, channel and recipient's kind of everything written."""
    rows = Message.objects.select_related("setup").order_by("at", "pk")
    return [(row.template, row.setup.channel, row.recipient.partition(":")[0]) for row in rows]


def run() -> None:
    while jobs.run_ready():
        pass


def text(message: Message) -> str:
    return letters.letter(Message.objects.select_related("setup__community").get(pk=message.pk)).text


def walk(cast: Cast) -> None:
    """A roof gutter from the report to its end, jobs run as they come."""
    appeal = ordered(cast)
    run()
    field.finish_order(order=appeal.case.orders.get(), result="resolved", cost_cents=268_000, note="做好了。")
    run()
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site", note="没有开口。")
    run()
    rained = {"outcome": "solved", "satisfaction": "satisfied", "rained_on": NOW.date()}
    cases.call_back(appeal=appeal, by=by(cast, "何静"), **rained)
    run()


def test_the_whole_road_by_sms(cast: Cast) -> None:
    switch_on(cast, "sms")
    walk(cast)
    assert sorted(told()) == sorted(
        [
            ("received", "sms", "appeal"),
            ("in_hand", "sms", "appeal"),
            ("handled", "sms", "appeal"),
            ("closed", "sms", "appeal"),
        ]
    )  # the vendor has a landline
    assert set(Message.objects.values_list("state", "tries")) == {("waiting", 0)}


TO_A_PERSON = ("code", "mine", "proxy_named", "proxy_ended")  # of no case: actions/contacts.py


def test_every_reaction_has_its_template() -> None:
    task = "huying.channels.tasks.tell_people"
    assert {kind for kind, tasks in wiring.REACTIONS.items() if task in tasks} == set(TOLD)
    assert set(TOLD.values()) | {"holder", "overdue", "raised", "trial", *TO_A_PERSON} == set(TEMPLATES)


def test_nothing_is_written_where_nothing_is_switched_on(cast: Cast) -> None:
    closed(cast)
    switch_on(cast, "sms", enabled=False)
    run()
    assert told() == []


def test_a_job_that_runs_twice_tells_once(cast: Cast) -> None:
    switch_on(cast, "sms")
    switch_on(cast, "wecom")
    received(cast)
    run()
    for event in Event.objects.filter(kind="cases.received"):
        assert actions.tell_people(event=event) == 0
        assert actions.notify_holders(event=event) == 0
    assert sorted(told()) == [("holder", "wecom", "post"), ("received", "sms", "appeal")]


def test_a_case_that_was_rolled_back_tells_nobody(cast: Cast) -> None:
    switch_on(cast, "sms")
    with transaction.atomic():
        received(cast)
        transaction.set_rollback(True)
    run()
    assert told() == []


def test_staff_by_their_mailbox_and_the_group(cast: Cast) -> None:
    switch_on(cast, "email")
    switch_on(cast, "wecom")
    actions.set_mailboxes(community=cast.community, addresses={cast.posts["李敏"]: "limin@example.cn"}, by=SYSTEM)
    appeal = received(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    run()
    # Whoever held it before is not told: it had left their hands when the job ran.
    assert sorted(told()) == [("holder", "email", "post"), ("holder", "wecom", "post")]
    mail = Message.objects.get(setup__channel="email")
    assert mail.to == "limin@example.cn"
    letter = letters.letter(Message.objects.get(pk=mail.pk))
    assert letter.subject == f"新到手上：2309 0001 {appeal.case.category}"
    assert letter.text.startswith("韶光社区 2309 0001：")
    assert "，5栋，到网格员 G01手上了，最晚 " in letter.text
    assert f"{PUBLIC}/grid/cases/{appeal.case_id}/" in letter.text
    assert letter.foot == "这封信是系统发的，回信没人看。有事请打 0731 5555 0105。"


def test_the_overdue_to_their_holder_and_the_next_post_once(cast: Cast) -> None:
    switch_on(cast, "wecom")
    visit = found(cast).case.commitments.get(kind="visit", ended_at=None)
    for later in (timedelta(), timedelta(minutes=1), timedelta(hours=1)):
        with clock.at(visit.due_by + later):
            cases.sweep()
            run()
    written = [(template, kind) for template, _channel, kind in told() if template in ("overdue", "raised")]
    assert sorted(written) == [("overdue", "post"), ("raised", "post")]
    words = text(Message.objects.get(template="raised"))
    assert "到期没办" in words
    assert "网格员 G01手上" in words
    assert f"/desk/cases/{visit.case_id}/" in words


def test_a_vendor_is_written_to_with_the_link(cast: Cast) -> None:
    switch_on(cast, "email")
    vendor = cast.vendors["安居防水修缮"]
    actions.set_mailboxes(community=cast.community, addresses={vendor: "anju@example.cn"}, by=SYSTEM)
    order = ordered(cast).case.orders.get()
    run()
    message = Message.objects.get(template="order")
    token = SignedLink.objects.get(subject_id=order.pk).token
    assert (message.to, f"{PUBLIC}/o/{token}/" in text(message), "5栋" in text(message)) == (
        "anju@example.cn",
        True,
        True,
    )
    assert order.task not in text(message)


@pytest.mark.parametrize("phone", ["0731 5555 0131", "", "120"])
def test_only_a_mobile_takes_an_sms(cast: Cast, phone: str) -> None:
    switch_on(cast, "sms")
    received(cast, reporter_phone=phone)
    run()
    assert told() == []


def test_an_sms_without_a_registered_text_is_not_written(cast: Cast) -> None:
    switch_on(cast, "sms", only=("closed",))
    closed(cast)
    run()
    assert told() == [("closed", "sms", "appeal")]


def test_an_inquiry_answered_on_the_telephone_is_not_told_again(cast: Cast) -> None:
    switch_on(cast, "sms")
    cases.answer(case=received(cast).case, reply="九点到五点。", by=by(cast, "何静"))
    run()
    assert told() == []


# --- words ------------------------------------------------------------------------------------------------------------


def test_no_private_word_goes_out(cast: Cast) -> None:
    """Neither name, nor home, nor what anybody said: in every template and both languages."""
    for channel in ("sms", "wecom", "email"):
        switch_on(cast, channel)
    owners = {cast.posts["李敏"]: "limin@example.cn", cast.vendors["安居防水修缮"]: "anju@example.cn"}
    actions.set_mailboxes(community=cast.community, addresses=owners, by=SYSTEM)
    walk(cast)
    for language in ("zh-hans", "en"):
        ChannelSetup.objects.update(language=language)
        said = [letters.letter(row) for row in Message.objects.select_related("setup__community")]
        assert len(said) == 10  # 4 SMS, 1 order, 5 of who holds it
        everything = "".join(f"{one.subject}{one.text}{one.foot}{one.fields}" for one in said)
        assert [word for word in ("江秋莲", "303", "水帘洞", "13900000303", "天沟") if word in everything] == []
        assert not set("{}[]") & set("".join(one.subject + one.text for one in said))


def test_an_office_without_an_address_names_the_telephone(cast: Cast, settings: Any) -> None:
    switch_on(cast, "sms")
    appeal = received(cast)
    run()
    message = Message.objects.get()
    link = f"{PUBLIC}/r/{appeal.tracking}/"
    assert text(message) == f"您反映的事登记好了，编号 2309 0001。看进度 {link} 有事请打 0731 5555 0105。"
    settings.PUBLIC_URL = ""
    assert text(message) == "您反映的事登记好了，编号 2309 0001。有事请打 0731 5555 0105。"
    ChannelSetup.objects.update(language="en")
    assert text(message) == "Your report is on file, number 2309 0001. Questions: 0731 5555 0105."


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_our_own_words_can_all_be_filled(template: Any) -> None:
    for said in (template.zh, template.en):
        assert unknown(said.subject + said.text, template) == []
        full, bare = ({name: f"<{name}>" for name in template.places} | extra for extra in ({}, {"link": ""}))
        assert not set("{}[]") & set(filled(said.text, full) + filled(said.text, bare) + filled(said.subject, full))
        assert "<link>" not in filled(said.text, bare)


def test_what_a_supplier_fills_in_is_in_order_and_never_empty() -> None:
    values = {"number": "1", "link": "", "phone": "2"}
    assert list(named("{phone}，{number}[ {link} ]{phone}", values).items()) == [("phone", "2"), ("number", "1")]


# --- quiet hours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "urgency", "goes"),
    [
        ("20:59", "urgent", "2023-09-12 20:59"),
        ("21:00", "urgent", "2023-09-13 08:00"),
        ("23:30", "emergency", "2023-09-12 23:30"),
    ],
)
def test_night_waits_for_morning_and_danger_does_not(cast: Cast, time: str, urgency: str, goes: str) -> None:
    switch_on(cast, "sms")
    with clock.at(clock.instant("2023-09-12", time)):
        received(cast, urgency=urgency)
        run()
    message = Message.objects.get(template="received")
    assert f"{clock.local(message.next_at):%Y-%m-%d %H:%M}" == goes


# --- again, or not at all ---------------------------------------------------------------------------------------------


def message(cast: Cast, **row: object) -> Message:
    switch_on(cast, "sms")
    received(cast)
    run()
    Message.objects.update(**row)
    return Message.objects.get()


def test_sent_again_from_the_beginning_and_recorded(cast: Cast) -> None:
    one = message(cast, state="given_up", tries=9, last_error="server")
    with clock.at(NOW + timedelta(days=4, hours=13)):  # at ten in the evening
        actions.resend(message_id=one.pk, by=by(cast, "何静"))
    one.refresh_from_db()
    assert (one.state, one.tries, one.since) == ("waiting", 9, NOW + timedelta(days=4, hours=13))
    assert one.next_at == clock.instant("2023-09-17", "08:00")
    event = Event.objects.get(kind="channels.message_resent")
    assert (event.subject_id, event.public) == (str(one.case_id), False)


@pytest.mark.parametrize("state", ["waiting", "sent"])
def test_what_went_out_or_waits_is_not_sent_again(cast: Cast, state: str) -> None:
    one = message(cast, state=state)
    with pytest.raises(Refused, match="不用再发"):
        actions.resend(message_id=one.pk, by=SYSTEM)


@pytest.mark.parametrize(("state", "may"), [("waiting", True), ("failed", True), ("given_up", True), ("sent", False)])
def test_let_be(cast: Cast, state: str, may: bool) -> None:
    one = message(cast, state=state)
    if may:
        actions.cancel(message_id=one.pk, by=SYSTEM)
    else:
        with pytest.raises(Refused):
            actions.cancel(message_id=one.pk, by=SYSTEM)
    assert Message.objects.get().state == ("cancelled" if may else state)


def test_a_vendor_whose_number_is_gone_is_not_sent_to(cast: Cast) -> None:
    switch_on(cast, "email")
    vendor = cast.vendors["安居防水修缮"]
    actions.set_mailboxes(community=cast.community, addresses={vendor: "anju@example.cn"}, by=SYSTEM)
    ordered(cast)
    run()
    Message.objects.update(state="given_up")
    one = Message.objects.get()
    actions.set_mailboxes(community=cast.community, addresses={vendor: ""}, by=SYSTEM)
    with pytest.raises(Refused, match="请打电话"):
        actions.resend(message_id=one.pk, by=SYSTEM)
    actions.set_mailboxes(community=cast.community, addresses={vendor: "neu@example.cn"}, by=SYSTEM)
    assert actions.resend(message_id=one.pk, by=SYSTEM).to == "neu@example.cn"


def test_what_has_moved_on_is_moot(cast: Cast) -> None:
    switch_on(cast, "wecom")
    switch_on(cast, "sms")
    appeal = found(cast)
    run()
    assert {row.template: letters.moot(row) for row in Message.objects.all()} == {
        "received": False, "in_hand": False, "holder": False,
    }  # fmt: skip
    cases.dispatch(case=appeal.case, post=cast.posts["陈涛"], by=by(cast, "何静"))
    assert {row.template for row in Message.objects.all() if letters.moot(row)} == {"holder"}


def test_the_story_tells_nobody_outside(told: Stage) -> None:
    assert not Message.objects.exists()
