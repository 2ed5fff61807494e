"""What people reports to the set-up page 开办: grids and who looks after them, staff, firms, and the recovery sheet."""

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying.core.recovery import printed
from huying.core.setup import Step
from huying.core.spoken import when
from huying.places.models import Community, Grid

from . import queries
from .models import Post


def grids(request: HttpRequest, community: Community) -> Step:
    """网格: every one that has houses has somebody who looks after them."""
    rows = list(Grid.objects.filter(community=community).annotate(houses=Count("buildings")).order_by("code"))
    workers = queries.grid_worker_names(grid.pk for grid in rows)
    alone = [grid.code for grid in rows if grid.houses and grid.pk not in workers]
    if alone:
        note = _("还没有网格员：%(grids)s") % {"grids": "、".join(alone)}
    else:
        note = _("%(n)s 个网格，%(people)s 位网格员") % {"n": len(rows), "people": len(set(workers.values()))}
    return Step(_("网格和网格员"), bool(workers) and not alone, note, "grids", _("排一排"))


def staff(request: HttpRequest, community: Community) -> Step:
    """人员与岗位: somebody beside the secretary, and no chair empty."""
    posts = Post.objects.filter(community=community).count()
    held = Post.objects.filter(community=community, holdings__until=None, holdings__isnull=False).distinct().count()
    people = queries.on_duty(community)
    note = _("%(people)s 个人，%(posts)s 个岗位，空着 %(free)s 个") % {
        "people": people, "posts": posts, "free": posts - held,
    }  # fmt: skip
    return Step(_("人员和岗位"), people > 1 and held == posts, note, "staff", _("加人"))


def vendors(request: HttpRequest, community: Community) -> Step:
    """维修公司和责任单位 that work can be ordered from."""
    known = queries.vendors_for(community).count()
    note = _("%(n)s 家") % {"n": known} if known else _("还没有。派活给谁、该谁管的事打给谁，都从这里选。")
    return Step(_("维修公司和责任单位"), bool(known), note, "vendors", _("加一家"))


def recovery(request: HttpRequest, community: Community) -> Step:
    """恢复单: printed for this community at least once."""
    at = printed(community.pk)
    note = (
        _("%(when)s 印过一张。丢了就再印。") % {"when": when(at)}
        if at
        else _("一张纸，锁在柜子里，电脑坏了靠它看得到电话。")
    )
    return Step(_("恢复单"), at is not None, note, "recovery", _("印出来"))
