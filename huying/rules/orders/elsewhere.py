"""Whose order it is (是不是我们的): the street or community that an order names, when it is not ours."""

import re
from collections.abc import Collection

SEGMENT = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:小区|街道|社区|省|市|县|区|镇|乡|村)")
LEVELS = (("街道", "镇", "乡"), ("社区", "村"))


def elsewhere(said: str, ours: Collection[str]) -> str:
    """The first street, else community, in the words that is none of ours; "" when ours is named or none is."""
    named: list[str] = SEGMENT.findall(re.sub(r"\s", "", said))
    for endings in LEVELS:
        here = [name for name in named if name.endswith(endings) and not name.endswith("小区")]
        if any(name.endswith(tuple(ours)) for name in here):
            continue
        if here:
            return here[0]
    return ""
