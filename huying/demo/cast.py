"""The one cast 演员表: 韶光社区, its houses, its staff and its residents. Tests, demo and help use the same.

The places are public facts; every person is invented. The phone numbers are no one's: 139 0000 and 0731 5555 are kept
for stories.
"""

from dataclasses import dataclass, field

from django.db import transaction

from huying.cases.actions import load_defaults
from huying.core.actor import SYSTEM
from huying.field.actions import load_line
from huying.funds.actions import load_fund_rules
from huying.people import actions as people
from huying.people.models import Post, Resident, User, Vendor, Volunteer
from huying.places import actions as places
from huying.places.models import Building, Community, Division, Grid, Home

PASSWORD = "huying-demo"

DIVISIONS = (
    ("430000000000", "湖南省", "province"),
    ("430100000000", "长沙市", "city"),
    ("430102000000", "芙蓉区", "district"),
    ("430102017000", "东湖街道", "street"),
    ("430102017003", "韶光社区", "community"),
)

# username, name, role, title, grid (or "" for the community, "street" and "district" for those above)
STAFF = (
    ("liufang", "刘芳", "secretary", "社区书记", ""),
    ("hejing", "何静", "officer", "社区工作者", ""),
    ("limin", "李敏", "grid_worker", "网格员", "G01"),
    ("chentao", "陈涛", "grid_worker", "网格员", "G02"),
    ("zhaohong", "赵宏", "supervisor", "街道督导", "street"),
    ("sunjie", "孙洁", "bureau", "区住建局", "district"),
)

LOGINS = [(username, PASSWORD, f"{name} {title}") for username, name, _role, title, _where in STAFF]

# home, name, phone
RESIDENTS = (
    ("5栋303", "江秋莲", "139 0000 0303"),
    ("新3栋102", "周建国", "139 0000 0155"),
    ("新3栋101", "汪致远", "139 0000 0122"),
    ("5栋102", "彭德胜", "139 0000 0136"),
    ("3栋201", "罗小平", "139 0000 0147"),
)

VENDORS = (
    ("安居防水修缮", "屋面防水", "0731 5555 0131", "vendor"),
    ("畅通管道疏通", "管道疏通", "0731 5555 0132", "vendor"),
    ("区市政维护中心", "管网、路面", "0731 5555 0134", "responsible_unit"),
)

# Names of the houses, in the order they stand, and the grid that looks after them. G01 has 5栋, 3栋 and 附13栋, G02 新3栋.
G01 = "1 2 3 5 6 7 8 9 10 11 12 13 附13 14 15 附15 16 17 18 19 20 21 老5 旧7 东1 东2 南3 甲5 13-1 12B".split()
G02 = "新1 新2 新3 新5 新6 新7 新8 新9 新10 新11 22 23 24 25 26 27 28 29 30 31 附31 32 33 34 西1 西2 北1 北2 A座 B2".split()

ALIASES = {"附13": ["13附"], "A座": ["A"], "新3": ["新三"], "12B": ["12乙"], "东1": ["东头1"]}
# Houses whose units each count their rooms from 01: here the door needs its unit.
BY_UNIT = {"6", "8", "14", "2", "老5", "新8", "25", "B2"}


@dataclass
class Cast:
    """Everybody and everything on stage, by the names of the story."""

    community: Community
    neighbour: Community
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    residents: dict[str, Resident] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)

    def building(self, name: str) -> Building:
        return Building.objects.get(community=self.community, name=name)

    def home(self, label: str) -> Home:
        return Home.objects.select_related("building__grid").get(label=label, building__community=self.community)


@transaction.atomic
def set_stage(names: tuple[str, ...] = (*G01, *G02)) -> Cast:
    """Put the community on stage: divisions, about sixty houses of the 1960s, staff with their posts, residents, vendors.

    Tests name fewer houses, to be quick.
    """
    division = _divisions()
    street = division.parent
    load_defaults(division=_district(division))
    load_line(division=_district(division))
    load_fund_rules(division=_district(division))
    community = places.open_community(
        key="shaoguang", name="韶光社区", division=division, phone="0731 5555 0105", by=SYSTEM
    )
    cast = Cast(community=community, neighbour=_neighbour(street))
    grids = {code: places.add_grid(community=community, code=code) for code in ("G01", "G02")}
    for order, name in enumerate(names):
        _house(grids["G02" if name in G02 else "G01"], name, order)
    _staff(cast, grids, street)
    _residents(cast, names)
    for name, trade, phone, kind in VENDORS:
        cast.vendors[name] = people.add_vendor(division=street, name=name, trade=trade, phone=phone, kind=kind)
    cast.volunteers["彭德胜"] = people.add_volunteer(
        community=community, name="彭德胜", phone="13900000136", adult=True, skills="木工", by=SYSTEM
    )
    return cast


def _divisions() -> Division:
    parent = None
    for code, name, level in DIVISIONS:
        parent = places.add_division(code=code, name=name, level=level, parent=parent)
    return parent


def _district(division: Division) -> Division:
    return division.parent.parent


def _neighbour(street: Division) -> Community:
    """Another community of another street, with an officer who must see nothing of ours. 东湖社区 is not in 东湖街道."""
    other_street = places.add_division(code="430102012000", name="马坡岭街道", level="street", parent=street.parent)
    division = places.add_division(code="430102012006", name="东湖社区", level="community", parent=other_street)
    return places.open_community(key="donghu", name="东湖社区", division=division, phone="0731 5555 0206", by=SYSTEM)


def layout(name: str, order: int) -> tuple[int, list[tuple[str, list[str]]]]:
    """Floors and staircases: three floors of four homes, or five of two, as work units built in brick."""
    if name in BY_UNIT:
        units = [("1", ["01", "02"]), ("2", ["01", "02"]), ("3", ["01", "02"])]
    else:
        units = [("1", ["01", "02"]), ("2", ["03", "04"])]
    return (6 if order % 3 != 2 else 4), units


def _house(grid: Grid, name: str, order: int) -> None:
    floors, units = layout(name, order)
    places.add_building(
        grid=grid, name=name, floors=floors, built=1958 + order % 11, units=units,
        aliases=ALIASES.get(name, ()), order=order,
    )  # fmt: skip


def _staff(cast: Cast, grids: dict[str, Grid], street: Division) -> None:
    for username, name, role, title, where in STAFF:
        division = {"street": street, "district": street.parent}.get(where, cast.community.division)
        community = None if where in ("street", "district") else cast.community
        _seat(cast, username, name, role, title, division, community, grids.get(where))
    _seat(cast, "gaoyuan", "高远", "officer", "社区工作者", cast.neighbour.division, cast.neighbour, None)


def _seat(
    cast: Cast,
    username: str,
    name: str,
    role: str,
    title: str,
    division: Division,
    community: Community | None,
    grid: Grid | None,
) -> None:
    user = people.add_user(username=username, name=name, password=PASSWORD, community=community)
    post = people.add_post(role=role, title=title, division=division, community=community, grid=grid)
    people.take_post(post=post, user=user, by=SYSTEM)
    cast.users[name], cast.posts[name] = user, post


def _residents(cast: Cast, names: tuple[str, ...]) -> None:
    for label, name, phone in RESIDENTS:
        if label.split("栋")[0] in names:
            cast.residents[name] = people.add_resident(home=cast.home(label), name=name, phone=phone)
