"""故事: three reviews by three people, nothing that gives anybody away, corrections beside what is out, withdrawn with a trace."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal, Nature
from huying.core import clock, timeline
from huying.core.errors import Refused, Stale
from huying.core.models import File
from huying.demo.cast import Cast
from huying.people import actions as people
from huying.stories import actions, queries
from huying.stories.models import Draft, Question, Review, Shot, Story
from tests.cases.desk_stage import closed, signed_in
from tests.field.road import MORNING, jpeg, upload

from .stage import ORDER, draft_of, out, passed, text, the, wording, written


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(MORNING):
        yield


def test_three_people_and_then_it_is_out(cast: Cast) -> None:
    story = written(cast)
    page = reverse("story", args=[story.code])
    actions.send_draft(draft=draft_of(story), user=the(cast, "何静"))
    for stage, who in ORDER:
        assert (draft_of(story).state, Client().get(page).status_code) == (stage, 404)
        actions.review(draft=draft_of(story), user=the(cast, who), passed=True, stage=stage)
    shown = text(Client().get(page))
    for words in ("天沟修好了", "像水帘洞一样。", "一审", "何静", "刘芳", "三审", "赵宏", "我要问", "办结"):
        assert words in shown
    assert "江秋莲" not in shown
    assert story.code in text(Client().get(reverse("stories")))
    told = [event.kind for event in timeline.of(story)]
    assert told == ["stories.written", "stories.draft_sent", *["stories.draft_reviewed"] * 3, "stories.published"]


@pytest.mark.parametrize(("upto", "who"), [(0, "李敏"), (0, "赵宏"), (1, "何静"), (2, "何静"), (2, "刘芳")])
def test_the_wrong_one_may_not_review(cast: Cast, upto: int, who: str) -> None:
    story = passed(cast, written(cast), upto)
    draft = draft_of(story)
    with pytest.raises(Refused):
        actions.review(draft=draft, user=the(cast, who), passed=True, stage=ORDER[upto][0])
    assert (draft_of(story).state, Review.objects.count()) == (ORDER[upto][0], upto)


@pytest.mark.parametrize("upto", [0, 1, 2, 3])
def test_the_worklist_says_what_waits_for_whom(cast: Cast, upto: int) -> None:
    story = passed(cast, written(cast), upto)
    draft = draft_of(story)
    for who in ("何静", "刘芳", "赵宏", "孙洁"):
        said = "有 1 篇故事等您审" in text(signed_in(cast, who).get(reverse("desk")))
        assert said == (queries.may_review(draft, the(cast, who)) == ""), who
    assert bool(queries.waiting_for(the(cast, "赵宏"))) == (upto in (1, 2))


def test_the_database_lets_nobody_pass_twice(cast: Cast) -> None:
    draft = draft_of(passed(cast, written(cast), 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(draft=draft, stage="second", user=the(cast, "何静"), at=clock.now(), passed=True)


def test_two_reviewers_at_once_count_once(cast: Cast) -> None:
    story = passed(cast, written(cast), 0)
    stale = draft_of(story)
    actions.review(draft=draft_of(story), user=the(cast, "何静"), passed=True, stage="first")
    with pytest.raises(Stale):
        actions.review(draft=stale, user=the(cast, "刘芳"), passed=True, stage="first")


def test_sent_back_with_a_reason_starts_over(cast: Cast) -> None:
    story = passed(cast, written(cast), 1)
    with pytest.raises(Refused, match="要写改哪里"):
        actions.review(draft=draft_of(story), user=the(cast, "刘芳"), passed=False, stage="second", words=" ")
    actions.review(draft=draft_of(story), user=the(cast, "刘芳"), passed=False, stage="second", words="日子不对。")
    assert (draft_of(story).state, queries.passed(draft_of(story))) == ("writing", [])
    page = text(signed_in(cast, "何静").get(reverse("desk_story", args=[story.pk])))
    assert ("日子不对。" in page, "刘芳在二审退回来了" in page) == (True, True)
    actions.change_draft(draft=draft_of(story), wording=wording(text="9月12日，江阿姨来了。"), user=the(cast, "何静"))
    assert passed(cast, story).published is not None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": "5栋303的江秋莲说漏水，打13900000303。"}, "门牌“5栋303”、姓名“江秋莲”、电话“13900000303”"),
        ({"consent": "", "consent_note": ""}, "同不同意"),
        ({"consent_note": "  "}, "谁同意的"),
    ],
)
def test_it_is_not_sent_while_something_is_missing(cast: Cast, changes: dict[str, str], why: str) -> None:
    story = written(cast, **changes)
    with pytest.raises(Refused, match=why):
        actions.send_draft(draft=draft_of(story), user=the(cast, "何静"))
    assert why in text(signed_in(cast, "何静").get(reverse("desk_story", args=[story.pk])))
    assert draft_of(story).state == "writing"


def test_the_desk_lets_it_be_covered(cast: Cast) -> None:
    people.add_resident(home=cast.home("5栋303"), name="江小满", phone="13900000304")
    story = written(cast, text="5栋303的江秋莲和江小满说漏水。", consent="nobody", consent_note="")
    desk = signed_in(cast, "何静")
    shot = {"photos": upload(jpeg()), "caption": "江秋莲家，5栋303", "consent": "agreed", "once": "p"}
    desk.post(reverse("story_shots", args=[story.pk]), shot)
    desk.post(reverse("story_act", args=[story.pk, "cover"]), {"once": "c"})
    assert draft_of(story).text == "5栋的江某和江某说漏水。"
    assert Shot.objects.get().caption == "江某家，5栋"
    assert desk.post(reverse("story_act", args=[story.pk, "send"]), {"once": "s"}).status_code == 302
    assert draft_of(story).state == "first"


def test_what_is_under_review_cannot_be_changed_and_what_is_taken_back_starts_over(cast: Cast) -> None:
    story = passed(cast, written(cast), 2)
    for act in (
        lambda draft: actions.change_draft(draft=draft, wording=wording(title="别的"), user=the(cast, "何静")),
        lambda draft: actions.remove_shot(draft=draft, shot_id=story.pk, user=the(cast, "何静")),
        lambda draft: actions.cover_draft(draft=draft, user=the(cast, "何静")),
    ):
        with pytest.raises(Refused, match="不在写了"):
            act(draft_of(story))
    actions.take_back_draft(draft=draft_of(story), user=the(cast, "何静"))
    assert (draft_of(story).state, queries.passed(draft_of(story))) == ("writing", [])


def test_two_who_write_at_once_lose_nothing(cast: Cast) -> None:
    story = written(cast)
    desk, at = signed_in(cast, "何静"), reverse("story_edit", args=[story.pk])
    seen = draft_of(story).mark
    actions.change_draft(draft=draft_of(story), wording=wording(title="先存的"), user=the(cast, "刘芳"))
    sent = desk.post(at, {"title": "后存的", "text": "我写的一大段", "seen": seen, "once": "a"})
    assert (sent.status_code, "我写的一大段" in text(sent), draft_of(story).title) == (422, True, "先存的")
    again = text(sent).split('name="seen" value="')[1].split('"')[0]
    assert desk.post(at, {"title": "后存的", "text": "我写的一大段", "seen": again, "once": "b"}).status_code == 302
    assert draft_of(story).title == "后存的"


def test_pictures_of_the_matter_and_others_each_with_its_reason(cast: Cast) -> None:
    story = written(cast)
    desk, at = signed_in(cast, "何静"), reverse("story_shots", args=[story.pk])
    assert "还没选图" in text(desk.post(at, {"caption": "修前", "consent": "nobody", "once": "a"}))
    bare = desk.post(at, {"photos": upload(jpeg(here=True)), "once": "b"})
    assert ("还没写图下面的话" in text(bare), "还没选为什么能登" in text(bare)) == (True, True)
    desk.post(at, {"photos": upload(jpeg(here=True)), "caption": "修前", "consent": "nobody", "once": "c"})
    assert [shot.caption for shot in queries.shots(draft_of(story))] == ["修前"]
    file = File.objects.get(purpose="story")
    assert (file.taken_lat, file.subject_id) == (None, draft_of(story).pk)
    desk.post(at, {"remove": str(Shot.objects.get().pk), "once": "d"})
    assert Shot.objects.count() == 0
    nine = tuple(upload(jpeg()) for _ in range(9))
    desk.post(at, {"photos": nine, "caption": "九张", "consent": "nobody", "once": "e"})
    more = desk.post(at, {"photos": upload(jpeg()), "caption": "第十张", "consent": "nobody", "once": "f"})
    assert (more.status_code, Shot.objects.count()) == (422, 9)


def test_a_correction_is_reviewed_too_and_said_on_the_page(cast: Cast) -> None:
    story = out(cast)
    page = reverse("story", args=[story.code])
    desk = signed_in(cast, "何静")
    edit = desk.post(reverse("story_correct", args=[story.pk]), {"once": "a"}).url
    assert edit == reverse("story_edit", args=[story.pk])
    changed = {"title": "天沟修好了", "text": "三天半完工。", "consent": "nobody", "consent_note": "", "once": "b"}
    desk.post(edit, {**changed, "correction": ""})
    with pytest.raises(Refused, match="更正了什么"):
        actions.send_draft(draft=draft_of(story), user=the(cast, "何静"))
    desk.post(edit, {**changed, "correction": "完工用了三天半，不是三天。", "once": "c"})
    assert (
        "三天半" in text(Client().get(page)),
        actions.correct_story(story=story, user=the(cast, "刘芳")).number,
    ) == (
        False,
        2,
    )
    passed(cast, story)
    shown = text(Client().get(page))
    assert ("完工用了三天半，不是三天。" in shown, "三天半完工。" in shown) == (True, True)
    assert sorted(Draft.objects.values_list("number", "state")) == [(1, "replaced"), (2, "published")]


def test_withdrawn_at_once_with_its_reason_and_back_after_a_correction(cast: Cast) -> None:
    story = out(cast)
    page, at = reverse("story", args=[story.code]), reverse("story_withdraw", args=[story.pk])
    street = signed_in(cast, "赵宏")
    assert "还没写为什么撤" in text(street.post(at, {"why": "", "once": "a"}))
    street.post(at, {"why": "居民改了主意，不想登了。", "once": "b"})
    gone = Client().get(page)
    assert (gone.status_code, "不想登了" in text(gone), "水帘洞" in text(gone)) == (410, True, False)
    assert Client().post(page, {"text": "问一句", "once": "q"}).status_code == 410
    assert story.code not in text(Client().get(reverse("stories")))
    with pytest.raises(Refused):
        actions.withdraw_story(story=story, why="再撤", user=the(cast, "赵宏"))
    draft = actions.correct_story(story=story, user=the(cast, "何静"))
    actions.change_draft(draft=draft, wording=wording(correction="去掉了居民的话。"), user=the(cast, "何静"))
    assert passed(cast, story).withdrawn_at is None
    assert Client().get(page).status_code == 200


def test_a_dropped_draft_is_kept_and_shown_to_nobody(cast: Cast) -> None:
    story = written(cast)
    desk = signed_in(cast, "何静")
    desk.post(reverse("story_act", args=[story.pk, "drop"]), {"once": "a"})
    assert (draft_of(story).state, Client().get(reverse("story", args=[story.code])).status_code) == ("dropped", 404)
    assert "不写了的一篇" in text(desk.get(reverse("desk_stories")))
    with pytest.raises(Refused):
        actions.correct_story(story=story, user=the(cast, "何静"))


def test_a_readers_question_is_an_appeal_like_any_other(cast: Cast) -> None:
    story, reader = out(cast), Client()
    page = reverse("story", args=[story.code])
    empty = reader.post(page, {"text": "", "phone": "", "once": "a"})
    assert (empty.status_code, "还没写想问什么" in text(empty), Question.objects.count()) == (422, True, 0)
    asked = {"text": "我们北2栋的天沟也这样，能修吗？", "phone": "139 0000 0155", "once": "b"}
    answer = reader.post(page, asked)
    assert reader.post(page, asked).url == answer.url
    appeal = Appeal.objects.get(question__story=story)
    assert (answer.url, appeal.nature, appeal.channel) == (
        reverse("receipt", args=[appeal.tracking]), Nature.INQUIRY, "web",
    )  # fmt: skip
    assert "北2栋的天沟" in text(signed_in(cast, "何静").get(reverse("desk_story", args=[story.pk])))


def test_who_waits_for_whom_is_said_in_the_list_and_on_the_case(cast: Cast) -> None:
    story = passed(cast, written(cast), 1)
    said = {
        who: "等您审" in text(signed_in(cast, who).get(reverse("desk_stories"))) for who in ("何静", "刘芳", "赵宏")
    }
    assert said == {"何静": False, "刘芳": True, "赵宏": True}
    desk = signed_in(cast, "何静")
    case_page = text(desk.get(reverse("case", args=[story.case_id])))
    about = f"{reverse('desk_stories')}?case={story.case_id}"
    assert (about in case_page, "写成故事" in case_page) == (True, True)
    assert reverse("desk_story", args=[story.pk]) in text(desk.get(about))
    with clock.at(MORNING):
        other = closed(cast, home="新3栋102")
    assert "还没有写过" in text(desk.get(f"{reverse('desk_stories')}?case={other.case_id}"))
    open_case = text(signed_in(cast, "何静").get(reverse("desk")))
    assert "写成故事" not in open_case


def test_a_story_may_be_about_no_matter(cast: Cast) -> None:
    desk = signed_in(cast, "何静")
    made = desk.post(
        reverse("story_new"), {"title": "中秋茶话会", "text": "来了四十位。", "consent": "nobody", "once": "n"}
    )
    story = Story.objects.get()
    assert (made.url, story.case_id, queries.days(story.case)) == (reverse("desk_story", args=[story.pk]), None, [])
    assert passed(cast, story).published is not None
