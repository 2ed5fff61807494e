"""The grammar (语法) of building, unit and room: patterns and how each is read."""

import re
from typing import NamedTuple

from huying.rules.address.plain import DIGIT, HAN_DIGIT, figures, number

NUM = rf"[{DIGIT}]{{1,7}}"
PREFIX = "新旧老附副东西南北前后甲乙丙丁"
LATIN = "A-Z"
# A character before the prefix that makes another word of it: 最后3栋, 河东5栋.
NO_PREFIX = re.compile(
    r"(?:[最以今之然随背前][后]|[之以目先门面]前|[重更全翻]新|[湖河广山城江][东西南北]|长老|[一二两三四五六七八九十0-9路]东|[一二两三四五六七八九十0-9路]西)$"
)
COUNTED = re.compile(r"(?:[这那每整另哪任某几数共约近等]|一共|总共|全部)$")
MANY_HOUSES = re.compile(r"楼[都全均房]|(?:老|新|居民|的)?(?:房子|住宅|建筑|旧房)|高楼|居民楼")
PERHAPS_COUNTED = re.compile(r"[有了][着过]?$")

BUILDING = re.compile(
    rf"(?<![0-9A-Z.-])(?:第)?(?P<prefix>[{PREFIX}{LATIN}])?"
    rf"(?P<number>[0-9]{{1,3}}|[{DIGIT}]{{1,7}})(?:-(?P<sub>[0-9]{{1,2}}|[{HAN_DIGIT}](?![{DIGIT}])))?"
    rf"(?P<suffix>[A-Z甲乙丙丁])?(?P<behind>附(?P<behind_number>{NUM})?)?"
    rf"(?P<word>栋|幢|座(?!位)|号楼(?!道|梯|顶|上|下|层)|号(?=楼道|楼梯|楼顶|楼[上下]|的?附[楼栋幢])|"
    rf"#(?:楼(?!道|梯|顶)|栋)?|楼(?=[0-9一二三四五六七八九甲乙丙丁]{{1,2}}(?:单元|门洞?[0-9])))"
    rf"(?:附(?P<annex>{NUM})号?(?!近)|(?:旁边)?的?附(?P<beside>[楼栋幢]))?"
)
# 新栋3号 is 新3栋.
TURNED = re.compile(
    r"(?P<prefix>[新旧老附])栋(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:号楼?)(?=[0-9一二三四五六七八九])"
)
LETTER_BUILDING = re.compile(
    rf"(?<![0-9{LATIN}.{DIGIT}-])(?P<name>[{LATIN}甲乙丙丁]|(?<![湖河广山城江朝向路])[东西南北])(?:栋|幢|座(?!位)|号楼)"
)
DASHED = re.compile(
    rf"(?<![0-9{LATIN}./-])(?P<prefix>[{PREFIX}{LATIN}])?(?P<number>[0-9]{{1,2}}|[{DIGIT}]{{1,3}}|(?<=[{LATIN}]))(?P<suffix>[{LATIN}])?"
    rf"(?P<mark>[-/])+(?:(?P<unit>[0-9]{{1,2}}|[{LATIN}])[-/])?(?P<room>[0-9]{{3,4}}|[{HAN_DIGIT}]{{3,4}})(?![0-9./-]|路公)"
    rf"(?:号?房间?|室|号)?"
)
FORM = re.compile(
    rf"(?:楼栋|栋号|楼号)号?:(?P<building>[{PREFIX}]?[0-9]{{1,3}}[A-Z]?)(?:栋|幢|号楼)?"
    r"(?:[,、;\s]*单元号?:(?P<unit>[0-9]{1,2}))?(?:单元)?(?:[,、;\s]*(?:房号|室号|房间号?|门牌号?):(?P<room>[0-9]{3,4}))?"
)
QUADRUPLE = re.compile(
    r"(?<![0-9A-Z./-])(?P<building>[0-9]{1,2})-(?P<unit>[0-9]{1,2})-(?P<floor>[0-9]{1,2})-(?P<door>[0-9]{1,2})(?![0-9./-])"
)
MANY = re.compile(
    rf"(?P<items>(?:(?<![0-9{DIGIT}栋幢座元楼#./-])[新旧老附]?(?:[0-9]{{1,2}}|[一二三四五六七八九十廿]{{1,3}})(?:[、和及与跟&]|以及))+)"
    rf"(?=[新旧老附]?[{DIGIT}]{{1,3}}(?:栋|幢|号楼))"
)
SPAN = re.compile(
    rf"(?<![0-9{DIGIT}.-])(?P<first>[{DIGIT}]{{1,3}})(?:栋|幢|号楼)?(?P<mark>[至到~-])(?P<last>[{DIGIT}]{{1,3}})(?:栋|幢|号楼)"
)
ROAD = re.compile(
    rf"(?P<road>[\u4e00-\u9fff]{{1,8}}?(?:路|街|巷|弄|大道))(?P<number>[{DIGIT}]{{1,5}})号(?!楼|栋|线|门)(?:大?院)?(?:附(?P<annex>{NUM})号?)?"
)

