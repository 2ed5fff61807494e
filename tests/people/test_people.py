"""What the actions and reads of people promise: one person a chair, reach by path, accounts."""

from datetime import timedelta

from huying.core import clock
from huying.core.access import reach
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import PASSWORD, Cast
from huying.people import actions, queries
from huying.people.backends import PostsBackend
from huying.people.models import Holding, User
from huying.places.models import Community

MORNING = clock.instant("2023-09-12", "09:10")


def fresh(user: User) -> User:
    """As the next request reads it: the posts are read once a request."""
    return User.objects.get(pk=user.pk)


def test_a_password_is_kept_as_a_hash_only(cast: Cast):
    user = actions.add_user(username="newcomer", name="汪致远", password=PASSWORD)
    assert PASSWORD not in user.password
    assert fresh(user).check_password(PASSWORD)


def test_taking_a_post_ends_the_one_before(cast: Cast):
    post, before = cast.posts["何静"], cast.users["何静"]
    successor = actions.add_user(username="newcomer", name="汪致远", password=PASSWORD)
    with clock.at(MORNING):
        actions.take_post(post=post, user=successor, by=SYSTEM)
    assert fresh(successor).may("intake")
    assert not fresh(before).may("see_desk")
    assert Holding.objects.get(post=post, user=before).until == MORNING
    assert queries.holder_names([post]) == {post.pk: "汪致远"}
    assert Event.objects.filter(kind="people.post_taken", subject_id=str(post.pk)).count() == 2


def test_a_post_reaches_its_own_community_and_a_street_all_of_its_own(cast: Cast):
    def reached(name: str, verb: str) -> set[str]:
        return set(Community.objects.filter(reach(cast.users[name], verb)).values_list("key", flat=True))

    assert reached("何静", "see_desk") == {"shaoguang"}
    assert reached("高远", "see_desk") == {"donghu"}
    assert reached("赵宏", "see_desk") == {"shaoguang"}  # 东湖社区 is of another street
    assert reached("赵宏", "intake") == set()
    assert reached("李敏", "see_desk") == set()


def test_a_path_that_only_begins_alike_is_not_reached(cast: Cast):
    """430102017 is no part of 43010201."""
    post = cast.posts["赵宏"]
    post.path = post.path[:-2] + "/"
    user = cast.users["赵宏"]
    user.posts = [post]
    assert not Community.objects.filter(reach(user, "see_desk")).exists()


def test_the_desk_is_the_officers_or_else_the_secretarys(cast: Cast):
    assert queries.desk_of(cast.community) == cast.posts["何静"]
    Holding.objects.filter(post=cast.posts["何静"]).delete()
    cast.posts["何静"].delete()
    assert queries.desk_of(cast.community) == cast.posts["刘芳"]


def test_who_looks_after_a_grid(cast: Cast):
    g01, g02 = cast.building("5").grid, cast.building("新3").grid
    assert queries.grid_worker_of(g01) == cast.posts["李敏"]
    assert queries.grid_worker_of(None) is None
    assert queries.grid_worker_names([g01.pk, g02.pk]) == {g01.pk: "李敏", g02.pk: "陈涛"}
    assert [post.title for post in queries.grid_workers(cast.community)] == ["网格员", "网格员"]


def test_who_is_on_duty_counts_persons_not_chairs(cast: Cast):
    assert queries.on_duty(cast.community) == 4
    actions.take_post(post=cast.posts["陈涛"], user=cast.users["李敏"], by=SYSTEM)
    assert queries.on_duty(cast.community) == 3
    User.objects.filter(username="liufang").update(is_active=False)
    assert queries.on_duty(cast.community) == 2


def test_vendors_are_shared_downward(cast: Cast):
    assert {vendor.name for vendor in queries.vendors_for(cast.community)} == {
        "安居防水修缮",
        "畅通管道疏通",
        "区市政维护中心",
    }
    assert not queries.vendors_for(cast.neighbour).exists()


def test_residents_of_a_home(cast: Cast):
    home = cast.home("5栋303")
    actions.add_resident(home=home, name="汪致远")
    assert [resident.name for resident in queries.residents_of(home)] == ["江秋莲", "汪致远"]


def test_a_session_ends_with_the_working_day(settings):
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=12)
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_an_account_and_its_posts_come_in_one_statement(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        user = PostsBackend().get_user(cast.users["李敏"].pk)
        assert [(str(post), str(post.grid)) for post in user.posts] == [("网格员", "G01")]


def test_an_account_without_a_post_is_still_somebody(cast: Cast) -> None:
    actions.take_post(post=cast.posts["李敏"], user=cast.users["陈涛"], by=SYSTEM)
    user = PostsBackend().get_user(cast.users["李敏"].pk)
    assert (user.name, user.posts) == ("李敏", [])


def test_a_closed_account_is_nobody(cast: Cast) -> None:
    User.objects.filter(pk=cast.users["李敏"].pk).update(is_active=False)
    assert PostsBackend().get_user(cast.users["李敏"].pk) is None
