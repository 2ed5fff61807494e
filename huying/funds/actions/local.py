"""资金规矩: what a division lays down, begun with samples that nobody takes for official."""

from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.places.models import Division

from ..local import rules_for
from ..models import EmergencyKind, FundRule, RequiredPaper

Key = FundRule.Key
UNSURE = "示例，没有向区里确认"

# key → figure, and from where we have it. Read from the laws of other cities, so that nobody begins with an empty page.
NUMBERS: tuple[tuple[str, int, str], ...] = (
    (Key.PLAN_NOTICE_DAYS, 3, "示例：多地三个工作日"),
    (Key.VOTE_DAYS, 15, UNSURE),
    (Key.SETTLEMENT_NOTICE_DAYS, 5, "示例：淄博、聊城五天"),
    (Key.NOTICE_WORKING, 0, UNSURE),
    (Key.REVIEW_DAYS, 10, UNSURE),
    (Key.EMERGENCY_REVIEW_DAYS, 3, "示例：有的地方三个工作日"),
    (Key.PREPAY_PERCENT, 30, "示例：多地三成"),
    (Key.AUDIT_OVER_CENTS, 3_000_000, "示例：杭州三万元以下可以不审"),
    (Key.OVERRUN_PERCENT, 10, "示例：杭州超一成另报"),
    (Key.MIN_QUOTES, 1, UNSURE),
    (Key.STREET_CONFIRMS, 1, "示例：杭州、聊城要街道确认"),
    (Key.MIN_REPRESENTATIVES, 2, UNSURE),
    (Key.WARRANTY_ROOF_YEARS, 5, "《建设工程质量管理条例》第四十条；小修算不算看合同"),
    (Key.WARRANTY_OTHER_YEARS, 2, "《建设工程质量管理条例》第四十条；小修算不算看合同"),
    (Key.WARRANTY_WARN_DAYS, 60, UNSURE),
    (Key.DESK_DAYS, 10, UNSURE),
)
TEXTS: tuple[tuple[str, str, str], ...] = (
    (Key.WHO_APPLIES, "没有业委会的，社区居委会代为申请", "示例：有的县这样规定，有的要街道申请，要问清楚"),
    (Key.OFFICE, "区住建局", UNSURE),
)
KINDS: tuple[tuple[str, str], ...] = (
    ("roof_leak", "屋顶、外墙渗漏"),
    ("drain_blocked", "排水设施严重堵塞或损坏"),
    ("facade_falling", "外立面有脱落危险"),
    ("wall_collapse", "围墙、道路坍塌"),
    ("fire_safety", "消防设施坏了"),
    ("lift", "电梯严重故障"),
)
NORMAL, EMERGENCY = "normal", "emergency"
# number, code, name, before which step, made here, lanes
PAPERS: tuple[tuple[int, str, str, str, bool, tuple[str, ...]], ...] = (
    (1, "application", "使用申请表", "submit", True, (NORMAL, EMERGENCY)),
    (2, "applicant", "申请人证明", "submit", False, (NORMAL, EMERGENCY)),
    (3, "survey", "现场照片和查勘记录", "submit", True, (NORMAL, EMERGENCY)),
    (4, "site_confirmation", "紧急情况现场确认书", "submit", True, (EMERGENCY,)),
    (5, "plan", "维修方案、预算和报价", "submit", True, (NORMAL, EMERGENCY)),
    (6, "households", "业主清册", "submit", True, (NORMAL, EMERGENCY)),
    (7, "ballots", "书面征求意见表和汇总", "submit", True, (NORMAL,)),
    (8, "plan_notice", "方案公示照片", "submit", False, (NORMAL,)),
    (9, "contract", "施工合同", "settle", False, (NORMAL, EMERGENCY)),
    (10, "acceptance", "施工照片和验收单", "settle", True, (NORMAL, EMERGENCY)),
    (11, "settlement", "结算书和发票", "post_settlement", True, (NORMAL, EMERGENCY)),
    (12, "share_notice", "分摊公示和意见答复", "archive", True, (NORMAL, EMERGENCY)),
    (13, "payment", "拨付通知", "archive", False, (NORMAL, EMERGENCY)),
    (14, "warranty", "保修书", "archive", True, (NORMAL, EMERGENCY)),
)
# What huying can print, by its code.
MADE_HERE = frozenset(code for _number, code, _name, _before, made_here, _lanes in PAPERS if made_here)
GENERIC = "示例：各地大同小异的一份，没有找到本区的清单"


