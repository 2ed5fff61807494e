"""The way to the first call: every room reports what is there, each step leads somewhere, and it is one community's own."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from huying import wiring
from huying.core import clock
from huying.core.setup import Step
from huying.demo.cast import Cast
from huying.demo.story import Stage
from huying.people import actions as people
from huying.places.models import Community

pytestmark = pytest.mark.django_db
NOON = clock.instant("2023-12-07", "11:40")


def steps(client: Client) -> list[tuple[str, bool]]:
    page = client.get("/desk/setup/").content.decode()
    found = re.findall(r'<li class="(past|at|)">.*?class="row-title">(.*?)<', page, re.S)
    return [(title.strip(), css == "past") for css, title in found]


def report(cast: Cast) -> list[Step]:
    found = (import_string(dotted)(None, cast.community) for dotted in wiring.SETUP_STEPS)
    return [step for step in found if step]


def test_every_step_leads_to_a_page(cast: Cast):
    names = [step.url for step in report(cast) if step.url]
    for name in names:
        assert reverse(name)
    assert len(names) >= 11


def test_a_step_without_a_page_has_no_button():
    assert Step("", False, "", "").href == ""


def test_a_new_community_has_most_before_it(client: Client):
    with clock.at(NOON):
        told = people.MovingIn("韶光社区", "430102017003", CHAIN, "073155550105", "刘芳", "liufang", "shaoguang-2023")
        client.force_login(people.move_in(told=told, by=people.SYSTEM))
        assert steps(client) == [
            ("社区是哪一个", True), ("房屋台账", False), ("居民台账", False), ("网格和网格员", False),
            ("人员和岗位", False), *past(), ("维修公司和责任单位", False), ("事情的类别", True), ("办理时限", True),
            ("恢复单", False), ("备份到 U 盘", False), ("楼道二维码", False), ("接第一个电话", False),
        ]  # fmt: skip
        page = client.get("/desk/setup/").content.decode()
    assert "还差 7 步" in page
    assert "20 条，20 条是示例" in page
    assert "数据都在这台电脑里" in page or "只有一台服务器" in page


CHAIN = {"430000000000": "湖南省", "430100000000": "长沙市", "430102000000": "芙蓉区", "430102017000": "东湖街道"}


def past() -> list[tuple[str, bool]]:
    from huying.exchange.headers import FIELDS

    return [("以前的事", False)] if "appeals" in FIELDS else []


def test_a_running_community_sees_what_is_there(told: Stage, client: Client):
    with clock.at(NOON):
        client.force_login(told.cast.users["刘芳"])
        found = dict(steps(client))
        page = client.get("/desk/setup/").content.decode()
    assert [title for title, done in found.items() if done] == [
        "社区是哪一个", "房屋台账", "居民台账", "网格和网格员", "人员和岗位", "维修公司和责任单位", "事情的类别", "办理时限",
        "接第一个电话",
    ]  # fmt: skip
    assert "湖南省 长沙市 芙蓉区 东湖街道 韶光社区，430102017003" in page
    assert "2 个网格，2 位网格员" in page


def test_a_grid_without_a_worker_is_named(cast: Cast):
    cast.posts["陈涛"].holdings.update(until=NOON)
    grids, staff = (step for step in report(cast) if step.url in ("grids", "staff"))
    assert (grids.done, grids.note) == (False, "还没有网格员：G02")
    assert (staff.done, staff.note) == (False, "3 个人，4 个岗位，空着 1 个")


def test_it_is_the_secretarys_own_community(cast: Cast, client: Client):
    assert Community.objects.count() == 2
    client.force_login(cast.users["刘芳"])
    assert "东湖社区" not in client.get("/desk/setup/").content.decode()
    client.force_login(cast.users["何静"])
    assert client.get("/desk/setup/").status_code == 403


def test_it_asks_little_of_the_database(cast: Cast, client: Client, django_assert_num_queries):
    client.force_login(cast.users["刘芳"])
    # session, account and posts; one or two for each step
    with django_assert_num_queries(20):
        client.get("/desk/setup/")
