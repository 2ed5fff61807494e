"""The building section 楼栋剖面: a building cut open, floors over floors, each home a link.

`draw(building, states)` takes plain data, so that any room may draw:

    building = {
        "name": "5栋",
        "floors": [                                             # the top floor first
            [{"label": "301", "url": "/desk/…", "unit": "1"},   # each unit gets its stair
             {"label": "302", "unit": "1"}],
            …
        ],
        "gutter": {"state": "hand", "title": "天沟在修", "url": "/desk/…"},   # may be left out
    }
    states = {"303": {"state": "hand", "title": "正在修", "name": "303 正在修，天沟漏水", "url": "/desk/…"}}

A home may carry state, title (the word drawn in it), name (what a reader hears) and url itself; `states` lays over it
by label. Units are drawn in the order met, under the name given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Home = Mapping[str, Any]
Spot = tuple[float, float, Home | None]  # left edge, width, and the home there; None is the stair

GLYPHS = {
    "new": "s-new",
    "hand": "s-hand",
    "wait": "s-wait",
    "soon": "s-soon",
    "over": "s-over",
    "again": "s-again",
    "redo": "s-back",
    "done": "s-done",
    "off": "s-off",
}
# Of several states the one that somebody should see first.
FIRST_SEEN = ("over", "redo", "again", "soon", "new", "hand", "wait", "off", "done")
# What stands in a room, drawn from its lower left corner; which one it is depends only on where the room is.
WOOD = (
    "m8-1v-22h46v22m-46-14h46m-44-8v-8h14v8m40 22v-30h20v30m-20-15h20",  # a bed and a chest
    "m10-1v-26h34v26m-38-26h42m-28 0v-8l6-6 6 6v8m20 26v-18h16v18m0-18v-20",  # a table and a chair
    "m8-1v-28h44v28m-22-28v28m-18-36c0 7 12 7 12 0m16 8v-9h8m20 37v-26h16m-20 0h22m-2 0v26",  # a sink and a stool
    "m10-1v-50h26v50m-13-50v50m25 0v-18h38v18m-38-18v-10h8",  # a wardrobe and a sofa
)
WALL, STAIR, EDGE = 6, 58, 66


@dataclass(frozen=True)
class Plan:
    """How large the rooms are, and in which column each unit begins."""

    name: str
    floors: Sequence[Sequence[Home]]
    room: int
    height: int
    roof: int
    most: Mapping[str, int]  # unit → the most homes it has on one floor

    @property
    def low(self) -> bool:
        return self.height < 100

    @property
    def inner(self) -> int:
        return sum(homes * (self.room + WALL) + STAIR + WALL for homes in self.most.values()) + WALL

    @property
    def width(self) -> int:
        return self.inner + 2 * EDGE

    def top(self, nth: int) -> int:
        """The upper edge of the nth floor's slab, counted from the top floor; after the last one: the ground."""
        return self.roof + nth * (self.height + WALL)

    @property
    def ground(self) -> int:
        return self.top(len(self.floors)) + WALL


def draw(building: Mapping[str, Any], states: Mapping[str, Home], *, mini: bool = False) -> SafeString:
    """The drawing as SVG markup. Full: every home is a link. Mini: one picture with one name, too small to tap in."""
    floors = [[{**home, **states.get(str(home["label"]), {})} for home in floor] for floor in building["floors"]]
    if mini:
        return _mini(str(building["name"]), floors)
    low = len(floors) > 4
    most: dict[str, int] = {}
    for floor in floors:
        for unit in {_unit(home) for home in floor}:
            most[unit] = max(most.get(unit, 0), sum(_unit(home) == unit for home in floor))
    order = {unit: most[unit] for unit in dict.fromkeys(_unit(home) for floor in floors for home in floor)}
    size = (134, 56) if low else (98, 115)
    plan = Plan(str(building["name"]), floors, *size, 96 if low else 112, order)
    return _full(plan, building.get("gutter"))


def _unit(home: Home) -> str:
    return str(home.get("unit", ""))


