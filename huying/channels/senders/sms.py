"""短信 by a supplier over HTTP. Free text is not sent in China: the supplier is given the number of a text it has
registered, and what to fill into it.

The scheme is written down in docs/channels.md.
"""

import hashlib
import hmac
import json

from huying.core import clock

from ..letters import Letter
from ..models import ChannelSetup
from . import line
from .outcome import Refusal


def send(setup: ChannelSetup, letter: Letter) -> None:
    if not letter.registered:
        raise Refusal("no_template")
    given = {
        "id": str(letter.id), "to": letter.to, "sign": setup.sender, "template": letter.registered,
        "params": letter.fields,
    }  # fmt: skip
    body = json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
    at = str(int(clock.now().timestamp()))
    headers = {
        "Idempotency-Key": str(letter.id),
        "X-Huying-Account": setup.account,
        "X-Huying-Time": at,
        "X-Huying-Signature": sign(setup.secret, at, str(letter.id), body),
    }
    if line.post(setup.address, body, headers).get("ok") is not True:
        raise Refusal("refused")


def sign(secret: str, at: str, key: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{at}\n{key}\n".encode() + body, hashlib.sha256).hexdigest()
