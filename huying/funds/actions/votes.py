"""业主表决: opened on a frozen roll, voted on paper or by link, counted once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huying.core import clock, spoken, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.links import issue, revoke
from huying.core.pictures import Picture, attach
from huying.field.actions.codes import Code, tell_code, try_code
from huying.people.models import User
from huying.rules.tally import Result

from .. import polls, queries
from ..local import Key, Local, local
from ..models import Ballot, Notice, Owner, Place, PlaceHome, Vote, Voter, VoterLink
from .notices import days_after
from .steps import desk_of, hand_to, lock, met, take

# A vote stays open no longer than this, and its links live as long at most.
LONGEST = 365
# How many codes an owner may have sent to themselves, and how far apart.
CODES, APART = 10, timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one owner said on paper."""

    owner_id: UUID
    choice: str
    # Who signed in their place; the written proxy is kept with the paper.
    proxy_name: str = ""


# --- opening ----------------------------------------------------------------------------------------------------------


def first_close(place: Place, laid: Local | None = None) -> date:
    """The earliest last day of a vote that opens today. `laid`: what is local, where it was read already."""
    days = (laid or local(place.community)).number(Key.VOTE_DAYS)
    return clock.today() + timedelta(days=max(days, 1))


@transaction.atomic
def open_vote(*, place: Place, by: Actor, closes_on: date | None = None, seen: str = "") -> Vote:
    """开始表决: the roll is frozen as the homes of the scope, their owners and areas stand now."""
    place = lock(place.pk)
    first = first_close(place)
    closes_on = closes_on or first
    if not first <= closes_on <= clock.today() + timedelta(days=LONGEST):
        raise Refused(_("最早 %(day)s 截止，最晚一年。没有保存，改好再点一次。") % {"day": spoken.day(first)})
    roll, notice = queries.roll(place), queries.posted(place, Notice.Kind.PLAN)
    holds = met(
        notice_over=queries.hung_long_enough(notice), objections_answered=not queries.unanswered(notice),
        areas=not queries.lacking(roll),
    )  # fmt: skip
    vote = Vote(place=place, opened_at=clock.now(), closes_on=closes_on)
    body = {"vote": vote.pk, "closes_on": closes_on, "homes": len(roll)}
    take("open_vote", place=place, by=by, seen=seen, holds=holds, body=body)
    vote.save(force_insert=True)
    Voter.objects.bulk_create(_voter(vote, row) for row in roll)
    hand_to(place=place, post=desk_of(place), due_by=days_after(place, closes_on))
    return vote


def _voter(vote: Vote, row: PlaceHome) -> Voter:
    facts = queries.facts_of(row)
    assert facts is not None  # a home that lacks them opens no vote
    return Voter(vote=vote, home=row.home, owner_id=facts.owner_id, area=facts.area)


# --- ballots ----------------------------------------------------------------------------------------------------------


def _lock_vote(vote: Vote) -> tuple[Place, Vote]:
    """The place, held, and its vote as it is now. Another vote than the open one is over."""
    place = lock(vote.place_id)
    now = Vote.objects.get(pk=vote.pk)
    if now.counted_at is not None:
        raise Stale(_("这次表决已经计过票了。您的没有保存；看看结果，再定。"))
    return place, now


@transaction.atomic
def cast(*, vote: Vote, said: Said, user: User, pictures: Iterable[Picture] = ()) -> Ballot:
    """录一票: what an owner said on paper."""
    place, vote = _lock_vote(vote)
    return _cast(place, polls.poll(vote), said, Ballot.Way.PAPER, Actor.user(user), user, tuple(pictures))


@transaction.atomic
def cast_all(*, vote: Vote, said: Iterable[Said], user: User) -> list[Ballot]:
    """录一叠票: all of them, or none."""
    place, vote = _lock_vote(vote)
    poll, by = polls.poll(vote), Actor.user(user)
    return [_cast(place, poll, one, Ballot.Way.PAPER, by, user) for one in said]


