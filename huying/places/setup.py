"""What places reports to the set-up page 开办: where the community lies, and the codes for its doors."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying.core.profile import reach
from huying.core.setup import Step
from huying.rules import divisions as codes_of

from . import queries
from .models import Building, Community


def divisions(request: HttpRequest, community: Community) -> Step:
    """行政区划: the chain down to the community."""
    chain = queries.lineage(community.division)
    whole = [one.code for one in chain] == codes_of.chain(community.division.code)
    names = " ".join(one.name for one in chain)
    return Step(_("社区是哪一个"), whole, f"{names}，{community.division.code}", "divisions", _("看一看"))


def codes(request: HttpRequest, community: Community) -> Step:
    """二维码: whether they hang at the doors only the office knows."""
    houses = Building.objects.filter(community=community).count()
    if reach() != "world":
        note = _("二维码现在居民扫不开，先不用印。")
    else:
        note = _("%(n)s 栋，每栋一张 A4，12 个。") % {"n": houses}
    return Step(_("楼道二维码"), False, note, "buildings", _("去打印"), needed=False)
