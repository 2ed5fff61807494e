"""What was kept of the photos 照片留了什么: said after every upload, so that nobody has to wonder."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.core import spoken
from huying.core.photos import ReadPhoto
from huying.core.pictures import Picture


def kept(pictures: Sequence[Picture]) -> str:
    """How many photos, and which time and place stayed with them; "" without photos."""
    if not pictures:
        return ""
    count = ngettext("%(n)s 张照片存好了，", "%(n)s 张照片存好了，", len(pictures)) % {"n": len(pictures)}
    if not pictures[0].keep_place_and_time:
        return count + _("时间和地点没有留。")
    read = [said for one in pictures if (said := _place_and_time(one.photo))]
    if not read:
        return count + _("照片里没有时间和地点。")
    return count + _("留了：%(what)s。") % {"what": _("；").join(read)}


def _place_and_time(photo: ReadPhoto) -> str:
    time = spoken.stamp(photo.taken_at) if photo.taken_at else ""
    place = f"{photo.lat:.5f}, {photo.lon:.5f}" if photo.lat is not None else ""
    return _("，").join(filter(None, [time, place]))
