"""找 Search: the matters whose words answer a query, among those an account may see, newest first."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from huying.core.models import Event, EventWords
from huying.people.models import User
from huying.rules import masks, terms

from . import fulltext, progress, queries
from .models import Appeal, Case, State
from .worklist import WORDS

PAGE = 50
MOST = 1000  # nobody reads so many; who gets them is told to write one word more
AROUND = 36  # letters kept on either side of the first mark in a long text


class Hit(NamedTuple):
    """One matter in the list, with what was asked for marked in it."""

    case: Case
    holder: queries.Holder | None
    title: SafeString
    said: SafeString
    where: SafeString
    who: SafeString
    number: SafeString

    @property
    def chip(self) -> str:
        return progress.chip(self.case)

    @property
    def word(self) -> str:
        return str(WORDS[State(self.case.state)])


class Found(NamedTuple):
    """One page of what was found."""

    said: str
    hits: list[Hit]
    count: int
    more: bool
    page: int
    pages: int


def knows_reporters(user: User) -> bool:
    """Whether an account reads names and phones of reporters: those who ring them. Others cannot search them either."""
    return user.may("call_back")


def find(user: User, said: str, page: int = 1) -> Found:
    """One page of what an account finds. Six statements for any number of hits."""
    wanted = _wanted(user, said)
    cases = matching(user, wanted)
    newest = cases.order_by("-received_at", "-pk").values_list("pk", flat=True)
    keys = list(newest[: MOST + 1]) if wanted else []
    count = min(len(keys), MOST)
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    hits = _hits(user, keys[:MOST][(page - 1) * PAGE : page * PAGE], wanted) if keys else []
    return Found(said, hits, count, len(keys) > MOST, page, pages)


def matching(user: User, wanted: tuple[terms.Wanted, ...]) -> QuerySet[Case]:
    """Those that an account may see and that answer all that is wanted."""
    whole = knows_reporters(user)
    expression = [[[_standing(term, whole) for term in terms.way_terms(way)] for way in one.ways] for one in wanted]
    for ways, one in zip(expression, wanted, strict=True):
        ways += [[[fulltext.phone_term(one.phone)]]] if one.phone else []
    keys = {post.community_id for post in user.posts}
    if None not in keys:  # a post above communities is held to its reach by visible_to alone
        expression.append([[[fulltext.community_term(key)]] for key in sorted(keys)])
    return fulltext.narrowed(queries.visible_to(user), expression)


def _wanted(user: User, said: str) -> tuple[terms.Wanted, ...]:
    wanted = terms.asked(said)
    return wanted if knows_reporters(user) else tuple(one._replace(phone="") for one in wanted)


def _standing(term: str, whole: bool) -> list[str]:
    """A term of any text, and of a reporter's name for those who may read it."""
    return [term, fulltext.name_term(term)] if whole else [term]


def _hits(user: User, keys: list[UUID], wanted: tuple[terms.Wanted, ...]) -> list[Hit]:
    cases = queries.shown(Case.objects.filter(pk__in=keys)).order_by("-received_at", "-pk")
    appeals = _appeals(keys)
    words = _words(keys)
    holders = queries.holders(keys)
    whole = knows_reporters(user)
    return [
        Hit(
            case,
            holders.get(case.pk),
            marked(case.title, wanted),
            _best([*(one.text for one in appeals[case.pk]), *words[case.pk]], wanted),
            marked(case.where, wanted),
            _who(appeals[case.pk], wanted, whole),
            marked(str(case.number), wanted),
        )
        for case in cases
    ]


def _appeals(keys: list[UUID]) -> dict[UUID, list[Appeal]]:
    found: dict[UUID, list[Appeal]] = {key: [] for key in keys}
    for appeal in Appeal.objects.filter(case__in=keys).order_by("said_at", "pk"):
        found[appeal.case_id].append(appeal)
    return found


def _words(keys: list[UUID]) -> dict[UUID, list[str]]:
    """What was written with the steps, newest last, in one statement."""
    said = EventWords.objects.filter(event_id=OuterRef("pk")).values("text")
    events = Event.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=[str(key) for key in keys])
    told = events.exclude(words_hash="").annotate(said=Subquery(said)).exclude(said=None).order_by("seq")
    found: dict[UUID, list[str]] = {key: [] for key in keys}
    for key, text in told.values_list("subject_id", "said"):
        found[UUID(key)].append(text)
    return found


def _best(texts: list[str], wanted: Iterable[terms.Wanted]) -> SafeString:
    """The first of the texts that says what was asked for, from where it says so; else the first."""
    for text in texts:
        if spans := terms.marks(text, wanted):
            return _cut(text, spans)
    return _cut(texts[0] if texts else "", [])


def _cut(text: str, spans: list[tuple[int, int]]) -> SafeString:
    """A long text from a little before its first mark."""
    start = max(0, spans[0][0] - AROUND) if spans else 0
    end = start + 3 * AROUND
    inside = [(one - start, min(other, end) - start) for one, other in spans if one < end]
    part = _dressed(text[start:end], inside)
    return format_html("{}{}{}", "…" if start else "", part, "…" if end < len(text) else "")


def _who(appeals: list[Appeal], wanted: tuple[terms.Wanted, ...], whole: bool) -> SafeString:
    """The reporters; a phone only where it was asked for, and then by its last four."""
    said = []
    for appeal in appeals:
        if appeal.secret and not whole:
            continue
        said.append(marked(appeal.reporter_name, wanted) if whole else masks.name(appeal.reporter_name))
        for phone in appeal.phones:
            if not any(one.phone and terms.phone(phone).endswith(one.phone) for one in wanted):
                continue
            hidden = masks.phone(phone)
            said.append(format_html("{}<mark>{}</mark>", hidden[: -terms.LAST], hidden[-terms.LAST :]))
    return format_html_join(" ", "{}", ((one,) for one in said if one))


def marked(text: str, wanted: Iterable[terms.Wanted]) -> SafeString:
    """The text with what was asked for marked in it."""
    return _dressed(text, terms.marks(text, wanted))


def _dressed(text: str, spans: list[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [(text[at:start], text[start:end])]
        at = end
    return format_html_join("", "{}<mark>{}</mark>", parts) + format_html("{}", text[at:])
