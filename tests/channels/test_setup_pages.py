"""通知设置: a secretary sets a channel up, tries it out, and words its messages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from huying.channels import delivery
from huying.channels.models import ChannelSetup, Mailbox, Message, Wording
from huying.core import clock
from huying.core.models import Event
from huying.demo.cast import Cast

from ..cases.desk_stage import NOW, signed_in
from .servers import ACCOUNT, SECRET, Web
from .stage import switch_on

BASE = "/desk/setup/channels/"
SMS, EMAIL, WECOM = (f"{BASE}shaoguang/{channel}/" for channel in ("sms", "email", "wecom"))
HOURS = {"language": "zh-hans", "quiet_from": "22:00", "quiet_until": "07:30"}
GOOD = {
    SMS: {"address": "https://sms.example.cn/send", "account": "k1", "secret": "s1", "sender": "韶光社区"},
    EMAIL: {
        "address": "smtp.example.cn:587", "security": "starttls", "account": "hy@example.cn", "secret": "s1",
        "sender": "hy@example.cn",
    },
    WECOM: {"address": "https://qyapi.example.cn/cgi-bin/webhook/send?key=k1"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def save(client: Client, url: str, **given: object) -> Any:
    return client.post(url, {**HOURS, **GOOD[url], "enabled": "on", **given}, follow=True)


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize("url", GOOD, ids=lambda url: url.split("/")[-2])
def test_set_up_kept_and_never_shown_again(cast: Cast, secretary: Client, url: str) -> None:
    assert secretary.get(url).status_code == 200
    assert "存好了" in save(secretary, url).content.decode()
    setup = ChannelSetup.objects.get()
    assert {name: getattr(setup, name) for name in GOOD[url]} == GOOD[url]
    assert (setup.enabled, f"{setup.quiet_from:%H:%M}", f"{setup.quiet_until:%H:%M}") == (True, "22:00", "07:30")
    text = secretary.get(url).content.decode()
    secret = GOOD[url].get("secret") or GOOD[url]["address"]
    assert f'"{secret}"' not in text
    assert "已经存好，不显示" in text
    hidden = "address" if url == WECOM else "secret"
    save(secretary, url, **{hidden: ""})  # left empty, it stays
    assert getattr(ChannelSetup.objects.get(), hidden) == GOOD[url][hidden]
    event = Event.objects.filter(kind="channels.channel_set").last()
    assert secret not in event.body


@pytest.mark.parametrize(
    ("url", "given", "field"),
    [
        (SMS, {"address": "sms.example.cn"}, "address"),
        (SMS, {"address": "file:///etc/passwd"}, "address"),
        (SMS, {"secret": ""}, "secret"),
        (SMS, {"quiet_from": "9 pm"}, "quiet_from"),
        (EMAIL, {"address": "smtp.example.cn:99999"}, "address"),
        (EMAIL, {"address": "smtp.example.cn/a"}, "address"),
        (EMAIL, {"security": "none"}, "security"),
        (EMAIL, {"secret": "密码"}, "secret"),
        (EMAIL, {"sender": "社区"}, "sender"),
        (WECOM, {"address": ""}, "address"),
    ],
)
def test_what_cannot_work_is_not_kept(secretary: Client, url: str, given: dict[str, str], field: str) -> None:
    answer = save(secretary, url, **given)
    assert (answer.status_code, list(errors(answer))) == (422, [field])
    assert not ChannelSetup.objects.exists()


def test_switched_off_it_may_be_half_filled(secretary: Client) -> None:
    secretary.post(SMS, {**HOURS, "address": "", "account": "", "secret": "", "sender": "韶光社区"})
    assert (ChannelSetup.objects.get().enabled, ChannelSetup.objects.get().sender) == (False, "韶光社区")


def test_a_trial_is_seen_on_the_page(cast: Cast, secretary: Client, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with Web() as server:
        switch_on(cast, "sms", server, only=("trial",), enabled=False)
        page = secretary.post(f"{SMS}trial/", {"to": "139 0000 0001"}, follow=True).content.decode()
        assert ("试发已经交出去了" in page, "139****0001" in page, "等着发" in page) == (True, True, True)
        delivery.deliver()
        assert [one["to"] for one in server.got] == ["13900000001"]
        assert "发出去了" in secretary.get(SMS).content.decode()
        server.mode = "401"
        secretary.post(f"{SMS}trial/", {"to": "139 0000 0001"})
        delivery.deliver()
    page = secretary.get(SMS).content.decode()
    assert "账号、密码或签名不对" in page
    assert (ACCOUNT in page, SECRET in page) == (True, False)


@pytest.mark.parametrize("to", ["0731 5555 0105", "", "12345"])
def test_a_trial_needs_a_mobile(cast: Cast, secretary: Client, to: str) -> None:
    switch_on(cast, "sms")
    assert secretary.post(f"{SMS}trial/", {"to": to}).status_code == 422
    assert not Message.objects.exists()


def test_a_trial_before_anything_is_set_up(secretary: Client) -> None:
    assert "先把渠道填好" in secretary.post(f"{SMS}trial/", {"to": "13900000001"}, follow=True).content.decode()


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_communitys_own_words(cast: Cast, secretary: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://huying.example.cn"
    switch_on(cast, "sms", only=("trial",))
    url = f"{SMS}received/zh-hans/"
    own = {"text": "您的事记下了，号码 {number}。[{link}]", "registered": "SMS_42"}
    look = secretary.post(url, {**own, "act": "look"}).content.decode()
    assert "【韶光社区】您的事记下了，号码 2312 0604。https://huying.example.cn/r/" in look
    assert not Wording.objects.filter(template="received").exists()
    secretary.post(url, own)
    wording = Wording.objects.get(template="received")
    assert (wording.text, wording.registered, wording.language) == (own["text"], "SMS_42", "zh-hans")
    assert "SMS_42" in secretary.get(SMS).content.decode()
    secretary.post(url, {"text": "", "registered": "SMS_42"})
    assert "您反映的事登记好了" in secretary.get(url).content.decode()


@pytest.mark.parametrize("text", ["{name}您好", "住在{where}的"])
def test_words_that_cannot_be_filled_are_refused(cast: Cast, secretary: Client, text: str) -> None:
    switch_on(cast, "sms", only=("trial",))
    answer = secretary.post(f"{SMS}received/zh-hans/", {"text": text, "registered": ""})
    assert (answer.status_code, list(errors(answer))) == (422, ["text"])


def test_the_length_and_what_it_costs(cast: Cast, secretary: Client) -> None:
    switch_on(cast, "sms")
    for signs, parts in ((64, 1), (65, 2), (128, 2), (129, 3)):
        page = secretary.post(f"{SMS}trial/zh-hans/", {"text": "好" * signs, "registered": "", "act": "look"})
        assert page.context["parts"] == parts, signs


@pytest.mark.parametrize("path", ["order/zh-hans/", "holder/zh-hans/", "nothing/zh-hans/", "received/de/"])
def test_only_words_that_this_channel_has(cast: Cast, secretary: Client, path: str) -> None:
    switch_on(cast, "sms")
    assert secretary.get(SMS + path).status_code == (200 if path.startswith("order") else 404)


# --- mailboxes --------------------------------------------------------------------------------------------------------


def test_mailboxes_of_posts_and_vendors(cast: Cast, secretary: Client) -> None:
    url = f"{BASE}shaoguang/mailboxes/"
    hejing, anju = cast.posts["何静"], cast.vendors["安居防水修缮"]
    boxes = {f"box-{hejing.pk}": "hejing@example.cn", f"box-{anju.pk}": "anju@example.cn"}
    secretary.post(url, boxes)
    assert {row.address for row in Mailbox.objects.all()} == {"hejing@example.cn", "anju@example.cn"}
    secretary.post(url, {**boxes, f"box-{anju.pk}": ""})
    assert [row.post for row in Mailbox.objects.all()] == [hejing]
    answer = secretary.post(url, {f"box-{hejing.pk}": "not an address"})
    assert (answer.status_code, [row.post for row in Mailbox.objects.all()]) == (422, [hejing])
    assert Event.objects.filter(kind="channels.mailboxes_set").count() == 2


def test_another_community_cannot_be_set_up(cast: Cast, secretary: Client) -> None:
    for path in ("donghu/sms/", "donghu/mailboxes/", "shaoguang/pigeon/"):
        assert secretary.get(BASE + path).status_code == 404
    assert signed_in(cast, "何静").get(BASE).status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_four_statements_for_the_overview(
    cast: Cast, secretary: Client, n: int, django_assert_num_queries: Any
) -> None:
    for channel in ("sms", "wecom", "email")[:n]:
        switch_on(cast, channel)
    with django_assert_num_queries(4):  # session, account with its posts, communities, channels
        page = secretary.get(BASE)
    assert [setup.enabled for setup in page.context["rows"][0][1]].count(True) == n
