"""我的视图: kept, shared with the desk, dropped."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.people.models import User
from huying.places.models import Community

from ..models import SavedView

MOST = 12


@transaction.atomic
def save_view(*, user: User, community: Community | None, name: str, asked: str, shared: bool, by: Actor) -> SavedView:
    """存下: under a name; the same name of one's own is kept anew. Only who has a community shares one with its desk."""
    name = name.strip()
    if not name or not asked:
        raise Refused(_("先筛一下，再起个名字。没有保存。"))
    own = SavedView.objects.filter(user=user)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(_("最多存 %(most)s 个。没有保存，先删一个。") % {"most": MOST})
    facts = {"asked": asked, "shared": shared and community is not None, "community": community, "at": clock.now()}
    one, _new = SavedView.objects.update_or_create(user=user, name=name, defaults=facts)
    timeline.record("cases.view_saved", subject=one, by=by, body={"shared": one.shared})
    return one


@transaction.atomic
def drop_view(*, view: SavedView, by: Actor) -> None:
    """删掉: the name goes, the matters stay. Twice is as good as once."""
    if SavedView.objects.filter(pk=view.pk).exists():
        timeline.record("cases.view_dropped", subject=view, by=by)
        SavedView.objects.filter(pk=view.pk).delete()
