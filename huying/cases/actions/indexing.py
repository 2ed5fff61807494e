"""Search terms 搜索词: what a case is found by, written down with the words themselves."""

import re
from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from huying.core.models import Event, EventWords
from huying.rules import terms

from .. import fulltext
from ..models import Appeal, Case, SearchDoc

BATCH = 500
# A number masked at intake: what is left of it is no word to be found by.
HIDDEN = re.compile(r"\(?\d{2,4}\)?[ -]?\*{4}[ -]?\d{2,4}")


@transaction.atomic
def index(*, case: Case) -> None:
    """Everything that a case is found by, made anew. For who changes its words outside a step."""
    _index([Case.objects.select_for_update(of=("self",)).select_related("building", "home").get(pk=case.pk)])


@transaction.atomic
def index_first(*, case: Case, appeal: Appeal) -> None:
    """At intake: the appeal and where it is."""
    SearchDoc.objects.create(case=case, tokens=_line(_case_terms(case) | _appeal_terms(appeal)))


@transaction.atomic
def index_all(*, kept: Iterable[tuple[Case, Appeal, str]]) -> None:
    """At the entry of a ledger: each matter, its appeal and the words that came with them."""
    SearchDoc.objects.bulk_create(
        [SearchDoc(case=case, tokens=_line(_terms_at_once(case, appeal, words))) for case, appeal, words in kept],
        batch_size=BATCH,
    )


def _terms_at_once(case: Case, appeal: Appeal, words: str) -> set[str]:
    """The terms of one matter as a single text: no term reaches over the end of a line. A title that is the beginning
    of the words says nothing more."""
    title = "" if case.title in appeal.text else case.title
    lines = (title, case.where, appeal.text, appeal.address_text, words, str(case.number), str(appeal.number))
    named = {fulltext.name_term(term) for term in terms.terms(appeal.reporter_name)}
    phones = _phone_terms({terms.phone(phone) for phone in appeal.phones})
    return {*_text_terms("\n".join(lines)), *named, *phones, fulltext.community_term(case.community_id)}


@transaction.atomic
def index_words(*, case: Case, words: str) -> None:
    """Words that came in with a step. The step holds the case, so no two add at once."""
    doc = SearchDoc.objects.filter(case=case)
    for tokens in doc.values_list("tokens", flat=True):
        doc.update(tokens=_line({*tokens.split(), *_text_terms(words)}))


def reindex(*, missing_only: bool = False) -> int:
    """Every case anew, in small transactions, beside the running pages. Needed after a change of the secret key."""
    cases = Case.objects.filter(search_doc=None) if missing_only else Case.objects.all()
    keys = iter(list(cases.order_by("pk").values_list("pk", flat=True)))
    count = 0
    while batch := list(islice(keys, BATCH)):
        with transaction.atomic():
            locked = Case.objects.select_for_update(of=("self",)).select_related("building", "home")
            count += _index(list(locked.filter(pk__in=batch).order_by("pk")))
    if not missing_only:
        fulltext.rebuild()
    return count


def _index(cases: list[Case]) -> int:
    """Some cases, which the transaction holds, in five statements."""
    tokens = {case.pk: _case_terms(case) for case in cases}
    for appeal in Appeal.objects.filter(case__in=cases):
        tokens[appeal.case_id] |= _appeal_terms(appeal)
    for key, words in _words(cases):
        tokens[key] |= _text_terms(words)
    docs = {doc.case_id: doc for doc in SearchDoc.objects.filter(case__in=cases)}
    for key, doc in docs.items():
        doc.tokens = _line(tokens[key])
    SearchDoc.objects.bulk_update(docs.values(), ["tokens"])
    SearchDoc.objects.bulk_create(
        SearchDoc(case=case, tokens=_line(tokens[case.pk])) for case in cases if case.pk not in docs
    )
    return len(cases)


def _words(cases: list[Case]) -> Iterable[tuple[object, str]]:
    """What was written with the steps of these cases: found, answered, done, checked."""
    said = EventWords.objects.filter(event_id=OuterRef("pk")).values("text")
    keys = {str(case.pk): case.pk for case in cases}
    found = Event.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=list(keys))
    told = found.exclude(words_hash="").annotate(said=Subquery(said)).exclude(said=None)
    return ((keys[key], words) for key, words in told.values_list("subject_id", F("said")))


def _line(tokens: Iterable[str]) -> str:
    return " ".join(sorted(tokens))


def _case_terms(case: Case) -> set[str]:
    told = _text_terms(case.title) | _text_terms(case.where) | terms.terms(str(case.number))
    return {*told, fulltext.community_term(case.community_id)}


def _appeal_terms(appeal: Appeal) -> set[str]:
    """Its words, its number; the reporter's name as terms of its own kind, the reporter's phone as a hash."""
    told = _text_terms(appeal.text) | _text_terms(appeal.address_text) | terms.terms(str(appeal.number))
    told |= terms.terms(appeal.outside_number)
    named = {fulltext.name_term(term) for term in terms.terms(appeal.reporter_name)}
    return told | named | _phone_terms({terms.phone(phone) for phone in appeal.phones})


def _text_terms(text: str) -> set[str]:
    return terms.terms(HIDDEN.sub(" ", text)) | _phone_terms(terms.phones(text))


def _phone_terms(phones: set[str]) -> set[str]:
    """Whole and by the last four figures. What is too short to be a phone is none."""
    whole = {phone for phone in phones if len(phone) >= terms.SHORTEST_PHONE}
    return {fulltext.phone_term(figures) for phone in whole for figures in (phone, phone[-terms.LAST :])}
