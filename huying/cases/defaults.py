"""What a new community starts from: categories, and a sample of limits. Data to be changed, never presented as official."""

from datetime import date

from django.utils.translation import gettext_noop as _

# code, name, how it is checked, closed only after rain
CATEGORIES = (
    ("house_roof", _("屋面漏水"), "on_site", True),
    ("seepage", _("楼上楼下渗漏"), "on_site", False),
    ("drain", _("下水、粪井"), "on_site", False),
    ("utility", _("水电气"), "on_site", False),
    ("light", _("路灯、楼道灯"), "resident", False),
    ("sanitation", _("环境卫生"), "resident", False),
    ("safety", _("安全隐患"), "on_site", False),
    ("neighbour", _("邻里、噪声"), "resident", False),
    ("parking", _("停车、充电"), "resident", False),
    ("green", _("绿化、虫害"), "resident", False),
    ("care", _("关爱、帮扶"), "resident", False),
    ("house_affairs", _("房屋事务、公示"), "resident", False),
)

# Small tasks outside homes, without ladders or wires: volunteers may take them on. A lamp is electricity, so a matter of
# that kind is on offer only where the desk says so of the single one.
CLAIMABLE = frozenset({"sanitation"})

# 常用话 to begin with: by the step whose box they go into.
PHRASES = (
    ("answer", "这件事不用上门：请打 {社区电话}，我们当面给您说清楚。"),
    ("answer", "停水停电是统一检修，恢复的时间以公告为准，有变化我们在楼门口贴出来。"),
    ("decline", "这件事不归社区办，已经告诉您该找哪里；不清楚的打 {社区电话}，我们帮您问。"),
    ("refer", "{编号}：请看现场后回复能不能办、哪天办。"),
    ("wait", "等材料到了就修，到了先打电话约您。"),
    ("carry_over", "要等大修的钱批下来才能做，到日子我们再看一次，告诉您。"),
    ("extend", "这几天连着下雨，干了才能做防水，天晴就来。"),
    ("answer_supervision", "{今天} 已经到现场，情况和下一步如下："),
)

DRAFT = "北京市接诉即办工作规范征求意见稿（2021-12）：突发 2 小时、水电气热 24 小时、一般 7 天、疑难 15 天"
SAMPLE = "示例，请按本地规定改"

# urgency, kind, amount, unit, source, source date
LIMITS = (
    ("emergency", "respond", 30, "minutes", SAMPLE, None),
    ("emergency", "control", 2, "hours", DRAFT, date(2021, 12, 1)),
    ("emergency", "resolve", 24, "hours", SAMPLE, None),
    ("emergency", "verify", 1, "working_days", SAMPLE, None),
    ("emergency", "call_back", 2, "working_days", SAMPLE, None),
    ("urgent", "respond", 2, "working_hours", SAMPLE, None),
    ("urgent", "control", 24, "hours", DRAFT, date(2021, 12, 1)),
    ("urgent", "resolve", 7, "days", SAMPLE, None),
    ("urgent", "verify", 2, "working_days", SAMPLE, None),
    ("urgent", "call_back", 5, "working_days", SAMPLE, None),
    ("normal", "respond", 1, "working_days", SAMPLE, None),
    ("normal", "control", 3, "working_days", SAMPLE, None),
    ("normal", "resolve", 7, "days", DRAFT, date(2021, 12, 1)),
    ("normal", "verify", 2, "working_days", SAMPLE, None),
    ("normal", "call_back", 5, "working_days", SAMPLE, None),
    ("complex", "respond", 1, "working_days", SAMPLE, None),
    ("complex", "control", 5, "working_days", SAMPLE, None),
    ("complex", "resolve", 15, "days", DRAFT, date(2021, 12, 1)),
    ("complex", "verify", 3, "working_days", SAMPLE, None),
    ("complex", "call_back", 5, "working_days", SAMPLE, None),
)

MEDIATION = "人民调解工作若干规定（司法部令第 75 号）第三十三条：一般在一个月内调结"

# Branches of the road: code, clock, amount, unit, source, source date. Nobody's rule yet: samples to be changed.
BRANCHES = (
    ("wait_entry", "stops", None, "", SAMPLE, None),
    ("wait_materials", "runs", None, "", SAMPLE, None),
    ("wait_weather", "stops", None, "", SAMPLE, None),
    ("wait_other", "runs", None, "", SAMPLE, None),
    ("carried_over", "runs", None, "", SAMPLE, None),
    ("ruling", "", 1, "working_days", SAMPLE, None),
    ("consult", "", 3, "working_days", SAMPLE, None),
    ("joint_call", "", 1, "working_days", SAMPLE, None),
    ("extend", "", 15, "days", SAMPLE, None),
    ("extend_times", "", 2, "", SAMPLE, None),
    ("mediation", "", 30, "days", MEDIATION, date(2002, 9, 26)),
    ("aftercare", "", 7, "days", SAMPLE, None),
    ("rain_call", "", 1, "working_days", SAMPLE, None),
    ("rain_recheck", "", 3, "days", SAMPLE, None),
    ("rain_look_back", "", 90, "days", SAMPLE, None),
)

# When something open is raised, and how many chairs up: urgency ("" for all), code, amount (percent of the time, or how
# long after it was due), unit, rungs, source, source date. Nobody's rule yet: samples to be changed.
LADDER = (
    ("", "unacked", 0, "", 1, SAMPLE, None),
    ("", "at_risk", 80, "", 1, SAMPLE, None),
    ("", "overdue", 0, "", 1, SAMPLE, None),
    ("", "again", 1, "working_days", 2, SAMPLE, None),
    ("", "last", 3, "working_days", 3, SAMPLE, None),
    ("emergency", "at_risk", 50, "", 1, SAMPLE, None),
    ("emergency", "again", 30, "minutes", 2, SAMPLE, None),
    ("emergency", "last", 2, "hours", 3, SAMPLE, None),
)

# Where a matter belongs that the community declines: code, name, what one tells the reporter.
ROUTES = (
    ("court", _("法院"), _("这是要打官司解决的事，可以去法院立案，或者先找免费的法律援助。")),
    ("petition", _("信访"), _("这件要走信访，请到街道信访窗口登记，那里会给您书面答复。")),
    ("emergency", _("110、119、120"), _("有危险先打 110、119 或者 120，他们最快。")),
    ("department", _("别的部门"), _("这件归别的部门管，请找他们办；找不到的，我们帮您问电话。")),
    ("contract", _("签合同的对方"), _("这是合同里约定的事，请先找签合同的对方；谈不拢可以来社区调解。")),
    ("owner", _("房屋的主人"), _("这是住户自己家里的部分，由房屋的主人请人修。")),
    ("hotline", "12345", _("这件请打 12345，由他们转给该办的单位。")),
)
