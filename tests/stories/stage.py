"""A closed matter, a story about it, and the three who review it."""

from typing import Any

from huying.cases.models import Case
from huying.demo.cast import Cast
from huying.people.models import User
from huying.stories import actions
from huying.stories.models import Draft, Story
from tests.cases.desk_stage import closed

ORDER = (("first", "何静"), ("second", "刘芳"), ("final", "赵宏"))
TEXT = "住在顶楼的江阿姨走进社区。\n\n> 像水帘洞一样。——江阿姨，本人同意刊出\n\n# 怎么修的\n\n重做防水，加砌挡水墙。"


def wording(**changes: str) -> actions.Wording:
    known = {"title": "天沟修好了", "text": TEXT, "consent": "agreed", "consent_note": "电话里说可以登。"}
    return actions.Wording(**{**known, **changes})


def matter(cast: Cast) -> Case:
    return closed(cast).case


def written(cast: Cast, **changes: str) -> Story:
    case = matter(cast)
    user = cast.users["何静"]
    return actions.write_story(community=case.community, wording=wording(**changes), user=user, case=case)


def draft_of(story: Story) -> Draft:
    draft = Draft.objects.filter(story=story).order_by("-number")[0]
    draft.story = story
    return draft


def passed(cast: Cast, story: Story, upto: int = 3) -> Story:
    """Sent, and passed by so many of the three."""
    actions.send_draft(draft=draft_of(story), user=cast.users["何静"])
    for stage, who in ORDER[:upto]:
        actions.review(draft=draft_of(story), user=cast.users[who], passed=True, stage=stage)
    return Story.objects.get(pk=story.pk)


def out(cast: Cast, **changes: str) -> Story:
    return passed(cast, written(cast, **changes))


def text(answer: Any) -> str:
    return answer.content.decode()


def the(cast: Cast, name: str) -> User:
    return cast.users[name]
