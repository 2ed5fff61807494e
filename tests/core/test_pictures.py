"""Pictures are shown to whoever was shown their page, and say nothing of where they were taken unless that was kept."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from PIL import Image

from huying.core import clock, pictures
from huying.core.actor import SYSTEM
from huying.core.models import File
from huying.core.once import once
from huying.core.photos import PhotoRefused, ReadPhoto
from huying.core.picture_pages import picture_url
from huying.demo.cast import Cast
from tests.field.road import MORNING, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def hung(cast: Cast, *, keep: bool = False) -> File:
    read = pictures.read([BytesIO(jpeg(here=True))], keep_place_and_time=keep)
    house = cast.building("5")
    return pictures.attach(read, subject=house, community=cast.community.key, purpose="visit", by=SYSTEM)[0]


def test_a_picture_comes_safely_wrapped(client: Client, cast: Cast) -> None:
    file = hung(cast)
    page = client.get(picture_url(file))
    assert (page.status_code, page["Content-Type"]) == (200, "image/jpeg")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert page["Cache-Control"] == "private, max-age=86400"
    assert page["Content-Disposition"] == f'inline; filename="visit-{file.pk.hex[-8:]}.jpg"'


def test_the_bytes_never_say_where_it_was(client: Client, cast: Cast) -> None:
    content = client.get(picture_url(hung(cast, keep=True))).content
    assert not Image.open(BytesIO(content)).getexif()


@pytest.mark.parametrize("keep", [False, True])
def test_place_and_time_are_kept_only_if_asked(cast: Cast, keep: bool) -> None:
    file = File.objects.get(pk=hung(cast, keep=keep).pk)
    assert (file.taken_at == clock.instant("2023-09-12", "09:48")) is keep
    assert (str(file.taken_lat), str(file.taken_lon)) == (("28.199417", "113.109111") if keep else ("None", "None"))


@pytest.mark.parametrize("signed", ["", "?s=", "?s=2023-09-12", "?s=2023-09-12:forged", "?s=tomorrow"])
def test_without_a_signature_there_is_no_picture(client: Client, cast: Cast, signed: str) -> None:
    assert client.get(f"/pictures/{hung(cast).pk}/{signed}").status_code == 404


def test_a_signature_holds_for_its_own_picture(client: Client, cast: Cast) -> None:
    one, other = hung(cast), hung(cast)
    signed = picture_url(one).partition("?")[2]
    assert client.get(f"/pictures/{other.pk}/?{signed}").status_code == 404


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (1, 200), (2, 404)])
def test_a_signature_holds_today_and_tomorrow(client: Client, cast: Cast, days: int, status: int) -> None:
    address = picture_url(hung(cast))
    with clock.at(MORNING + timedelta(days=days)):
        assert client.get(address).status_code == status


def test_a_signature_of_nonsense_is_not_found(client: Client, cast: Cast) -> None:
    file = hung(cast)
    signed = Signer(salt=f"huying.picture.{file.pk}").sign("someday")
    assert client.get(f"/pictures/{file.pk}/", {"s": signed}).status_code == 404


def test_lost_bytes_are_not_found(client: Client, cast: Cast) -> None:
    file = hung(cast)
    File.objects.filter(pk=file.pk).update(sha256="0" * 64)
    assert client.get(picture_url(file)).status_code == 404


def test_nobody_posts_to_a_picture(client: Client, cast: Cast) -> None:
    assert client.post(picture_url(hung(cast))).status_code == 405


def test_on_a_page_it_is_a_figure_with_words(cast: Cast) -> None:
    file = hung(cast)
    plain = Template("{% picture file %}").render(Context({"file": file}))
    assert 'alt="上门时拍的"' in plain
    assert 'width="60"' in plain
    assert f"/pictures/{file.pk}/?s=" in plain
    assert "<figcaption>天沟</figcaption>" in Template('{% picture file "天沟" %}').render(Context({"file": file}))
    assert Template("{{ file|picture_url }}").render(Context({"file": file})).startswith(f"/pictures/{file.pk}/")


def test_what_is_no_picture_is_refused_before_anything_is_written() -> None:
    with pytest.raises(PhotoRefused):
        pictures.read([BytesIO(jpeg()), BytesIO(b"<html>")])


def test_photos_are_read_before_the_write_lock_is_taken() -> None:
    """On SQLite nobody else could write while a photo is made small."""
    request = RequestFactory().post(
        "/",
        {
            "once": "a",
            "photos": [
                SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"),
                SimpleUploadedFile("b.jpg", b"no picture", "image/jpeg"),
            ],
        },
    )
    request.user = AnonymousUser()
    inside: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        inside.extend(type(one.came_of_it) is ReadPhoto for one in request.FILES.getlist("photos"))
        return HttpResponse()

    once(view)(request)
    assert inside == [True, False]
