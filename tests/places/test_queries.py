"""Reads of places: the register for the address rules, the calendar of a division, how far a post sees."""

from contextlib import suppress
from datetime import date

from django.db import transaction

from huying.core.actor import SYSTEM
from huying.demo.cast import Cast
from huying.people import actions as people
from huying.places import actions, queries
from huying.places.models import Building
from huying.rules.address.register import building_code


def test_the_register_knows_names_homes_and_ourselves(cast: Cast, django_assert_num_queries):
    queries._register.cache_clear()
    with django_assert_num_queries(5):  # its version, our own names, houses, their other names, homes
        register = queries.register(cast.community)
    house = str(cast.building("附13").pk)
    assert register.named(building_code("附13")) == (house,)
    assert register.named(building_code("13附")) == (house,)
    assert register.top_floor(house) == 4
    assert [home.room for home in register.rooms(house, "303")] == ["303"]
    assert queries.own_names(cast.community) == ("湖南省", "长沙市", "芙蓉区", "东湖街道", "韶光社区", "韶光社区")


def test_the_register_is_read_anew_when_the_houses_change(cast: Cast, django_assert_num_queries):
    before = queries.register(cast.community)
    with django_assert_num_queries(2):
        assert queries.register(cast.community) is before
    house = before.named("5")[0]
    added = actions.add_homes(building=Building.objects.get(pk=house), doors=[("1", "909", 9)])
    assert [home.room for home in queries.register(cast.community).rooms(house, "909")] == ["909"]
    actions.take_down(homes=[home.pk for home in added.homes], buildings=[], grids=[])
    assert queries.register(cast.community).rooms(house, "909") == []


def test_a_register_that_was_taken_back_is_not_kept(cast: Cast):
    house = queries.register(cast.community).named("5")[0]
    with suppress(InterruptedError), transaction.atomic():
        actions.add_homes(building=Building.objects.get(pk=house), doors=[("1", "909", 9)])
        assert queries.register(cast.community).rooms(house, "909")
        raise InterruptedError
    assert queries.register(cast.community).rooms(house, "909") == []


def test_the_nearer_day_wins(cast: Cast):
    ours, day = cast.community.division, date(2023, 9, 25)
    actions.set_calendar_day(division=ours.parent, day=day, is_work=False, note="", by=SYSTEM)
    assert queries.overrides(ours) == {day: False}
    assert queries.calendar_of(ours).day_kind(day) == "rest"
    actions.set_calendar_day(division=ours, day=day, is_work=True, note="", by=SYSTEM)
    assert queries.overrides(ours) == {day: True}
    assert queries.overrides(ours.parent) == {day: False}
    assert queries.overrides(cast.neighbour.division) == {}
    assert [row.division for row in queries.days_kept(ours, 2023)] == [ours]
    assert queries.days_kept(ours, 2024) == []


def test_the_only_community_with_houses_speaks_for_a_page_without_a_scope(cast: Cast):
    assert queries.only_community() == cast.community
    grid = actions.add_grid(community=cast.neighbour, code="G01")
    actions.add_building(grid=grid, name="1", floors=1, units=[("1", ["01"])])
    assert queries.only_community() is None
    Building.objects.all().update(community=cast.neighbour)
    assert queries.only_community() == cast.neighbour


def test_houses_in_reach_with_their_homes(cast: Cast):
    assert [(house.label, house.home_count) for house in queries.houses(cast.users["何静"])] == [
        ("5栋", 24), ("3栋", 24), ("附13栋", 16), ("新3栋", 24), ("6栋", 36),
    ]  # fmt: skip
    assert queries.houses(cast.users["赵宏"]).count() == 5
    assert queries.houses(cast.users["高远"]).count() == 0
    assert queries.houses(cast.users["李敏"]).count() == 0  # a grid worker's post does not carry the verb
    assert queries.houses(people.add_user(username="x", name="汪致远", password="x")).count() == 0


def test_the_floors_of_a_house_from_the_top(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        floors = queries.floors_of(cast.building("6"))
    assert [floor[0].floor for floor in floors] == [6, 5, 4, 3, 2, 1]
    assert [(home.unit.name, home.room) for home in floors[0]] == [
        ("1", "601"), ("1", "602"), ("2", "601"), ("2", "602"), ("3", "601"), ("3", "602"),
    ]  # fmt: skip


def test_whose_calendar_an_account_keeps(cast: Cast):
    assert queries.division_of(cast.users["何静"], "edit_calendar") == cast.community.division
    assert queries.division_of(cast.users["赵宏"], "see_calendar") == cast.community.division.parent
    assert queries.division_of(cast.users["赵宏"], "edit_calendar") is None
    assert queries.division_of(cast.users["李敏"], "see_calendar") is None
