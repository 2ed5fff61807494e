"""The one thing that is written here: the link under which a screen in a hall shows the wall, without anybody signed in."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.links import issue, live, revoke
from huying.core.models import SignedLink
from huying.places.models import Community

LINK = "insight.wall"
A_YEAR = 365


def wall_of(community: Community) -> UUID:
    """What a link names: a community's key is a word, and a link's subject an id."""
    return uuid5(NAMESPACE_URL, f"{LINK}/{community.key}")


def link_of(community: Community) -> SignedLink | None:
    """The link that holds now."""
    return live(purpose=LINK, subjects=[wall_of(community)])


@transaction.atomic
def open_wall(*, community: Community, by: Actor) -> SignedLink:
    """出大屏的链接: a new one ends the one before."""
    ended = revoke(purpose=LINK, subject_ids=[wall_of(community)])
    timeline.record("insight.wall_opened", subject=community, by=by, body={"ended": ended})
    return issue(purpose=LINK, subject_id=wall_of(community), days=A_YEAR)


@transaction.atomic
def close_wall(*, community: Community, by: Actor) -> bool:
    """收回: the screen goes dark. False where none was out."""
    if not revoke(purpose=LINK, subject_ids=[wall_of(community)]):
        return False
    timeline.record("insight.wall_closed", subject=community, by=by, body={})
    return True
