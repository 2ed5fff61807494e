"""Accounts and posts in the browser: who comes, who goes, who sits where; and passwords that only their owners know."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Commitment
from huying.core.actor import SYSTEM
from huying.core.models import Event, OnceKey
from huying.demo.cast import PASSWORD, Cast
from huying.people import actions
from huying.people.models import Holding, Post, User
from huying.people.staff_pages import LETTERS, fresh_password
from tests.cases.desk_stage import received, signed_in

NEW = "luo hua sheng 7"


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def add(client: Client, username: str = "zhoujie", name: str = "周洁", once: str = "add"):
    return client.post(reverse("user_add"), {"username": username, "name": name, "once": once})


def slip(client: Client, answer) -> str:
    page = client.get(answer.url).content.decode()
    return re.search(rf">([{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{2}})<", page)[1]


def act(client: Client, name: str, row: object, **data: object):
    return client.post(reverse(name, args=[row.pk]), {"once": name, **data}, follow=True)


def holder(post: Post) -> str:
    return Holding.objects.get(post=post, until=None).user.name


def test_a_person_is_added_with_a_slip_that_is_shown_once(cast: Cast, secretary: Client):
    answer = add(secretary)
    user = User.objects.get(username="zhoujie")
    assert (user.name, user.community, user.must_change) == ("周洁", cast.community, True)
    password = slip(secretary, answer)
    assert user.check_password(password)
    assert "密码只显示一次，已经看过了。" in secretary.get(answer.url, follow=True).content.decode()
    assert password not in str(list(OnceKey.objects.values_list("key", "location"))) + str(
        list(Event.objects.values_list("body", flat=True))
    )


def test_the_second_tap_comes_to_the_same_slip(cast: Cast, secretary: Client):
    add(secretary)
    again = add(secretary)
    assert User.objects.get(username="zhoujie").check_password(slip(secretary, again))


def test_the_password_waits_sealed(cast: Cast, secretary: Client):
    add(secretary)
    kept = secretary.session["slip"]["password"]
    assert re.fullmatch(r"v\d+:[A-Za-z0-9+/=]+", kept)


def test_passwords_are_never_alike(cast: Cast):
    assert len({fresh_password() for _each in range(50)}) == 50


@pytest.mark.parametrize(
    ("username", "said"),
    [("hejing", "已经有人用了，没有保存"), ("周洁", "账号用 3 到 30 个小写字母或数字"), ("", "还没写账号。")],
)
def test_a_user_name_that_will_not_do(cast: Cast, secretary: Client, username: str, said: str):
    answer = add(secretary, username)
    assert (answer.status_code, User.objects.filter(name="周洁").exists()) == (422, False)
    assert said in answer.content.decode()


def test_a_name_in_other_letters_is_the_same_name(cast: Cast):
    with pytest.raises(actions.Refused):
        actions.add_user(username="HeJing", name="何静", password=PASSWORD)


# --- a password of one's own ------------------------------------------------------------------------------------------


def test_whoever_got_a_password_changes_it_before_anything_else(cast: Cast, secretary: Client, client: Client):
    password = slip(secretary, add(secretary))
    user = User.objects.get(username="zhoujie")
    actions.take_post(post=cast.posts["何静"], user=user, by=SYSTEM)
    client.post("/login/", {"username": "zhoujie", "password": password})
    assert (client.get("/desk/").url, client.post("/desk/intake/").url) == ("/password/", "/password/")
    page = client.get("/password/").content.decode()
    assert ("现在的密码" in page, "这个密码是别人给的" in page) == (False, True)
    answer = client.post("/password/", {"new": NEW, "again": NEW, "once": "p"})
    assert answer.url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_a_password_can_be_changed_later_and_other_sessions_end(cast: Cast):
    here, elsewhere = signed_in(cast, "李敏"), signed_in(cast, "李敏")
    given = {"now": PASSWORD, "new": NEW, "again": NEW, "once": "p"}
    assert here.post("/password/", given).url == "/grid/"
    assert here.get("/grid/").status_code == 200
    assert elsewhere.get("/grid/").url == "/login/?next=/grid/"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"now": "wrong"}, "现在的密码不对，没有改。"),
        ({"now": ""}, "还没写现在的密码。"),
        ({"again": "other"}, "两遍写的不一样，再写一遍。"),
        ({"new": PASSWORD, "again": PASSWORD}, "新密码和现在的一样，换一个。"),
        ({"new": "1234567890123", "again": "1234567890123"}, "密码只包含数字。"),
        ({"new": "kurz", "again": "kurz"}, "10"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(cast: Cast, given: dict[str, str], said: str):
    client = signed_in(cast, "李敏")
    answer = client.post("/password/", {"now": PASSWORD, "new": NEW, "again": NEW, "once": "p", **given})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert User.objects.get(username="limin").check_password(PASSWORD)


def test_guessing_in_an_open_session_is_shut_like_the_door(cast: Cast):
    client = signed_in(cast, "李敏")
    for _try in range(5):
        client.post("/password/", {"now": "wrong", "new": NEW, "again": NEW})
    answer = client.post("/password/", {"now": PASSWORD, "new": NEW, "again": NEW})
    assert "错的次数太多，密码没有改。" in answer.content.decode()
    assert User.objects.get(username="limin").check_password(PASSWORD)


def test_a_stranger_has_no_password_to_change(client: Client, cast: Cast):
    assert client.get("/password/").url == "/login/?next=/password/"


# --- going and coming back --------------------------------------------------------------------------------------------


def test_a_closed_account_loses_its_sessions_and_leaves_its_chairs(cast: Cast, secretary: Client):
    open_session = signed_in(cast, "何静")
    received(cast)
    act(secretary, "user_close", cast.users["何静"])
    assert open_session.get("/desk/").url == "/login/?next=/desk/"
    assert not Holding.objects.filter(post=cast.posts["何静"], until=None).exists()
    assert Commitment.objects.filter(post=cast.posts["何静"], ended_at=None).count() == 1


def test_a_session_from_before_stays_dead_when_the_account_comes_back(cast: Cast, secretary: Client, client: Client):
    before = signed_in(cast, "何静")
    act(secretary, "user_close", cast.users["何静"])
    answer = secretary.post(reverse("user_password", args=[cast.users["何静"].pk]), {"once": "back"})
    password = slip(secretary, answer)
    assert before.get("/password/").url == "/login/?next=/password/"
    client.post("/login/", {"username": "hejing", "password": password})
    assert client.get("/password/").status_code == 200
    assert Event.objects.filter(kind="people.user_reopened").count() == 1


def test_a_reset_ends_every_session(cast: Cast, secretary: Client):
    open_session = signed_in(cast, "何静")
    answer = secretary.post(reverse("user_password", args=[cast.users["何静"].pk]), {"once": "r"})
    assert open_session.get("/desk/").url == "/login/?next=/desk/"
    assert User.objects.get(username="hejing").check_password(slip(secretary, answer))
    assert not User.objects.get(username="hejing").check_password(PASSWORD)


@pytest.mark.parametrize("step", ["user_close", "user_password"])
def test_nobody_closes_or_resets_their_own_account_here(cast: Cast, secretary: Client, step: str):
    assert "这是您自己的账号" in act(secretary, step, cast.users["刘芳"]).content.decode()
    assert User.objects.get(username="liufang").check_password(PASSWORD)


def test_an_account_that_sits_elsewhere_too_is_not_ours_to_change(cast: Cast, secretary: Client):
    actions.take_post(post=cast.posts["赵宏"], user=cast.users["何静"], by=SYSTEM)
    for step in ("user_close", "user_password"):
        assert "何静还有别处的岗位，没有改。" in act(secretary, step, cast.users["何静"]).content.decode()
    assert User.objects.get(username="hejing").check_password(PASSWORD)


@pytest.mark.parametrize("name", ["高远", "赵宏"])
def test_accounts_of_others_are_not_there(cast: Cast, secretary: Client, name: str):
    for step in ("user_close", "user_password"):
        assert act(secretary, step, cast.users[name]).status_code == 404
    assert secretary.get(reverse("user_slip", args=[cast.users[name].pk])).status_code == 404


# --- chairs -----------------------------------------------------------------------------------------------------------


def test_the_last_secretary_stays(cast: Cast, secretary: Client):
    said = "这是社区最后一位书记，没有改。"
    post, by = cast.posts["刘芳"], SYSTEM
    assert said in act(secretary, "post_leave", post, seen=cast.users["刘芳"].pk).content.decode()
    with pytest.raises(actions.Refused, match=said):
        actions.close_user(user=cast.users["刘芳"], by=by)
    assert (holder(post), User.objects.get(username="liufang").is_active) == ("刘芳", True)


def test_with_a_second_secretary_the_first_may_go(cast: Cast):
    division, community = cast.community.division, cast.community
    second = actions.add_post(role="secretary", title="副书记", division=division, community=community)
    with pytest.raises(actions.Refused):
        actions.leave_post(post=cast.posts["刘芳"], by=SYSTEM)
    actions.take_post(post=second, user=cast.users["何静"], by=SYSTEM)
    actions.leave_post(post=cast.posts["刘芳"], by=SYSTEM)
    with pytest.raises(actions.Refused):
        actions.close_user(user=cast.users["何静"], by=SYSTEM)
    assert holder(second) == "何静"


def test_a_post_is_handed_over_and_its_work_does_not_move(cast: Cast, secretary: Client):
    received(cast)
    held = list(Commitment.objects.values_list("pk", "post", "ended_at"))
    post = cast.posts["何静"]
    page = act(secretary, "post", post, user=cast.users["陈涛"].pk, seen=cast.users["何静"].pk).content.decode()
    assert "交接好了：社区工作者现在是陈涛。" in page
    assert "手上没办完的 1 件。" in page
    assert list(Commitment.objects.values_list("pk", "post", "ended_at")) == held
    assert [
        (one.user.name, one.until is None) for one in Holding.objects.filter(post=post).order_by("since", "pk")
    ] == [
        ("何静", False),
        ("陈涛", True),
    ]


def test_a_hand_over_seen_too_late_is_refused(cast: Cast, secretary: Client):
    post, seen = cast.posts["何静"], cast.users["何静"].pk
    actions.take_post(post=post, user=cast.users["李敏"], by=SYSTEM)
    for step, more in (("post", {"user": cast.users["陈涛"].pk}), ("post_leave", {})):
        assert "这个岗位刚换过人，没有保存。" in act(secretary, step, post, seen=seen, **more).content.decode()
    assert holder(post) == "李敏"


def test_nobody_without_a_working_account_takes_a_post(cast: Cast, secretary: Client):
    actions.close_user(user=cast.users["陈涛"], by=SYSTEM)
    post, seen = cast.posts["何静"], cast.users["何静"].pk
    for name in ("陈涛", "高远"):
        answer = secretary.post(reverse("post", args=[post.pk]), {"user": cast.users[name].pk, "seen": seen})
        assert answer.status_code == 422
    with pytest.raises(actions.Refused, match="账号停用了"):
        actions.take_post(post=post, user=cast.users["陈涛"], by=SYSTEM)
    assert holder(post) == "何静"


def test_a_post_is_left_vacant_and_taken_again(cast: Cast, secretary: Client):
    post = cast.posts["李敏"]
    assert "网格员空出来了" in act(secretary, "post_leave", post, seen=cast.users["李敏"].pk).content.decode()
    assert "现在空着。" in secretary.get(reverse("post", args=[post.pk])).content.decode()
    act(secretary, "post", post, user=cast.users["何静"].pk, seen="")
    assert holder(post) == "何静"


@pytest.mark.parametrize(
    ("role", "grid", "made"),
    [("grid_worker", "", None), ("grid_worker", "G01", "G01"), ("officer", "G01", ""), ("supervisor", "", None)],
)
def test_a_post_is_added_where_the_role_wants_a_grid(
    cast: Cast, secretary: Client, role: str, grid: str, made: str | None
):
    pk = cast.building("5").grid_id if grid else ""
    answer = secretary.post(reverse("post_add"), {"role": role, "title": "楼栋长", "grid": pk, "once": "p"})
    found = Post.objects.filter(title="楼栋长").first()
    assert answer.status_code == (422 if made is None else 302)
    assert (found and str(found.grid or "")) == made


def test_the_street_is_only_shown(cast: Cast, secretary: Client):
    page = secretary.get(reverse("staff")).content.decode()
    assert "街道督导" in page
    assert reverse("post", args=[cast.posts["赵宏"].pk]) not in page
    assert act(secretary, "post_leave", cast.posts["赵宏"]).status_code == 404
    assert secretary.get(reverse("post", args=[cast.posts["高远"].pk])).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_the_same_for_four_and_for_six(
    cast: Cast, secretary: Client, django_assert_num_queries, more: int
):
    for nth in range(more):
        user = actions.add_user(username=f"new{nth}", name="周洁", password=PASSWORD, community=cast.community)
        post = actions.add_post(
            role="officer", title="志愿者", division=cast.community.division, community=cast.community
        )
        actions.take_post(post=post, user=user, by=SYSTEM)
    # session, account with its posts; the community; posts, seats; what they hold; accounts; posts above, their seats
    with django_assert_num_queries(9):
        secretary.get(reverse("staff"))


def test_a_post_is_called_otherwise_and_keeps_all_else(cast: Cast, secretary: Client):
    post, case = cast.posts["李敏"], received(cast).case
    url, old = reverse("post_retitle", args=[post.pk]), post.title
    for _tap in range(2):
        assert secretary.post(url, {"title": "楼栋长", "seen": old, "once": "t"}).url == reverse("post", args=[post.pk])
    late = secretary.post(url, {"title": "网格长", "seen": old, "once": "late"}, follow=True).content.decode()
    assert "这个岗位的名字刚被别人改过，您的没有保存。" in late
    empty = secretary.post(url, {"title": " ", "seen": "楼栋长", "once": "e"}, follow=True).content.decode()
    assert "没有改：还没写岗位叫什么。" in empty
    again = Post.objects.get(pk=post.pk)
    assert (again.title, again.role, again.grid, holder(again)) == ("楼栋长", post.role, post.grid, "李敏")
    assert Event.objects.filter(kind="people.post_retitled").count() == 1
    assert secretary.get(reverse("case", args=[case.pk])).status_code == 200
    assert signed_in(cast, "何静").post(url, {"title": "x", "seen": "楼栋长"}).status_code == 403