@transaction.atomic
def cast_by_link(*, link: VoterLink, choice: str, code: str) -> str:
    """业主自己投: with the code from their own telephone. Answers why not, or nothing: a wrong try is counted, and must not
    be undone by an error."""
    place, vote = _lock_vote(link.vote)
    link = VoterLink.objects.get(pk=link.pk)
    poll = polls.poll(vote)
    _may_vote(poll, link.owner_id)
    if wrong := try_code(link, code):
        return wrong
    said = Said(owner_id=link.owner_id, choice=choice)
    _cast(place, poll, said, Ballot.Way.LINK, Actor("owner", str(link.pk)), None)
    link.code, link.code_at = "", None
    link.save(update_fields=["code", "code_at"])
    return ""


def _cast(
    place: Place,
    poll: polls.Poll,
    said: Said,
    way: str,
    by: Actor,
    user: User | None,
    pictures: tuple[Picture, ...] = (),
) -> Ballot:
    voice = _may_vote(poll, said.owner_id)
    if said.choice not in Ballot.Choice.values:
        raise Refused(_("没看懂是同意、不同意还是弃权。没有保存，再选一次。"))
    made = Ballot.objects.create(
        vote=poll.vote, owner=voice.owner, at=clock.now(), choice=said.choice, way=way, entered_by=user,
        proxy_name=said.proxy_name.strip(), picture=bool(pictures),
    )  # fmt: skip
    voice.ballot = made
    attach(pictures, subject=made, community=place.community_key, purpose="ballot", by=by)
    body = {
        "vote": poll.vote.pk, "ballot": made.pk, "owner": voice.owner.pk, "choice": made.choice, "way": way,
        "by_proxy": bool(made.proxy_name),
    }  # fmt: skip
    take("cast", place=place, by=by, holds=met(entitled=True, once=True), body=body)
    return made


def _may_vote(poll: polls.Poll, owner_id: UUID) -> polls.Voice:
    """The owner, where their ballot would count: or why it would not."""
    if clock.today() > poll.vote.closes_on:
        day = spoken.day(poll.vote.closes_on)
        raise Refused(_("表决 %(day)s 截止，已经过了，不再收票。没有保存。") % {"day": day})
    voice = poll.of(owner_id)
    if voice is None:
        raise Refused(_("这位不在这次表决的名册里，没有保存。名册从开始表决那天起就定下了。"))
    if voice.owner.status == Owner.Status.UNKNOWN:
        raise Refused(
            _("%(home)s的业主还不知道是谁，没有保存。先在产权情况里写上业主，再录这一票。") % {"home": voice.label}
        )
    if voice.ballot:
        raise Refused(_voted(voice, voice.ballot))
    return voice


def _voted(voice: polls.Voice, ballot: Ballot) -> str:
    """When and how: whoever types it a second time sees which of two papers was first."""
    facts = {
        "home": voice.label, "at": spoken.stamp(ballot.at), "choice": str(ballot.get_choice_display()),
        "way": str(ballot.get_way_display()), "who": ballot.entered_by.name if ballot.entered_by else "",
    }  # fmt: skip
    if ballot.entered_by:
        said = _("%(home)s的业主已经投过了：%(at)s，%(choice)s，%(way)s，%(who)s录的。")
    else:
        said = _("%(home)s的业主已经投过了：%(at)s，%(choice)s，%(way)s。")
    return said % facts + _("一位业主只算一票，这次没有保存。要改，先把原来那票作废。")


@transaction.atomic
def strike(*, ballot: Ballot, reason: str, by: Actor) -> Ballot:
    """作废一票: it stays on record and does not count; the owner may vote anew."""
    place, vote = _lock_vote(ballot.vote)
    held = Ballot.objects.get(pk=ballot.pk)
    if held.struck_at is not None:
        raise Stale(_("这一票刚才已经作废了。您的没有保存。"))
    held.struck_at, held.struck_why = clock.now(), reason.strip()
    body = {"vote": vote.pk, "ballot": held.pk, "owner": held.owner_id, "choice": held.choice}
    take("strike", place=place, by=by, holds=met(reason=held.struck_why), body=body, words=held.struck_why)
    held.save(update_fields=["struck_at", "struck_why"])
    return held


