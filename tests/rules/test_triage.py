"""Triage (分拣): emergencies are never missed; the rest is a fair first guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import triage
from huying.rules.triage import CATEGORIES, NATURES, URGENCIES, Suggestion, suggest

# category urgency ring|text
EMERGENCIES = """
utility gas,119|厨房里一股煤气味
utility gas,119|坛子气漏了，嘶嘶响
utility gas,119|闻到好浓的天然气
utility gas,119|楼道里一股怪味，担心煤气泄漏
utility gas,119|去年修过的燃气管又漏气了
utility power,119|洗澡手麻，热水器漏电
utility power,119|电线断了掉在地上
utility power,119|漏水漏进插座里了
light power,119|路灯灯杆边上线头露在外面，灯也不亮
safety 119|车棚里电动车在冒烟
safety 119|四楼着火了
utility power,119|配电箱冒烟了
safety 110|外墙瓷砖掉下来，差点砸到人
safety 119,120,110|围墙塌了一段
drain -|粪水往上返，满屋都是，流到客厅了
drain -|下水道经常堵，现在污水已经流进厨房
utility -|大水漫进客厅了
care 110,120|独居的爹爹两天没出门，敲门没人应
care 120|娭毑晕倒在楼梯口
care 120|老人摔倒了，头上流血
care 110,120,119|有人站在天台边上要跳楼
neighbour 110,120|楼下打架，有人拿刀
safety 110,120|隔壁有人喊救命
care 110|奶奶早上出去走失了
safety 119,120|电梯里有人被困
safety 119,110|门面里存了好多桶汽油
safety 110|井盖被偷了，一个大洞
green 119|厨房里爬进来一条蛇
utility gas,119|燃气报警器一直在叫
utility gas,119|厨房的软管松了，嘶嘶地响，进门就头昏
utility power,119|水管爆了，水直往配电间里灌
care 120|爹爹洗澡倒下去了，嘴歪了，讲不出话
care 120|胸口压得难受，出冷汗
care 120|孩子把豆子塞进鼻子里，嘴巴发紫
care 120|娭毑绊了一跤，腿肿得动不得
care 120|停电了，我爸的吸氧机停了
safety 119,110,120|有个小孩翻到天台栏杆外面去了
safety 119,120|电梯停在四楼不动，里头有人按铃
safety 119|二楼窗户往外喷火
safety 119|墙上的裂缝今早又宽了，门都关不上了
safety 110|外墙瓷砖翘起来直晃，下面就是放学的路
safety 110,119|租户拿打火机，说要点汽油
drain 119|地下车库的水涨到轮胎一半了
"""
# category urgency|text
ORDINARY = """
house_roof urgent|昨晚一场大雨，客厅顶上漏，接了三盆
house_roof normal|每逢下雨六楼就漏
house_roof urgent|现在屋顶正在滴水
house_roof normal|请问屋顶防水什么时候做
house_roof urgent|娭毑八十岁了，屋顶漏水
seepage normal|楼上卫生间渗水，墙角发霉
seepage urgent|楼上一直滴水，今天越滴越快
seepage urgent|漏水漏到桌上，怕触电
drain normal|排水沟里都是泥
drain urgent|化粪池满了往外溢
drain urgent|下水道每次下雨都冒粪水进厨房，污水好臭
drain complex|下水道反复堵，多次反映没人管
utility urgent|从早上停水到现在
utility normal|明天停水的通知贴在哪里
utility normal|检查过了，没有煤气味
utility normal|煤气费怎么交
utility normal|煤气公司的人来过，说没有漏气
light normal|楼道灯不亮
utility normal|贴了通知，明天停水，请大家备水
sanitation normal|垃圾桶三天没清
safety urgent|楼道里给电动车充电，怕起火
safety normal|社区组织消防演练，演示起火了怎么灭
safety normal|去年着火以后换的灭火器过期了
neighbour normal|楼上半夜跳绳太吵
neighbour urgent|楼上太吵，家里老人睡不着
parking normal|车位被占了
green normal|樟树枝子要修剪
care normal|娭毑想申请高龄补贴
utility urgent|水龙头一滴水都没有
safety urgent|单元门关不上，外面的人随便进
safety normal|电视里的火灾警示片很好，能不能在院子里放一场
neighbour complex|楼下的麻将馆吵，投诉了无数次
utility normal|煤气灶打不着，是不是欠费
utility normal|怎么接管道天然气，换软管找哪个
neighbour normal|小孩天天哭叫，楼上太吵
house_affairs complex|维修基金怎么申请
house_affairs normal|建议把公示贴久一点
house_affairs normal|
"""


@pytest.mark.parametrize("line", [line for line in EMERGENCIES.splitlines() if line])
def test_an_emergency_is_heard_and_says_who_to_ring(line: str) -> None:
    wanted, _, text = line.partition("|")
    found = suggest(text)
    assert (found.urgency, f"{found.category} {','.join(found.danger) or '-'}") == ("emergency", wanted)
    assert found.why


@pytest.mark.parametrize("line", [line for line in ORDINARY.splitlines() if line])
def test_ordinary_matters_keep_their_measure(line: str) -> None:
    wanted, _, text = line.partition("|")
    found = suggest(text)
    assert f"{found.category} {found.urgency}" == wanted
    assert found.danger == ()


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("请问怎么办居住证", "inquiry"),
        ("楼上漏水请来看看", "help"),
        ("投诉楼上装修", "complaint"),
        ("举报有人私拉电线", "tip_off"),
        ("建议加一盏灯", "suggestion"),
        ("送来锦旗，感谢社区救了晕倒的老人", "thanks"),
        ("路灯坏了，请处理，谢谢", "help"),
        ("邻居太吵", "complaint"),
    ],
)
def test_nature(text: str, nature: str) -> None:
    assert suggest(text).nature == nature


def test_thanks_are_never_an_emergency() -> None:
    assert suggest("感谢网格员，煤气味那次来得真快").urgency == "normal"


def test_a_category_already_chosen_counts() -> None:
    assert suggest("麻烦来看一下", "parking").category == "parking"
    assert suggest("楼道灯不亮", "nonsense").category == "light"


def test_a_lonely_word_is_not_sure() -> None:
    assert suggest("楼道灯不亮").sure
    assert not suggest("老人").sure
    assert suggest("") == Suggestion("house_affairs", "normal", "help")


def test_traditional_and_full_width_are_understood() -> None:
    assert suggest("廚房有煤氣味，漏氣了").urgency == "emergency"
    assert suggest("樓道燈不亮").category == "light"


@given(st.text())
def test_never_fails_and_answers_in_codes(text: str) -> None:
    found = suggest(text)
    assert found.category in CATEGORIES
    assert found.urgency in URGENCIES
    assert found.nature in NATURES
    assert set(found.danger) <= {"110", "119", "120", "gas", "power"}


@given(
    st.text(alphabet="今天请来看看我家的，。5栋303", max_size=20),
    st.sampled_from(["有煤气味", "冒烟了", "瓷砖掉下来了"]),
)
def test_a_danger_is_heard_among_other_words(around: str, danger: str) -> None:
    assert suggest(f"{around}。{danger}").urgency == "emergency"


@pytest.mark.parametrize("text", ["我要举报3栋有人违规开麻将馆", "怎么办居住证", "楼道灯不亮", "感谢網格員"])
def test_the_nature_alone_is_that_of_the_whole_suggestion(text: str) -> None:
    assert triage.nature(text) == suggest(text).nature


def test_what_is_over_has_a_category_by_its_words_alone() -> None:
    assert triage.category("下水道堵了，水漫到厨房里了。") == ("drain", True)
    assert triage.category("今天太阳好大") == ("house_affairs", False)
