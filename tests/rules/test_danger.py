"""Danger (险情): heard by word, by sign and by ear; and not heard where it is only feared, told or denied."""

from pathlib import Path

import pytest

from huying.rules.danger import UNNAMED, alarms, concepts_people, concepts_things, ear, signs
from huying.rules.danger.lessons_dangers import SAID_IN_DANGER
from huying.rules.danger.lessons_others import SAID_OTHERWISE
from huying.rules.danger.meeting import Heard, Hit, sign
from huying.rules.triage import suggest

# Appeals of our own invention from which nothing was learned and no word was taken; keep it so.
UNHEARD = Path(__file__).with_name("unheard.tsv")


def is_emergency(text: str) -> bool:
    return suggest(text).urgency == "emergency"


# --- how much is heard ------------------------------------------------------------------------------------------------


def test_every_danger_of_the_lessons_is_heard() -> None:
    assert [text for text in SAID_IN_DANGER.split() if not is_emergency(text)] == []


def test_few_false_alarms_in_the_lessons() -> None:
    others = SAID_OTHERWISE.split()
    assert sum(map(is_emergency, others)) <= len(others) * 0.03


def test_the_lessons_say_everything_once() -> None:
    lessons = SAID_IN_DANGER.split() + SAID_OTHERWISE.split()
    assert len(lessons) == len(set(lessons)) > 600


def test_what_was_never_heard_before_is_mostly_heard() -> None:
    rows = [line.split("\t") for line in UNHEARD.read_text(encoding="utf-8").splitlines()[1:]]
    assert not {text for _category, _urgency, text in rows} & set(SAID_IN_DANGER.split() + SAID_OTHERWISE.split())
    dangers = [text for _category, urgency, text in rows if urgency == "emergency"]
    others = [text for _category, urgency, text in rows if urgency != "emergency"]
    assert sum(map(is_emergency, dangers)) >= len(dangers) * 0.9
    assert sum(map(is_emergency, others)) <= len(others) / 6


# --- signs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no_sign_of_life", "对门的娭毑三天没出来倒垃圾了，牛奶还挂在门上"),
        ("fumes", "昨晚一屋人都头痛，到外面走走就好了，热水器是老的"),
        ("gas_unnamed", "楼下烧烤摊的罐子结了霜，在那嗤嗤叫"),
        ("current", "我一摸洗衣机就一弹，水是麻的"),
        ("live_parts", "路灯杆她扶了一下，手就甩不开了"),
        ("giving_way", "墙上的口子昨天能塞一张纸，今天能塞一只手了"),
        ("above_a_way", "铁皮只有一颗钉子吊着，下面是菜摊子"),
        ("shut_in", "箱子卡在五楼六楼中间，里头有人在拍门喊"),
        ("hole_in_the_way", "路中间那个铁盖子被车轧翻了，剩个洞"),
        ("burning", "对面楼的窗户红通通的，玻璃在炸"),
        ("farewell", "妹妹把存折和钥匙都寄给我了，说以后不用找她"),
        ("stricken", "爹爹讲话含糊，拿筷子掉了几次，走路往一边偏"),
        ("underground", "师傅下到井里去了，半天没上来"),
        ("tree_down", "泡桐根都翘起来了，斜靠在高压线上"),
    ],
)
def test_a_danger_that_nobody_names_is_known_by_its_signs(name: str, text: str) -> None:
    found = {alarm.name for alarm in alarms(text.replace("，", ",")) if alarm.real}
    assert name in found
    assert UNNAMED not in found


def test_a_sign_stands_in_one_sentence_and_close_together() -> None:
    wanted = sign("child height", 6, never="猫")

    def met(text: str) -> list[Hit]:
        return list(Heard(text).meetings(wanted))

    assert met("小孩在窗台") == [Hit(0, 5)]
    assert met("窗台上是小孩") == [Hit(0, 6)]
    assert met("小孩回家。窗台脏") == []
    assert met("小孩和我们大家都喜欢那个窗台") == []
    assert met("小孩在窗台,猫也在") == []


