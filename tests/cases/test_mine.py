"""我的诉求: a number is proved, and what was said under it is seen, here and nowhere else; a relative sees it too."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from huying.cases.models import Appeal, Case
from huying.channels.actions import claim, give_up_old, set_channel
from huying.channels.letters import letter
from huying.channels.models import Message
from huying.core import clock, jobs
from huying.core.actor import SYSTEM
from huying.core.models import AccessLog, Event, SignedLink
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.people.contact.device import COOKIE
from huying.people.models import Contact, ContactCode, Proxy

from ..channels.stage import switch_on
from .desk_stage import NOW, received

OWN, RELATIVE, STRANGER, NOBODY = "13900000303", "13900000123", "13900000155", "13900009999"


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def ask(client: Client, phone: str, **more: Any) -> Any:
    client.get("/mine/")
    return client.post("/mine/send/", {"phone": phone}, **more)


def sent() -> str:
    """The code in the newest message that the postman takes."""
    while message := claim():
        if message.template == "code":
            return letter(message).fields["code"]
    raise AssertionError("no code on its way")


def sign_in(phone: str) -> Client:
    client = Client()
    assert ask(client, phone).headers["Location"] == "/mine/code/"
    assert client.post("/mine/code/", {"code": sent()}).headers["Location"] == "/mine/"
    return client


def page(client: Client, url: str = "/mine/") -> str:
    return client.get(url).content.decode()


def test_a_code_opens_everything_said_under_that_number(cast: Cast) -> None:
    switch_on(cast, "sms")
    first, second = received(cast), received(cast, text="楼道灯不亮")
    other = received(cast, reporter_phone=STRANGER)
    client = sign_in(OWN)
    text = page(client)
    assert all(one.number[:4] + " " + one.number[4:] in text for one in (first, second))
    assert other.number[4:] not in text
    assert ("139****0303" in text, OWN in text, OWN in str(client.cookies)) == (True, False, False)
    assert client.get(f"/mine/c/{first.pk}/").headers["Location"] == f"/r/{first.tracking}/"
    assert client.get(f"/mine/c/{other.pk}/").status_code == 404
    officer = Client()
    officer.force_login(cast.users["何静"])
    assert "号码已核实" in page(officer, f"/desk/cases/{first.case_id}/")
    assert "号码已核实" not in page(officer, f"/desk/cases/{other.case_id}/")
    # Neither is the other's session: the desk stays shut.
    assert client.get("/desk/").status_code == 302
    # A new report needs no number: the proved one is taken.
    report = {"text": "门锁坏了", "kind": "door", "address": "5栋303", "once": "r"}
    client.post("/report/", report)
    assert Appeal.objects.get(text="门锁坏了").reporter_phone == OWN


def test_nobody_learns_whether_a_number_is_known(cast: Cast) -> None:
    switch_on(cast, "sms")
    received(cast)
    answers = []
    for phone in (OWN, NOBODY):
        client = Client()
        asked = ask(client, phone)
        shown = re.sub(r"[\w-]{20,}", "", client.get("/mine/code/").content.decode())
        wrong = client.post("/mine/code/", {"code": "000000"})
        answers.append((asked.status_code, asked.headers["Location"], shown, wrong.status_code))
    assert answers[0] == answers[1]
    assert [one.to for one in Message.objects.filter(template="code")] == [OWN]
    assert ContactCode.objects.count() == 2


def test_a_code_lives_ten_minutes_once_and_five_tries(cast: Cast) -> None:
    switch_on(cast, "sms")
    received(cast)
    client = Client()
    ask(client, OWN)
    code = sent()
    wrong = "000000" if code != "000000" else "000001"
    for _nth in range(5):
        assert "码不对" in client.post("/mine/code/", {"code": wrong}).content.decode()
    assert "试了 5 次" in client.post("/mine/code/", {"code": code}).content.decode()
    ask(client, OWN)
    code = sent()
    with clock.at(NOW + timedelta(minutes=10)):
        assert "过了 10 分钟" in client.post("/mine/code/", {"code": code}).content.decode()
        ask(client, OWN)
        code = sent()
        elsewhere = Client()
        assert elsewhere.post("/mine/code/", {"code": code}).headers["Location"] == "/mine/"
        assert "我们发一个六位数的码" in page(elsewhere)
        old = client.cookies[COOKIE].value
        # A second tap, whose first answer was lost with its cookie, gets the same.
        assert client.post("/mine/code/", {"code": code}).status_code == 302
        client.cookies[COOKIE] = old
        assert client.post("/mine/code/", {"code": code}).status_code == 302
        assert ("139****0303" in page(client), Contact.objects.count()) == (True, 1)
    with clock.at(NOW + timedelta(minutes=15)):
        client.cookies[COOKIE] = old
        assert client.post("/mine/code/", {"code": code}).status_code == 422
    rows = str(list(ContactCode.objects.values())) + str(list(Event.objects.values("body", "actor")))
    assert code not in rows


def test_the_message_forgets_its_code_and_is_not_sent_late(cast: Cast) -> None:
    switch_on(cast, "sms")
    received(cast)
    night = clock.instant("2023-09-12", "23:30")
    with clock.at(night):
        ask(Client(), OWN)
        message = Message.objects.get(template="code")
        assert (message.next_at, message.expires_at) == (night, night + timedelta(minutes=10))
        assert len(message.secret) == 6
    with clock.at(night + timedelta(minutes=10)):
        assert claim() is None
        assert give_up_old() == 1
    message.refresh_from_db()
    assert (message.state, message.secret) == (Message.State.GIVEN_UP, "")


def test_strangers_who_ask_do_not_shut_a_person_out(cast: Cast) -> None:
    switch_on(cast, "sms")
    received(cast)
    mine = sign_in(OWN)
    mine.post("/mine/out/", {})
    assert "我们发一个六位数的码" in page(mine)
    stranger = Client()
    answers = [ask(stranger, OWN).status_code for _nth in range(4)]
    assert answers == [302, 302, 422, 422]
    assert "分钟再要" in ask(Client(), OWN).content.decode()
    # The device that has proved it before has a door of its own.
    assert ask(mine, OWN).status_code == 302
    with clock.at(NOW + timedelta(minutes=15)):
        assert ask(Client(), OWN).status_code == 302
    # One address does not ask for a whole town.
    many = [ask(Client(), f"139000040{nth:02d}").status_code for nth in range(40)]
    assert 422 in many


def test_it_ends_after_thirty_days_and_everywhere_at_once(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal = received(cast)
    first, second = sign_in(OWN), sign_in(OWN)
    first.post("/mine/out/", {"everywhere": "1"})
    assert ["139****0303" in page(one) for one in (first, second)] == [False, False]
    third = sign_in(OWN)
    with clock.at(NOW + timedelta(days=30)):
        assert "139****0303" not in page(third)
        assert third.get(f"/mine/c/{appeal.pk}/").headers["Location"] == "/mine/"
        assert third.post("/mine/proxies/", {}).headers["Location"] == "/mine/"


def test_without_sms_the_page_says_so_and_the_desk_reads_a_code_out(cast: Cast) -> None:
    appeal = received(cast)
    client = Client()
    assert "现在发不了短信" in page(client)
    assert ask(client, OWN).status_code == 302
    assert "现在发不了短信" in page(client, "/mine/code/")
    desk = Client()
    desk.force_login(cast.users["何静"])
    shown = desk.post(f"/desk/cases/{appeal.case_id}/mine/code/", {"appeal": str(appeal.pk)}).content.decode()
    code = "".join(re.search(r"(\d{3}) (\d{3})</p>", shown).groups())
    assert client.post("/mine/code/", {"code": code}).status_code == 302
    assert "139****0303" in page(client)
    assert AccessLog.objects.get().subject_id == appeal.pk
    # A slip opens it once, on the device that scans it.
    slip = desk.post(f"/desk/cases/{appeal.case_id}/mine/slip/", {"appeal": str(appeal.pk)}).content.decode()
    token = SignedLink.objects.get(purpose="people.contact").token
    assert "139****0303" in slip
    phone = Client()
    assert "打开我的诉求" in page(phone, f"/o/{token}/")
    assert phone.post(f"/o/{token}/", {}).headers["Location"] == "/mine/"
    assert "139****0303" in page(phone)
    assert Client().get(f"/o/{token}/").status_code == 410
    # It proves that they had the slip, not the telephone.
    assert phone.get("/mine/proxies/").headers["Location"] == "/mine/"


def test_a_mailbox_that_was_left_gets_progress_and_a_link(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://huying.example"
    switch_on(cast, "email")
    client = Client()
    own = {"text": "灯不亮", "kind": "light", "address": "5栋", "place": "", "email": "Qiu@example.cn", "once": "1"}
    building = cast.building("5")
    assert client.post(f"/b/{building.code}/report/", own).status_code == 302
    appeal = Appeal.objects.get()
    jobs.run_ready()
    told = Message.objects.get(recipient=f"appeal:{appeal.pk}")
    assert (told.to, told.template) == ("Qiu@example.cn", "received")
    client.get("/mine/")
    same = {
        client.post("/mine/mail/", {"email": one}).headers["Location"] for one in ("qiu@example.cn", "no@example.cn")
    }
    assert same == {"/mine/"}
    (mail,) = Message.objects.filter(template="mine")
    link = re.search(r"https://huying.example(/o/\S+/)", letter(mail).text)[1]
    client.get(link)
    assert client.post(link, {}).status_code == 302
    text = page(client)
    assert ("q***@example.cn" in text, appeal.number[4:] in text) == (True, True)
    assert Event.objects.filter(kind="people.contact_proved").get().body == '{"how":"email"}'


def test_this_is_my_number_sends_the_code_to_the_number_on_file(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal = received(cast)
    client = Client()
    assert "这是我的号码" in page(client, f"/r/{appeal.tracking}/")
    assert "0303" not in page(client, f"/r/{appeal.tracking}/mine/").replace("5栋303", "")
    assert client.post(f"/r/{appeal.tracking}/mine/", {}).headers["Location"] == "/mine/code/"
    client.post("/mine/code/", {"code": sent()})
    assert "139****0303" in page(client)


# --- 代办 ----------------------------------------------------------------------------------------------------------------


def name_relative(client: Client, last: datetime, **more: str) -> Any:
    given = {
        "principal_name": "江秋莲", "name": "汪小梅", "phone": RELATIVE, "until": f"{last:%Y-%m-%d}", "answers": "on",
        "once": "p",
    }  # fmt: skip
    return client.post("/mine/proxies/", given | more)


def test_a_relative_sees_answers_and_is_ended_in_one_tap(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal, other = received(cast), received(cast, reporter_phone=STRANGER)
    resident = sign_in(OWN)
    assert name_relative(resident, NOW + timedelta(days=10)).headers["Location"] == "/mine/"
    jobs.run_ready()
    told = Message.objects.get(template="proxy_named")
    assert told.to == OWN
    assert "家里人" in letter(told).text
    relative = sign_in(RELATIVE)
    text = page(relative)
    assert ("代 江秋莲" in text, OWN in text, appeal.tracking in text) == (True, False, False)
    url = f"/mine/c/{appeal.pk}/"
    assert ("您在代 江秋莲 看" in page(relative, url), appeal.tracking in page(relative, url)) == (True, False)
    assert relative.get(f"/mine/c/{other.pk}/").status_code == 404
    Case.objects.filter(pk=appeal.case_id).update(state="handled", handled_at=NOW)
    assert relative.get(url + "fixed/").status_code == 200
    assert relative.post(url + "not-fixed/", {"reason": "还在滴水"}).headers["Location"] == url
    officer = Client()
    officer.force_login(cast.users["何静"])
    assert "亲属代 汪小梅：居民说没修好" in re.sub(r"\s+", " ", page(officer, f"/desk/cases/{appeal.case_id}/"))
    assert "亲属代" in page(Client(), f"/r/{appeal.tracking}/")
    assert "汪小梅" not in page(Client(), f"/r/{appeal.tracking}/")
    proxy = Proxy.objects.get()
    assert Client().post(f"/mine/proxies/{proxy.pk}/end/", {}).headers["Location"] == "/mine/"
    assert sign_in(STRANGER).post(f"/mine/proxies/{proxy.pk}/end/", {}).status_code == 404
    assert resident.post(f"/mine/proxies/{proxy.pk}/end/", {}).status_code == 302
    assert relative.get(url).status_code == 404
    assert relative.post(url + "not-fixed/", {"reason": "x"}).status_code == 404
    assert "代 江秋莲" not in page(relative)
    jobs.run_ready()
    assert Message.objects.filter(template="proxy_ended").get().to == OWN


def test_what_a_relative_may_not(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal, secret = received(cast), received(cast, secret=True)
    resident = sign_in(OWN)
    for wrong, why in (
        ({"phone": OWN}, "本人自己的号码"),
        ({"until": "2023-09-01"}, "一年以内"),
        ({"until": "2025-09-01"}, "一年以内"),
        ({"name": ""}, "还没填"),
    ):
        assert why in name_relative(resident, NOW, **wrong).content.decode()
    assert name_relative(resident, NOW + timedelta(days=1), answers="").status_code == 302
    assert "已经在代办了" in name_relative(resident, NOW + timedelta(days=1), once="q").content.decode()
    relative = sign_in(RELATIVE)
    url = f"/mine/c/{appeal.pk}/"
    assert relative.get(url).status_code == 200
    assert relative.get(f"/mine/c/{secret.pk}/").status_code == 404
    assert [relative.get(url + word).status_code for word in ("fixed/", "not-fixed/")] == [404, 404]
    with clock.at(NOW + timedelta(days=3)):
        assert relative.get(url).status_code == 404
    assert relative.post(f"/mine/proxies/{Proxy.objects.get().pk}/end/", {}).status_code == 302
    assert relative.get(url).status_code == 404


def test_at_the_counter_the_desk_does_it_all(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal = received(cast, home=cast.home("5栋303"))
    desk = Client()
    desk.force_login(cast.users["何静"])
    start = f"/desk/cases/{appeal.case_id}/mine/"
    given = {
        "principal_name": "江秋莲", "name": "汪小梅", "phone": RELATIVE, "until": "2023-10-01", "how": "counter", "answers": "on",
        "home": str(appeal.case.home_id), "recorded": "", "once": "1",
    }  # fmt: skip
    assert "还没写怎么记的" in desk.post(f"{start}{appeal.pk}/proxy/", given).content.decode()
    given["recorded"] = "刘芳在场"
    assert desk.post(f"{start}{appeal.pk}/proxy/", given).headers["Location"] == start
    text = page(desk, start)
    assert all(one in text for one in ("汪小梅", "139****0123", "刘芳在场", "5栋303"))
    assert RELATIVE not in text
    proxy = Proxy.objects.get()
    assert RELATIVE in desk.post(f"{start}code/", {"proxy": str(proxy.pk)}).content.decode()
    relative = sign_in(RELATIVE)
    assert "代 江秋莲" in page(relative)
    assert desk.post(f"{start}{proxy.pk}/end/", {}).status_code == 302
    assert "代 江秋莲" not in page(relative)
    outsider = Client()
    outsider.force_login(cast.users["高远"])
    assert [outsider.get(start).status_code, outsider.post(f"{start}code/").status_code] == [404, 404]


def test_the_list_asks_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any) -> None:
    switch_on(cast, "sms")
    received(cast)
    client = sign_in(OWN)
    with django_assert_num_queries(7):
        page(client)
    received(cast, text="灯不亮")
    received(cast, text="门坏了")
    with django_assert_num_queries(7):
        page(client)


def test_a_channel_in_trouble_is_said_honestly(cast: Cast) -> None:
    setup = switch_on(cast, "sms")
    assert "我们发一个六位数的码" in page(Client())
    setup.paused_until = NOW + timedelta(minutes=5)
    setup.save(update_fields=["paused_until"])
    assert "现在发不了短信" in page(Client())
    set_channel(community=cast.community, channel="sms", by=SYSTEM, enabled=False)
    assert "现在发不了短信" in page(Client())


def test_a_relative_agrees_to_entry_only_where_let(cast: Cast) -> None:
    switch_on(cast, "sms")
    appeal = received(cast)
    asked = field.Asked(
        home=cast.home("5栋303"), principal_name="江秋莲", principal_phone=OWN, principal_is="occupant", how="link",
        purpose="看下水管。", starts_at=NOW, ends_at=NOW + timedelta(days=2),
    )  # fmt: skip
    entry = field.ask_entry(case=appeal.case, asked=asked, user=cast.users["何静"])
    resident = sign_in(OWN)
    name_relative(resident, NOW + timedelta(days=10))
    relative = sign_in(RELATIVE)
    url = f"/mine/entries/{entry.pk}/"
    assert "想请您同意进门" not in page(relative)
    assert relative.post(url, {"yes": "1"}).status_code == 404
    resident.post(f"/mine/proxies/{Proxy.objects.get().pk}/end/", {})
    name_relative(resident, NOW + timedelta(days=10), enters="on", once="second")
    assert "想请您同意进门" in page(relative)
    assert (Client().post(url, {"yes": "1"}).status_code, sign_in(STRANGER).post(url).status_code) == (302, 404)
    relative.post(url, {"yes": "1", "once": "y"})
    entry.refresh_from_db()
    assert entry.confirmed_at == NOW
    assert "已经有了结果" in relative.post(url, {"yes": "1", "once": "z"}, follow=True).content.decode()
    relative.post(url, {"no": "1", "once": "n"})
    entry.refresh_from_db()
    assert entry.revoked_at == NOW
    given, ended = Event.objects.filter(kind__in=["field.entry_given", "field.entry_ended"]).order_by("seq")
    assert given.actor == ended.actor == f"proxy:{Proxy.objects.get(ended_at=None).pk}"
