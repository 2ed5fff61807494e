"""Each sender against a real server on loopback: well, badly, and for ever silent."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from huying.channels.letters import Letter
from huying.channels.models import ChannelSetup
from huying.channels.senders import SENDERS, line
from huying.channels.senders.outcome import Later, NotSent, Refusal, Trouble
from huying.core import clock
from huying.places.models import Community

from .servers import ACCOUNT, SECRET, Outside, Post, Web

pytestmark = pytest.mark.once

LETTER = Letter(
    id=UUID("018a0000-0000-7000-8000-000000000001"), to="13900000303", subject="登记好了", text="编号 2309 0001。",
    foot="回信没人看。", registered="SMS_1", fields={"number": "2309 0001"},
)  # fmt: skip
HERE = Community(key="shaoguang", name="韶光社区", phone="0731 5555 0105")


@pytest.fixture(autouse=True)
def loopback_allowed(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.0/8"]
    monkeypatch.setattr(line, "SECONDS", 0.6)


def setup_for(server: Outside, channel: str, **given: object) -> ChannelSetup:
    address = f"127.0.0.1:{server.port}" if channel == "email" else server.url
    facts = {"address": address, "account": ACCOUNT, "secret": SECRET, "sender": "韶光社区", "security": "none"}
    if channel == "email":
        facts |= {"account": "", "sender": "huying@example.cn"}
    return ChannelSetup(community=HERE, channel=channel, **facts | given)


def send(setup: ChannelSetup) -> None:
    to = "limin@example.cn" if setup.channel == "email" else LETTER.to
    SENDERS[setup.channel](setup, LETTER._replace(to=to))


def fails(setup: ChannelSetup) -> tuple[type[NotSent], str]:
    with pytest.raises(NotSent) as caught:
        send(setup)
    return caught.type, caught.value.code


@pytest.fixture
def sms() -> Iterator[Web]:
    with Web() as server:
        yield server


@pytest.fixture
def wecom() -> Iterator[Web]:
    with Web(webhook=True) as server:
        yield server


@pytest.fixture
def post() -> Iterator[Post]:
    with Post() as server:
        yield server


def test_an_sms_is_signed_and_names_its_registered_text(sms: Web) -> None:
    send(setup_for(sms, "sms"))
    assert sms.got == [
        {
            "id": str(LETTER.id), "to": "13900000303", "sign": "韶光社区", "template": "SMS_1",
            "params": {"number": "2309 0001"},
        }
    ]  # fmt: skip


def test_a_robot_puts_it_into_the_group(wecom: Web) -> None:
    send(setup_for(wecom, "wecom"))
    assert wecom.got == [{"msgtype": "markdown", "markdown": {"content": "**登记好了**\n编号 2309 0001。"}}]


def test_a_letter_says_that_nobody_reads_replies(post: Post) -> None:
    with clock.at(clock.instant("2023-09-12", "09:10")):
        send(setup_for(post, "email"))
    (mail,) = post.got
    assert {name: mail[name] for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")} == {
        "From": "huying@example.cn", "To": "limin@example.cn", "Subject": "登记好了",
        "Date": "Tue, 12 Sep 2023 01:10:00 +0000", "Message-ID": f"<{LETTER.id}@huying.invalid>",
        "Auto-Submitted": "auto-generated",
    }  # fmt: skip
    assert mail.get_content().replace("\r\n", "\n") == "编号 2309 0001。\n\n-- \n回信没人看。\n"


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("500", (Trouble, "server")),
        ("429", (Trouble, "busy")),
        ("401", (Trouble, "login")),
        ("404", (Refusal, "refused")),
        ("refuse", (Refusal, "refused")),
        ("page", (Trouble, "answer")),
        ("302", (Trouble, "answer")),
        ("lost", (Trouble, "connect")),
    ],
)
def test_what_a_supplier_answers(sms: Web, mode: str, how: tuple[type, str]) -> None:
    sms.mode = mode
    assert fails(setup_for(sms, "sms")) == how


def test_a_wrong_signature_is_the_channels_trouble(sms: Web) -> None:
    assert fails(setup_for(sms, "sms", secret="another")) == (Trouble, "login")
    assert sms.got == []


def test_without_a_registered_text_nobody_is_asked(sms: Web) -> None:
    with pytest.raises(Refusal, match="no_template"):
        SENDERS["sms"](setup_for(sms, "sms"), LETTER._replace(registered=""))
    assert sms.asked == 0


@pytest.mark.parametrize(("mode", "how"), [("refuse", (Trouble, "webhook")), ("500", (Trouble, "server"))])
def test_what_a_robot_answers(wecom: Web, mode: str, how: tuple[type, str]) -> None:
    wecom.mode = mode
    assert fails(setup_for(wecom, "wecom")) == how


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("reject", (Refusal, "refused")),
        ("later", (Later, "busy")),
        ("full", (Later, "busy")),
        ("sender", (Trouble, "sender")),
        ("lost", (Trouble, "connect")),
    ],
)
def test_what_a_mail_server_answers(post: Post, mode: str, how: tuple[type, str]) -> None:
    post.mode = mode
    assert fails(setup_for(post, "email")) == how


@pytest.mark.parametrize("mode", ["hang", "drip"])
@pytest.mark.parametrize("channel", ["sms", "wecom", "email"])
def test_silence_and_slow_drops_end_in_time(channel: str, mode: str, sms: Web, wecom: Web, post: Post) -> None:
    server = {"sms": sms, "wecom": wecom, "email": post}[channel]
    server.mode = mode
    began = time.monotonic()
    assert fails(setup_for(server, channel)) == (Trouble, "timeout")
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("channel", ["sms", "wecom", "email"])
def test_a_dead_port(channel: str) -> None:
    with Web() as gone:
        setup = setup_for(gone, channel)
    assert fails(setup) == (Trouble, "connect")


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_nobody_reaches_into_our_own_network(channel: str, sms: Web, post: Post, settings: object) -> None:
    server = {"sms": sms, "email": post}[channel]
    settings.PRIVATE_HOSTS = []
    assert fails(setup_for(server, channel)) == (Trouble, "private")
    assert server.asked == 0


@pytest.mark.parametrize(
    ("address", "plain", "how"),
    [
        ("127.0.0.1", False, "private"), ("10.1.2.3", False, "private"), ("169.254.169.254", False, "private"),
        ("::1", False, "private"), ("::ffff:127.0.0.1", False, "private"), ("fe80::1%eth0", False, "private"),
        ("0.0.0.0", False, "private"), ("8.8.8.8", True, "plain"), ("8.8.8.8", False, ""), ("192.168.7.5", True, ""),
    ],
)  # fmt: skip
def test_who_may_be_called(address: str, plain: bool, how: str, settings: object) -> None:
    settings.PRIVATE_HOSTS = ["192.168.7.0/24"]
    if how:
        with pytest.raises(Trouble, match=how):
            line.may_call(address, plain=plain)
    else:
        line.may_call(address, plain=plain)


# --- encrypted --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """One of our own for 127.0.0.1, and its key."""
    import ipaddress

    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = clock.now()
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(alternative, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    paths = folder / "cert.pem", folder / "key.pem"
    for path, content in zip(paths, (pem, secret), strict=True):
        Path(path).write_bytes(content)
    return str(paths[0]), str(paths[1])


def test_a_password_goes_only_through_starttls(certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Post(certificate) as server:
        setup = setup_for(server, "email", security="starttls", account=ACCOUNT, secret=SECRET)
        assert fails(setup) == (Trouble, "tls")  # nobody we trust has signed it
        monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
        setup.secret = "wrong"
        assert fails(setup) == (Trouble, "login")
        server.mode = "plain"
        assert fails(setup) == (Trouble, "tls")  # somebody on the way took the offer out
        server.mode, setup.secret = "ok", SECRET
        send(setup)
        assert len(server.got) == 1
