"""Walks 走访: begun, what was found on the way, ended with what was thought of it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import intake
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture
from huying.people.models import User
from huying.places.models import Building, Community

from ..walk_models import Walk, WalkFinding
from .visits import find_and_fix
from .words import no_keys

Became = WalkFinding.Became


@dataclass(frozen=True, kw_only=True)
class Spotted:
    """One thing on the way. `who` is somebody who saw it put right, where there is no photo."""

    what: str
    became: str
    building: Building | None = None
    spot: str = ""
    who: str = ""
    pictures: tuple[Picture, ...] = ()


@transaction.atomic
def start_walk(*, community: Community, why: str, user: User) -> Walk:
    """走: one at a time for each person; what was begun and not ended goes on."""
    no_keys(why)
    User.objects.select_for_update().get(pk=user.pk)  # two taps at once begin one walk
    if Walk.objects.filter(user=user, ended_at=None).exists():
        raise Refused(_("您还有一次走访没结束，接着记就行。没有另开。"))
    walk = Walk.objects.create(community=community, user=user, at=clock.now(), why=why)
    timeline.record("field.walk_started", subject=walk, by=Actor.user(user), words=why)
    return walk


@transaction.atomic
def note_on_walk(*, walk: Walk, found: Spotted, user: User) -> WalkFinding:
    """找: it becomes a case, is put right on the spot, or is only noted."""
    walk = _going_on(walk)
    no_keys(found.what, found.spot)
    if not found.building and not found.spot:
        raise Refused(_("没说在哪里。没有保存；点一下哪栋，或者写位置。"))
    if found.became == Became.NOTED and found.pictures:
        raise Refused(_("先记下的不留照片。没有保存；要留照片，就选报上去。"))
    case = None if found.became == Became.NOTED else _case_of(walk, found, user)
    made = WalkFinding.objects.create(
        walk=walk, building=found.building, spot=found.spot, what=found.what, became=found.became, case=case
    )
    body = {"finding": made.pk, "became": made.became, "case": case.pk if case else None}
    timeline.record("field.walk_found", subject=walk, by=Actor.user(user), body=body, words=found.what)
    return made


def _case_of(walk: Walk, found: Spotted, user: User) -> Case:
    """Like any other case: reported, or found and fixed with its proof."""
    category, urgency, nature = intake.of_report(found.what, "other")
    said = cases.Said(
        text=found.what, channel="patrol", nature=nature, category=category, urgency=urgency,
        building=found.building, spot=found.spot,
    )  # fmt: skip
    if found.became == Became.REPORTED:
        by = Actor.user(user)
        return cases.receive(community=walk.community, said=said, by=by, pictures=found.pictures).case
    if not found.pictures and not found.who:
        raise Refused(_("办好了要有一样凭据。没有保存；拍一张，或者写谁看到的。"))
    proof, note = ("photo", "") if found.pictures else ("witness", _("有人在场：%(who)s") % {"who": found.who})
    return find_and_fix(
        community=walk.community, said=said, user=user, proof=proof, note=note, pictures=found.pictures
    ).case


@transaction.atomic
def end_walk(*, walk: Walk, thought: str, user: User) -> Walk:
    """想: it is over, with what should be done about it; the cases go on by themselves (促)."""
    walk = _going_on(walk)
    no_keys(thought)
    walk.ended_at, walk.thought = clock.now(), thought
    walk.save(update_fields=["ended_at", "thought"])
    timeline.record("field.walk_ended", subject=walk, by=Actor.user(user), words=thought)
    return walk


def _going_on(walk: Walk) -> Walk:
    locked = Walk.objects.select_for_update().select_related("community").get(pk=walk.pk)
    if locked.ended_at:
        raise Refused(_("这次走访已经结束了，没有记。另开一次再记。"))
    return locked
