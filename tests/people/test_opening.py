"""Moving in: an empty house says what to do, its one link sets it up and dies, and everybody begins where they should."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from huying.cases.models import Category, Limit
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.people import actions
from huying.people.models import Post, User
from huying.places.models import Community, Division, Grid

pytestmark = pytest.mark.django_db
PLACES = {"province": "湖南省", "city": "长沙市", "district": "芙蓉区", "street": "东湖街道"}
GOOD = {
    "name": "韶光社区", "code": "4301 0201 7003", "phone": "0731 5555 0105", "secretary": "刘芳", "username": "liufang",
    "password": "shaoguang-2023", "again": "shaoguang-2023", "once": "1",
}  # fmt: skip


@pytest.fixture
def link() -> SignedLink:
    return actions.invite_to_set_up()


def send(client: Client, link: SignedLink, **changed: object):
    return client.post(f"/o/{link.token}/", {**GOOD, **PLACES, **changed})


@pytest.mark.parametrize("page", ["/", "/login/", "/desk/"])
def test_an_empty_house_says_what_to_do(client: Client, page: str):
    answer = client.get(page, follow=True)
    assert answer.status_code == 200
    assert "这里还没有社区" in answer.content.decode()
    assert "huying serve" in answer.content.decode()


@pytest.mark.parametrize("page", ["/", "/login/"])
def test_a_house_with_people_in_it_does_not(cast: Cast, client: Client, page: str):
    assert "这里还没有社区" not in client.get(page).content.decode()


def test_the_link_sets_up_and_leads_in(client: Client, link: SignedLink):
    assert "开办社区" in client.get(f"/o/{link.token}/").content.decode()
    answer = send(client, link)
    assert (answer.status_code, answer.url) == (302, "/desk/setup/")
    community = Community.objects.get()
    assert (community.key, community.name, community.phone) == ("c430102017003", "韶光社区", "073155550105")
    assert community.path.split("/")[:5] == [
        "430000000000", "430100000000", "430102000000", "430102017000", "430102017003",
    ]  # fmt: skip
    assert [grid.code for grid in Grid.objects.all()] == ["G01"]
    assert (Category.objects.count(), Limit.objects.filter(division=community.division).count()) == (12, 20)
    post = Post.objects.get()
    assert (post.role, [holding.user.username for holding in post.holdings.all()]) == ("secretary", ["liufang"])
    assert [event.kind for event in timeline.of(community)] == ["places.community_opened"]
    assert "韶光社区开办了" in client.get("/desk/setup/").content.decode()
    client.logout()
    assert client.post("/login/", {"username": "liufang", "password": GOOD["password"]}).url == "/desk/"


def test_the_link_dies_by_use(client: Client, link: SignedLink):
    send(client, link)
    before = Community.objects.count(), User.objects.count(), Division.objects.count()
    assert send(Client(REMOTE_ADDR="10.0.0.9"), link, once="2", username="other").status_code == 410
    assert Client().get(f"/o/{link.token}/").status_code == 410
    assert (Community.objects.count(), User.objects.count(), Division.objects.count()) == before
    with pytest.raises(Refused):
        actions.move_in_by_link(link=link, told=MOVING_IN)


MOVING_IN = actions.MovingIn("别处", "430102017004", {}, "1", "某人", "someone")


def test_a_second_tap_gets_the_first_ones_answer(client: Client, link: SignedLink):
    assert send(client, link).url == send(Client(), link).url == "/desk/setup/"
    assert User.objects.count() == 1


def test_an_invitation_ends_the_one_before_and_grows_old(client: Client, link: SignedLink):
    again = actions.invite_to_set_up()
    assert client.get(f"/o/{link.token}/").status_code == 410
    assert client.get(f"/o/{again.token}/").status_code == 200
    with clock.at(clock.now() + timedelta(days=actions.LINK_DAYS)):
        assert client.get(f"/o/{again.token}/").status_code == 410


def test_nobody_moves_into_a_house_with_people_in_it(cast: Cast):
    with pytest.raises(Refused, match="已经有社区了"):
        actions.move_in(told=MOVING_IN, by=actions.SYSTEM)
    assert Community.objects.filter(name="别处").count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "430102017"}, "社区的代码是 12 位数字"),
        ({"code": "长沙"}, "社区的代码是 12 位数字"),
        ({"street": ""}, "430102017000 还没有登记，写一下它叫什么。"),
        ({"phone": "12"}, "电话号码没看懂"),
        ({"username": "刘芳"}, "用户名用 2 到 40 个字母"),
        ({"again": "shaoguang-2024"}, "两遍密码不一样"),
        ({"password": "7301928465", "again": "7301928465"}, "只包含数字|全都是数字|数字。"),
        ({"password": "liufang2023", "again": "liufang2023"}, "相似"),
        ({"name": ""}, "还没填：社区叫什么"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client: Client, link: SignedLink, changed: dict, said: str):
    answer = send(client, link, **changed)
    assert answer.status_code == 422
    assert re.search(said, answer.content.decode())
    assert GOOD["password"] not in answer.content.decode()
    assert (Community.objects.count(), Division.objects.count(), User.objects.count()) == (0, 0, 0)
    assert client.get(f"/o/{link.token}/").status_code == 200


def test_a_table_of_divisions_saves_the_typing(client: Client, link: SignedLink, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("code,name\n43,湖南省\n4301,长沙市\n430102,芙蓉区\n430102017,东湖街道\n", encoding="utf-8")
    typed = dict.fromkeys(PLACES, "")
    with table.open("rb") as file:
        assert send(client, link, **typed, table=file).status_code == 302
    assert [one.name for one in Division.objects.order_by("path")] == [*PLACES.values(), "韶光社区"]


def test_a_table_that_is_none_is_said(client: Client, link: SignedLink, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("nothing", encoding="utf-8")
    with table.open("rb") as file:
        assert "表里没有这些栏" in send(client, link, table=file).content.decode()


def test_a_first_password_is_chosen_once(cast: Cast, client: Client):
    user = actions.add_user(username="new", name="汪致远", password=None)
    link = actions.invite_to_choose(user=user)
    page = client.get(f"/o/{link.token}/").content.decode()
    assert "汪致远，您的用户名是 new。" in page
    assert client.post(f"/o/{link.token}/", {"password": "short", "again": "short"}).status_code == 422
    sent = {"password": "quiet-river-9", "again": "quiet-river-9", "once": "1"}
    assert client.post(f"/o/{link.token}/", sent).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Client().post(f"/o/{link.token}/", sent | {"once": "2"}).status_code == 410
    assert Client().post("/login/", {"username": "new", "password": "quiet-river-9"}).status_code == 302
    with pytest.raises(Refused):
        actions.choose_password(link=link, password="another-river-9")


def test_who_left_chooses_nothing(cast: Cast, client: Client):
    user = cast.users["李敏"]
    link = actions.invite_to_choose(user=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(f"/o/{link.token}/").status_code == 404
