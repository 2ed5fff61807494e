"""How a danger is meant (险情是真是假): here and now, feared, told of another day, settled, or not there at all."""

import re

from huying.rules.danger.meeting import Hit

END = re.compile(r"[。;!?\n]")
BEFORE = 24

# Before a danger these make it a thing that is not.
DENIED_WITHIN = re.compile(r"(?:没|没有|没得|未|不|无|冇)(?:发现|闻到|再|存在)?[漏泄臭味冒]")
DENIED = re.compile(
    r"(?:(?<!有)没有?|没得|冇得|冇|(?<!有)无|未|(?<!是)不是|并未|没发现|未发现|没闻到|闻不到|没再|不再|不存在|杜绝|严禁|禁止|消除|排除|防|预防)"
    r"(?:什么|任何|了|过|发生|出现|明显|再|发现|闻到|到)*$"
)
FEARED = re.compile(
    r"(?:怕(?![是莫])|担心|万一|以免|免得|防止|预防|避免|以防|如果|要是|假如|若是|一旦|容易|可能会|会引[起发]|易引发)[^,。;!?、]{0,10}$"
)
FEARED_WITHIN = re.compile(r"(?<![恐可害])怕(?![是莫])|担心|万一|以免|免得|如果|要是")
SMELLED = re.compile(r"味|闻|臭|嘶|冲鼻|刺鼻|报警器.{0,4}[响叫]")

# Told of another day, another place, or as a lesson.
PAST = re.compile(
    r"(?:去年|前年|上个?月|上个?(?:礼拜|星期|周)|上周|上次|曾经|往年|[几一二两三四五六七八九十0-9]{1,4}年前|早几年|当年)[^,。;!?]{0,16}$"
)
REHEARSED = re.compile(r"演练|演习|讲座|宣传|培训|科普|警示片|教育片|电视里|新闻里|展览")
LESSON = re.compile(
    r"(?:搞|办|组织|参加|报名|想学|学[习会]|希望|建议|贴|写|发)[^,。;!?]{0,14}(?:演练|演习|讲座|宣传|培训|科普|知识|提示|告示|须知)"
)
ELSEWHERE = re.compile(
    r"(?:听[讲说]|群里[传说]|网上|新闻|抖音|视频里)[^。;!?]{0,8}(?:隔壁小区|别的|其他|某|外地|人家|哪里)"
)
SETTLED = re.compile(
    r"^[^。;!?]{0,14}(?:(?:已经|已|都|就|后来|总算|终于|你们[^,]{0,4})[^,。;!?]{0,6})?"
    r"(?:修好了|处理好了|处理完了|弄好了|解决了|找到了|找回来了|扑灭了|已经?灭了|熄灭了|灭了火|救[上出]来了|"
    r"送[到去]医院了|抢修好了|出院了|没事了|平安|脱险)"
)
NOTHING_WRONG = re.compile(r"虚惊|误会一场|(?<!不是)误报|是在(?:熏腊|熏肉|演习|拍戏)")
STILL = re.compile(r"又|还在|仍|现在(?![没冇不已好恢走放])|正在|刚|今[天早晚]|马上|快来")
# What comes after a harm: courts, bills, expert opinions. A story long enough to tell of them tells of the past,
# unless the same sentence says now.
STORY = 120
AFTERMATH = re.compile(
    r"出院|住院(?:费|治疗|期间)|诊断为|医[药疗]费|鉴定(?:为|书|结论)|赔偿|判决|起诉|法院|工伤|伤残|医疗事故|医患|立案|刑拘|理赔|维权|索赔|交警队|事故认定|信访|上访|尊敬的"
)
AT_ONCE = re.compile(r"现在|正在|刚[刚才]?|还在|马上|快[来点]|赶[快紧]|救命|这会|眼下|突然|今[天早晚]|半夜|又在")
HARM_OF_PEOPLE = frozenset(
    "person body violence suicide cry threat stricken menace farewell no_answer no_sign_of_life trapped shut_in lost "
    "missing in_a_bad_way last_words assault on_a_rope astray".split()
)
# So said and not so meant: as if on fire, a head about to burst, a floor nearly trodden through.
LIKE = re.compile(r"(?:像|好比|跟|如同)[^,。;!?]{0,6}$")
AS_IF = re.compile(r"^[^,。;!?]{0,5}(?:一样|似的|一般)")
SAID_OF_MOODS = re.compile(r"^(?:爆?炸|[要想去]?死|吐血|冒[烟火])")
MOOD = re.compile(
    r"(?:头|脑壳|耳朵|肺)[^,。;!?]{0,4}(?:要|快|都)[^,。;!?]{0,2}$|(?:气|吵|急|热|累|笑|忙|冷|臭)(?:得|都)?(?:我|人)?(?:头|要)?$"
)
TRODDEN = re.compile(r"都要[踩跳震蹦吵][^,。;!?]?[塌垮裂穿聋]")
# A long letter pleads a cause; a danger in it that is not said to be of this hour waits for the officer, not for a siren.
LETTER = 300
LASTING = frozenset(
    "gas gas_unnamed fumes electric current no_answer no_sign_of_life not_as_usual suicide gas_at_home live_parts "
    "water_and_power".split()
)
OF_GAS = ("gas", "gas_unnamed", "fumes", "gas_at_home")
# What is told as a habit is a defect; what is told of now is a danger.
OF_HABIT = ("sewage_in_home", "sewage_rising", "trapped", "shut_in")
TAUGHT = ("gas", "fire", "electric", "collapse")
CHRONIC = re.compile(r"多次|长期|反复|经常|每次|要求改造|好几次|年年|常年|总是|老是|隔三差五|每年|每个?月|屡次|几年")
NOW = re.compile(
    r"现在|正在|刚刚|刚才|还在|马上|快来|赶快|救命|又在|已经|立刻|这会|眼下|快点|急|今[天早晚]|满屋|全是|往上|越来越|都是"
)


