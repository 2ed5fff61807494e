"""Where huying runs 部署方式: the office's PC, hosted by a street, or a city; and what each of them cannot do, in words."""

from ipaddress import ip_address
from typing import Literal, cast

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

Profile = Literal["office", "hosted", "city"]
Reach = Literal["here", "network", "world"]
NEAR = (".local", ".lan", ".internal", ".home.arpa")


def profile() -> Profile:
    """What HUYING_PROFILE says, or else the database: SQLite is one office PC, PostgreSQL a hosted house."""
    if settings.PROFILE:
        return cast(Profile, settings.PROFILE)
    return "office" if connection.vendor == "sqlite" else "hosted"


def name() -> str:
    words = {"office": _("办公室电脑"), "hosted": _("街道或区托管"), "city": _("全市平台")}
    return words[profile()]


def reach() -> Reach:
    """How far an address of ours leads: to this computer only, through this office's network, or to everybody."""
    host = settings.PUBLIC.hostname or ""
    if not host or host == "localhost":
        return "here"
    try:
        address = ip_address(host)
    except ValueError:
        return "network" if "." not in host or host.endswith(NEAR) else "world"
    if address.is_loopback:
        return "here"
    return "world" if address.is_global else "network"


def links() -> str:
    """What to do where links and codes do not lead outside; "" where they do."""
    return {
        "here": _("链接和二维码只在这台电脑上打得开，先别发、别贴。请打印回执和上门单，结果打电话问来再填上。"),
        "network": _(
            "链接和二维码只在本单位的网络里打得开，居民和维修公司打不开。请打印回执和上门单，结果打电话问来再填上。"
        ),
        "world": "",
    }[reach()]


def limits() -> list[str]:
    """Everything this profile cannot do, each with what to do instead."""
    found = [links()]
    if reach() == "network" and settings.PUBLIC.scheme != "https":
        found.append(_("网址不是 https：手机上不能直接拍照定位，密码在网络里没有加密。只在自己的网络里用。"))
    if profile() == "office":
        found.append(_("数据都在这台电脑里：电脑坏了，只有 U 盘上的备份和锁好的恢复单救得回来。"))
    if profile() == "hosted":
        found.append(_("只有一台服务器：它停了，大家都用不了。先记在纸上，恢复后补录。"))
    return [one for one in found if one]
