"""What the actions of places promise: paths, homes and their labels, days of the calendar, one event each."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.places import actions
from huying.places.models import CalendarDay, Home, Stack, Unit


def labels(cast: Cast, name: str) -> list[str]:
    return list(
        Home.objects.filter(building=cast.building(name), floor=1).order_by("label").values_list("label", flat=True)
    )


def test_a_path_leads_down_from_the_province(cast: Cast):
    division = cast.community.division
    assert division.path == "430000000000/430100000000/430102000000/430102017000/430102017003/"
    assert cast.community.path == f"{division.path}shaoguang/"
    assert Event.objects.filter(kind="places.community_opened").count() == 2  # ours and the neighbour


def test_a_house_has_its_units_stacks_and_homes(cast: Cast):
    house = cast.building("5")
    assert list(Unit.objects.filter(building=house).values_list("name", flat=True)) == ["1", "2"]
    assert list(Stack.objects.filter(unit__building=house).values_list("name", flat=True)) == ["01", "02", "03", "04"]
    assert house.homes.count() == 24
    assert {home.room for home in house.homes.filter(stack__name="03")} == {"103", "203", "303", "403", "503", "603"}


def test_the_door_names_its_unit_only_where_the_number_comes_twice(cast: Cast):
    assert labels(cast, "5") == ["5栋101", "5栋102", "5栋103", "5栋104"]
    assert labels(cast, "6")[:3] == ["6栋1单元101", "6栋1单元102", "6栋2单元101"]


def test_a_house_stands_once_in_its_community(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_building(grid=cast.building("5").grid, name="5", floors=1, units=[("1", ["01"])])
    assert cast.building("5").floors == 6


def test_every_house_has_a_code_of_its_own_for_its_door(cast: Cast):
    codes = [cast.building(name).code for name in ("5", "3", "6")]
    assert len(set(codes)) == 3
    assert all(len(code) >= 22 for code in codes)  # 128 random bits


def test_a_calendar_day_is_kept_changed_and_cleared_with_an_event_each(cast: Cast):
    division, day = cast.community.division, date(2023, 9, 23)
    actions.set_calendar_day(division=division, day=day, is_work=True, note="值班", by=SYSTEM)
    row = actions.set_calendar_day(division=division, day=day, is_work=False, note="不值班", by=SYSTEM)
    assert CalendarDay.objects.count() == 1
    actions.clear_calendar_day(row=row, by=SYSTEM)
    assert CalendarDay.objects.count() == 0
    events = Event.objects.filter(subject_id=str(division.pk), kind__startswith="places.calendar_day").order_by("seq")
    assert [event.kind for event in events] == [
        "places.calendar_day_set",
        "places.calendar_day_set",
        "places.calendar_day_cleared",
    ]
    assert "值班" not in "".join(event.body for event in events)  # words that people wrote stay out of the chain