UNIT_LIST = re.compile(
    rf"(?<![{DIGIT}])(?P<first>[{DIGIT}]{{1,2}})(?P<mark>[、和及与至到~])(?=(?P<last>[{DIGIT}]{{1,2}})单元)"
)
UNIT = re.compile(
    rf"(?:第)?(?P<unit>{NUM}|两|[{LATIN}甲乙丙丁东西南北](?:头|边)?)"
    rf"(?P<word>单元(?:门洞)?|号?门洞|门(?![口面前外卫边框窗锁禁牌诊厅店里内铃栋])|梯(?![间口子级形]))"
)
JOIN = re.compile(r"(?:楼(?=[0-9]{3})|楼(?=[0-9一二三四五六七八九]单元)|[的第/#(._:·-])?")

FLOOR = re.compile(
    rf"(?:第)?(?P<under>负|地下|-)?(?P<floor>{NUM})(?:楼|层(?!楼))(?!道|梯间|顶|房|栋|高|以|[至到~、和与及-][{DIGIT}]{{1,3}}[楼层])"
)
TOP = re.compile(r"顶楼|顶层|阁楼")
SIDE = re.compile(
    r"(?:的|最|靠|那|,)?(?P<side>[东西南北左右中])(?:头|边|侧|面|户|手边|手|间|起|(?=$|[,。;、)\s的那漏停]))"
)
USE = re.compile(
    rf"(?:的)?(?:(?P<before>{NUM})号)?(?P<use>车库|门面|杂物间|架空层|储藏间|储物间|柴火间|煤屋|地下室|商铺|铺面|店面|阁楼)(?P<after>{NUM})?(?:号)?"
)
DOOR = re.compile(
    r"-?(?P<door>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:号(?!线|门|楼|栋)房?|室(?!内|外)|房(?!子|屋)|户(?!都|人|全))"
)
FLOOR_DOOR = re.compile(r"(?P<floor>[0-9]{1,2})-(?P<door>[0-9]{1,2})(?![0-9]|-|[楼层栋月日天]|号楼)")
UNIT_ROOM = re.compile(r"(?P<unit>[0-9]{1,2}|[甲乙丙丁A-Z])[-/](?P<room>[0-9]{3,4})(?![0-9])")
UNIT_FLOOR_DOOR = re.compile(r"(?P<unit>[0-9]{1,2})-(?P<floor>[0-9]{1,2})-(?P<door>[0-9]{1,2})(?![0-9])")
ROOM_WORD = r"(?:号?房间?(?![子屋顶])|室(?![内外])|号(?![楼栋线])房?|户(?![主内外型]))?"
ROOM = re.compile(
    rf"(?P<room>[0-9]{{3,4}}(?![0-9])|[{HAN_DIGIT}0-9]{{3,4}}(?![{DIGIT}])|[{DIGIT}]{{1,2}}百[{DIGIT}]{{1,4}}(?![多余个人元块米度天年]))"
    rf"(?P<letter>[A-F](?![A-Z0-9座栋]))?(?![0-9-]*栋|年|层|楼|单元){ROOM_WORD}"
)
SPOT = re.compile(
    r"(?:的|那个|这边)?(?P<spot>单元门口|单元门|楼道|楼梯间|楼梯口|楼梯|走廊|过道|屋顶|房顶|楼顶|屋面|天台|天沟|檐沟|外墙|墙外|墙上|墙面|墙根|墙角|围墙|"
    r"门口|门前|大门|后面|后头|背后|屋后|后墙|楼后|前面|前头|前坪|屋前|楼前|门洞口|旁边|边上|侧面|对面|隔壁|楼下|楼上(?!的?那一?[户家])|下面|底下|上面|下头|上头|周边|周围|附近|之间|中间|"
    r"斜?对门|(?:左右)?邻居|邻舍|[左右]邻|正?[上下]方|楼上的?那一?[户家]|[左右](?:手)?边的?那一?[户家]|院子|院内|院里|花坛|绿化带|草坪|化粪池|过粪井|粪井|窨井|井盖|下水道|电梯|电表箱|配电箱|路灯|路口|平台|雨棚|[东西南北][侧面边头])"
)
# Beside a home and not in it; a roof or a drain named after a home is still that home's trouble.
BESIDE = re.compile(
    r"门口|门前|旁边|边上|对面|斜?对门|(?:左右)?邻居|邻舍|[左右]邻|正?[上下]方|楼上的?那一?[户家]|[左右](?:手)?边的?那一?[户家]|隔壁|楼下|下面|底下|下头|[后前][面头]|[背屋]后|屋前|附近|周[边围]|楼道|走廊|过道|楼梯.?"
)
BARE = re.compile(
    rf"(?<![0-9A-Z.:~-])(?<![^\x01]/)(?<![路街巷线第型版]|[{HAN_DIGIT}])(?P<room>0?[1-9](?:0[1-9]|[12][0-9]|30)|[1-3][0-9](?:0[1-9]|[12][0-9]|30)|"
    rf"[一二三四五六七八九][零〇一二三四五六七八九][一二三四五六七八九])(?![{DIGIT}A-Z.%:#~/-]){ROOM_WORD}"
)
BARE_LETTERED = re.compile(r"(?<![0-9A-Z./:-])(?P<room>[0-9]{3,4})(?:号房|房(?![子屋])|室)")
SUM = re.compile(r"[费钱款价共约近超第值达差花交收付]了?$")
CUE_BEFORE = re.compile(r"(?:^|[\n,。;:!?、()(\x00\x01/ 和与及跟到给我住户家上下壁面是层位号同])$")
CUE_AFTER = re.compile(
    r"^(?:$|[\n,。;:!?、)(的漏家渗住业跟和与及房客厕卫厨天阳屋墙没停一那阿老爹娭租装修门楼是有又在里])"
)


