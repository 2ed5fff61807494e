"""Signs (征象): dangers that nobody names. Each is two or three concepts met in one sentence, close together.

Who smells gas seldom says gas; who fears for a neighbour says that the milk still hangs on the door.
"""

from typing import NamedTuple

from huying.rules.danger.meeting import Sign, sign


class Described(NamedTuple):
    """A danger by its signs; any of them is enough. `ring` in order, as in words.py."""

    name: str
    category: str
    ring: tuple[str, ...]
    signs: tuple[Sign, ...]


def described(name: str, category: str, ring: str, *signs: Sign) -> Described:
    return Described(name, category, tuple(ring.split()), signs)


PAINT = r"油漆|装修|甲醛|涂料|香水|垃圾|油烟|烟味|化粪|下水|潲水|鱼|厕所味|烧烤|坐车"
OFFICE = r"物业|社区|居委|网格|公司|师傅来|保洁|快递员|热线|垃圾车|开发商|施工队|街道|领导|部门|通知|路灯|维修"

WAY_OUT = r"房产|证|钱|户口|贷款|猫|狗|车[^上]|行动不便|腿脚|楼梯|水压|结果|处理|太[窄高陡]"
THING = r"树|车|杆|桶|牌|墙|花|楼|电话"
TOLD = r"怕|讲座|建议|培训|防|医院|医生|保险|怎么申请"
MILL = r"厂|污染|排放|焚烧|熏天|[让令]人|沥青|露天|回收"

