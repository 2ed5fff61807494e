"""Voice notes: what is kept of a recording, what is refused, and how it is played."""

from io import BytesIO

import pytest
from django.test import Client

from huying.core import files, voices
from huying.core.actor import SYSTEM
from huying.core.models import File
from huying.core.picture_pages import picture_url
from huying.core.voices import VoiceRefused
from huying.demo.cast import Cast

M4A = b"\0\0\0\x20ftypM4A \0\0\0\0"
PLACE = b"\xa9xyz\0\x12\x15\xc7+28.1984+112.9760/"


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\x1a\x45\xdf\xa3", "webm"), (b"OggS", "ogg"), (M4A, "mp4"), (b"\0\0\0\x18ftyp3gp4", "3gpp"),
        (b"ID3", "mpeg"), (b"\xff\xfb", "mpeg"), (b"\xff\xf1", "aac"), (b"#!AMR", "amr"), (b"RIFF\0\0\0\0WAVE", "wav"),
    ],
)  # fmt: skip
def test_a_recording_is_known_by_its_first_bytes(first: bytes, kind: str) -> None:
    assert voices.read(BytesIO(first + b"sound")).media_type == f"audio/{kind}"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"<html>", "not_a_voice"), (b"\xff\xd8\xff", "not_a_voice"), (b"MZ\x90", "not_a_voice"),
        (M4A + bytes(voices.MAX_BYTES), "too_big"),
    ],
)  # fmt: skip
def test_what_is_no_recording_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(VoiceRefused) as refused:
        voices.read(BytesIO(content))
    assert refused.value.code == code
    assert "没有保存" in str(refused.value.message)


def test_where_it_was_recorded_is_blanked_and_nothing_moves() -> None:
    kept = voices.read(BytesIO(M4A + PLACE + b"sound")).content
    assert b"28.19" not in kept
    assert b"112.97" not in kept
    assert len(kept) == len(M4A + PLACE + b"sound")
    assert kept.endswith(b"sound")


@pytest.fixture
def spoken(cast: Cast) -> File:
    voice = voices.read(BytesIO(M4A + b"0123456789"))
    return voices.attach(voice, subject=cast.building("5"), community="c", purpose="appeal", by=SYSTEM)


def test_it_is_played_as_what_it_is(spoken: File) -> None:
    answer = Client().get(picture_url(spoken))
    assert answer.content == M4A + b"0123456789"
    assert answer["Content-Type"] == "audio/mp4"
    assert answer["Content-Disposition"].endswith('.mp4"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    with files.open_file(spoken.sha256, voices.ENDING) as kept:
        assert kept.read() == answer.content


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=16-18", 206, b"012"), ("bytes=24-", 206, b"89"), ("bytes=24-99", 206, b"89"),
        ("bytes=99-", 200, None), ("bytes=5-2", 200, None), ("bytes=-2", 200, None), ("lines=1-2", 200, None),
    ],
)  # fmt: skip
def test_a_phone_may_ask_for_a_part(spoken: File, asked: str, status: int, told: bytes | None) -> None:
    answer = Client().get(picture_url(spoken), headers={"range": asked})
    whole = M4A + b"0123456789"
    assert (answer.status_code, answer.content) == (status, whole if told is None else told)
    assert answer["Accept-Ranges"] == "bytes"
    if status == 206:
        assert answer["Content-Range"].endswith(f"/{len(whole)}")