class Tail(NamedTuple):
    """Unit and room as they follow a building or stand alone."""

    unit: str
    room: str
    spot: str
    end: int
    sure: bool = True


class Home(NamedTuple):
    room: str
    end: int
    sure: bool = True
    unit: str = ""


def tail(text: str, at: int, *, unit: str = "", after: bool = True) -> Tail:
    """Unit, room and spot that follow position `at`."""
    end = at
    if not unit:
        unit, end = _unit(text, at, after)
    home = _room(text, end, bool(unit))
    if home:
        unit, end = home.unit or unit, home.end
    spot = SPOT.match(text, end)
    return Tail(
        unit,
        home.room if home else "",
        spot["spot"] if spot else "",
        spot.end() if spot else end,
        not home or home.sure,
    )


def _unit(text: str, at: int, after: bool) -> tuple[str, int]:
    start = _joined(text, at) if after else at
    found = UNIT.match(text, start)
    if found is None or is_pair(found["unit"]):
        return "", at
    if (
        found["unit"][0] in "东西南北"
        and found["word"].startswith("门")
        and not text[found.end() : found.end() + 1].isdigit()
    ):
        return "", at
    return unit_name(found["unit"]), found.end()


def unit_name(said: str) -> str:
    """二 → 2, 两 → 2, 东头 → 东, 乙 → 乙."""
    if said == "两":
        return "2"
    return figures(said) if re.fullmatch(NUM, said) else said[0]


def is_pair(said: str) -> bool:
    """`一二楼` is the first and the second, not the twelfth."""
    return (
        len(said) == 2 and all(char in "一二三四五六七八九" for char in said) and number(said[1]) == number(said[0]) + 1
    )


def _joined(text: str, at: int) -> int:
    found = JOIN.match(text, at)
    return found.end() if found else at


def _room(text: str, at: int, in_unit: bool) -> Home | None:
    start = _joined(text, at)
    for reader in (floor_at, _top, _use, _plain_room):
        if home := _dashed_room(text, start, in_unit) or reader(text, start):
            return home
    return None


def _dashed_room(text: str, at: int, in_unit: bool) -> Home | None:
    if not in_unit:
        if found := UNIT_FLOOR_DOOR.match(text, at):
            return Home(stacked(found), found.end(), True, unit_name(found["unit"]))
        if found := UNIT_ROOM.match(text, at):
            return Home(figures(found["room"]), found.end(), True, unit_name(found["unit"]))
    if found := FLOOR_DOOR.match(text, at):
        return Home(stacked(found), found.end(), in_unit)
    return None


def stacked(found: re.Match[str]) -> str:
    return str(number(found["floor"]) * 100 + number(found["door"]))


def floor_at(text: str, at: int) -> Home | None:
    found = FLOOR.match(text, at)
    if found is None or is_pair(found["floor"]) or not 0 < number(found["floor"]) < 100:
        return None
    floor, end = number(found["floor"]), found.end()
    if not found["under"] and (inner := _in_floor(text, floor, _joined(text, end))):
        return inner
    name = f"负{floor}楼" if found["under"] else f"{floor}楼"
    return _sided(text, name, end)


def _in_floor(text: str, floor: int, at: int) -> Home | None:
    if room := ROOM.match(text, at):
        said = number(room["room"])
        return Home(str(said) + (room["letter"] or ""), room.end(), said // 100 == floor)
    if door := DOOR.match(text, at):
        return Home(str(floor * 100 + number(door["door"])), door.end())
    return None


def _sided(text: str, name: str, at: int) -> Home:
    if side := SIDE.match(text, at):
        return Home(name + side["side"], side.end())
    use = _use(text, at)
    return Home(name + use.room, use.end) if use else Home(name, at)


def _top(text: str, at: int) -> Home | None:
    found = TOP.match(text, at)
    return _sided(text, "顶楼", found.end()) if found else None


def _plain_room(text: str, at: int) -> Home | None:
    if found := ROOM.match(text, at):
        value = number(found["room"])
        if value % 100 == 0:
            return None
        counted = found[0].endswith("户") and value % 100 > 8
        return None if counted else Home(f"{value}{found['letter'] or ''}", found.end())
    if found := DOOR.match(text, at):
        return Home(figures(found["door"]), found.end(), sure=False)
    return None


def _use(text: str, at: int) -> Home | None:
    found = USE.match(text, at)
    if found is None:
        return None
    nth = found["before"] or found["after"]
    return Home(found["use"] + (figures(nth) if nth else ""), found.end())
