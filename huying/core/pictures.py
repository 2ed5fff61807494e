"""Pictures 照片: read, re-encoded, stored by content, and hung on what they show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from . import clock, files
from .actor import Actor
from .models import File
from .photos import PhotoRefused, ReadPhoto, read_photo


@dataclass(frozen=True)
class Picture:
    """A photo that was read, and whether the person keeps the place and time it carried."""

    photo: ReadPhoto
    keep_place_and_time: bool = False


MOST = 9  # photos of one field


def decode(uploads: Iterable[IO[bytes]]) -> None:
    """Read what calls itself a picture ahead of time: it takes a third of a second, and SQLite's one write lock must
    not wait for it. What came of each stays on it, for `read`."""
    for upload in list(uploads)[:MOST]:
        if str(getattr(upload, "content_type", "")).startswith("image/"):
            upload.came_of_it = _try(upload)  # type: ignore[attr-defined]


def _try(upload: IO[bytes]) -> ReadPhoto | PhotoRefused:
    try:
        return read_photo(upload)
    except PhotoRefused as refused:
        return refused


def read(uploads: Iterable[IO[bytes]], *, keep_place_and_time: bool = False) -> tuple[Picture, ...]:
    """What was uploaded, as pictures ready to keep; raises PhotoRefused, whose message is for the person."""
    found = []
    for upload in uploads:
        photo = getattr(upload, "came_of_it", None) or _try(upload)
        if isinstance(photo, PhotoRefused):
            raise photo
        found.append(Picture(photo, keep_place_and_time))
    return tuple(found)


def attach(pictures: Iterable[Picture], *, subject: Any, community: str, purpose: str, by: Actor) -> list[File]:
    """Store the pictures and hang them on a subject. Called by actions, in their transaction: bytes are safe on disk
    before the row that names them."""
    kept = []
    for picture in pictures:
        photo = picture.photo
        files.store(photo.jpeg, photo.sha256)
        facts: dict[str, Any] = {"sha256": photo.sha256, "width": photo.width, "height": photo.height}
        if picture.keep_place_and_time:
            facts |= {"taken_at": photo.taken_at, "taken_lat": _degrees(photo.lat), "taken_lon": _degrees(photo.lon)}
        kept.append(keep(subject=subject, community=community, purpose=purpose, by=by, **facts))
    return kept


def keep(*, subject: Any, community: str, purpose: str, by: Actor, **facts: Any) -> File:
    """The row of a file that is safe on disk already, hung on its subject."""
    hung = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}
    return File.objects.create(community=community, purpose=purpose, at=clock.now(), actor=str(by), **hung, **facts)


def _degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"


def of(subjects: Iterable[Any]) -> dict[Any, list[File]]:
    """The pictures of many subjects in one statement: subject id → pictures, oldest first."""
    found: dict[Any, list[File]] = {}
    for file in File.objects.filter(subject_id__in=[subject.pk for subject in subjects]).order_by("at", "pk"):
        found.setdefault(file.subject_id, []).append(file)
    return found
