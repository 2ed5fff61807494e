"""Reads of stories: what is out, what waits for whom, what a draft still lacks, and the pictures and days of its matter."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.models import Appeal, Case, CaseHome
from huying.core import clock, pictures
from huying.core.access import reach
from huying.core.models import File
from huying.field.models import EntryAuthorisation, Visit, WorkOrder
from huying.people.models import Resident, User
from huying.places.models import Community
from huying.rules import reviews, roles
from huying.rules.reviews import Voice

from .models import Draft, Question, Review, Shot, Story

OPEN_STATES = ("writing", "first", "second", "final")
KINDS = {
    "phone": lazy("电话"), "id": lazy("证件号"), "card": lazy("卡号"), "plate": lazy("车牌"), "door": lazy("门牌"),
    "name": lazy("姓名"),
}  # fmt: skip


# --- for everybody ----------------------------------------------------------------------------------------------------


def out(community: Community | None = None) -> QuerySet[Story]:
    """What the public reads, the newest first."""
    rows = Story.objects.filter(published__isnull=False, withdrawn_at=None)
    rows = rows.filter(community=community) if community else rows
    return rows.select_related("published", "community").order_by("-published__published_at", "-pk")


def with_cover(rows: QuerySet[Story]) -> list[Any]:
    """Each with its first picture, or None. Two statements."""
    found: list[Any] = list(rows)
    shots = Shot.objects.filter(draft__in=[one.published_id for one in found]).select_related("file").order_by("order")
    first: dict[Any, Shot] = {}
    for shot in shots:
        first.setdefault(shot.draft_id, shot)
    for one in found:
        one.cover = first.get(one.published_id)
    return found


def by_code(code: str) -> Story | None:
    """A story that is out, or was: one that never went out is not found."""
    rows = Story.objects.filter(code=code, published__isnull=False)
    return rows.select_related("community__division", "case", "published").first()


def shots(draft: Draft) -> list[Shot]:
    return list(Shot.objects.filter(draft=draft).select_related("file").order_by("order", "pk"))


def corrections(story: Story) -> list[Draft]:
    """更正: what was wrong and since when it is right, as far as it is out."""
    rows = story.drafts.filter(published_at__isnull=False).exclude(correction="")
    return list(rows.order_by("-number"))


class Day(NamedTuple):
    """One step of the matter, by its day."""

    name: str
    on: date


def days(case: Case | None) -> list[Day]:
    """从说到修好: days only, no hour and no person. Three statements; none without a matter."""
    if case is None:
        return []
    said = Appeal.objects.filter(case=case).order_by("said_at").values_list("said_at", flat=True).first()
    looked = Visit.objects.filter(case=case).order_by("at").values_list("at", flat=True).first()
    done = WorkOrder.objects.filter(case=case, result="resolved").order_by("-finished_at")
    steps = (
        (_("说了"), said), (_("看了"), looked), (_("修完"), done.values_list("finished_at", flat=True).first()),
        (_("办结"), case.closed_at),
    )  # fmt: skip
    return [Day(name, clock.local(at).date()) for name, at in steps if at]


# --- for the desk -----------------------------------------------------------------------------------------------------


def visible_to(user: User) -> QuerySet[Story]:
    return Story.objects.filter(reach(user, "see_stories", "community__path"))


def listed(user: User, case: Case | None = None) -> list[Any]:
    """Every story in reach, or about one matter; those to be worked on first, each with its open draft. Two statements."""
    drafts = Draft.objects.filter(state__in=OPEN_STATES)
    rows = visible_to(user).filter(case=case) if case else visible_to(user)
    rows = rows.select_related("published", "community", "case").order_by("-at")
    found: list[Any] = list(rows.prefetch_related(Prefetch("drafts", queryset=drafts, to_attr="open_drafts"))[:200])
    for one in found:
        one.draft = one.open_drafts[0] if one.open_drafts else None
    return sorted(found, key=lambda one: one.draft is None)


def current(story: Story) -> Draft:
    """The draft that is worked on; else what is out, was, or was given up."""
    rows = story.drafts.order_by("-number")
    return rows.filter(state__in=OPEN_STATES).first() or story.published or rows[0]


def waiting_for(user: User) -> list[Draft]:
    """The drafts that this account may review now: in reach, of its posts' roles, not yet spoken on. One statement."""
    spoken = Review.objects.filter(draft=OuterRef("pk"), user=user, passed=True, void=False)
    rows = Draft.objects.filter(~Exists(spoken), reach(user, "see_stories", "story__community__path"))
    rows = rows.filter(state__in=reviews.STAGES).select_related("story__community").order_by("pk")
    return [
        row for row in rows if row.stage and not reviews.why_not(row.stage, (), "", roles_at(user, row.story.community))
    ]


