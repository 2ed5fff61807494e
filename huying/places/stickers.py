"""二维码贴纸 as paper: what stands on the stickers for the doors, the same as on their page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.core import papers

from .models import Building

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke-width="7">'
    '<path d="M31 8H14a6 6 0 0 0-6 6v17" stroke="#0b5960"/><path d="M18 18h12v12H18z" fill="#0b5960"/>'
    '<path d="M17 40h17a6 6 0 0 0 6-6V17" stroke="#c8371b"/></svg>'
)


def pdf(houses: Sequence[Building], root: str) -> bytes:
    """One A4 sheet of twelve for each house. `root` is the address of this house of ours, without a slash at its end."""
    facts: dict[str, Any] = {
        "language": (get_language() or "zh")[:2],
        "title": _("二维码贴纸"),
        "brand": _("呼应"),
        "mark": MARK,
        "call": _("有事扫一扫"),
        "how": _("拍张照，说一句，不用登录"),
        "or_ring": _("或打"),
        "alt": _("二维码：{}有事扫这里"),
        "houses": [
            {
                "name": str(house.label),
                "code": papers.qr_svg(root + reverse("building", args=[house.code])),
                "phone": house.community.phone,
            }
            for house in houses
        ],
    }
    return papers.pdf("places/stickers", facts)
