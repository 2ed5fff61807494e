"""总览: every number leads to the very matters it counts, in reach only, and in a bounded number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.insight import actions, queries
from huying.rules import periods
from tests.cases.desk_stage import NOW, by, closed, received, signed_in, verified

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def counts(cast: Cast, code: str = "month", name: str = "赵宏") -> dict[str, tuple[int, int]]:
    period = periods.named(code, clock.today())
    assert period
    found = queries.figures(cast.users[name], period)
    return {rate.code: (len(rate.hit), len(rate.of)) for rate in found.values()}


def test_a_week_of_the_road(cast: Cast) -> None:
    good = closed(cast)
    bad = verified(cast, home="新3栋102")
    cases.call_back(appeal=bad, by=by(cast, "何静"), outcome="unsolved", satisfaction="dissatisfied", note="还滴。")
    late = received(cast, home="5栋203")
    with clock.at(LATER):
        told = counts(cast)
        shown = queries.figures(cast.users["赵宏"], periods.named("month", clock.today()))  # type: ignore[arg-type]
    assert told["solved"] == (1, 2)
    assert told["satisfied"] == (1, 2)
    assert told["redone"] == (1, 2)
    assert told["responded"][1] == 3
    assert shown["on_time"].hit == (good.pk,)
    assert late.pk in shown["on_time"].of


def test_what_is_not_due_yet_is_neither_in_time_nor_late(cast: Cast) -> None:
    received(cast)
    assert counts(cast)["on_time"] == (0, 0)


def test_who_presses_not_fixed_by_link_has_answered_too(cast: Cast) -> None:
    appeal = closed(cast)
    with clock.at(NOW + timedelta(hours=1)):
        cases.reopen(appeal=appeal, reason="又漏了。", by=Actor("resident"))
        assert counts(cast)["solved"] == (0, 1)


def test_what_a_ledger_brought_in_was_promised_nothing_here(cast: Cast) -> None:
    appeal = closed(cast)
    Case.objects.filter(pk=appeal.case_id).update(road=Case.Road.ENTERED)
    with clock.at(LATER):
        assert counts(cast)["on_time"] == (0, 0)


def test_each_number_opens_to_the_matters_it_counts(cast: Cast) -> None:
    good = closed(cast)
    verified(cast, home="新3栋102")
    client = signed_in(cast, "赵宏")
    with clock.at(LATER):
        page = client.get("/desk/overview/?period=month").content.decode()
        assert "figure=solved&amp;part=hit&amp;period=month" in page
        listed = client.get("/desk/overview/cases/?figure=solved&part=hit&period=month").content.decode()
        assert f"/desk/cases/{good.case_id}/" in listed
        assert listed.count("/desk/cases/") == 1
        table = client.get("/desk/overview/cases/?figure=solved&part=of&period=month&table=1")
    assert table["Content-Type"].startswith("text/csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "江秋莲" not in lines[1]
    assert "13900000303" not in lines[1]


@pytest.mark.parametrize(
    "query", ["figure=none", "figure=solved&part=withdrawn", "figure=solved&part=hit&community=nowhere"]
)
def test_a_number_that_is_not_there_is_not_found(cast: Cast, query: str) -> None:
    assert signed_in(cast, "赵宏").get(f"/desk/overview/cases/?{query}").status_code == 404


def test_a_period_the_wrong_way_round_says_so(cast: Cast) -> None:
    page = signed_in(cast, "赵宏").get("/desk/overview/?since=2023-09-12&last=2023-09-01").content.decode()
    assert "“到”要在“从”的后面" in page


def test_another_community_counts_nothing_of_ours(cast: Cast) -> None:
    closed(cast)
    with clock.at(LATER):
        assert set(counts(cast, name="高远").values()) == {(0, 0)}
        theirs = signed_in(cast, "高远").get("/desk/overview/").content.decode()
    assert cast.community.name not in theirs
    assert signed_in(cast, "高远").get(f"/desk/overview/?community={cast.community.key}").status_code == 404


def test_the_same_thing_at_the_same_house_three_times_stands_out(cast: Cast) -> None:
    for _time in range(2):
        received(cast)
    assert queries.hot(cast.users["赵宏"]) == []
    received(cast)
    spot = queries.hot(cast.users["赵宏"])[0]
    assert (spot.building, spot.category.pk, spot.times, spot.mended) == (cast.building("5"), "house_roof", 3, 0)
    page = signed_in(cast, "刘芳").get("/desk/overview/").content.decode()
    assert f"/desk/buildings/{cast.building('5').pk}/" in page


def test_a_month_says_what_came_and_what_is_late(cast: Cast) -> None:
    received(cast)
    with clock.at(LATER):
        last = queries.months(cast.users["赵宏"])[-1]
    assert (last.start.isoformat(), last.received, last.late) == ("2023-09-01", 1, 1)
    assert len(queries.months(cast.users["赵宏"])) == 12


def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    client = signed_in(cast, "赵宏")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/desk/overview/?period=month").status_code == 200
        return len(found)

    closed(cast)
    few = asked()
    for _time in range(4):
        received(cast)
    assert asked() <= few + 2  # what is hot needs its houses and kinds by name
    assert few <= 26


def test_the_weekly_sheet_names_no_resident(cast: Cast) -> None:
    closed(cast)
    received(cast)
    with clock.at(LATER):
        client = signed_in(cast, "刘芳")
        page = client.get("/desk/overview/week/2023-W37/").content.decode()
    assert "第 37 周" in page
    assert "超期的" in page
    for secret in ("江秋莲", "13900000303", "5栋303", "水帘洞"):
        assert secret not in page


@pytest.mark.parametrize("code", ["2023-W60", "week", "2024-W01", "x"])
def test_a_week_that_is_none_or_has_not_begun_is_not_found(cast: Cast, code: str) -> None:
    assert signed_in(cast, "刘芳").get(f"/desk/overview/week/{code}/").status_code == 404


def test_the_wall_shows_houses_and_no_one(cast: Cast, client: Client) -> None:
    own, common = received(cast), received(cast)
    Case.objects.filter(pk=common.case_id).update(home=None, spot="天沟")
    hidden = received(cast, nature="tip_off")
    Case.objects.filter(pk=hidden.case_id).update(home=None)
    for appeal in (own, common, hidden):
        cases.dispatch(case=Appeal.objects.get(pk=appeal.pk).case, post=cast.posts["李敏"], by=by(cast, "何静"))
    her = signed_in(cast, "刘芳")
    page = her.get("/wall/").content.decode()
    assert [case.pk for case in queries.wall(cast.community).rows] == [common.case_id]
    assert "5栋" in page
    for secret in ("江秋莲", "李敏", "5栋303", "13900000303", "水帘洞"):
        assert secret not in page.split("<main", 1)[1]
    part = her.get("/wall/", headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="wall"')
    assert 'hx-trigger="every 30s"' in part
    assert client.get("/wall/").status_code == 302


def test_a_screen_shows_the_wall_by_a_link_until_it_is_called_back(cast: Cast, client: Client) -> None:
    her = signed_in(cast, "刘芳")
    assert client.get(reverse("wall_link")).status_code == 302
    assert signed_in(cast, "何静").get(reverse("wall_link")).status_code == 403
    her.post(reverse("wall_link"), {"open": "1", "once": "a"})
    first = reverse("link", args=[actions.link_of(cast.community).token])
    assert first in her.get(reverse("wall_link")).content.decode()
    shown = client.get(first)
    assert (shown.status_code, "正在办的" in shown.content.decode(), "何静" in shown.content.decode()) == (
        200,
        True,
        False,
    )
    assert client.get(first, headers={"hx-request": "true"}).content.decode().lstrip().startswith('<div class="wall"')
    her.post(reverse("wall_link"), {"open": "1", "once": "b"})
    second = reverse("link", args=[actions.link_of(cast.community).token])
    her.post(reverse("wall_link"), {"end": "1", "once": "c"})
    her.post(reverse("wall_link"), {"end": "1", "once": "d"})  # nothing is out any more
    assert [client.get(way).status_code for way in (first, second)] == [410, 410]
    kinds = [event.kind for event in timeline.of(cast.community)][-3:]
    assert kinds == ["insight.wall_opened", "insight.wall_opened", "insight.wall_closed"]
