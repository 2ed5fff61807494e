"""Thanks 感谢: written down when somebody says them of their own accord, and never asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture, attach
from huying.people.models import User
from huying.places.models import Community

from ..models import Appeal, Case, Thanked, Thanks
from .steps import lock, take


@dataclass(frozen=True, kw_only=True)
class Grateful:
    """What was said or brought: which kind, on which day, by whom, with which words; and of whom it speaks, each with
    whether they agreed to be named."""

    kind: str
    on: date
    words: str = ""
    sender: str = ""
    about: Mapping[User, bool] = field(default_factory=dict)


@transaction.atomic
def thank(
    *, community: Community, said: Grateful, user: User, case: Case | None = None, pictures: tuple[Picture, ...] = ()
) -> Thanks:
    """记下感谢: by the desk; of a case, open or ended, or of none."""
    if said.on > clock.today():
        raise Refused(_("日期还没到。没有保存，改好再点一次。"))
    made = _keep(community, said, case=case, user=user)
    for person, consent in said.about.items():
        roles = sorted(post.role for post in person.posts)
        Thanked.objects.create(thanks=made, user=person, role=roles[0] if roles else "", consent=consent)
    by = Actor.user(user)
    attach(pictures, subject=made, community=community.key, purpose="thanks", by=by)
    _tell(made, said.words, by, case, len(pictures))
    return made


@transaction.atomic
def thank_by_link(*, appeal: Appeal, words: str) -> Thanks:
    """感谢 of a reporter, by their own link. Nobody asked them."""
    if not words.strip():
        raise Refused(_("还没写字，没有保存。"))
    case = lock(appeal.case_id)
    said = Grateful(kind=Thanks.Kind.PRAISE, on=clock.today(), words=words, sender=appeal.reporter_name)
    made = _keep(case.community, said, case=case, appeal=appeal)
    _tell(made, words, Actor("resident"), case, 0)
    return made


def _keep(community: Community, said: Grateful, **of: object) -> Thanks:
    return Thanks.objects.create(
        community=community, kind=said.kind, on=said.on, words=said.words, sender=said.sender, at=clock.now(), **of
    )


def _tell(made: Thanks, words: str, by: Actor, case: Case | None, pictures: int) -> None:
    body = {"thanks": made.pk, "kind": made.kind, "said_on": made.on, "pictures": pictures}
    if case:
        take("thank", case=lock(case.pk), by=by, body=body, words=words)
    else:
        timeline.record("cases.thanked", subject=made, by=by, body=body, words=words)
