"""照片 Photo intake: bytes from a stranger in, one small plain JPEG out, nothing in it that says where it was taken.

Nothing of the upload itself is kept: the pixels are decoded, turned upright, shrunk and encoded anew. EXIF, GPS, colour
profile, thumbnail, comments and whatever was glued to the file go. When and where the photo was taken is handed back
beside it, for the row that keeps the photo to decide about.
"""

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import IO, TYPE_CHECKING, Literal, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from .errors import UploadRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

T = TypeVar("T")
Code = Literal["empty", "too_big", "not_an_image", "too_many_pixels", "damaged"]

MESSAGES: "dict[Code, StrPromise]" = {
    "empty": _("照片是空的，没有保存。请重新选择照片再传一次。"),
    "too_big": _("照片文件超过 10 兆，没有保存。请换一张小一些的，或者截屏后再传。"),
    "not_an_image": _("这个文件不是能读的照片，没有保存。请传 JPG、PNG、WebP 或 GIF 格式的照片。"),
    "too_many_pixels": _("照片的像素太多，没有保存。请用普通拍照模式重拍，或者截屏后再传。"),
    "damaged": _("照片文件已损坏，没有保存。请重新拍一张，或者换一张再传。"),
}

JPEG_QUALITY = 75
# EXIF holds the time on the camera's own wall clock; the cameras are here.
CAMERA_ZONE = ZoneInfo("Asia/Shanghai")
# A camera writes about ten passes. A few kilobytes can ask for a hundred thousand, each over every pixel.
MOST_PASSES = 40
_BAND = 256

# The four plugins by name, never by file ending or by what the browser claims, and none of Pillow's other forty.
_READERS: tuple[tuple[re.Pattern[bytes], Callable[[IO[bytes]], ImageFile]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"GIF8[79]a"), GifImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
)
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One photo at a time in a process: a full-size photo takes 100 MB for a moment, and a PC has to serve pages beside it.
_one_at_a_time = threading.Lock()


class PhotoRefused(UploadRefused):
    """A photo is not kept."""

    MESSAGES = MESSAGES

    def __init__(self, code: Code) -> None:
        super().__init__(code)


@dataclass(frozen=True)
class ReadPhoto:
    """What is kept of an upload, and what it said about itself."""

    jpeg: bytes
    sha256: str
    width: int
    height: int
    taken_at: datetime | None
    lat: float | None
    lon: float | None


def read_photo(
    file: IO[bytes], *, max_bytes: int = 10 * 2**20, max_pixels: int = 25_000_000, side: int = 1600
) -> ReadPhoto:
    """Check before decoding, decode, and encode anew; raises PhotoRefused."""
    data = file.read(max_bytes + 1)
    if not data:
        raise PhotoRefused("empty")
    if len(data) > max_bytes:
        raise PhotoRefused("too_big")
    with _one_at_a_time, _opened(data, max_pixels) as image:
        small = _decoded(image, side)
        exif = _attempt(image.getexif) or Image.Exif()
    upright = small.transpose(_UPRIGHT[turn]) if (turn := _attempt(lambda: _orientation(exif))) else small
    jpeg = _encoded(upright)
    lat, lon = _attempt(lambda: _position(exif)) or (None, None)
    digest = hashlib.sha256(jpeg).hexdigest()
    return ReadPhoto(jpeg, digest, upright.width, upright.height, _attempt(lambda: _taken_at(exif)), lat, lon)


def _opened(data: bytes, max_pixels: int) -> ImageFile:
    """The picture with its header read and no pixel decoded."""
    reader = next((reader for magic, reader in _READERS if magic.match(data)), None)
    if reader is None:
        raise PhotoRefused("not_an_image")
    try:
        image = reader(BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PhotoRefused("too_many_pixels") from bomb
    except Exception as broken:  # bytes from a stranger: Pillow raises whatever its parsers stumble over
        raise PhotoRefused("damaged") from broken
    # libwebp holds four copies of the picture while it decodes; a 12-megapixel camera still fits.
    if image.width * image.height > (max_pixels // 2 if reader is WebPImageFile else max_pixels):
        raise PhotoRefused("too_many_pixels")
    if reader is JpegImageFile and _passes(data) > MOST_PASSES:
        raise PhotoRefused("damaged")
    return image


def _passes(jpeg: bytes) -> int:
    """How often the decoder would have to go over the whole picture."""
    passes, at = 0, 2
    while (marker := _JPEG_MARKER.search(jpeg, at)) and marker[1] != b"\xd9" and passes <= MOST_PASSES:
        passes += marker[1] == b"\xda"
        at = marker.end() + int.from_bytes(jpeg[marker.end() : marker.end() + 2], "big")
    return passes


def _decoded(image: ImageFile, side: int) -> Image.Image:
    """The first frame, at most `side` pixels long."""
    scale = min(1.0, side / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    try:
        image.draft("RGB", size)  # a JPEG can be decoded at a half, a quarter or an eighth of its size
        image.load()
        return _shrunk(image, size)
    except Exception as broken:  # as above; truncated data shows only here
        raise PhotoRefused("damaged") from broken


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Band by band, for a second full-size copy would double the memory."""
    factor = max(1, min(image.width // size[0], image.height // size[1]))
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, _BAND * factor):
        band = image.crop((0, top, image.width, min(top + _BAND * factor, image.height)))
        small.paste(_plain(band).reduce(factor), (0, top // factor))
    return small if small.size == size else small.resize(size, Image.Resampling.LANCZOS)


def _plain(band: Image.Image) -> Image.Image:
    """In three colours; what was transparent becomes white, as a browser shows it."""
    if band.mode.startswith("I"):  # 16 bits of grey: Pillow would cut everything above 255 to white
        return band.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not band.has_transparency_data:
        return band.convert("RGB")
    layer = band.convert("RGBA")
    plain = Image.new("RGB", band.size, "white")
    plain.paste(layer, mask=layer)
    return plain


def _encoded(image: Image.Image) -> bytes:
    """Encoded from a picture made here, which carries no information but its pixels.

    A colour profile is dropped, not applied: colours of a wide-gamut phone come out a little paler, and no stranger's
    profile is ever parsed.
    """
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    buffer = BytesIO()
    clean.save(buffer, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    return buffer.getvalue()


def _attempt(read: Callable[[], T]) -> T | None:
    """EXIF is whatever the last program wrote: bad metadata loses the metadata, never the photo."""
    try:
        return read()
    except Exception:
        return None


def _orientation(exif: Image.Exif) -> int | None:
    turn = exif.get(ExifTags.Base.Orientation)
    return turn if turn in _UPRIGHT else None


def _taken_at(exif: Image.Exif) -> datetime:
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif[ExifTags.Base.DateTime]
    return datetime.strptime(text.strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CAMERA_ZONE)


def _position(exif: Image.Exif) -> tuple[float, float] | None:
    """Latitude and longitude (WGS-84, as cameras write it)."""
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
    lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    nowhere = (lat, lon) == (0, 0) or not (isfinite(lat) and isfinite(lon))
    return None if nowhere or abs(lat) > 90 or abs(lon) > 180 else (lat, lon)


def _degrees(parts: tuple[float, float, float], negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value
