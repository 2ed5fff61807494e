"""Servers on loopback that speak real SMTP and HTTP, well and badly: what our senders are tried against."""

import base64
import json
import socket
import socketserver
import ssl
import threading
from collections import Counter
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, Self

from huying.channels.senders.sms import sign

ACCOUNT, SECRET = "huying", "known on both sides only"


class Outside:
    """A server in a thread. `mode` is how it behaves: ok, hang, drip, lost (takes it and hangs up), or what its
    protocol has of its own. `taken` counts what it took by its id, `asked` every connection."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.taken: Counter[str] = Counter()
        self.got: list[Any] = []
        self.asked = 0
        self.free = threading.Event()

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.free.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def behave(self, write: Any) -> bool:
        """True when this mode has answered for the server. Who was left hanging is not served later either."""
        mode = self.mode
        if mode == "hang":
            self.free.wait(20)
        elif mode == "drip":
            for _each in range(2000):
                if self.free.wait(0.02):
                    break
                write(b"2")
        return mode in ("hang", "drip")


class Web(Outside):
    """The SMS supplier and the robot's webhook. Further modes: 500, 401, 429, 404, refuse, page."""

    def __init__(self, *, webhook: bool = False) -> None:
        super().__init__()
        self.webhook = webhook
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outside.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    if not outside.behave(self.wfile.write):
                        outside.answer(self, body)
                except OSError:
                    pass

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send?key=k1"

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if self.mode.isdigit():
            return self.say(handler, int(self.mode), b"{}")
        if not self.webhook and not signed(handler.headers, body):
            return self.say(handler, 401, b"{}")
        said = json.loads(body)
        if self.mode in ("refuse", "page"):
            refusal = b'{"errcode": 93000}' if self.webhook else b'{"ok": false}'
            return self.say(handler, 200, b"<html>" if self.mode == "page" else refusal)
        self.taken[said["markdown"]["content"] if self.webhook else said["id"]] += 1
        self.got.append(said)
        if self.mode != "lost":
            self.say(handler, 200, b'{"errcode": 0}' if self.webhook else b'{"ok": true}')
        return None

    def say(self, handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def signed(headers: Any, body: bytes) -> bool:
    expected = sign(SECRET, headers["X-Huying-Time"], headers["Idempotency-Key"], body)
    return headers["X-Huying-Account"] == ACCOUNT and headers["X-Huying-Signature"] == expected


class Post(Outside):
    """A mail server. Further modes: reject (550 for the recipient), later (451), full (452 after the letter), sender
    (553), plain (no STARTTLS). With a certificate it offers STARTTLS, and nobody may log in before."""

    def __init__(self, certificate: tuple[str, str] | None = None) -> None:
        super().__init__()
        outside = self
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self.context:
            self.context.load_cert_chain(*certificate)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outside.asked += 1
                try:
                    if not outside.behave(self.request.sendall):
                        Talk(outside, self.request).run()
                except OSError:
                    pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True


class Talk:
    """One conversation in SMTP."""

    def __init__(self, outside: Post, line: Any) -> None:
        self.outside, self.line, self.secure = outside, line, False
        self.file = line.makefile("rb")

    def run(self) -> None:
        try:
            self.talk()
        finally:
            self.file.close()
            self.line.close()

    def talk(self) -> None:
        self.say("220 here")
        while said := self.file.readline():
            verb = said[:4].decode().upper()
            if verb == "QUIT":
                return self.say("221 bye")
            getattr(self, f"on_{verb.lower()}", self.on_other)(said.decode().strip())
        return None

    def say(self, *lines: str) -> None:
        self.line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def on_other(self, _said: str) -> None:
        self.say("250 ok")

    def on_ehlo(self, _said: str) -> None:
        offers = self.outside.context is not None and not self.secure and self.outside.mode != "plain"
        self.say("250-here", *(["250-STARTTLS"] if offers else []), "250 AUTH PLAIN")

    def on_star(self, _said: str) -> None:
        self.say("220 go ahead")
        self.file.close()
        bare, self.file = self.line, BytesIO()
        try:
            self.line = self.outside.context.wrap_socket(bare, server_side=True, do_handshake_on_connect=False)
            self.line.do_handshake()
        except OSError:
            return  # they did not trust us; nothing more is read
        self.file, self.secure = self.line.makefile("rb"), True

    def on_auth(self, said: str) -> None:
        given = base64.b64decode(said.split()[2]).decode()
        self.say("235 in" if given == f"\0{ACCOUNT}\0{SECRET}" else "535 no")

    def on_mail(self, _said: str) -> None:
        self.say("553 not you" if self.outside.mode == "sender" else "250 ok")

    def on_rcpt(self, _said: str) -> None:
        self.say({"reject": "550 nobody", "later": "451 later"}.get(self.outside.mode, "250 ok"))

    def on_data(self, _said: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            lines.append(line)
        if self.outside.mode == "full":
            return self.say("452 full")
        mail: Mail = message_from_bytes(b"".join(lines), policy=default)
        self.outside.taken[mail["Message-ID"]] += 1
        self.outside.got.append(mail)
        if self.outside.mode == "lost":
            self.line.shutdown(socket.SHUT_RDWR)
            return None
        return self.say("250 taken")
