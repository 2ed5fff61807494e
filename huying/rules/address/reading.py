"""What was read (读出的地址): a proposal; the register of homes decides."""

import re
from dataclasses import dataclass

CODE = re.compile(r"[\u4e00-\u9fff]?[A-Z]?[0-9]*[A-Z]?(?:附[0-9]+)?(?:-[0-9]+)?")


@dataclass(frozen=True)
class Reading:
    """One address as said.

    `alternatives` are other buildings the words may mean; `place` and `road` are the words right before;
    `completed` when the building comes from another mention in the same text.
    """

    building: str = ""
    unit: str = ""
    room: str = ""
    spot: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    sure: bool = True
    alternatives: tuple[str, ...] = ()
    place: str = ""
    road: str = ""
    completed: bool = False

    @property
    def floor(self) -> int | None:
        """The floor when only a floor or a side of it was said: 2楼西 → 2."""
        found = re.match(r"(负?)([0-9]+)楼", self.room)
        if found is None:
            return None
        return -int(found[2]) if found[1] else int(found[2])

    @property
    def only_building(self) -> bool:
        return bool(self.building) and not (self.unit or self.room)


def canonical(building: str, unit: str, room: str) -> str:
    """The name as shown: 5栋303, 8栋3单元402, 新3栋101; a name that is no code (红楼) stays as it is."""
    shown = f"{building}栋" if building and CODE.fullmatch(building) else building
    return shown + (f"{unit}单元" if unit else "") + room