def passed(draft: Draft) -> list[Voice]:
    """Who passed which review of the wording as it stands."""
    rows = Review.objects.filter(draft=draft, passed=True, void=False).order_by("at", "pk")
    return [Voice(stage, str(user)) for stage, user in rows.values_list("stage", "user")]


def voices(draft: Draft) -> list[Review]:
    """The reviews that hold, for its page."""
    rows = Review.objects.filter(draft=draft, passed=True, void=False)
    return list(rows.select_related("user").order_by("at", "pk"))


def sent_back(draft: Draft) -> Review | None:
    """Why it came back last."""
    return Review.objects.filter(draft=draft, passed=False).select_related("user").order_by("-at", "-pk").first()


def roles_at(user: User, community: Community) -> set[str]:
    """The roles of an account's posts that reach a community."""
    return {post.role for post in user.posts if roles.reaches(post.path, community.path)}


def may_review(draft: Draft, user: User) -> reviews.Why | None:
    """Why this account may not speak now, "" where it may; None where nothing is to be reviewed."""
    if draft.stage is None:
        return None
    return reviews.why_not(draft.stage, passed(draft), str(user.pk), roles_at(user, draft.story.community))


def names_of(case: Case | None) -> set[str]:
    """The residents that a matter speaks of: who reported, who lives there, who was asked to open a door, who did."""
    if case is None:
        return set()
    homes = {case.home_id, *CaseHome.objects.filter(case=case).values_list("home", flat=True)} - {None}
    told: set[str] = set(Appeal.objects.filter(case=case).values_list("reporter_name", flat=True))
    told |= set(Resident.objects.filter(home__in=homes).values_list("name", flat=True))
    for pair in EntryAuthorisation.objects.filter(case=case).values_list("principal_name", "agent_name"):
        told |= set(pair)
    return {name for name in told if name}


def given_away(draft: Draft) -> list[str]:
    """What the wording and the captions give away, in words."""
    known = names_of(draft.story.case)
    captions = list(Shot.objects.filter(draft=draft).values_list("caption", flat=True))
    texts = (draft.title, draft.text, draft.correction, *captions)
    found = [one for text in texts for one in reviews.gives_away(text, known)]
    return list(dict.fromkeys(f"{KINDS[one.kind]}“{one.said}”" for one in found))


def lacks(draft: Draft, given: Sequence[str]) -> list[str]:
    """What is missing before it may be reviewed, each in a sentence; `given`: what it gives away."""
    found = []
    if given:
        found.append(_("里面有%(given)s，登出去会认出人来。") % {"given": _("、").join(given)})
    if not draft.consent:
        found.append(_("还没写居民同不同意刊出。"))
    if draft.consent == Draft.Consent.AGREED and not draft.consent_note.strip():
        found.append(_("还没写谁同意的、几时、怎么说的。"))
    if draft.number > 1 and not draft.correction.strip():
        found.append(_("还没写更正了什么。"))
    return found


def pictures_of(case: Case | None) -> list[File]:
    """What was photographed in the matter, for choosing: on visits, and before and after the work. Three statements."""
    if case is None:
        return []
    subjects = [*Visit.objects.filter(case=case), *WorkOrder.objects.filter(case=case)]
    found = [file for files in pictures.of(subjects).values() for file in files if not file.spoken]
    return sorted(found, key=lambda file: (file.at, file.pk))


def questions(story: Story) -> list[Question]:
    rows = Question.objects.filter(story=story).select_related("appeal__case")
    return list(rows.order_by("-appeal__said_at"))
