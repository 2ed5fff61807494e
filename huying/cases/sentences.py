"""What the rulebook's refusals say to a person: what did not happen, and what to do next."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MISSING = {
    "reply": gettext_lazy("请写下答复。"),
    "proof": gettext_lazy("请留一样凭据：照片、在场的人、或者居民确认，三样有一样就行。"),
    "holder": gettext_lazy("请选派给谁。"),
    "is_holder": gettext_lazy("这件现在不在您手上。"),
    "visit": gettext_lazy("请先记上门。"),
    "finding": gettext_lazy("还没有查看情况：请先上门看过，记下原因、部位和归谁。"),
    "entry_valid": gettext_lazy("这份入户授权现在不能用，不能进门。"),
    "entry_started": gettext_lazy("请先在入户授权那一页点“现在进去”，业主才看得到。"),
    "crew": gettext_lazy("进门至少两个人，其中一个不能是当事人：请写上谁一起进去的，比如同事、居民代表、民警。"),
    "emergency_whole": gettext_lazy("紧急进入要写全：什么危险、两个在场的人、接警编号、屋里情况、有没有告诉户主。"),
    "no_open_order": gettext_lazy("还有工单没完工。"),
    "not_the_doer": gettext_lazy("干活的人不能自己核查、自己回访，请换一个人。"),
    "enough_proof": gettext_lazy("这类事要有人到现场看过，居民一句话不够；三人以下的社区可由书记定。"),
    "harmless": gettext_lazy("请写明为什么不办也没有危险。"),
    "survivor": gettext_lazy("留下的那一件已经了结，或者又并走了。"),
    "reason": gettext_lazy("请写明原因。"),
    "appeals_answered": gettext_lazy("还有诉求人没有回访到。"),
    "no_commitment": gettext_lazy("还有承办没有了结。"),
    "untouched": gettext_lazy("这件转入以后已经有人办过。"),
    "route": gettext_lazy("请选该找哪里。"),
    "nothing_beside": gettext_lazy(
        "这件还有别的事没了：督办没答复，吹哨报到没记结果，协办没做完，有钱没批，进过门还没告诉户主，调解还没有结果，"
        "或者志愿者召集没结束。"
    ),
    "unit": gettext_lazy("请写明转给哪个单位、电话多少。"),
    "future_date": gettext_lazy("日子要在今天以后，今天的也要在下班以前。"),
    "may_object": gettext_lazy("这件已经裁定过，不能再退；有难处请找书记。"),
    "not_the_objector": gettext_lazy("退单的人不能自己裁定，请换一个人。"),
    "took_part": gettext_lazy("请写下哪些人参加了会商。"),
    "another": gettext_lazy("这件本来就在这位手上，请选另一位。"),
    "why": gettext_lazy("请选等什么。"),
    "later": gettext_lazy("新的期限要比原来的晚，也不能超过一次最多能延的天数。"),
    "another_hand": gettext_lazy("这件延过一次了；再延要书记或者街道来定，并且不能是上次那个人。"),
    "times_left": gettext_lazy("这件不能再延了。实在办不了，可以挂账，定下哪天再看。"),
    "place": gettext_lazy("请写明在哪里碰头。"),
    "summoned": gettext_lazy("还没选叫谁来。"),
    "no_open_call": gettext_lazy("上一次吹哨还没记结果。"),
    "open_call": gettext_lazy("没有等着记结果的吹哨报到。"),
    "attendance": gettext_lazy("每一方来没来都要点一下。"),
    "result": gettext_lazy("请写下结果。"),
    "not_supervised": gettext_lazy("上一次督办还没答复。"),
    "supervised": gettext_lazy("没有等着答复的督办。"),
    "two_sides": gettext_lazy("请选两户不同的：出事的地方，或者“涉及的户”里加上的。"),
    "neutral": gettext_lazy("当事人自己、住在这两户里的人不能当调解人；请选本社区一位不相干的、在岗的人。"),
    "no_open_mediation": gettext_lazy("上一次调解还没有结果。"),
    "open_mediation": gettext_lazy("这次调解已经有结果了。"),
    "signed": gettext_lazy("谈成了要签字：两家都在链接里签过，或者拍一张签了字的纸；协议也要写好。"),
    "routes": gettext_lazy("没谈成，请选告诉他们去哪里：人民调解、法院或者鉴定。"),
    "end_reason": gettext_lazy("请写明为什么不调解了。"),
    "another_answer": gettext_lazy("跟原来定的一样，没有要改的。"),
    "rain_day": gettext_lazy("还没下过雨。"),
    "aftercare": gettext_lazy("这件没有等着回头看的事。"),
    "whole_or_why": gettext_lazy("没全修好，写一句还差什么、为什么。"),
    "why_more": gettext_lazy("比估的多，写一句为什么多。"),
    "not_own": gettext_lazy("自己提的，自己不能批，请换一个人。"),
    "not_twice": gettext_lazy("您批过了，要另一个人再批一次。"),
    "from_above": gettext_lazy("两个批的人里，至少有一个是书记或者街道。"),
    "asked": gettext_lazy("这笔钱已经定了，或者工单已经收回。"),
    "amount": gettext_lazy("钱数要比 0 多。"),
    "no_more_than_left": gettext_lazy("收回的比还欠的多。"),
    "sound": gettext_lazy("从几时到几时要排得通，还没过去；至少要一个人。"),
    "safe": gettext_lazy("碰电的活不喊志愿者，请有证的电工。"),
    "open_turnout": gettext_lazy("这次召集已经结束或者取消过了。"),
    "claimable": gettext_lazy("这件现在不在认领的单子上了。"),
    "unclaimed": gettext_lazy("这件刚被别人认领了，谢谢您的心意；可以看看别的。"),
    "until_fits": gettext_lazy("到哪天，请选今天起七天以内的一天。"),
    "open_claim": gettext_lazy("这次认领已经结束了：做完了、还回来了，或者到日子了。"),
    "rain": gettext_lazy("漏水要等下过雨再办结：请填下雨的日期，或者写明为什么不等。"),
}


def missing(codes: Iterable[str]) -> str:
    """One sentence for each thing that must hold first. Nothing was written."""
    return " ".join([*(str(MISSING[code]) for code in codes), _("没有保存，补上再点一次。")])


def not_from_here(state: str) -> str:
    return _("这件现在是“%(state)s”，这一步走不了。没有保存；请刷新看看谁已经办了。") % {"state": state}


def stale(state: str, who: str, when: str) -> str:
    """Somebody else was quicker. `who` is "" where it was nobody of the staff."""
    facts = {"state": state, "who": who or _("别人"), "when": when}
    return _("您打开以后，%(who)s在 %(when)s 已经办过这件，现在是“%(state)s”。没有保存；请看过新的情况再定。") % facts


def no_such_number(number: str) -> str:
    return _("这里没有编号 %(number)s 的事。没有保存，请再看一眼编号。") % {"number": number}
