"""What ledgers of appeals write for what we have a code for 说法, compared by their letters alone."""

from huying.rules.script import simple

from .known import letters


def plain(text: str) -> str:
    """已辦結。 → 已办结."""
    return simple(letters(text)).lower()


CHANNELS = {
    "walk_in": "来访 上门来访 上访 现场 窗口 接待 当面 到社区 面谈",
    "phone": "来电 电话 座机 社区电话 电话来访 致电 打电话",
    "hotline": "12345 市民热线 市长热线 政务热线 12345热线 热线 12345工单 12345转办 工单 12345平台",
    "wechat_group": "微信群 微信 群 业主群 居民群 楼栋群 网格群 邻里群 QQ群",
    "patrol": "巡查 巡逻 网格巡查 走访 入户走访 入户 网格员上报 网格员走访 排查 日常巡查 网格员巡查",
    "web": "网上 网络 线上 公众号 小程序 随手拍 网站 网上反映 邮箱",
}
SATISFACTIONS = {
    "satisfied": "满意 非常满意 很满意 好评",
    "mostly": "基本满意 比较满意 较满意",
    "dissatisfied": "不满意 很不满意 非常不满意",
    "no_answer": "没有评价 未评价 无评价 不评价",
}
OUTCOMES = {
    "solved": "已解决 解决 解决了 已处理 处理好了 已修好 修好了 已办好",
    "partly": "部分解决",
    "unsolved": "没解决 未解决 没有解决",
    "answered": "已答复 已解释 已说明",
    "unreached": "三次没联系上 联系不上 无人接听 未接通 没联系上 打不通",
}
DONE = {
    "yes": "是 已办结 办结 已完成 完成 已解决 解决 已结 结案 已结案 已办 办好 办好了 y yes v 1 true",
    "no": "否 无 未办结 没办结 未完成 未 没有 办理中 在办 处理中 未解决 正在办理 待办 n no x 0 false 跟进中",
}
CATEGORIES = {
    "house_roof": "屋面漏水 屋顶漏水 楼顶漏水 房顶漏水 顶楼漏水 屋漏 外墙渗水 外墙漏水",
    "seepage": "楼上楼下渗漏 渗漏 渗水 漏水 室内漏水 楼上漏水 渗漏水",
    "drain": "下水道 下水道堵塞 管道堵塞 堵塞 化粪池 粪井 排污 排水 下水",
    "utility": "水电气 供水 供电 停水 停电 燃气 水电 水电燃气",
    "light": "路灯 楼道灯 照明 路灯照明 楼道照明",
    "sanitation": "环境卫生 卫生 垃圾 保洁 环境 市容环境",
    "safety": "安全隐患 安全 消防 安全生产 消防安全",
    "neighbour": "邻里纠纷 纠纷 噪音 噪声 扰民 矛盾纠纷 邻里 噪音扰民 邻里矛盾",
    "parking": "停车 充电 停车充电 飞线充电 电动车 乱停车 停车管理",
    "green": "绿化 树木 虫害 园林 绿化养护",
    "care": "关爱 帮扶 救助 民政 困难帮扶 养老 帮困",
    "house_affairs": "房屋事务 公示 维修资金",
}
# Who did not want to be named stays so.
NAMELESS = {plain(word) for word in "保密 匿名 不愿透露 不愿留 群众 居民 某居民".split()}
# Marks that letters() drops.
MARKS = {"√": "yes", "✓": "yes", "✔": "yes", "×": "no", "✗": "no", "✘": "no"}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {plain(word): code for code, words in table.items() for word in words.split()}


CHANNEL_OF, SATISFACTION_OF, OUTCOME_OF, DONE_OF, CATEGORY_OF = map(
    _by_word, (CHANNELS, SATISFACTIONS, OUTCOMES, DONE, CATEGORIES)
)
