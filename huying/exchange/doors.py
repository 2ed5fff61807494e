"""Which house and which home a row means 哪一户, found on the register or refused with what it might be."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from huying.rules import address

from . import cells
from .cells import BadCell
from .known import Door, House, Known, room_key
from .planned import Wrong


def house_of(known: Known, code: str) -> House:
    """The house of the register; one that is not there is refused."""
    house = found_house(known, code)
    if house is None:
        raise Wrong("building", _("登记里没有%(house)s") % {"house": label_of(code)}, known.similar(code))
    return house


def no_door(house: House, room: str, unit: str) -> NoReturn:
    """Why a home is not there."""
    cell("room", cells.room, room)
    elsewhere = house.doors.get(room_key(room), [])
    if unit and len(elsewhere) == 1:
        facts = named(house, room=room, unit=elsewhere[0].unit)
        raise Wrong("unit", _("%(house)s的 %(room)s 在 %(unit)s 单元") % facts, elsewhere[0].unit)
    raise Wrong("room", _("%(house)s没有这一户，先在房屋台账里加上") % named(house))


def found_house(known: Known, code: str) -> House | None:
    found = known.by_code.get(code, [])
    if len(found) > 1:
        names = "、".join(house.label for house in found)
        raise Wrong("building", _("有几栋都叫这个：%(names)s") % {"names": names})
    return found[0] if found else None


def door_of(house: House, unit: str, room: str) -> Door | None:
    """The home of the register that is meant; a room that comes in several units asks which."""
    doors = house.doors.get(room) or house.doors.get(room_key(room), [])
    meant = [door for door in doors if unit in (door.unit, cells.unit(door.unit))] if unit else doors
    if len(meant) > 1:
        raise Wrong("unit", _("%(house)s有 %(n)s 户是这个房号，没写哪个单元") % named(house, n=len(meant)))
    return meant[0] if meant else None


def named(house: House, **more: object) -> dict[str, object]:
    return {"house": house.label, **more}


def label_of(code: str) -> str:
    return address.canonical(code, "", "")


def cell(where: str, parse: Callable[[str], Any], said: str) -> Any:
    try:
        return parse(said)
    except BadCell as wrong:
        raise Wrong(where, wrong.reason, wrong.mend) from wrong
