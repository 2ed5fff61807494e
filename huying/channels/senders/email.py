"""电子邮件 over SMTP. A second try carries the same Message-ID, by which a mail server or a reader can tell it."""

import contextlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from huying.core import clock

from ..letters import Letter
from ..models import ChannelSetup
from .line import STEP_SECONDS, Line
from .outcome import Later, Refusal, Trouble

PORTS = {"starttls": 587, "tls": 465, "none": 25}


def send(setup: ChannelSetup, letter: Letter) -> None:
    with Line() as line:
        try:
            _deliver(_Server(line, setup), setup, written(setup, letter))
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code) from None
        except smtplib.SMTPAuthenticationError:
            raise Trouble("login") from None
        except smtplib.SMTPSenderRefused:
            raise Trouble("sender") from None
        except smtplib.SMTPNotSupportedError:
            raise Trouble("tls") from None
        except OSError as error:  # smtplib's own errors are of this kind too
            raise Trouble(line.why(error)) from None


def _refused(code: int) -> Later | Refusal:
    return Later("busy") if code < 500 else Refusal("refused")


def _deliver(server: smtplib.SMTP, setup: ChannelSetup, letter: EmailMessage) -> None:
    try:
        if setup.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if setup.account:
            server.login(setup.account, setup.secret)
        server.send_message(letter)
        with contextlib.suppress(smtplib.SMTPException, OSError):  # it is taken, however they part
            server.quit()
    finally:
        server.close()


class _Server(smtplib.SMTP):
    """A mail server at the end of a line of ours."""

    def __init__(self, line: Line, setup: ChannelSetup) -> None:
        self.line, self.security = line, setup.security
        host, _colon, port = setup.address.partition(":")
        # Its own name is asked of no name server, which may hang.
        own_name = settings.PUBLIC.hostname or "localhost"
        super().__init__(host, int(port or PORTS[setup.security]), own_name, STEP_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        bare = self.line.connect((host, port), plain=self.security == "none")
        if self.security != "tls":
            return bare
        return ssl.create_default_context().wrap_socket(bare, server_hostname=host)


def written(setup: ChannelSetup, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = setup.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter.id}@{settings.PUBLIC.hostname or 'huying.invalid'}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    message.set_content(f"{letter.text}\n\n-- \n{letter.foot}\n")
    return message