SIGNS = (
    described(
        "no_sign_of_life", "care", "110 120",
        sign("unseen dweller span", 10, never=OFFICE),
        sign("unseen elder span", 10, never=OFFICE),
        sign("unseen span person", 8, never=OFFICE),
        sign("door_things span", 14, never=OFFICE + "|被偷|丢了"),
        sign("door_things unseen", 16, never=OFFICE),
        sign("door_things silent", 16, never=OFFICE),
        sign("left_running span", 10, never=OFFICE + "|楼道|公共|声控|吵|睡不|感应|太亮"),
        sign("left_running silent", 16, never=OFFICE + "|楼道|公共|声控|感应|闪"),
        sign("body_smell unseen own_door", 16, never=OFFICE),
        sign("body_smell silent own_door", 16, never=OFFICE),
        sign("silent elder span", 16, never=OFFICE + "|漏|渗"),
        sign("silent elder habit", 20, never=OFFICE + "|漏|渗"),
        sign("not_as_ever silent elder", 14, never=OFFICE + "|漏|渗|机|卡"),
        sign("silent elder call", 14, never=OFFICE + "|漏|渗|装修|吵"),
        sign("unseen not_as_ever elder habit", 16, never=OFFICE),
    ),
    described(
        "fumes", "utility", "gas 119 120",
        sign("dizzy we", 8, never=PAINT),
        sign("dizzy burner", 26, never=PAINT + "|医生|广告|晕车"),
        sign("better_out dizzy", 18, never=PAINT),
        sign("dizzy smell", 20, never=PAINT + "|" + MILL),
    ),
    described(
        "gas_unnamed", "utility", "gas 119",
        sign("rotten", 0),
        sign("hiss vessel", 10, never=r"水龙头|自来水|水管|高压锅|热水壶|花洒|油烟"),
        sign("frosted vessel", 8, never=r"冰箱"),
        sign("meter_runs turned_off kitchen", 14, never=r"水表|电表|手表"),
        sign("bubbles smell ground", 16, never=r"化粪|污水|下水|粪|啤酒"),
        sign("dug gas_pipe", 6), sign("dug gas_pipe", 6),
    ),
    described(
        "current", "utility", "power 119",
        sign("tingle touch", 10, never=r"脚麻|腿麻|腿发麻|脚发麻|蹲|睡|电话|电梯|电费|中医|推拿|按摩|针灸"),
        sign("tingle metal", 8, never=r"脚麻|腿麻|腿发麻|脚发麻|电话|电梯|电费|停电|来电(?!感)"),
        sign("glow outlet", 10, never=r"电视(?:剧|台|里)|路灯|新闻"),
        sign("crackle outlet", 8, never=r"关门|麻将|电梯|鞭炮声"),
        sign("burning_smell", 0, never=r"烧烤|垃圾|理发|烧纸" + "|" + MILL),
        sign("outlet soaked_words water", 8, never=r"水表|开关(?:坏|失灵|不好)|水电费|漏水开关"),
        sign("lamp soaked_words water", 8, never=r"路灯|灯杆"),
        sign("outlet soaked_words water", 6, never=r"水表|水电费"),
        sign("lamp soaked_words water", 8, never=r"路灯|灯杆"),
        sign("struck pole water", 20), sign("struck animal pole", 20),
        sign("struck animal pole water", 16),
        sign("down wire reach", 8, never=r"网线|光纤|宽带|晾衣"),
        sign("dug wire", 6), sign("live deep", 14), sign("live soaked_words", 10), sign("deep outlet", 10),
    ),
    described(
        "giving_way", "safety", "119",
        sign("gives frame", 6, never=r"墙皮|内墙|脱落"),
        sign("creak frame", 10, never=r"楼上|床|柜|电梯|小孩|木地板|门锁|装修|电钻"),
        sign("crack opens_fast wide", 16), sign("crack opens_fast", 4),
        sign("door_stuck dust_falls", 20), sign("door_stuck crack", 16, never=r"门缝|窗缝|门锁"),
        sign("door_stuck creak", 16, never=r"门锁|电梯|合页"),
        sign("dust_falls creak", 20),
        sign("sinks hole_words floor", 12), sign("sinks floor heavy_person", 10, never=r"楼上|软件|沉淀|下沉式|空的房|空的车"),
    ),
    described(
        "above_a_way", "safety", "110",
        sign("hanging high_thing below", 20, never=r"挡|遮|修[剪枝]|飘|建议|种|晾|滴水|漏水|灯(?:不亮|坏)"),
        sign("drops lump below", 14, never=r"丢|扔|树叶|垃圾|滴|渗|鸟|粪|果"),
        sign("drops overhead lump", 8, never=r"丢|扔|树叶|垃圾|滴|渗|墙皮"),
        sign("overhead hanging high_thing", 6, never=r"挡|遮|修[剪枝]|建议|种|晾|树枝|滴水|漏水|楼上"),
    ),
    described(
        "shut_in", "safety", "119 120",
        sign("lift stuck inside", 12, never=r"维修|怕|怎么办|卡顿|刷卡|梯卡|没人在里|里面没人"),
        sign("knocks stuck inside", 14, never=r"刷卡|社保卡|卡车|停车"),
        sign("caught limb caught_in", 6), sign("not_out caught limb", 10),
        sign("not_out caught child", 12),
        sign("no_way_out person", 10, never=WAY_OUT), sign("no_way_out child", 10, never=WAY_OUT), sign("no_way_out elder", 10, never=WAY_OUT),
    ),
    described(
        "hole_in_the_way", "safety", "110",
        sign("lid gone way", 14, never=r"垃圾|锅|马桶|水箱|桶|杯|信箱|盒|手机"),
        sign("lid opening gone", 12, never=r"垃圾|锅|马桶|水箱|桶|杯|信箱|盒"),
        sign("hole_words drops_in", 10, never=r"墙|老鼠|打洞|衣服|门上|纱|裤|洞庭"),
        sign("caught caught_in person", 6, never=r"电梯|狗|门锁|关门"),
    ),
    described(
        "burning", "safety", "119",
        sign("red_window window", 8, never=r"灯笼|装饰|晚霞|广告|霓虹|脸"),
        sign("pops window", 6, never=r"电视|冻"),
        sign("smoke pours out_of", 6, never=r"厂|烟囱|焚烧|排[放污气]|企业|污染|油烟|抽烟|吸烟|烟味|烧烤|水蒸气|秸秆|香烟|烧纸"),
        sign("whiteout silent", 20), sign("cooking whiteout", 20), sign("whiteout out_of", 6, never=r"墙|粉刷|霉|雪|油烟|香烟"),
        sign("cooking nobody_in", 14, never=r"餐馆|食堂|店|助餐|咨询|总是|经常|懒得"),
        sign("battery swells", 16, never=r"充电桩|充电口|扫码|没电|多少钱|价|掉电"),
        sign("fuel shared_space fuel_sign", 14, never=r"消毒|价|补贴|加油卡|建议"),
    ),
    described(
        "menace", "neighbour", "110",
        sign("deadly_talk", 0, never=r"吵死|热死|电视|游戏|小说|蚊|价"),
        sign("held at_door angry_man", 24), sign("dare_not at_door angry_man", 24),
        sign("at_door deadly_talk", 24), sign("held cries angry_man", 16),
        sign("cries hits victim", 12, never=r"打(?:电话|球|牌|扫|麻|开|110|12345)|弹琴|打架子|打闹|放学|玩"),
        sign("gone_quiet cries", 14, never=r"狗|猫|毛毛睡"),
        sign("blood hits victim", 20), sign("blood cries", 20),
        sign("dare_not stranger", 14, never=r"狗|路灯|灯"),
        sign("intruder this_moment", 14, never=r"装修|公司"),
        
    ),
    described(
        "farewell", "care", "110 120",
        sign("testament", 0, never=r"公证|咨询|怎么写|去世|遗产"),
        sign("farewell out_of_reach", 20, never=r"搬家|销户|户口|公司"),
        sign("gives_away farewell", 16), sign("gives_away out_of_reach", 24, never=r"快递|小偷|偷|房东|银行"),
        sign("height perched wont_talk", 16, never=r"猫|狗|鸟|修|工人|广告"),
    ),
    described(
        "on_the_edge", "safety", "119 110",
        sign("height perched person", 10, never=r"猫|狗|鸟|修|工人|广告|看风景"),
        sign("height perched child", 10, never=r"猫|狗|鸟"),
    ),
    described(
        "lost", "care", "110",
        sign("not_back gone_long child", 18, never=r"猫|狗|车|钥匙|快递|手机|证|包|鸽|衣服|物业|社区|回[复电]|打工"),
        sign("not_back elder gone_long", 18, never=r"猫|狗|车|钥匙|快递|手机不见|证|鸽|衣服|物业|社区|回[复电]|打工"),
        sign("wanderer not_back", 24, never=r"补贴|办"), sign("wanderer out_there", 24, never=r"建议|活动"),
        sign("alone out_there child", 12, never=r"上学|放学不|接送|作业"),
    ),
    described(
        "stricken", "care", "120",
        sign("speech grip", 16), sign("speech gait", 20), sign("grip gait", 14), sign("speech suddenly", 8, never=r"喇叭|电话|小孩"),
        sign("breath elder", 16), sign("breath person", 14, never=r"空气|臭|味|爬楼|吵|气人"), sign("breath child", 14, never=r"空气|臭|味"),
        sign("pain agony", 10, never=r"医生|挂号"),
        sign("swallow not_food child", 8, never=r"药店|买|怕|免得|幼儿园"), sign("swallow not_food ill", 12, never=r"医生|药店|开了药|怕|吃药不"),
        sign("elder swallow not_food", 6, never=r"药|买|想"),
        sign("fell cannot_rise where_fell", 14, never=r"树|车|杆|桶|牌|墙"),
        sign("fell cannot_rise elder", 14), sign("fell cannot_rise person", 14, never=r"树|车|杆|桶|牌|墙"),
        sign("lifeless person", 14, never=r"饭|菜|水|空调|暖气|药"), sign("lifeless elder", 14, never=r"饭|菜|水|空调|暖气"), sign("lifeless child", 14, never=r"饭|菜"),
        sign("bleeding", 0, never=r"出血热|流血本|血压|杀[鱼鸡鸭猪]"),
        sign("bites dog", 8, never=r"没咬|怕|防|狗粮|猫|骨头"),
    ),
    described(
        "sewage_rising", "drain", "",
        sign("fixture foul indoors surges", 16, never=r"臭味|臭气|味道"),
        sign("foul indoors surges", 12, never=r"臭味|臭气|味道|感谢|锦旗"),
    ),
    described(
        "rising_water", "drain", "119",
        sign("jet pipe", 8), sign("deep escape", 16), sign("deep elder water", 16), sign("deep indoors water", 10),
    ),
    described(
        "tree_down", "green", "119 power",
        sign("roots line tree", 14), sign("line tree tree_falls", 6, never=r"修|剪|挡|怕"),
        sign("roots tree below", 14, never=r"建议|种"),
    ),
    described(
        "in_a_bad_way", "care", "120",
        sign("no_response limp", 24, never=TOLD), sign("no_response face", 24, never=TOLD), sign("no_response injury", 24, never=TOLD),
        sign("no_response grip", 24, never=TOLD),
        sign("face anybody", 12, never=TOLD + "|化妆|拍照"), sign("limp anybody", 8, never=TOLD + "|椅|沙发上|床上看|门|箱|晕车"),
        sign("injury anybody", 12, never=TOLD + "|蚊|虫|献血|滴血|游戏"),
        sign("overdose anybody", 14, never=TOLD + "|药店|买"), sign("caught limb caught_in", 8), sign("not_out caught limb", 24),
        sign("plea anybody", 30, never=TOLD + "|停车|占|堵|感谢|谢"),
        sign("speech face", 24), sign("grip face", 24, never=TOLD),
    ),
    described(
        "not_as_usual", "care", "110 120",
        sign("no_deed span alone_living", 20, never=OFFICE + "|水|电|清|扫|修|漏|渗|吵|睡"),
        sign("silent span alone_living", 30, never=OFFICE + "|漏|渗|吵"),
        sign("silent habit span", 30, never=OFFICE + "|漏|渗|吵"),
        sign("left_running silent", 24, never=OFFICE + "|楼道|公共|声控|感应|闪"),
        sign("no_response left_running", 24, never="楼道|公共|声控"),
    ),
    described(
        "last_words", "care", "110 120",
        sign("note parting", 16, never=OFFICE + "|志愿|通知|邻居们|工作人员|停水|停电|活动|消息说以后"),
    ),
    described(
        "underground", "safety", "119 120",
        sign("no_more confined went_in", 24, never="猫|狗|钥匙|手机"), sign("in_water near_water anybody", 14, never="钥匙|手机|猫"),
    ),
    described(
        "live_parts", "utility", "power 120 119",
        sign("exposed outlet", 8, never="盖子要|多少钱|换"), sign("hot wall", 6, never="夏天|暖气|太阳|西晒|隔热"), sign("stuck_fast metal", 18, never="胶|漆|车门|口香糖"), sign("stuck_fast pole", 18, never="胶|漆|小广告"),
    ),
    described(
        "landslip", "safety", "119",
        sign("fall_from", 0, never=r"丢|扔|漏|水|衣|果|叶|猫|垃圾"), sign("slides slope", 6, never="滑梯|山药|滑板|水泥厂|小石"), sign("crushed building_part", 6, never="压坏|花|草"), sign("tilting door_stuck", 20, never="锁"),
        sign("tilting opens_fast", 16),
        sign("unsafe_board gives_underfoot deep_under", 16, never="黑板|地板"),
        sign("lift_gap lift", 16, never="怕|卡住没|没人在里|里面没人"),
    ),
    described(
        "gas_at_home", "utility", "gas 119",
        sign("alarm", 0, never="车|误报|没电|换|装|消防测试|测试|声音小"), sign("hose broken", 8, never="水|洗衣|花洒|要换多少|咨询"),
        sign("fumes_more burner", 30, never=PAINT), sign("flame_colour burner", 12, never="炒|烧烤"),
        sign("dug smell", 24, never="下水|粪|污水"), sign("better_out smell", 20, never=PAINT + "|臭"),
    ),
    described(
        "assault", "neighbour", "110 120",
        sign("seized anybody", 6, never="打工|打折|打分|猫|狗|蚊|虫|贴|物业|罚|骗|投诉"), sign("weapon wields", 8, never="切菜|剪|磨刀|装修|师傅|卖"),
        sign("lock_picked who_there", 20, never="换锁|开锁公司|修|忘带"), sign("drunk door_to_door", 14, never="唱|麻将"),
    ),
    described(
        "on_a_rope", "safety", "119 120",
        sign("hanging_man hook anybody", 14, never="晾|修|广告|衣服|建议"),
        sign("height perched", 8, never="猫|狗|鸟|修|工人|广告|打牌|聊天|乘凉|晒|种|看书|花盆|施工"),
    ),
    described(
        "astray", "care", "110",
        sign("lost_parent anybody", 24, never="猫|狗|导航"), sign("muddled adrift", 24, never="猫|狗"),
        sign("adrift elder", 12, never="猫|狗|建议|锻炼|散步"), sign("adrift child", 12, never="猫|狗|散步|滑板|踢球"),
    ),
    described(
        "water_and_power", "utility", "power 119",
        sign("lives_with_water float", 16, never="费|保险"), sign("lamp water", 6, never="路灯|灯杆|滴水|不亮|楼道|门灯|关灯|关水"),
    ),
    described(
        "on_fire", "safety", "119",
        sign("aflame kindling", 6, never="祭|清明|腊肉熏|熏腊肉|禁止|不要|电费"),
    ),
    described(
        "dangerous_find", "safety", "110 119",
        sign("explosive found", 8), sign("chemical leaks shared_space", 12), sign("chemical dizzy leaks", 16),
    ),
)  # fmt: skip