def _full(plan: Plan, gutter: Home | None) -> SafeString:
    height = plan.ground + 54
    return format_html(
        '<div class="section-box" role="region" tabindex="0" aria-label="{name}">'
        '<svg class="section" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="group"'
        ' aria-label="{name}">{body}</svg></div>',
        name=_("%(building)s剖面") % {"building": plan.name},
        w=plan.width,
        h=height,
        body=_joined([_roof(plan), _gutter(plan, gutter), *_homes(plan), _walls(plan), _shell(plan), _units(plan)]),
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _row(homes: Sequence[Home], left: float, wide: float) -> list[Spot]:
    """Some homes side by side, sharing a width evenly."""
    each = wide / len(homes) if homes else 0
    return [(left + nth * each, each - WALL, home) for nth, home in enumerate(homes)]


def _spots(plan: Plan, nth: int) -> list[Spot]:
    """What a floor holds, from left to right: in each unit some homes, the stair, the other homes."""
    spots: list[Spot] = []
    left = float(EDGE + WALL)
    for unit, most in plan.most.items():
        homes = [home for home in plan.floors[nth] if _unit(home) == unit]
        near = max(1, most // 2)
        before = round(len(homes) * near / most)
        wide = near * (plan.room + WALL)
        spots += [*_row(homes[:before], left, wide), (left + wide, STAIR, None)]
        left += wide + STAIR + WALL
        wide = (most - near) * (plan.room + WALL)
        spots += _row(homes[before:], left, wide)
        left += wide
    return spots


def _homes(plan: Plan) -> list[SafeString]:
    drawn = []
    for nth in range(len(plan.floors)):
        for column, (left, wide, home) in enumerate(_spots(plan, nth)):
            top = plan.top(nth) + WALL
            drawn.append(_stair(plan, left, top) if home is None else _home(plan, home, left, top, wide, nth + column))
    return drawn


def _walls(plan: Plan) -> SafeString:
    """Between neighbours on a floor."""
    lines = [
        f"M{left - WALL + 1:g} {plan.top(nth)}h4v{plan.height + WALL}h-4z"
        for nth in range(len(plan.floors))
        for left, _wide, _home in _spots(plan, nth)
        if left > EDGE + WALL
    ]
    return format_html('<path class="cut" d="{}"/>', "".join(lines))


def _units(plan: Plan) -> SafeString:
    """The names of the units, in the ground under their stairs."""
    if not plan.floors:
        return SafeString("")
    stairs = [left + STAIR / 2 for left, _wide, home in _spots(plan, 0) if home is None]
    named = [(middle, plan.ground + 34, unit) for middle, unit in zip(stairs, plan.most, strict=True) if unit]
    return format_html_join("", '<text class="no" x="{}" y="{}" text-anchor="middle">{}</text>', named)


def _stair(plan: Plan, left: float, top: int) -> SafeString:
    run = plan.height - 8
    return format_html(
        '<rect class="stair" x="{}" y="{}" width="{}" height="{}"/><path class="wood" d="M{} {}l42-{}l-42-{}"/>',
        left, top, STAIR, plan.height, left + 8, top + plan.height - 4, run // 2, run // 2,
    )  # fmt: skip


def _home(plan: Plan, home: Home, left: float, top: int, wide: float, nth: int) -> SafeString:
    """A room with its number, and in a state also its chip; a link when it leads somewhere."""
    code, label = str(home.get("state", "")), str(home["label"])
    wood = WOOD[nth % (2 if plan.low else len(WOOD))]
    window = "" if plan.low else f"M{left + wide - 36:g} {top + 28}h24v30h-24zm12 0v30"
    inside = format_html(
        '<rect class="room {}" x="{}" y="{}" width="{}" height="{}"/><path class="wood" d="M{} {}{}{}"/>'
        '<text class="no" x="{}" y="{}">{}</text> {}',
        code, left, top, wide, plan.height,
        left + (38 if plan.low else 0), top + plan.height, wood, window,
        left + 7, top + 20, label,
        _chip(plan, home, code, left, top, wide) if code else "",
    )  # fmt: skip
    if home.get("url"):
        name = _told(home) if code else _("%(home)s，没有事") % {"home": label}
        return format_html('<a class="{}" href="{}" aria-label="{}">{}</a>', code, home["url"], name, inside)
    return format_html('<g class="{}">{}<title>{}</title></g>', code, inside, _told(home))


def _wide(text: str) -> int:
    return sum(16 if ord(sign) > 255 else 9 for sign in text)


def _chip(plan: Plan, home: Home, code: str, left: float, top: int, wide: float) -> SafeString:
    """The state in a word. What does not fit into the room is cut; the link's name says it whole."""
    text = str(home.get("title", ""))
    x, y = (left + 14 + _wide(str(home["label"])), top + 2) if plan.low else (left + 4, top + 28)
    room = left + wide - x - 28
    if _wide(text) > room:
        while text and _wide(text) + 12 > room:
            text = text[:-1]
        text += "…"
    return format_html(
        '<rect class="chip" x="{}" y="{}" width="{}" height="24" rx="3"/>{}<text class="lab" x="{}" y="{}">{}</text>',
        x, y, 28 + _wide(text), _glyph(code, x + 4, y + 4), x + 23, y + 17.5, text,
    )  # fmt: skip


def _glyph(code: str, x: float, y: float) -> SafeString:
    return format_html(
        '<svg class="g {}" x="{}" y="{}" width="16" height="16"><use href="{}#{}"/></svg>',
        code, x, y, static("huying/icons.svg"), GLYPHS[code],
    )  # fmt: skip


def _roof(plan: Plan) -> SafeString:
    """Pitched over the old low houses, flat with a parapet over the taller ones."""
    left, right, eaves = EDGE, EDGE + plan.inner, plan.roof
    if plan.low:
        return format_html(
            '<path class="roof-in" d="M{0} {2}v-14H{1}v14z"/>'
            '<path class="cut" d="M{0} {2}v-34h12v34zM{3} {2}v-34h12v34z"/>',
            left - 4, right + 4, eaves, right - 8,
        )  # fmt: skip
    return format_html(
        '<path class="roof-in" d="M{} {}l70-58H{}l70 58z"/><path class="cut" d="M{} {}H{}v7H{}z"/>'
        '<path class="wood" d="M{} {}H{}M{} {}H{}"/><path class="cut" d="M{} {}v-20h22v20zM{} {}v-20h22v20z"/>',
        left, eaves - 10, right - 70,
        left + 64, eaves - 74, right - 64, left + 64,
        left + 46, eaves - 48, right - 46, left + 23, eaves - 29, right - 23,
        left + 150, eaves - 73, right - 172, eaves - 73,
    )  # fmt: skip


def _gutter(plan: Plan, gutter: Home | None) -> SafeString:
    """The gutter along the eaves 天沟; in a state its middle is coloured and named."""
    line = format_html(
        '<path class="gutter" d="M{} {}h{}v9h-{}z"/>', EDGE - 8, plan.roof - 9, plan.inner + 16, plan.inner + 16
    )
    if not gutter or not gutter.get("state"):
        return line
    middle, title = EDGE + plan.inner / 2, gutter.get("title", "")
    start = middle - _wide(title) / 2 - 10
    sign = format_html(
        '<path class="gutter-at" d="M{} {}h112v13h-112z"/><path class="lead" d="M{} 30V{}"/>'
        '{}<text class="lab" x="{}" y="22">{}</text>',
        middle - 56, plan.roof - 11, middle, plan.roof - 11, _glyph(str(gutter["state"]), start, 8), start + 20, title,
    )  # fmt: skip
    if gutter.get("url"):
        name = gutter.get("name") or title
        sign = format_html('<a class="{}" href="{}" aria-label="{}">{}</a>', gutter["state"], gutter["url"], name, sign)
    else:
        sign = format_html('<g class="{}">{}</g>', gutter["state"], sign)
    return _joined([line, sign])


def _shell(plan: Plan) -> SafeString:
    """What is cut through: slabs and outer walls; then the ground, a neighbour and a tree."""
    left, right, ground = EDGE, EDGE + plan.inner, plan.ground
    slabs = "".join(f"M{left - 2} {plan.top(nth)}H{right + 2}v6H{left - 2}z" for nth in range(len(plan.floors) + 1))
    house = format_html('<path class="cut" d="{0}M{1} {2}h6V{3}h-6zM{4} {2}h6V{3}h-6z"/>',
                        slabs, left, plan.roof, ground, right - 6)  # fmt: skip
    earth = format_html(
        '<path class="soil" d="M0 {0}h{1}v54H0z"/>'
        '<path class="cut" d="M0 {0}h{1}v6H0zM{2} {0}h28v18h-28zM{3} {0}h28v18h-28z"/>',
        ground, plan.width, left - 8, right - 20,
    )  # fmt: skip
    outside = format_html(
        '<g class="man"><circle cx="30" cy="{}" r="6"/>'
        '<path d="M30 {}c-7 0-8 5-8 12v6h4v15h8v-15h4v-6c0-7-1-12-8-12z"/></g>'
        '<path class="tree" d="M{} {}v-60m0 22l10-12m-10 22l-9-11"/><circle class="leaf" cx="{}" cy="{}" r="24"/>',
        ground - 40, ground - 33, plan.width - 30, ground, plan.width - 30, ground - 84,
    )  # fmt: skip
    return _joined([earth, house, outside])


def _mini(name: str, floors: Sequence[Sequence[Home]]) -> SafeString:
    """Homes without words or links: for the margin of another page."""
    width, step = max(200, max((len(floor) for floor in floors), default=1) * 40 + 8), 26
    parts = [format_html('<path class="cut" d="M4 20L29 6H{}L{} 20z"/>', width - 29, width - 4)]
    for nth, floor in enumerate(floors):
        parts += [_mini_home(home, left, 21 + nth * step, wide) for left, wide, home in _row(floor, 5.5, width - 8)]
    ground = 22 + len(floors) * step
    parts.append(format_html('<path class="cut" d="M0 {}h{}v3H0z"/>', ground, width))
    told = [_told(home) for floor in floors for home in floor if home.get("state")]
    return format_html(
        '<svg class="section mini" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width, ground + 4,
        _("%(building)s剖面：%(homes)s") % {"building": name, "homes": _("，").join(told) or _("没有事")},
        _joined(parts),
    )  # fmt: skip


def _told(home: Home) -> str:
    """What a reader hears of a home: its name, or its number and the word drawn in it."""
    return str(home.get("name") or f"{home['label']} {home.get('title', '')}").strip()


def _mini_home(home: Home | None, left: float, top: int, wide: float) -> SafeString:
    code = str(home.get("state", "")) if home else ""
    room = format_html(
        '<rect class="room {}" x="{}" y="{}" width="{}" height="23"/>', code, round(left, 1), top, round(wide + 3, 1)
    )
    return _joined([room, _glyph(code, round(left + wide / 2 - 6.5, 1), top + 3.5)]) if code else room
