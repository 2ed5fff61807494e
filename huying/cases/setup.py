"""What cases reports to the set-up page 开办: categories, limits, and the first call."""

from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying.core.setup import Step
from huying.places.models import Community

from .models import Case, Category, Limit


def categories(request: HttpRequest, community: Community) -> Step:
    known = Category.objects.count()
    return Step(_("事情的类别"), bool(known), _("%(n)s 类，先用着") % {"n": known}, "categories", _("看一看"))


def limits(request: HttpRequest, community: Community) -> Step:
    """办理时限 that hold here, from any division above."""
    codes = community.division.path.split("/")[:-1]
    rows = Limit.objects.filter(division__code__in=codes)
    known, unsure = rows.count(), rows.filter(confirmed=False).count()
    note = _("%(n)s 条，%(unsure)s 条是示例，要和本地规定对一遍") % {"n": known, "unsure": unsure}
    return Step(_("办理时限"), bool(known), note, "limits", _("看一看"))


def first_call(request: HttpRequest, community: Community) -> Step:
    """试接第一个电话. What a ledger brought was said before it was received here, and is no call."""
    ours = Case.objects.filter(community=community, appeals__said_at=F("received_at"))
    known = ours.exclude(road=Case.Road.ENTERED).distinct().count()
    note = _("记过 %(n)s 件事") % {"n": known} if known else _("找个同事打来试一试：说一件事，看它到谁手上。")
    return Step(_("接第一个电话"), bool(known), note, "intake", _("接电话"))
