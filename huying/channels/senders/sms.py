"""短信 by a supplier over HTTP. Free text is not sent in China: the supplier is given the number of a text it has
registered, and what to fill into it.

The scheme, for whoever writes the small bridge to a supplier's own API:

    POST <address>
    Idempotency-Key: <id>           the same however often it is tried: take it twice, send it once
    X-Huying-Account: <account>
    X-Huying-Time: <seconds since 1970>
    X-Huying-Signature: <hex>       HMAC-SHA256 under the secret over "<time>\\n<id>\\n" and the body as sent
    {"id", "to", "sign", "template", "params": {name: text, …}}

    200 {"ok": true}                taken
    200 {"ok": false}               never to be taken (no such number, unsubscribed): it is not tried again
    401, 403 a wrong signature; 429, 5xx, no answer: tried again
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
