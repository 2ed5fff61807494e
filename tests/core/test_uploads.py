"""断点续传: parts are put down once each, a form gets its photos whole or says that it did not, nothing lies here for ever."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from huying.cases.models import Appeal
from huying.core import uploads
from huying.core.models import File
from huying.demo.cast import Cast
from tests.field.road import jpeg

KEY = "0123456789abcdefghijkl"
WORDS = {"text": "楼道灯三天没亮。", "kind": "light", "address": "", "name": ""}

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "uploads"


def put(offset: int, part: bytes, key: str = KEY, client: Client | None = None) -> tuple[int, int]:
    answer = (client or Client()).put(
        reverse("upload", args=[key]), part, content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )  # fmt: skip
    return answer.status_code, int(answer.headers["Upload-Offset"])


def report(cast: Cast, *arrived: str, once: str = "a", **more: Any) -> Any:
    house = cast.building("5").code
    return Client().post(reverse("building_report", args=[house]), {**WORDS, "arrived": arrived, "once": once, **more})


def test_parts_come_one_after_the_other_and_once_each() -> None:
    assert put(0, b"abc") == (204, 3)
    assert put(0, b"abc") == (204, 3)  # its answer was lost
    assert put(5, b"x") == (409, 3)
    assert put(3, b"de") == (204, 5)
    assert put(1, b"bc") == (204, 5)
    assert uploads._path(KEY).read_bytes() == b"abcde"


def test_a_machine_that_has_nothing_of_it_says_so() -> None:
    """Behind a balancer, or after the parts were cleared away: the script begins anew."""
    assert put(3, b"de") == (409, 0)
    assert put(0, b"abc") == (204, 3)


@pytest.mark.parametrize(
    "key", ["short", "../../../../etc/passwd0", "0123456789abcdefghijk/", "0123456789abcdefghijklm"]
)
def test_a_key_is_a_key_and_no_path(key: str, folder: Path) -> None:
    with pytest.raises(uploads.NotHere):
        uploads.put(key, 0, b"x")
    assert not folder.exists()


@pytest.mark.parametrize(("offset", "size"), [(0, 0), (0, uploads.PART + 1), (uploads.WHOLE, 1)])
def test_too_much_is_not_taken_in_parts(offset: int, size: int) -> None:
    assert put(offset, b"x" * size) == (413, 0)


def test_nothing_lies_here_for_ever_and_no_more_than_may(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(0, b"old")
    old = uploads._path(KEY)
    os.utime(old, (old.stat().st_mtime - uploads.DAY - 60,) * 2)
    put(0, b"new", "n" * 22)
    assert sorted(one.name for one in folder.iterdir()) == ["n" * 22 + ".part"]
    monkeypatch.setattr(uploads, "ALL", 4)
    put(3, b"er", "n" * 22)
    assert put(0, b"more", "m" * 22) == (413, 0)


def test_another_site_cannot_put_anything_here(cast: Cast, folder: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.put(reverse("upload", args=[KEY]), b"x", headers={"Upload-Offset": "0"})
    assert (answer.status_code, folder.exists()) == (403, False)


def test_a_form_gets_what_has_arrived_and_the_parts_go(cast: Cast, folder: Path) -> None:
    content = jpeg(here=True)
    for at in range(0, len(content), 1000):
        put(at, content[at : at + 1000])
    arrived = f"photos {KEY} {len(content)}"
    made = report(cast, arrived)
    again = report(cast, arrived)  # the answer was lost: same key, same answer, though the parts are gone
    assert (made.status_code, again.headers["Location"]) == (302, made.headers["Location"])
    assert (Appeal.objects.count(), File.objects.count(), list(folder.iterdir())) == (1, 1, [])
    assert File.objects.get().taken_lat is None


@pytest.mark.parametrize("arrived", [f"photos {KEY} 9", f"photos {'x' * 22} 3"])
def test_a_photo_that_is_not_whole_is_never_dropped_in_silence(cast: Cast, arrived: str) -> None:
    put(0, b"abc")
    answer = report(cast, arrived)
    assert (answer.status_code, "空" in answer.content.decode(), Appeal.objects.count()) == (200, True, 0)


def test_who_is_led_to_the_log_in_may_go_back_to_the_photos(cast: Cast, folder: Path) -> None:
    put(0, photo := jpeg())
    sent = Client().post(reverse("report_for"), {"arrived": f"photos {KEY} {len(photo)}", "once": "a"})
    assert sent.url.startswith(reverse("login"))
    assert [path.name for path in folder.iterdir()] == [uploads._path(KEY).name]


def test_after_an_error_the_photos_need_not_be_chosen_again(cast: Cast) -> None:
    content = jpeg()
    put(0, content)
    arrived = f"photos {KEY} {len(content)}"
    answer = report(cast, arrived, phone="12")
    page = answer.content.decode()
    assert (Appeal.objects.count(), f'name="arrived" value="{arrived}"' in page, "照片还在（1 张）" in page) == (
        0,
        True,
        True,
    )
    assert report(cast, arrived, once="b").status_code == 302
    assert File.objects.count() == 1


def test_what_names_nothing_hangs_nothing() -> None:
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    assert (uploads.take(["photos", "photos ../x 3", ""], files), list(files)) == ([], [])
