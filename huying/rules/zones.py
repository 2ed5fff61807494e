"""Whose part it is 归谁: what the law and practice suggest for each part of a house. A suggestion; the finding decides.

Sources: 民法典 271-283; 法释〔2009〕7号 article 3 (foundations, load-bearing walls, outer walls, roofs, passages, stairs
and common lighting are common parts); 物业管理条例 article 51 (supply lines belong to the utility, here up to the
meter). A riser is common, a branch pipe inside a home is that home's, drains inside the red line are the owners'
jointly. Where law and practice leave it to the spot (a window, the ground), nothing is suggested.
"""

from typing import Literal

Zone = Literal["private", "common", "utility", "municipal", "unknown"]

SUGGESTED: dict[str, Zone] = {
    "roof_gutter": "common",
    "roof": "common",
    "outer_wall": "common",
    "riser": "common",
    "drain": "common",
    "stairs": "common",
    "lamp": "common",
    "branch_pipe": "private",
    "water_supply": "utility",
    "power": "utility",
}


def zone_of(part: str) -> Zone:
    """Whose a part most likely is; unknown where it depends on what one sees."""
    return SUGGESTED.get(part, "unknown")
