"""What exchange reports to the set-up page 开办: the ledgers of homes, of residents and of past appeals."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying.core.setup import Step
from huying.people.models import Resident
from huying.places.models import Building, Community, Home

from . import headers
from .models import Import


def homes(request: HttpRequest, community: Community) -> Step:
    houses = Building.objects.filter(community=community).count()
    doors = Home.objects.filter(building__community=community).count()
    note = _("%(houses)s 栋，%(doors)s 户") % {"houses": houses, "doors": doors}
    return Step(
        _("房屋台账"), bool(doors), note if doors else _("还没有。先有房子，人和事才有地方放。"), "ledgers", _("导入")
    )


def residents(request: HttpRequest, community: Community) -> Step:
    known = Resident.objects.filter(home__building__community=community).count()
    note = _("%(n)s 个人") % {"n": known} if known else _("还没有。有了它，来电显示就认得出是谁、住哪里。")
    return Step(_("居民台账"), bool(known), note, "ledgers", _("导入"), needed=False)


def past(request: HttpRequest, community: Community) -> Step | None:
    """以前的事: offered where this house can read such a ledger."""
    if "appeals" not in headers.FIELDS:
        return None
    done = Import.objects.filter(community=community, kind="appeals", undone_at=None).exclude(done_at=None)
    known = sum(done.values_list("created", flat=True))
    note = _("读进来 %(n)s 件") % {"n": known} if known else _("还没有。把旧台账读进来，老大难马上看得见。")
    return Step(_("以前的事"), bool(known), note, "ledgers", _("导入"), needed=False)
