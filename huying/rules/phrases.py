"""常用话 Standard texts: what a community writes once, with the few places in it that each matter fills."""

import re
from collections.abc import Mapping

# What may stand in braces. Never a name, a door's number or a telephone of a resident.
PLACES = ("编号", "楼栋", "社区", "社区电话", "今天")
_BRACED = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and means nothing; a brace that is left alone counts as well."""
    wrong = [found for found in _BRACED.findall(text) if found.strip() not in PLACES]
    return [*wrong, *re.findall(r"[{}]", _BRACED.sub("", text))]


def fill(text: str, facts: Mapping[str, str]) -> str:
    """With what is known of the matter; what is not known leaves nothing behind."""
    return _BRACED.sub(lambda found: facts.get(found[1].strip(), ""), text)
