"""Uploads from strangers. Every file is made here; none is a photo of anything."""

import hashlib
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, ImageCms

from huying.core.photos import MESSAGES, MOST_PASSES, Code, PhotoRefused, ReadPhoto, read_photo

GPS = {1: "N", 2: (28.0, 11.0, 57.96), 3: "E", 4: (113.0, 6.0, 32.76), 29: "2023:09:12"}
RED, BLUE = (220, 30, 30), (30, 30, 220)


def picture(width: int = 400, height: int = 300, mode: str = "RGB", color: Any = RED) -> Image.Image:
    return Image.new(mode, (width, height), color)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def exif(*, taken: str | None = "2023:09:12 09:50:00", gps: dict[int, Any] | None = None, turn: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[ExifTags.Base.Make] = "CanaryPhone"
    made[ExifTags.Base.Orientation] = turn
    if taken is not None:
        made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if gps is not None:
        made.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return made


def read(data: bytes, **limits: int) -> ReadPhoto:
    return read_photo(BytesIO(data), **limits)


def refusal(data: bytes, **limits: int) -> Code:
    with pytest.raises(PhotoRefused) as caught:
        read(data, **limits)
    return caught.value.code


def stored(photo: ReadPhoto) -> Image.Image:
    image = Image.open(BytesIO(photo.jpeg))
    image.load()
    return image


def close(pixel: Any, color: tuple[int, int, int]) -> bool:
    return all(abs(got - wanted) <= 12 for got, wanted in zip(pixel, color, strict=True))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )


