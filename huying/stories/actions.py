"""Every write of stories: written, reviewed three times, published, corrected, withdrawn; what a reader asks; what is offered."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import intake
from huying.cases.models import Appeal, Case, Channel, Nature
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.models import File
from huying.core.pictures import Picture, attach
from huying.people.models import User
from huying.places.models import Community
from huying.rules import reviews

from . import queries
from .models import Draft, Offer, Question, Review, Shot, Story

READER = Actor("resident")
MOST_SHOTS = 9


class Wording(NamedTuple):
    """What a draft says, and who agreed to it."""

    title: str
    text: str
    consent: str = ""
    consent_note: str = ""
    correction: str = ""


# --- writing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_story(*, community: Community, wording: Wording, user: User, case: Case | None = None) -> Story:
    """写一篇: a story with its first draft."""
    now = clock.now()
    story = Story.objects.create(community=community, case=case, at=now, user=user)
    draft = Draft.objects.create(story=story, number=1, at=now, user=user, **wording._asdict())
    timeline.record("stories.written", **_told(draft, Actor.user(user)))
    return story


@transaction.atomic
def change_draft(*, draft: Draft, wording: Wording, user: User, seen: str = "") -> Draft:
    """改稿子: while it is being written. Refused for a draft that changed since the form was opened."""
    draft = _writing(draft)
    if seen and seen != draft.mark:
        raise Stale(_("刚才有人改过这篇稿子，没有保存。您写的还在下面：先看看现在的，再改。"))
    for name, value in wording._asdict().items():
        setattr(draft, name, value)
    draft.save(update_fields=list(wording._asdict()))
    timeline.record("stories.draft_changed", **_told(draft, Actor.user(user)))
    return draft


@transaction.atomic
def cover_draft(*, draft: Draft, user: User) -> int:
    """照规矩遮掉: names to their surname, doors away, numbers starred, below the pictures too. How many places were covered."""
    draft = _writing(draft)
    names, shots = queries.names_of(draft.story.case), list(draft.shots.all())
    texts = (draft.title, draft.text, draft.correction, *(shot.caption for shot in shots))
    found = [one for text in texts for one in reviews.gives_away(text, names)]
    for name in ("title", "text", "correction"):
        setattr(draft, name, reviews.covered(getattr(draft, name), names))
    draft.save(update_fields=["title", "text", "correction"])
    for shot in shots:
        shot.caption = reviews.covered(shot.caption, names)
    Shot.objects.bulk_update(shots, ["caption"])
    if found:
        timeline.record("stories.draft_changed", **_told(draft, Actor.user(user), covered=len(found)))
    return len(found)


@transaction.atomic
def add_shots(
    *,
    draft: Draft,
    caption: str,
    consent: str,
    user: User,
    files: Iterable[File] = (),
    pictures: Iterable[Picture] = (),
) -> list[Shot]:
    """配图: pictures of the matter, or new ones, with one caption and the reason why they may be shown."""
    draft, by = _writing(draft), Actor.user(user)
    new = attach(pictures, subject=draft, community=draft.community_key, purpose="story", by=by)
    wanted = [*files, *new]
    there = set(draft.shots.values_list("file_id", flat=True))
    wanted = [file for file in wanted if file.pk not in there]
    if len(there) + len(wanted) > MOST_SHOTS:
        raise Refused(_("一篇最多 %(most)s 张图，这次没有加。") % {"most": MOST_SHOTS})
    last = draft.shots.aggregate(last=Max("order"))["last"] or 0
    made = [
        Shot.objects.create(draft=draft, file=file, caption=caption, consent=consent, order=last + nth)
        for nth, file in enumerate(wanted, 1)
    ]
    if made:
        timeline.record("stories.shots_changed", **_told(draft, by, added=len(made)))
    return made


@transaction.atomic
def remove_shot(*, draft: Draft, shot_id: UUID, user: User) -> None:
    """拿掉一张; gone already, nothing happens."""
    draft = _writing(draft)
    if Shot.objects.filter(draft=draft, pk=shot_id).delete()[0]:
        timeline.record("stories.shots_changed", **_told(draft, Actor.user(user), removed=1))


@transaction.atomic
def drop_draft(*, draft: Draft, user: User) -> Draft:
    """不写了: kept, and shown to nobody. What was published stays."""
    draft = _locked(draft)
    if not draft.open:
        raise Refused(_("这一稿已经登出来了，要撤请点“撤下来”。"))
    _to(draft, Draft.State.DROPPED)
    timeline.record("stories.draft_dropped", **_told(draft, Actor.user(user)))
    return draft


# --- three reviews ----------------------------------------------------------------------------------------------------


@transaction.atomic
def send_draft(*, draft: Draft, user: User) -> Draft:
    """送审: not while it gives somebody away, nor without the consent of whoever it speaks of."""
    draft = _writing(draft)
    if lacks := queries.lacks(draft, queries.given_away(draft)):
        raise Refused(_("还不能送审：%(why)s") % {"why": " ".join(lacks)})
    _to(draft, Draft.State.FIRST)
    timeline.record("stories.draft_sent", **_told(draft, Actor.user(user)))
    return draft


@transaction.atomic
def take_back_draft(*, draft: Draft, user: User) -> Draft:
    """拿回来改: what was passed before counts no more."""
    draft = _locked(draft)
    if draft.stage is None:
        raise Refused(_("这一稿不在审了，没有动。"))
    _anew(draft)
    timeline.record("stories.draft_taken_back", **_told(draft, Actor.user(user)))
    return draft


@transaction.atomic
def review(*, draft: Draft, user: User, passed: bool, stage: str, words: str = "") -> Draft:
    """审一道: passes it on, or sends it back with the reason. The third who passes it publishes it. `stage` is the review
    that the person saw open."""
    draft = _locked(draft)
    at = draft.stage
    if at is None or at != stage:
        raise Stale(_("这一道已经有人审过了，没有记。看看现在到哪一道。"))
    if not passed and not words.strip():
        raise Refused(_("退回去要写改哪里，不然人家不知道怎么改。没有记。"))
    _may(draft, at, user)
    Review.objects.create(
        draft=draft, stage=at, user=user, at=clock.now(), passed=passed, words=words.strip(), void=not passed
    )
    timeline.record("stories.draft_reviewed", **_told(draft, Actor.user(user), words.strip(), stage=at, passed=passed))
    if not passed:
        _anew(draft)
    elif following := reviews.after(at):
        _to(draft, following)
    else:
        _publish(draft, user)
    return draft


def _may(draft: Draft, stage: reviews.Stage, user: User) -> None:
    why = reviews.why_not(stage, queries.passed(draft), str(user.pk), queries.roles_at(user, draft.story.community))
    if why == "twice":
        raise Refused(_("您审过前面一道了：三审不能有两道是同一个人。没有记，请另一位来审。"))
    if why == "role":
        raise Refused(_("这一道轮不到您的岗位审，没有记。"))


def _publish(draft: Draft, user: User) -> None:
    story, now = draft.story, clock.now()
    if story.published:
        _to(story.published, Draft.State.REPLACED)
    draft.state, draft.published_at = Draft.State.PUBLISHED, now
    draft.save(update_fields=["state", "published_at"])
    story.published, story.withdrawn_at, story.withdrawn_why = draft, None, ""
    story.save(update_fields=["published", "withdrawn_at", "withdrawn_why"])
    timeline.record("stories.published", **_told(draft, Actor.user(user)))


def _anew(draft: Draft) -> None:
    """To the writer; the reviews start over."""
    Review.objects.filter(draft=draft).update(void=True)
    _to(draft, Draft.State.WRITING)


# --- after it went out ------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_story(*, story: Story, user: User) -> Draft:
    """更正: a new draft with what is out now, to be changed and reviewed three times. What is out stays until then."""
    story = _lock_story(story)
    if story.published is None:
        raise Refused(_("这篇还没登出来，直接改稿子就行。"))
    if open_now := Draft.objects.filter(story=story, state__in=queries.OPEN_STATES).first():
        return open_now
    old = story.published
    number = (story.drafts.aggregate(last=Max("number"))["last"] or 0) + 1
    wording = {name: getattr(old, name) for name in ("title", "text", "consent", "consent_note")}
    draft = Draft.objects.create(story=story, number=number, at=clock.now(), user=user, **wording)
    for shot in old.shots.all():
        Shot.objects.create(
            draft=draft, file_id=shot.file_id, caption=shot.caption, consent=shot.consent, order=shot.order
        )
    timeline.record("stories.correction_begun", **_told(draft, Actor.user(user)))
    return draft


@transaction.atomic
def withdraw_story(*, story: Story, why: str, user: User) -> Story:
    """撤下来: at once, with what the public is told in its place. Nobody waits for a review to take something down."""
    story = _lock_story(story)
    if story.published is None or story.withdrawn_at:
        raise Refused(_("这篇现在没有登着，没有动。"))
    story.withdrawn_at, story.withdrawn_why = clock.now(), why
    story.save(update_fields=["withdrawn_at", "withdrawn_why"])
    timeline.record("stories.withdrawn", subject=story, by=Actor.user(user), words=why)
    return story


@transaction.atomic
def ask(*, story: Story, text: str, phone: str = "") -> Appeal:
    """我要问: a reader's question is an appeal like any other, an inquiry, with the story it was asked under."""
    category, urgency, _nature = intake.of_report(text, "other")
    said = cases.Said(
        text=text, channel=Channel.WEB, nature=Nature.INQUIRY, category=category, urgency=urgency, reporter_phone=phone
    )
    appeal = cases.receive(community=story.community, said=said, by=READER)
    Question.objects.create(story=story, appeal=appeal)
    timeline.record("stories.asked", subject=story, by=READER, body={"appeal": appeal.pk})
    return appeal