# --- by link ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_vote_link(*, vote: Vote, owner: Owner, by: Actor) -> VoterLink:
    """给业主链接: one for each owner with a number on file; asked for again, it is the same."""
    place, vote = _lock_vote(vote)
    voice = polls.poll(vote).of(owner.pk)
    if voice is None or not voice.owner.phone:
        raise Refused(_("台账里没有这位业主的电话，发不了码，只能在纸上签。"))
    if voice.ballot:
        raise Refused(_voted(voice, voice.ballot))
    made, new = VoterLink.objects.get_or_create(vote=vote, owner=voice.owner, defaults={"at": clock.now()})
    if new:
        days = (vote.closes_on - clock.today()).days + LONGEST
        issue(purpose=polls.VOTE_LINK, subject_id=made.pk, days=days)
        body = {"vote": vote.pk, "owner": owner.pk}
        timeline.record("funds.vote_link_given", subject=place, by=by, body=body)
    return made


@transaction.atomic
def make_vote_code(*, link: VoterLink, by: Actor) -> Code:
    """要一个码, at the desk: sent, or to be read out to the number on file."""
    place, vote = _lock_vote(link.vote)
    _may_vote(polls.poll(vote), link.owner_id)
    link = VoterLink.objects.select_related("owner", "vote__place").get(pk=link.pk)
    return tell_code(link, community=place.community, phone=link.owner.phone, by=by)


def sends_codes(place: Place) -> bool:
    """Whether an owner can have a code sent from the page; otherwise the desk rings."""
    ways = import_string(import_string("huying.wiring.CONTACT_WAYS"))(place.community)
    return bool(ways["sms"])


@transaction.atomic
def send_vote_code(*, link: VoterLink) -> None:
    """把码发给我, from the owner's own page: only to the number on file, and not too often."""
    place, vote = _lock_vote(link.vote)
    _may_vote(polls.poll(vote), link.owner_id)
    link = VoterLink.objects.select_related("owner", "vote__place").get(pk=link.pk)
    recent = link.code_at is not None and clock.now() - link.code_at < APART
    if link.codes_asked >= CODES or recent or not sends_codes(place):
        raise Refused(_("现在发不了码。过一分钟再点；还是不行，请打社区电话，让工作人员打给您念。"))
    link.codes_asked += 1
    link.save(update_fields=["codes_asked"])
    tell_code(link, community=place.community, phone=link.owner.phone, by=Actor("owner", str(link.pk)))


# --- the count --------------------------------------------------------------------------------------------------------


@transaction.atomic
def count(*, place: Place, by: Actor, seen: str = "") -> Vote:
    """计票: once the last day is over, or everybody on the roll has voted. What the rulebook says of the rows is the
    outcome, and the sums it rests on are kept."""
    place = lock(place.pk)
    vote = Vote.objects.filter(place=place, counted_at=None).first()
    if vote is None:
        raise Stale(_("没有正在表决的。您的没有保存；看看现在的，再定。"))
    result = polls.poll(vote).result
    counted = clock.today() > vote.closes_on or result.took_part == result.all
    body = {"vote": vote.pk, **sums(result), "failed": " ".join(result.failed)}
    holds = met(counted=counted, passed=result.passed, failed=not result.passed)
    place = take("pass_vote" if result.passed else "fail_vote", place=place, by=by, seen=seen, holds=holds, body=body)
    for column, value in {**sums(result), "counted_at": clock.now(), "passed": result.passed}.items():
        setattr(vote, column, value)
    vote.save()
    revoke(purpose=polls.VOTE_LINK, subject_ids=list(vote.links.values_list("pk", flat=True)))
    due = local(place.community).by_working_days(local(place.community).number(Key.DESK_DAYS))
    hand_to(place=place, post=desk_of(place), due_by=due)
    return vote


def sums(result: Result) -> dict[str, int]:
    """The sums of a count by the names of their columns."""
    return {
        "all_heads": result.all.heads, "all_area": result.all.area,
        "part_heads": result.took_part.heads, "part_area": result.took_part.area,
        "agree_heads": result.agreed.heads, "agree_area": result.agreed.area,
    }  # fmt: skip
