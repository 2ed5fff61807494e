"""恢复单: the data keys, closed with a passphrase, as lines that can be read off paper and typed again.

A line has its number, four groups of five signs, and two check signs over all of it, so that a slip of the pen or a
line in the wrong place is known at once. The signs are Crockford's: no I, L, O or U.
"""

import base64
import json
import os
import re
import struct
import zlib
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from .errors import Refused
from .models import AccessLog
from .passphrase import derived, long_enough
from .sealed import read_keys

KIND = "recovery_sheet"
FORMAT = 1
SALT, NONCE, KEY = 16, 12, 32
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, GROUPS = 5, 4
TO_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)
FROM_OURS = str.maketrans(SIGNS, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def sheet(passphrase: str) -> list[str]:
    """The lines of a new sheet for the keys that seal now."""
    long_enough(passphrase)
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    closed = AESGCM(derived(passphrase, salt)).encrypt(nonce, _packed(settings.DATA_KEYS), None)
    return _lines(bytes([FORMAT]) + salt + nonce + closed)


def keys(typed: str, passphrase: str) -> str:
    """The data keys, as data_keys.json has them, from the lines as somebody typed them.

    Refused, naming the line, where one is wrong or missing; refused too where the passphrase is another.
    """
    content = _content(typed)
    if not content or content[0] != FORMAT:
        raise Refused(_("这不是恢复单上的内容，或者是更新的版本印的。什么都没有改。"))
    salt, nonce, closed = content[1 : 1 + SALT], content[1 + SALT :][:NONCE], content[1 + SALT + NONCE :]
    try:
        return _unpacked(AESGCM(derived(passphrase, salt)).decrypt(nonce, closed, None))
    except InvalidTag:
        raise Refused(_("口令不对，或者这几行不是同一张恢复单上的。什么都没有改。")) from None


def printed(community: str) -> datetime | None:
    """When a sheet was last printed for a community."""
    rows = AccessLog.objects.filter(community=community, kind=KIND).order_by("-at")
    return rows.values_list("at", flat=True).first()


# --- keys as bytes ----------------------------------------------------------------------------------------------------


def _packed(text: str) -> bytes:
    ours = read_keys(text)
    versions = b"".join(struct.pack(">H", version) + key for version, key in sorted(ours.seal.items()))
    return ours.blind + versions


def _unpacked(packed: bytes) -> str:
    index, rest = packed[:KEY], packed[KEY:]
    each = [rest[at : at + 2 + KEY] for at in range(0, len(rest), 2 + KEY)]
    seal = {str(struct.unpack(">H", one[:2])[0]): base64.b64encode(one[2:]).decode() for one in each}
    return json.dumps({"seal": seal, "index": base64.b64encode(index).decode()})


# --- bytes as lines ---------------------------------------------------------------------------------------------------


def _lines(content: bytes) -> list[str]:
    text = base64.b32encode(content).decode().rstrip("=").translate(TO_OURS)
    width = GROUP * GROUPS
    rows = [text[at : at + width] for at in range(0, len(text), width)]
    return [f"{number:02d} {_grouped(row)} {_check(number, row)}" for number, row in enumerate(rows, 1)]


def _grouped(row: str) -> str:
    return " ".join(row[at : at + GROUP] for at in range(0, len(row), GROUP))


def _check(number: int, row: str) -> str:
    """Two signs: ten bits of a CRC over the number of the line and what stands in it."""
    total = zlib.crc32(f"{number}:{row}".encode()) & 0x3FF
    return SIGNS[total >> 5] + SIGNS[total & 31]


def _content(typed: str) -> bytes:
    """Lines in any case and spacing, in any order; O is read as 0, I and L as 1."""
    rows: dict[int, str] = {}
    for line in typed.upper().splitlines():
        signs = re.sub(r"[^0-9A-Z]", "", line).translate(MISREAD)
        if not signs:
            continue
        number, row, check = signs[:2], signs[2:-2], signs[-2:]
        if not number.isdecimal() or not row or _check(int(number), row) != check:
            raise Refused(_("这一行抄错了，什么都没有改：%(line)s") % {"line": line.strip()[:2]})
        rows[int(number)] = row
    if missing := sorted(set(range(1, max(rows, default=0) + 1)) - set(rows)):
        raise Refused(_("缺第 %(n)s 行，什么都没有改。") % {"n": "、".join(map(str, missing))})
    text = "".join(rows[number] for number in sorted(rows)).translate(FROM_OURS)
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise Refused(_("最后几行没抄全，什么都没有改。")) from None
