"""As what an address is named (涉及的户的角色): where it happens, whose home it is, where it may come from, who suffers
too. A proposal from the words around it; a person taps."""

import re
from collections.abc import Sequence

from huying.rules.address.reading import Reading

# Before an address, in the same clause: 怀疑楼上新3栋101, 我是新3栋102的, 还漏到1栋201.
SUSPECTED = re.compile(
    r"怀疑|疑似|怕是|恐怕|估计|可能|应该是|八成|多半|肯定是|像是|是不是|楼上|上面|头上|隔壁|从(?!来)|都怪|就是(?!我)"
)
REPORTERS = re.compile(r"我是|我住|我家|我们家|咱家|家住|住在|本人|我在|诉求人|来电人|我(?:的|是)?$")
SUFFERS = re.compile(r"还有|连(?:着|同)?|也|影响(?:到|了)?|殃及|害得|(?:漏|滴|流|渗|淌|淹|冒)(?:水)?(?:到|进)(?:了)?")
# Right after it: 101漏下来的, 202也湿了.
FROM_THERE = re.compile(
    r"(?:家|户|的|那家|那户|厨房|卫生间|厕所|阳台|空调|水管|管子|里|室|房)*"
    r"(?:漏|滴|流|渗|淌|传)(?:水)?(?:下来|过来|出来|的)"
)
TOO = re.compile(r"(?:家|户|那家|那户|里|室|房)*(?:也|同样|跟着|受影响|遭殃)")
CLAUSE = re.compile(r"[，,。.；;！!？?\n]")


def parts(text: str, readings: Sequence[Reading]) -> tuple[str, ...]:
    """For each reading: site, reporter, suspected_source or affected. Where nothing is said to be the site, the
    reporter's home is it; two that may be the site both say so, and a person chooses."""
    found = [_part(text, nth, readings) for nth in range(len(readings))]
    if "site" not in found and "reporter" in found:
        found[found.index("reporter")] = "site"
    return tuple(found)


def _part(text: str, nth: int, readings: Sequence[Reading]) -> str:
    reading = readings[nth]
    start = readings[nth - 1].end if nth else 0
    end = readings[nth + 1].start if nth + 1 < len(readings) else len(text)
    before = CLAUSE.split(text[start : reading.start])[-1]
    after = text[reading.end : end]
    if FROM_THERE.match(after) or SUSPECTED.search(before):
        return "suspected_source"
    if nth and (TOO.match(after) or SUFFERS.search(before)):
        return "affected"
    return "reporter" if REPORTERS.search(before) else "site"
