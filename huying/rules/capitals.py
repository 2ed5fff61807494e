"""Sums in capitals 大写金额: as papers that move money write them, so that nobody can add a stroke. 会计基础工作规范 52."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
MYRIADS = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, ""))
PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


def capitals(cents: int) -> str:
    """3864000 → 叁万捌仟陆佰肆拾元整; 309921 → 叁仟零玖拾玖元贰角壹分."""
    if not 0 <= cents < 10**18:
        raise ValueError("a sum that nobody writes")
    yuan, rest = divmod(cents, 100)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    jiao, fen = divmod(rest, 10)
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if yuan else ""
    return f"{whole}{tenth}{DIGITS[fen]}分" if fen else f"{whole}{tenth}整"


def _whole(number: int) -> str:
    """By myriads; one 零 stands for all places left out between two that are there."""
    said, gap = "", False
    for unit, name in MYRIADS:
        part = number // unit % 10_000
        if not part:
            gap = bool(said)
            continue
        said += ("零" if said and (gap or part < 1000) else "") + _part(part) + name
        gap = False
    return said or DIGITS[0]


def _part(number: int) -> str:
    said, gap = "", False
    for unit, name in PLACES:
        digit = number // unit % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return said