# --- what is offered --------------------------------------------------------------------------------------------------


@transaction.atomic
def set_offer(
    *, community: Community, title: str, text: str, by: Actor, offer: Offer | None = None, seen: str = ""
) -> Offer:
    """能帮您办的: a new line, or another wording of one."""
    if offer:
        one = _locked_offer(offer, seen)
    else:
        last = Offer.objects.filter(community=community).aggregate(last=Max("order"))["last"] or 0
        one = Offer(community=community, order=last + 1)
    one.title, one.text = title, text
    one.save()
    timeline.record("stories.offer_set", subject=one, by=by, words=f"{title}\n{text}")
    return one


@transaction.atomic
def retire_offer(*, offer: Offer, active: bool, by: Actor, seen: str = "") -> Offer:
    """不办了, or taken up again."""
    one = _locked_offer(offer, seen)
    one.active = active
    one.save(update_fields=["active"])
    timeline.record("stories.offer_set", subject=one, by=by, body={"active": active})
    return one


def _locked_offer(offer: Offer, seen: str) -> Offer:
    found = Offer.objects.select_for_update().get(pk=offer.pk)
    if seen and seen != found.mark:
        raise Stale(_("刚才有人改过这一条，没有保存。看看现在的，再改。"))
    return found


# --- together ---------------------------------------------------------------------------------------------------------


