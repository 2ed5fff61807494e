"""Papers made from the data 由数据做出来的材料: nothing on them is typed twice. They are in Chinese whatever language the
page wears, since the bureau and the owners read them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from huying.core.errors import Refused

from ..models import Place
from . import ending, filing, owners, pages
from .blocks import Document
from .matter import Matter


class Kind(NamedTuple):
    """A paper we can make. `shares` wants every home's share; `names` says that owners stand in it."""

    make: Callable[[Matter], Document]
    endings: tuple[str, ...] = ("pdf", "docx")
    shares: bool = False
    names: bool = False


WITH_TABLES = ("pdf", "docx", "xlsx")

# By the code of the required paper, in the order in which they are filed.
KINDS: dict[str, Kind] = {
    "application": Kind(filing.application),
    "survey": Kind(filing.survey),
    "site_confirmation": Kind(filing.site_confirmation),
    "plan": Kind(filing.plan),
    "households": Kind(owners.households, WITH_TABLES, shares=True, names=True),
    "ballots": Kind(owners.ballots, names=True),
    "plan_notice": Kind(filing.plan_notice),
    "acceptance": Kind(ending.acceptance),
    "settlement": Kind(ending.settlement),
    "share_notice": Kind(owners.share_notice, WITH_TABLES, shares=True),
    "warranty": Kind(ending.warranty),
}
# Read when somebody asks for one: Word and Excel would cost every process a third of a second and their memory.
WRITERS: dict[str, str] = {
    "docx": "huying.funds.documents.word.docx",
    "xlsx": "huying.funds.documents.book.xlsx",
}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Every paper of the lane in one file.
ALL = "all"


def make(place: Place, code: str) -> Document:
    """One paper of a place, in Chinese; Refused, in the reader's language, where its shares cannot be worked out."""
    kind = KINDS[code]
    if kind.shares:
        Matter(place).must_share()
    with translation.override(settings.LANGUAGE_CODE):
        return kind.make(Matter(place))


def write(document: Document, ending: str) -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        if ending == "pdf":
            return pages.pdf([document])
        content: bytes = import_string(WRITERS[ending])(document)
        return content


def bundle(place: Place, codes: Sequence[str]) -> bytes:
    """全部材料: one PDF of those of these papers that can be made now, in their order."""
    made = []
    with translation.override(settings.LANGUAGE_CODE):
        matter = Matter(place)
        for code in codes:
            with suppress(Refused):
                made.append(KINDS[code].make(matter))
        return pages.pdf(made)
