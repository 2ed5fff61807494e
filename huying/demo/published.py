"""S5: the gutter is written up, reviewed by three, and goes out; and what the community offers. Each scene as in story.py."""

from huying.stories import actions as stories
from huying.stories.models import Draft

from .story import Stage, scene, shots

TITLE = "天沟修好了，下雨不用再接水"
TEXT = """9月12日上午，住在5栋顶楼的江阿姨走进社区。

> 一下雨，屋里像水帘洞一样。——江阿姨，5栋居民，本人同意刊出

四十分钟后，网格员李敏到了她家，又上了屋顶。毛病不在屋里：屋檐上的天沟老化开裂，雨一大，水排不走，就倒灌进顶楼。

天沟是整栋楼的共有部分。社区请来安居防水修缮，重做防水，加砌一道挡水墙，三天完工。没有参加施工的李敏上屋顶核查。下过一场雨，何静打电话回访：不漏了。

李敏接着去看了3栋和附13栋，是同一个毛病，也修好了。"""

OFFERS = (
    ("开居住证明", "带身份证，租房的带租房合同。工作日上午到前台，当场开。"),
    ("志愿者上门帮手", "八十岁以上、行动不便的住户，换灯泡、搬东西、陪着去医院。打社区电话说一声。"),
    ("借工具", "梯子、手电钻、疏通弹簧，登个记就借，三天内还。"),
)


@scene("2023-09-04", "09:00")
def what_is_offered(stage: Stage) -> None:
    for title, text in OFFERS:
        stories.set_offer(community=stage.cast.community, title=title, text=text, by=stage.by("何静"))


@scene("2023-09-23", "10:00")
def it_is_written_up(stage: Stage) -> None:
    """何静 writes, with a picture of before and one of after."""
    case, writer = stage.case("gutter"), stage.cast.users["何静"]
    agreed = "江秋莲，9月22日电话里说可以登，姓名写江阿姨。"
    wording = stories.Wording(TITLE, TEXT, Draft.Consent.AGREED, agreed)
    story = stories.write_story(community=case.community, wording=wording, user=writer, case=case)
    draft = story.drafts.get()
    for name, caption in (
        ("gutter-before", "修前。天沟开裂，水排不走。9月12日，李敏摄"),
        ("gutter-after", "修后。重做防水，加砌挡水墙。9月15日，安居防水修缮摄"),
    ):
        stories.add_shots(draft=draft, caption=caption, consent="nobody", user=writer, pictures=shots(name))
    stories.send_draft(draft=draft, user=writer)


def _draft(stage: Stage) -> Draft:
    return Draft.objects.get(story__case=stage.case("gutter"))


@scene("2023-09-25", "09:30")
def the_wording_is_read(stage: Stage) -> None:
    stories.review(draft=_draft(stage), user=stage.cast.users["何静"], passed=True, stage="first")


@scene("2023-09-26", "15:10")
def the_facts_are_read(stage: Stage) -> None:
    stories.review(draft=_draft(stage), user=stage.cast.users["刘芳"], passed=True, stage="second")


@scene("2023-09-27", "11:00")
def it_goes_out(stage: Stage) -> None:
    stories.review(draft=_draft(stage), user=stage.cast.users["赵宏"], passed=True, stage="final")
