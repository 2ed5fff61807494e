"""公示: the plan or the settlement hangs for its days; what anybody says against it is kept and answered."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import deadlines
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue
from huying.places.queries import calendar_of
from huying.rules import clock as working

from .. import notices, queries
from ..local import Key, local
from ..models import Notice, Objection, Place, Quote
from .steps import desk_of, hand_to, lock, met, take

# It may have hung for some days before anybody types it in.
DAYS_BACK = 30
# The page of a notice outlives its days: it says that they are over, and what was answered.
DAYS_AFTER = 365
DAYS_OF = {Notice.Kind.PLAN: Key.PLAN_NOTICE_DAYS, Notice.Kind.SETTLEMENT: Key.SETTLEMENT_NOTICE_DAYS}


@transaction.atomic
def post(*, place: Place, kind: str, posted_on: date, where: str) -> Notice:
    """贴公示: for the days that the place's division asks for. Part of the step that posts it, which records the event."""
    today = clock.today()
    if not today - timedelta(days=DAYS_BACK) <= posted_on <= today:
        raise Refused(_("贴出来的日子要在今天或者前 %(n)s 天里。没有保存，改好再点一次。") % {"n": DAYS_BACK})
    if not where.strip():
        raise Refused(_("请写贴在哪里。没有保存。"))
    earlier = list(Notice.objects.filter(place=place))
    if earlier and posted_on < earlier[-1].posted_on:
        raise Refused(_("上一次公示是之后才贴的，这个日子不对。没有保存，改好再点一次。"))
    until = local(place.community).notice_until(posted_on, DAYS_OF[Notice.Kind(kind)])
    before = sum(one.kind == kind for one in earlier)
    made = Notice.objects.create(
        place=place, kind=kind, round=before + 1, posted_on=posted_on, until=until, where=where.strip()
    )
    issue(purpose=notices.NOTICE_LINK, subject_id=made.pk, days=max((until - today).days, 0) + DAYS_AFTER)
    return made


def told(notice: Notice) -> dict[str, object]:
    """What an event says of a notice."""
    return {
        "notice": notice.pk, "round": notice.round, "posted_on": notice.posted_on, "until_on": notice.until,
    }  # fmt: skip


def days_after(place: Place, day: date) -> datetime:
    """Until when the desk has time for what follows once a day is over."""
    days = max(local(place.community).number(Key.DESK_DAYS), 1)
    closed = deadlines.closing(place.community, day)
    return working.due(closed, working.Limit(days, "working_days"), calendar_of(place.community.division))


@transaction.atomic
def post_plan(*, place: Place, posted_on: date, where: str, by: Actor, seen: str = "") -> Place:
    """方案公示: what is done, what it costs and who pays hangs for everybody. After a vote that failed, once more."""
    place = lock(place.pk)
    made = post(place=place, kind=Notice.Kind.PLAN, posted_on=posted_on, where=where)
    missing = queries.lacking(queries.roll(place))
    asked = Quote.objects.filter(place=place)
    enough = asked.count() >= local(place.community).number(Key.MIN_QUOTES) and asked.filter(taken=True).exists()
    place = take(
        "post_plan", place=place, by=by, seen=seen, body=told(made), words=made.where,
        holds=met(budget=place.budget_cents, areas=not missing, quotes=enough),
    )  # fmt: skip
    hand_to(place=place, post=desk_of(place), due_by=days_after(place, made.until))
    return place


@transaction.atomic
def hear_objection(*, notice: Notice, text: str, by: Actor, who: str = "") -> Objection:
    """记意见: as the desk heard it, or as somebody wrote it on the page of the notice. One that comes after the last day is
    kept and answered like any other, as long as nothing was decided on it."""
    place = lock(notice.place_id)
    if by.kind != "user" and notices.crowded(notice):
        raise Refused(_("这会儿写的人太多，没有记下。过一刻钟再写，或者打社区电话说。"))
    _still_hangs(place, notice)
    made = Objection.objects.create(notice=notice, at=clock.now(), who=who.strip(), text=text.strip())
    body = {"notice": notice.pk, "objection": made.pk, "late": clock.today() > notice.until}
    take("hear_objection", place=place, by=by, holds=met(words=made.text), body=body)
    return made


def _still_hangs(place: Place, notice: Notice) -> None:
    """A notice is over once its place goes on, or another one hangs."""
    if not notices.takes_more(place, notice):
        raise Refused(_("这次公示已经结束了，没有记下。现在有话要说，请打社区电话。"))


@transaction.atomic
def answer_objection(*, objection: Objection, answer: str, by: Actor) -> Objection:
    """答复意见. What was answered stays; whoever has more to say says it anew."""
    place = lock(objection.notice.place_id)
    held = Objection.objects.get(pk=objection.pk)
    if held.answered_at is not None:
        raise Refused(_("这条意见刚才有人答复过了，您的没有保存。看看答复了什么。"))
    held.answered_at, held.answer = clock.now(), answer.strip()
    body = {"notice": held.notice_id, "objection": held.pk}
    take("answer_objection", place=place, by=by, holds=met(words=held.answer), body=body)
    held.save(update_fields=["answered_at", "answer"])
    return held
