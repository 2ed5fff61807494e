"""Grids in the browser: added, renamed, given buildings and taken away, and never under two people's hands at once."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Case
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.places import actions, queries
from huying.places.models import Building, Grid
from tests.cases.desk_stage import received, signed_in


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def grid(cast: Cast, code: str) -> Grid:
    return Grid.objects.get(community=cast.community, code=code)


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="places.").order_by("at", "id").values_list("kind", flat=True))


def move(client: Client, to: Grid, *houses: Building, once: str = "m"):
    chosen = [f"{house.pk}.{house.grid_id}" for house in houses]
    return client.post(reverse("grid", args=[to.pk]), {"act": "move", "buildings": chosen, "once": once})


def rename(client: Client, one: Grid, label: str, seen: str):
    return client.post(reverse("grid", args=[one.pk]), {"act": "rename", "label": label, "seen": seen, "once": label})


def test_the_list_counts_buildings_and_homes(cast: Cast, secretary: Client):
    assert [(one.code, one.houses, one.doors) for one in queries.grids_of(cast.community)] == [
        ("G01", 4, 100),
        ("G02", 1, 24),
    ]
    page = secretary.get(reverse("grids")).content.decode()
    assert ("李敏" in page, "陈涛" in page) == (True, True)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_for_two_grids_and_for_four(
    cast: Cast, secretary: Client, django_assert_num_queries, more: int
):
    for nth in range(more):
        actions.add_grid(community=cast.community, code=f"G1{nth}", by=SYSTEM)
    # session, account with its posts; the community; the grids; who looks after them
    with django_assert_num_queries(5):
        secretary.get(reverse("grids"))


def test_a_community_without_a_grid_is_told_how_to_get_one(cast: Cast, secretary: Client):
    Case.objects.all().delete()
    cast.posts["刘芳"].community = cast.neighbour
    cast.posts["刘芳"].path = cast.neighbour.path
    cast.posts["刘芳"].save()
    assert "还没有网格。" in secretary.get(reverse("grids")).content.decode()


def test_a_grid_is_added_once(cast: Cast, secretary: Client):
    before = len(kinds())
    for _tap in range(2):
        answer = secretary.post(reverse("grids"), {"code": "G03", "label": "东门片", "once": "tap"})
        assert answer.url == reverse("grid", args=[grid(cast, "G03").pk])
    assert kinds()[before:] == ["places.grid_added"]
    assert str(grid(cast, "G03")) == "东门片"


@pytest.mark.parametrize(("code", "label"), [("G01", ""), ("G03", "G02")])
def test_two_grids_never_answer_to_one_name(cast: Cast, secretary: Client, code: str, label: str):
    answer = secretary.post(reverse("grids"), {"code": code, "label": label, "once": "tap"})
    assert (answer.status_code, Grid.objects.count()) == (422, 2)
    assert "没有保存。换个名字。" in answer.content.decode()


def test_a_new_name_leaves_the_code_to_the_ledgers(cast: Cast, secretary: Client):
    one = grid(cast, "G01")
    assert rename(secretary, one, "东门片", "").status_code == 302
    assert (str(grid(cast, "G01")), grid(cast, "G01").pk) == ("东门片", one.pk)


def test_a_name_given_meanwhile_is_not_overwritten(cast: Cast, secretary: Client):
    one = grid(cast, "G01")
    actions.rename_grid(grid=one, label="北片", seen="", by=SYSTEM)
    answer = rename(secretary, one, "东门片", "")
    assert (answer.status_code, str(grid(cast, "G01"))) == (422, "北片")
    assert "这个网格刚被改名为“北片”，您的没有保存。" in answer.content.decode()


def test_buildings_move_and_open_matters_stay_with_their_lead(cast: Cast, secretary: Client):
    case = received(cast).case
    case.lead = cast.posts["李敏"]
    case.save()
    assert move(secretary, grid(cast, "G02"), cast.building("5"), cast.building("3")).status_code == 302
    assert [cast.building(name).grid.code for name in ("5", "3", "6")] == ["G02", "G02", "G01"]
    case = Case.objects.get(pk=case.pk)
    assert (case.lead, case.grid) == (cast.posts["李敏"], grid(cast, "G01"))
    assert received(cast).case.grid == grid(cast, "G02")
    assert kinds().count("places.building_moved") == 2


def test_a_building_moved_meanwhile_stops_the_whole_move(cast: Cast, secretary: Client):
    five, three = cast.building("5"), cast.building("3")
    new = actions.add_grid(community=cast.community, code="G03", by=SYSTEM)
    actions.move_buildings(grid=new, buildings={five.pk: five.grid_id}, by=SYSTEM)
    answer = move(secretary, grid(cast, "G02"), five, three)
    assert "一栋都没有动。" in answer.content.decode()
    assert (answer.status_code, cast.building("3").grid.code, cast.building("5").grid.code) == (422, "G01", "G03")


def test_another_communitys_grid_takes_none_of_our_buildings(cast: Cast):
    theirs = actions.add_grid(community=cast.neighbour, code="G01", by=SYSTEM)
    five = cast.building("5")
    with pytest.raises(actions.Stale):
        actions.move_buildings(grid=theirs, buildings={five.pk: five.grid_id}, by=SYSTEM)


def test_only_an_empty_grid_is_removed(cast: Cast, secretary: Client):
    new = actions.add_grid(community=cast.community, code="G03", by=SYSTEM)
    for one, left in ((grid(cast, "G02"), {"G01", "G02", "G03"}), (new, {"G01", "G02"})):
        secretary.post(reverse("grid_remove", args=[one.pk]), {"once": "tap"})
        assert set(Grid.objects.values_list("code", flat=True)) == left
    assert kinds()[-1] == "places.grid_removed"


def test_the_neighbours_grid_is_not_there(cast: Cast, secretary: Client):
    theirs = actions.add_grid(community=cast.neighbour, code="G09", by=SYSTEM)
    assert secretary.get(reverse("grid", args=[theirs.pk])).status_code == 404
    assert rename(secretary, theirs, "东门片", "").status_code == 404
    assert secretary.post(reverse("grid_remove", args=[theirs.pk]), {"once": "r"}).status_code == 404