def state(name: str, said: str, hit: Hit) -> str:
    """real, feared (怕起火), told (去年起火, 演练, 已经找到了) or denied (没有漏气)."""
    before = END.split(said[max(0, hit.start - BEFORE) : hit.start])[-1]
    after = END.split(said[hit.end :], maxsplit=1)[0]
    inside = said[hit.start : hit.end]
    if DENIED.search(before) or DENIED_WITHIN.search(inside):
        return "denied"
    if _as_if(before, inside, after) or told(name, said, before, inside, after):
        return "told"
    return "feared" if feared(name, said, before, inside) else "real"


def _as_if(before: str, inside: str, after: str) -> bool:
    if LIKE.search(before) and AS_IF.search(after):
        return True
    return bool((SAID_OF_MOODS.search(inside) and MOOD.search(before)) or TRODDEN.search(before + inside))


def told(name: str, said: str, before: str, inside: str, after: str) -> bool:
    sentence = before + inside + after
    if NOTHING_WRONG.search(said) or (name in TAUGHT and REHEARSED.search(sentence)):
        return True
    if not AT_ONCE.search(sentence) and (LESSON.search(sentence) or ELSEWHERE.search(before + inside)):
        return True
    if (PAST.search(before) or SETTLED.search(after)) and not STILL.search(said):
        return True
    over = len(said) > STORY and name in HARM_OF_PEOPLE and bool(AFTERMATH.search(said))
    return over and not AT_ONCE.search(sentence)


def feared(name: str, said: str, before: str, inside: str) -> bool:
    if (FEARED_WITHIN.search(inside) or FEARED.search(before)) and not (name in OF_GAS and SMELLED.search(said)):
        return True
    if len(said) > LETTER and name not in LASTING and not AT_ONCE.search(before + inside):
        return True
    return name in OF_HABIT and bool(CHRONIC.search(said)) and not NOW.search(said)
