"""语音 Voice notes: what somebody said into a phone, kept as it was recorded.

A recording cannot be made anew as a photo is (that takes a codec of hundreds of megabytes), so it is looked at before it is
kept: its first bytes must be those of a kind that browsers play, its type is ours and not what the sender claims, it is
served with that type only, and the place that a phone may have written beside the sound is blanked.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from . import files, pictures
from .actor import Actor
from .errors import UploadRefused
from .models import File

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Code = Literal["empty", "too_big", "not_a_voice"]

MESSAGES: "dict[Code, StrPromise]" = {
    "empty": _("录音是空的，没有保存。请再录一次，或者写几个字。"),
    "too_big": _("录音超过 5 兆，没有保存。请录短一点，三分钟以内，或者请我们打给您。"),
    "not_a_voice": _("这个文件不是能听的录音，没有保存。请用手机重录一段，或者写几个字。"),
}

MAX_BYTES = 5 * 2**20  # three minutes of a phone's own recorder
ENDING = "sound"
_KINDS = (
    (re.compile(rb"\x1a\x45\xdf\xa3"), "audio/webm"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"....ftyp3g", re.DOTALL), "audio/3gpp"),
    (re.compile(rb"....ftyp", re.DOTALL), "audio/mp4"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2\xfa]"), "audio/mpeg"),
    (re.compile(rb"\xff[\xf1\xf9]"), "audio/aac"),
    (re.compile(rb"#!AMR"), "audio/amr"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
)
# ISO 6709 as phones write it into an mp4: +28.1984+112.9760+045.2/
_PLACE = re.compile(rb"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/")


class VoiceRefused(UploadRefused):
    """A recording is not kept."""

    MESSAGES = MESSAGES

    def __init__(self, code: Code) -> None:
        super().__init__(code)


@dataclass(frozen=True)
class Voice:
    """A recording that was looked at. media_type: what it is by its first bytes."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read(upload: IO[bytes]) -> Voice:
    """Raises VoiceRefused."""
    data = upload.read(MAX_BYTES + 1)
    if not data:
        raise VoiceRefused("empty")
    if len(data) > MAX_BYTES:
        raise VoiceRefused("too_big")
    media_type = next((name for magic, name in _KINDS if magic.match(data)), None)
    if media_type is None:
        raise VoiceRefused("not_a_voice")
    return Voice(_PLACE.sub(_blank, data) if media_type in ("audio/mp4", "audio/3gpp") else data, media_type)


def _blank(found: re.Match[bytes]) -> bytes:
    """As long as before, so that every offset inside the file still holds."""
    return b" " * len(found.group())


def attach(voice: Voice, *, subject: Any, community: str, purpose: str, by: Actor) -> File:
    """As `pictures.attach`: the bytes are safe on disk before the row that names them."""
    files.store(voice.content, voice.sha256, ENDING)
    return pictures.keep(
        subject=subject, community=community, purpose=purpose, by=by, media_type=voice.media_type, sha256=voice.sha256,
        width=0, height=0,
    )  # fmt: skip