def _lock_story(story: Story) -> Story:
    Story.objects.select_for_update().get(pk=story.pk)
    return Story.objects.select_related("community", "case", "published").get(pk=story.pk)


def _locked(draft: Draft) -> Draft:
    """The story first: of two who act on one at once the second sees what the first did."""
    story = _lock_story(draft.story)
    found = Draft.objects.get(pk=draft.pk)
    found.story = story
    return found


def _writing(draft: Draft) -> Draft:
    draft = _locked(draft)
    if draft.state != Draft.State.WRITING:
        raise Refused(_("这一稿不在写了（送审了，或者登出来了），没有保存。要改先拿回来。"))
    return draft


def _to(draft: Draft, state: str) -> None:
    draft.state = state
    draft.save(update_fields=["state"])


def _told(draft: Draft, by: Actor, words: str = "", **facts: Any) -> dict[str, Any]:
    """What an event says of a draft: on the timeline of its story."""
    return {"subject": draft.story, "by": by, "body": {"draft": draft.number, **facts}, "words": words}


__all__ = [
    "Wording", "add_shots", "ask", "change_draft", "correct_story", "cover_draft", "drop_draft", "remove_shot",
    "retire_offer", "review", "send_draft", "set_offer", "take_back_draft", "withdraw_story", "write_story",
]  # fmt: skip
