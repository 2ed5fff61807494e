"""志愿者召集的查询: whose turnouts an account sees, who signed up, and what a division says about safety."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from huying.core.models import SignedLink
from huying.people.models import User
from huying.places.models import Community, Division
from huying.rules import turnouts as rules

from .models import Danger, SafetyNote, SignUp, Turnout

SAMPLE = _("呼应的样例，还没有人核对过")


@dataclass(frozen=True)
class Note:
    """A safety note as it holds in a division: its own, one from above, or our sample."""

    danger: str
    text: str
    minors: bool
    source: str
    source_on: date | None = None
    confirmed: bool = False
    own: bool = False

    @property
    def label(self) -> str:
        return str(Danger(self.danger).label)

    @property
    def never(self) -> bool:
        return self.danger in rules.NEVER


SAMPLES = {
    Danger.GENERAL: (_("量力而行，累了就歇；有事听带队的。"), True),
    Danger.SEWAGE: (_("戴手套，穿雨靴，戴口罩；手上有伤口不要来；干完用肥皂洗手。"), False),
    Danger.SNOW: (_("穿防滑鞋、戴手套；不上屋顶，不敲高处的冰；未满 18 岁的要家长一起来。"), True),
    Danger.ELECTRICITY: (_("碰电的活不喊志愿者，请有证的电工。"), False),
}


def safety_notes(division: Division) -> list[Note]:
    """What holds in a division, for every kind of task. One statement."""
    codes = division.path.split("/")[:-1]
    rows = SafetyNote.objects.filter(division__code__in=codes).select_related("division").order_by("division__path")
    found = {
        row.danger: Note(
            row.danger, row.text, row.minors, row.source, row.source_on, row.confirmed, row.division_id == division.pk
        )
        for row in rows
    }
    return [found.get(str(danger)) or sample(danger) for danger in Danger]


def sample(danger: Danger) -> Note:
    text, minors = SAMPLES[danger]
    return Note(str(danger), str(text), minors, str(SAMPLE))


def safety_note(community: Community, danger: str) -> Note:
    return next(one for one in safety_notes(community.division) if one.danger == danger)


def visible_to(user: User) -> QuerySet[Turnout]:
    """The turnouts of the communities in which an account works: a grid worker's, too, reach beyond the own grid."""
    return Turnout.objects.filter(community__in=[post.community_id for post in user.posts if post.community_id])


def listed(user: User) -> QuerySet[Turnout]:
    """Those open first, then the newest; each with how many come. One statement."""
    coming = Count("sign_ups", filter=Q(sign_ups__state=SignUp.State.COMING))
    rows = visible_to(user).select_related("leader", "case").annotate(coming=coming)
    return rows.order_by("ended_at", "called_off_at", "-starts_at", "-pk")


def signed_up(turnout: Turnout) -> list[Any]:
    """Who signed up, in the order in which they did: nobody is ranked. Each with the address of their own page."""
    live = SignedLink.objects.filter(purpose="field.sign_up", subject_id=OuterRef("pk"), revoked_at=None)
    rows = SignUp.objects.filter(turnout=turnout).select_related("volunteer", "minutes_by")
    return list(rows.annotate(token=Subquery(live.values("token")[:1])).order_by("at", "pk"))


def link_of(turnout: Turnout) -> str:
    """The token of the page on which people sign up."""
    return SignedLink.objects.filter(purpose="field.turnout", subject_id=turnout.pk).values_list("token", flat=True)[0]


def turnout(key: UUID) -> Turnout:
    return Turnout.objects.select_related("community", "leader", "case").get(pk=key)


def room(turnout: Turnout) -> tuple[int, int]:
    """How many come, and how many wait."""
    states = list(SignUp.objects.filter(turnout=turnout).values_list("state", flat=True))
    return states.count(SignUp.State.COMING), states.count(SignUp.State.WAITING)
