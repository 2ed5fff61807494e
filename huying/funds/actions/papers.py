"""交材料: one more version of a document of a place, as photographs of what was signed."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture, attach
from huying.field.actions.words import no_keys

from ..local import required
from ..models import Paper, Place
from .steps import lock, met, take


@transaction.atomic
def file_paper(
    *, place: Place, code: str, pictures: tuple[Picture, ...], by: Actor, note: str = "", seen: str = ""
) -> Paper:
    """The newest version counts; the ones before stay to compare with."""
    no_keys(note)
    place = lock(place.pk)
    asked = next((row for row in required(place.community, place.lane) if row.code == code), None)
    if asked is None:
        raise Refused(_("这一处不要这份材料，没有保存。定了走哪种程序，要交的材料才列得出来。"))
    last = Paper.objects.filter(place=place, code=code).last()
    paper = Paper(
        place=place, code=code, version=last.version + 1 if last else 1, at=clock.now(), by=str(by),
        pages=len(pictures), note=note,
    )  # fmt: skip
    # The name is the division's own word, which may change; the history keeps what it was called.
    words = f"{asked.name}\n{note}".strip()
    body = {"paper": paper.pk, "code": code, "version": paper.version, "pages": paper.pages}
    take("file_paper", place=place, by=by, holds=met(file=pictures), seen=seen, body=body, words=words)
    paper.save(force_insert=True)
    attach(pictures, subject=paper, community=place.community_key, purpose="paper", by=by)
    return paper