@transaction.atomic
def load_fund_rules(*, division: Division) -> None:
    """资金规矩 for a division that has none: samples, each with where it is from, none confirmed."""
    if FundRule.objects.filter(division=division).exists():
        return
    FundRule.objects.bulk_create(
        [
            *(FundRule(division=division, key=key, number=number, source=source) for key, number, source in NUMBERS),
            *(FundRule(division=division, key=key, text=text, source=source) for key, text, source in TEXTS),
        ]
    )
    EmergencyKind.objects.bulk_create(
        EmergencyKind(division=division, code=code, name=name, source="示例：杭州第七十三条六种")
        for code, name in KINDS
    )
    RequiredPaper.objects.bulk_create(
        RequiredPaper(
            division=division, lane=lane, number=number, code=code, name=name, before=before, made_here=made_here,
            source=GENERIC,
        )
        for number, code, name, before, made_here, lanes in PAPERS
        for lane in lanes
    )  # fmt: skip


class Laid(TypedDict):
    """What a division lays down under one key, and where it is from."""

    number: int | None
    text: str
    source: str
    source_date: date | None
    confirmed: bool


# The most that a figure may be, and what is said of more.
MOST = {
    FundRule.Unit.DAYS: (365, gettext_lazy("最多 365 天，没有保存。看看是不是多打了一位。")),
    FundRule.Unit.WORKING_DAYS: (365, gettext_lazy("最多 365 天，没有保存。看看是不是多打了一位。")),
    FundRule.Unit.PERCENT: (100, gettext_lazy("最多百分之一百，没有保存。")),
    FundRule.Unit.YEARS: (100, gettext_lazy("最多一百年，没有保存。看看是不是多打了一位。")),
    FundRule.Unit.PEOPLE: (100, gettext_lazy("最多一百，没有保存。看看是不是多打了一位。")),
    FundRule.Unit.QUOTES: (100, gettext_lazy("最多一百，没有保存。看看是不是多打了一位。")),
    FundRule.Unit.YES_NO: (1, gettext_lazy("请选是，或者不是。没有保存。")),
}


@transaction.atomic
def set_fund_rule(*, division: Division, key: str, laid: Laid, seen: str, by: Actor) -> FundRule:
    """定资金规矩 of one key, for a division and all below that set none of their own. `seen` is the mark of what counted
    when the page was opened, "" for nothing."""
    Division.objects.select_for_update().get(pk=division.pk)
    held = rules_for(division).get(key)
    if (held.mark if held else "") != seen:
        raise Stale(_("这一项刚被别人改过，您的没有保存。看看现在的，再改。"))
    _refuse_nonsense(FundRule.UNITS[key], laid)
    row, _made = FundRule.objects.update_or_create(division=division, key=key, defaults=dict(laid))
    body = {
        "division": division.code, "key": key, "number": row.number, "source_date": row.source_date,
        "confirmed": row.confirmed,
    }  # fmt: skip
    timeline.record("funds.rule_set", subject=division, by=by, body=body, words=f"{row.text} {row.source}".strip())
    return row


def _refuse_nonsense(unit: str, laid: Laid) -> None:
    """A sentence is not empty; a figure is not below zero, and no larger than its unit can mean."""
    number = laid["number"]
    if unit == FundRule.Unit.WORDS:
        if not laid["text"] or number is not None:
            raise Refused(_("还没写是什么，没有保存。"))
        return
    if number is None:
        raise Refused(_("还没写数字，没有保存。"))
    if number < 0:
        raise Refused(_("不能比 0 小，没有保存。"))
    most, sentence = MOST.get(FundRule.Unit(unit), (None, ""))
    if most is not None and number > most:
        raise Refused(str(sentence))