def test_a_photo_is_shrunk_and_encoded_anew() -> None:
    photo = read(encoded(picture(4000, 3000), quality=95))
    image = stored(photo)
    assert (photo.width, photo.height) == image.size == (1600, 1200)
    assert (image.format, image.mode, image.info.get("progressive")) == ("JPEG", "RGB", 1)
    assert photo.sha256 == hashlib.sha256(photo.jpeg).hexdigest()
    assert close(image.getpixel((800, 600)), RED)


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1, 1), (1, 1)),
        ((400, 300), (400, 300)),
        ((1600, 1600), (1600, 1600)),
        ((1601, 900), (1600, 899)),
        ((3000, 4000), (1200, 1600)),
        ((4999, 77), (1600, 25)),
        ((9000, 2), (1600, 1)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_sizes(size: tuple[int, int], kept: tuple[int, int], form: str) -> None:
    photo = read(encoded(picture(*size), form))
    assert (photo.width, photo.height) == stored(photo).size == kept


def test_bands_leave_no_seams() -> None:
    image = picture(3300, 2500)
    image.paste(BLUE, (0, 1250, 3300, 2500))
    small = stored(read(encoded(image, "PNG")))
    column = [small.getpixel((800, y)) for y in range(small.height)]
    middle = small.height // 2
    assert all(close(pixel, RED) for pixel in column[: middle - 8])
    assert all(close(pixel, BLUE) for pixel in column[middle + 8 :])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_when_and_where_are_handed_back_and_nothing_is_left_in_the_file(form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"JPEG": {"comment": b"CanaryComment"}}.get(form, {})
    data = encoded(picture(), form, exif=exif(gps=GPS), icc_profile=profile, **options)
    assert b"CanaryPhone" in data
    photo = read(data)
    assert photo.taken_at == datetime(2023, 9, 12, 9, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (photo.lat, photo.lon) == (28.199433, 113.1091)
    image = stored(photo)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert not any(word in photo.jpeg for word in (b"Canary", b"Exif", b"ICC_PROFILE", b"2023:09:12"))


def test_a_thumbnail_in_the_exif_goes_too() -> None:
    inside = exif()
    inside[ExifTags.Base.ImageDescription] = "CanaryDescription"
    thumbnail = encoded(picture(160, 120, color=BLUE))
    data = encoded(picture(), exif=inside.tobytes() + thumbnail)
    photo = read(data)
    assert photo.jpeg.count(b"\xff\xd8\xff") == 1
    assert b"Canary" not in photo.jpeg


@pytest.mark.parametrize(
    ("gps", "where"),
    [
        ({**GPS, 1: "S", 3: "W"}, (-28.199433, -113.1091)),
        (None, None),
        ({**GPS, 2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, None),
        ({**GPS, 2: (91.0, 0.0, 0.0)}, None),
        ({**GPS, 4: (181.0, 0.0, 0.0)}, None),
        ({**GPS, 2: (28.0, 11.0)}, None),
        ({2: (28.0, 11.0, 57.96)}, None),
    ],
)
def test_position(gps: dict[int, Any] | None, where: tuple[float, float] | None) -> None:
    photo = read(encoded(picture(), exif=exif(gps=gps)))
    assert (photo.lat, photo.lon) == (where or (None, None))


def test_a_position_that_is_no_number() -> None:
    """EXIF writes 28 degrees as the fraction 28/1; here it is 28/0."""
    data = encoded(picture(), exif=exif(gps=GPS))
    broken = data
    for order in "<>":
        broken = broken.replace(struct.pack(f"{order}II", 28, 1), struct.pack(f"{order}II", 28, 0))
    assert broken != data
    assert read(broken).lat is None


@pytest.mark.parametrize(
    "taken", [None, "0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2023:02:30 10:00:00"]
)
def test_no_time_is_better_than_a_wrong_one(taken: str | None) -> None:
    assert read(encoded(picture(), exif=exif(taken=taken))).taken_at is None


def test_the_time_of_the_file_serves_when_the_camera_gave_none() -> None:
    made = exif(taken=None)
    made[ExifTags.Base.DateTime] = "2023:09:12 09:51:00\0"
    assert read(encoded(picture(), exif=made)).taken_at == datetime(
        2023, 9, 12, 9, 51, tzinfo=ZoneInfo("Asia/Shanghai")
    )


@pytest.mark.filterwarnings("ignore")  # Pillow grumbles about such metadata, and outside tests nobody hears it
def test_broken_metadata_loses_the_metadata_and_not_the_photo() -> None:
    inside = exif(gps=GPS).tobytes()
    for broken in (b"Exif\0\0garbage", inside[:30], inside[:-40], inside.replace(b"\x87\x69", b"\x87\x25")):
        photo = read(encoded(picture(), exif=broken))
        assert (photo.width, photo.height) == (400, 300)


CORNERS = {1: "top left", 2: "top right", 3: "bottom right", 4: "bottom left"}
CORNERS |= {5: "top left", 6: "bottom left", 7: "bottom right", 8: "top right"}


@pytest.mark.parametrize("turn", range(1, 9))
def test_photos_are_turned_upright(turn: int) -> None:
    """A blue mark is put where a camera held that way would have stored the top left corner."""
    image = picture(400, 300)
    left, top = (300 if "right" in CORNERS[turn] else 0), (225 if "bottom" in CORNERS[turn] else 0)
    image.paste(BLUE, (left, top, left + 100, top + 75))
    photo = read(encoded(image, exif=exif(turn=turn), quality=95))
    small = stored(photo)
    assert small.size == ((400, 300) if turn < 5 else (300, 400))
    assert close(small.getpixel((8, 8)), BLUE)
    assert close(small.getpixel((small.width - 8, small.height - 8)), RED)


def test_an_orientation_that_does_not_exist_is_ignored() -> None:
    assert read(encoded(picture(), exif=exif(turn=77))).width == 400


@pytest.mark.parametrize(
    ("image", "form", "options", "color"),
    [
        (picture(mode="L", color=120), "JPEG", {}, (120, 120, 120)),
        (picture(mode="CMYK", color=(0, 255, 255, 0)), "JPEG", {}, (254, 0, 0)),
        (picture(), "JPEG", {"progressive": True}, RED),
        (picture(mode="RGBA", color=(*RED, 255)), "PNG", {}, RED),
        (picture(mode="RGBA", color=(*RED, 0)), "PNG", {}, (255, 255, 255)),
        (picture(mode="LA", color=(10, 0)), "PNG", {}, (255, 255, 255)),
        (picture(mode="1", color=1), "PNG", {}, (255, 255, 255)),
        (picture(mode="I;16", color=0x8000), "PNG", {}, (128, 128, 128)),
        (picture().quantize(), "PNG", {}, RED),
        (picture(mode="RGBA", color=(*RED, 0)), "WEBP", {"lossless": True}, (255, 255, 255)),
        (picture(), "WEBP", {}, RED),
        (picture(), "GIF", {}, RED),
    ],
)
def test_every_kind_of_picture_keeps_its_colour(
    image: Image.Image, form: str, options: dict[str, Any], color: tuple[int, int, int]
) -> None:
    assert close(stored(read(encoded(image, form, **options))).getpixel((200, 150)), color)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_kept(form: str) -> None:
    data = encoded(picture(), form, save_all=True, append_images=[picture(color=BLUE)] * 3, duration=50)
    photo = read(data)
    assert close(stored(photo).getpixel((200, 150)), RED)
    assert getattr(stored(photo), "n_frames", 1) == 1


def zipped() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("payload.html", "<script>CanaryScript</script>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        encoded(picture()) + zipped(),
        encoded(picture()) + b"<script>CanaryScript</script>",
        encoded(picture(), comment=b"<?php CanaryScript ?>"),
        encoded(picture(), "PNG") + b"<script>CanaryScript</script>",
        encoded(picture(), "GIF", comment=b"*/=1;CanaryScript()//"),
        encoded(picture(), "GIF") + b"/*CanaryScript*/",
        encoded(picture(), "WEBP", xmp=b"<CanaryScript/>"),
    ],
)
def test_what_is_glued_to_a_picture_falls_off(data: bytes) -> None:
    photo = read(data)
    assert b"Canary" not in photo.jpeg
    assert b"PK\x03\x04" not in photo.jpeg
    assert photo.jpeg.endswith(b"\xff\xd9")


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        b"\0",
        b"\xff\xd8",
        b"GIF89",
        b"RIFF\0\0\0\0WAVEfmt ",
        b" " + encoded(picture()),
        heic(),
        encoded(picture(), "BMP"),
        encoded(picture(), "TIFF"),
        encoded(picture(), "ICO"),
        encoded(picture(), "PPM"),
        encoded(picture(), "AVIF"),
        zipped() + encoded(picture()),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data) == "not_an_image"


def cut(form: str) -> list[bytes]:
    whole = encoded(Image.effect_noise((400, 300), 60).convert("RGB"), form)
    return [whole[:size] for size in (12, 20, 33, len(whole) // 2, len(whole) * 9 // 10)]


@pytest.mark.parametrize("data", [*cut("JPEG"), *cut("PNG"), *cut("WEBP"), *cut("GIF")])
def test_truncated_files_are_refused(data: bytes) -> None:
    assert refusal(data) in ("damaged", "not_an_image")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff" + bytes(100),
        b"\xff\xd8\xff\xe0\xff\xff",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        png(0, 0),
        png(100, 0),
        b"GIF89a/*" + bytes(10) + b"*/=1;alert(1)",
        b"RIFF\x10\0\0\0WEBPVP8X" + bytes(20),
        png(10, 10, chunk(b"zTXt", b"bomb\0\0" + zlib.compress(bytes(70 * 2**20)))),
    ],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    assert refusal(data) == "damaged"


def test_an_empty_file() -> None:
    assert refusal(b"") == "empty"


def test_size_is_checked_before_anything_is_read() -> None:
    whole = encoded(picture())
    assert refusal(whole + bytes(11 * 2**20)) == "too_big"
    assert read(whole + bytes(10 * 2**20 - len(whole))).width == 400
    assert refusal(whole, max_bytes=len(whole) - 1) == "too_big"


class Endless:
    """An upload that never ends; asking for all of it would take all memory."""

    def read(self, size: int) -> bytes:
        assert 0 < size < 11 * 2**20
        return bytes(size)


def test_no_more_than_the_limit_is_ever_asked_for() -> None:
    with pytest.raises(PhotoRefused, match="too_big"):
        read_photo(Endless())  # type: ignore[arg-type]


def bomb_gif() -> bytes:
    data = encoded(picture(10, 10), "GIF")
    return data[:6] + struct.pack("<HH", 60_000, 60_000) + data[10:]


def bomb_jpeg() -> bytes:
    data = encoded(picture(16, 16))
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", 60_000, 60_000) + data[at + 4 :]


def bomb_webp(side: int) -> bytes:
    data = encoded(picture(16, 16, "RGBA", (*RED, 9)), "WEBP", exif=exif())
    at = data.index(b"VP8X") + 12
    return data[:at] + (side - 1).to_bytes(3, "little") * 2 + data[at + 6 :]


@pytest.mark.parametrize(
    "data", [png(30_000, 30_000), png(10_000, 10_000), png(5001, 5000), bomb_gif(), bomb_jpeg(), bomb_webp(16_000)]
)
def test_too_many_pixels_are_refused(data: bytes) -> None:
    assert refusal(data) == "too_many_pixels"


def test_the_limit_of_pixels_is_the_callers_and_half_of_it_for_webp() -> None:
    assert read(encoded(picture(), "PNG"), max_pixels=400 * 300).width == 400
    assert refusal(encoded(picture(), "PNG"), max_pixels=400 * 300 - 1) == "too_many_pixels"
    assert read(encoded(picture(), "WEBP"), max_pixels=2 * 400 * 300).width == 400
    assert refusal(encoded(picture(), "WEBP"), max_pixels=400 * 300) == "too_many_pixels"


def test_a_jpeg_that_asks_for_too_many_passes_is_refused() -> None:
    whole = encoded(picture(), progressive=True)
    last = whole[whole.rindex(b"\xff\xc4", 0, whole.rindex(b"\xff\xda")) : -2]
    assert refusal(whole[:-2] + last * MOST_PASSES + whole[-2:]) == "damaged"
    # After the end of the picture nothing is decoded: phones put a film there, in which anything may stand.
    assert read(whole + last * MOST_PASSES).width == 400


PEAK = """
import resource, sys
from io import BytesIO
from huying.core.photos import PhotoRefused, read_photo
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_photo(BytesIO(sys.stdin.buffer.read()))
except PhotoRefused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    ("make", "megabytes"),
    [
        (lambda: png(30_000, 30_000), 20),
        (lambda: bomb_webp(13_000), 20),
        (lambda: encoded(picture(5000, 5000, "RGBA", (*RED, 9)), "PNG", compress_level=1), 220),
        (lambda: encoded(picture(5000, 5000), progressive=True, subsampling=0), 220),
        (lambda: encoded(picture(4032, 3024), "WEBP", method=0), 260),
    ],
    ids=["bomb png", "bomb webp", "large png", "large progressive jpeg", "12-megapixel webp"],
)
def test_memory_is_bounded(make: Callable[[], bytes], megabytes: int) -> None:
    done = subprocess.run([sys.executable, "-c", PEAK], input=make(), capture_output=True, check=True)
    assert int(done.stdout) < megabytes


def test_every_refusal_says_what_happened_whether_it_was_saved_and_what_to_do() -> None:
    assert set(MESSAGES) == set(get_args(Code))
    for code in get_args(Code):
        sentence = str(PhotoRefused(code).message)
        assert "没有保存" in sentence
        assert "请" in sentence
