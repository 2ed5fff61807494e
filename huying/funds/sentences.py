"""What the fund's rulebook refuses, said to a person: what did not happen, and what to do next."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MISSING = {
    "case": gettext_lazy("请选一件还在办的案件带着走；都办结了的，请先登记一件新的。"),
    "scope": gettext_lazy("请选哪些户出钱，至少一户。"),
    "budget": gettext_lazy("还没有预算：请写上做什么、多少、单价。"),
    "quotes": gettext_lazy("报价不够家数，或者还没定用哪一家。"),
    "quoted": gettext_lazy("这一家还没有报价。"),
    "why_not_lowest": gettext_lazy("没选最低的一家，请写明为什么。"),
    "finding": gettext_lazy("还没有查勘：请先上门看过，在案件里记下原因、部位和归谁。"),
    "checked": gettext_lazy("还有能不能用维修资金的问题没答完，或者答的里面有不能用的。"),
    "why_not": gettext_lazy("答的里面没有一条说不能用。"),
    "emergency_kind": gettext_lazy("请选是哪一种应急情形；都不是的，走一般程序。"),
    "areas": gettext_lazy("出钱的户里，有的还没有面积或者业主；补上再来。"),
    "notice_over": gettext_lazy("公示还没满天数。"),
    "objections_answered": gettext_lazy("还有意见没答复。"),
    "counted": gettext_lazy("表决还没到截止的日子，还有人没投。"),
    "passed": gettext_lazy("表决没有过。"),
    "failed": gettext_lazy("表决过了。"),
    "owners": gettext_lazy("现场确认要有相关业主签名。"),
    "community": gettext_lazy("现场确认要有社区签名。"),
    "street": gettext_lazy("本地规定应急要街道确认：还缺街道签名。"),
    "open_batch": gettext_lazy("这一批已经报出去了，请选一批还没报的。"),
    "another": gettext_lazy("本来就在这一批里，请选另一批。"),
    "reason": gettext_lazy("请写明原因。"),
    "batch": gettext_lazy("还没有编进哪一批。"),
    "papers": gettext_lazy("材料还没齐。"),
    "sum": gettext_lazy("请写明多少钱，要比 0 多。"),
    "within_approved": gettext_lazy("合同的钱比批的多。"),
    "two_approved": gettext_lazy("动钱要两个人批，现在还不够。"),
    "within_prepay": gettext_lazy("预付的比本地规定能付的多。"),
    "order_done": gettext_lazy("施工的工单还没报完工。"),
    "representatives": gettext_lazy("验收要有业主代表签名，人数不够。"),
    "within_overrun": gettext_lazy("结算比批的多太多，超出的部分要另外报批。"),
    "audited": gettext_lazy("这个数要先审计，请写明谁审的。"),
    "warranty": gettext_lazy("还没有保修到哪天。"),
    "file": gettext_lazy("请拍一张或者选一份材料。"),
    "entitled": gettext_lazy("这位不在这次表决的名册里。"),
    "once": gettext_lazy("这位已经投过了，一位业主只算一票。要改，先把原来那票作废。"),
    "words": gettext_lazy("请写几个字。"),
    "asked": gettext_lazy("这笔钱已经定了。"),
    "not_own": gettext_lazy("自己提的，自己不能批，请换一个人。"),
    "not_twice": gettext_lazy("您批过了，要另一个人再批一次。"),
    "from_above": gettext_lazy("两个批的人里，至少有一个是书记或者街道。"),
}


def missing(codes: Iterable[str]) -> str:
    return " ".join([_("没有保存。"), *(str(MISSING[code]) for code in codes)])


NAMED = 8  # homes said by name in one sentence


def lacking(homes: Sequence[object]) -> str:
    """Which homes lack their area or owner."""
    names = _("、").join(str(home) for home in homes[:NAMED])
    if len(homes) > NAMED:
        names = _("%(names)s等 %(n)s 户") % {"names": names, "n": len(homes)}
    return _("没有保存。这几户还没有面积或者业主：%(names)s。在“产权和业主”里补上，再来。") % {"names": names}


# Why the fund must not pay, and who does instead.
NOT_PAYABLE = {
    "private_part": gettext_lazy("是专有部分，住户自己修，或者找楼上楼下协商。"),
    "under_warranty": gettext_lazy("还在保修期，找开发商或者原施工单位保修。"),
    "utility_line": gettext_lazy("是水电气、通信的管线，找供水、供电、燃气或者通信公司。"),
    "damaged_by_person": gettext_lazy("是人弄坏的，由弄坏的人赔；谈不拢可以调解。"),
    "in_service_contract": gettext_lazy("物业合同里包了，由物业公司修。"),
}


def not_payable(codes: Iterable[str]) -> str:
    return " ".join(str(NOT_PAYABLE[code]) for code in codes)


def not_from_here(state: str) -> str:
    return _("这一处现在是“%(state)s”，走不了这一步。没有保存，请刷新看看。") % {"state": state}


def stale(state: str, who: str, at: str) -> str:
    return _("%(who)s%(at)s 刚办过，现在是“%(state)s”。您的没有保存；看看现在的，再定。") % {
        "who": who or _("有人"), "at": at, "state": state,
    }  # fmt: skip
