"""The places of the five batches 五批四十二处: which house, which homes pay, which road, how far it is on the day the demo opens.

The totals (5, 42, 339) are the report's; which house is which is invented, like every owner.
"""

from typing import NamedTuple

from huying.places.models import Home

# A roof of one staircase, or what hangs on one stack.
ROOF, WALL, DRAIN = ("屋面防水", "roof"), ("外墙防水", "wall"), ("排水立管更换", "drain")
PIT = ("检查井和排水管修复", "drain")
# What one repair costs a home, in cents, before its own circumstances.
A_HOME = {"roof": 322_000, "wall": 274_000, "drain": 118_500}


class Site(NamedTuple):
    """One place. `unit` 1 has the stacks 01 and 02; a stack of "" means the whole staircase; `homes` cuts the list to so many.
    `stands` is where it stands in December 2023: the end of its road unless said otherwise."""

    house: str
    work: tuple[str, str]
    unit: str = "1"
    stack: str = ""
    spot: str = ""
    homes: int = 0
    emergency: str = ""
    stands: str = "archived"


class Filed(NamedTuple):
    """One batch: the day it was handed in, and its places."""

    day: str
    sites: tuple[Site, ...]


# fmt: off
BATCHES: tuple[Filed, ...] = (
    Filed("2019-12-16", (
        Site("1", ROOF), Site("2", ROOF), Site("6", DRAIN, stack="01"), Site("7", DRAIN, stack="01"),
        Site("8", DRAIN, stack="01"), Site("17", ROOF), Site("10", ROOF),
        Site("11", PIT, spot="北井", homes=5, emergency="drain_blocked"),
    )),
    Filed("2020-11-18", (
        Site("12", ROOF), Site("13", ROOF), Site("14", DRAIN, stack="01"), Site("15", ROOF), Site("16", WALL),
        Site("9", DRAIN, stack="01"), Site("18", DRAIN, stack="01"), Site("19", ROOF),
        Site("20", PIT, spot="东沟", homes=4, emergency="drain_blocked"),
    )),
    Filed("2021-09-15", (
        Site("21", ROOF), Site("老5", ROOF), Site("旧7", ROOF), Site("东1", WALL), Site("东2", DRAIN, stack="01"),
        Site("南3", ROOF), Site("甲5", DRAIN, stack="01"), Site("13-1", DRAIN, stack="01"),
        Site("12B", ROOF, emergency="roof_leak"), Site("附15", PIT, spot="南井", homes=5, emergency="drain_blocked"),
    )),
    Filed("2022-10-19", (
        Site("22", ROOF), Site("23", ROOF), Site("24", ROOF), Site("25", DRAIN, stack="01"), Site("26", ROOF, stands="accepted"),
        Site("34", WALL, stands="in_works"), Site("附31", ROOF, stands="settlement_posted"),
        Site("29", PIT, spot="西井", homes=4, emergency="drain_blocked"),
    )),
    Filed("2023-08-28", (
        Site("7", ROOF, unit="2", stands="voting"), Site("新1", ROOF, stands="in_works"),
        Site("新7", ROOF, stands="in_works"), Site("新3", ROOF, stands="returned"),
        Site("新10", WALL, stands="ready"), Site("31", DRAIN, stack="01", stands="contracted"),
        Site("新5", PIT, spot="化粪池", homes=5, emergency="drain_blocked", stands="settlement_posted"),
    )),
)
# fmt: on

SURNAMES = "陈刘黄张李王周唐谭彭罗邓肖曾谢胡易文尹贺"
GIVEN = (
    "建国 桂英 志强 玉兰 国平 秀珍 卫东 菊香 立新 春梅 正华 素芬 德明 翠莲 光辉 月娥 新民 冬梅 长生 美玲 文斌 细妹 运生 丽君"
).split()


def homes_of(site: Site, homes: list[Home]) -> list[Home]:
    """Of the homes of its house, those whose owners pay, lowest floor first."""
    found = [
        home for home in homes if home.unit.name == site.unit and (not site.stack or home.stack.name == site.stack)
    ]
    ordered = sorted(found, key=lambda home: (home.floor, home.room))
    return ordered[: site.homes] if site.homes else ordered


def owner_name(n: int) -> str:
    """Invented, the same in every telling, and no two alike."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[(n // len(SURNAMES) + n % len(SURNAMES) * 5) % len(GIVEN)]


def area_of(home: Home, n: int) -> int:
    """0.01 m²: small flats of work units, the inner stacks a little larger."""
    return 4862 + (258 if home.room.endswith(("02", "03")) else 0) + n % 5 * 36