def test_a_text_without_all_parts_does_not_meet() -> None:
    assert not Heard("小孩").meets(sign("child height"))
    assert Heard("小孩在窗台").meets(sign("child height"))


def test_every_concept_has_one_name_and_is_used() -> None:
    names = [name for name, _said in (*concepts_people.SAID, *concepts_things.SAID)]
    used = {part for one in signs.SIGNS for each in one.signs for part in each.parts}
    assert len(names) == len(set(names))
    assert set(names) == used


# --- how it is meant --------------------------------------------------------------------------------------------------

PETITION = "尊敬的领导，我父亲在工地摔伤骨折，出院以后单位不肯赔偿，" + "材料已经交了，请依法处理，" * 8
LETTER = "我们这里的山路多年没有修，有一段塌方了，" + "希望上级看一看，" * 40


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("检查过了，没有漏气", "normal"),
        ("老年大学讲防触电，怎么报名", "normal"),
        ("去年起火的那间房子还空着没人管", "normal"),
        ("走丢的娭毑已经找到了", "normal"),
        ("三楼冒烟是在熏腊肉，虚惊一场", "normal"),
        ("希望办个讲座，讲被困电梯怎么办", "normal"),
        ("听说别的小区有人跳楼，是真的吗", "normal"),
        ("大家像着了火一样抢车位", "normal"),
        ("吵得我头都要炸了", "normal"),
        ("楼上小孩跑，地板都要踩塌了", "urgent"),
        ("插线板旁边有水，怕烫手冒火", "urgent"),
        (PETITION, "urgent"),
        (LETTER, "urgent"),
        # … and the same words in earnest
        ("他要跳楼", "emergency"),
        ("快跑，着火了", "emergency"),
        ("楼都要塌了", "emergency"),
        ("热得晕倒了", "emergency"),
        ("之前打过电话没人来，煤气味越来越大", "emergency"),
        ("我爸上个月出院，晕倒在厕所了", "emergency"),
        ("隔壁小区有人要跳楼", "emergency"),
        ("希望派人来急救，老人晕倒了", "emergency"),
        ("闻到怪味，原来是煤气漏了", "emergency"),
        ("感谢网格员上次帮忙，现在我屋里煤气漏了", "emergency"),
        ("听说别的小区刚才有人跳楼", "emergency"),
        (PETITION + "现在又晕倒了", "emergency"),
    ],
)
def test_what_is_denied_told_or_feared_is_no_emergency(text: str, urgency: str) -> None:
    assert suggest(text).urgency == urgency


# --- the ear ----------------------------------------------------------------------------------------------------------


def test_the_ear_learns_the_same_every_time() -> None:
    assert ear.learned(["屋里着火了"], ["路灯不亮"]) == ear.learned(["屋里着火了"], ["路灯不亮"])


def test_the_ear_hears_what_it_was_taught() -> None:
    taught = ear.learned(["火苗往外蹿", "火苗蹿到窗户"], ["路灯不亮", "路灯坏了"])
    assert taught.loudness("火苗") > 0 > taught.loudness("路灯")
    assert ear.grams("5栋303，漏") == {"漏"}


def test_what_only_sounds_like_danger_names_its_clause_and_nobody_to_ring() -> None:
    text = "你好,有个五六岁的男孩坐在五楼窗外的花架上吃东西,家里好像没大人"
    clause = ear.hears(text)
    assert clause in text.split(",")
    assert ear.hears("你好") == ear.hears("") == ""
    assert ear.hears(text * 20) == ""


def test_an_unnamed_danger_keeps_the_category_of_its_words() -> None:
    found = suggest("有个五六岁的男孩坐在五楼窗外的花架上吃东西，家里好像没大人。")
    assert (found.urgency, found.danger) == ("emergency", ())
    assert found.why
