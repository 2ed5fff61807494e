"""The ladder and the rules of branches in the settings: laid down for a division with their source, promises untouched."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import deadlines
from huying.cases.models import Case
from huying.core import clock
from huying.core.models import Event
from huying.demo.cast import Cast
from tests.cases.desk_stage import NOW, received, signed_in

SOURCED = {"source": "社区例会定的", "source_date": "2023-09-04", "confirmed": "on"}
RISK, LAST = reverse("ladder_step", args=["all", "at_risk"]), reverse("ladder_step", args=["urgent", "last"])


@pytest.fixture(autouse=True)
def morning():
    with clock.at(NOW):
        yield


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def seen(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return page.split('name="seen"')[1].split(">")[0].partition('value="')[2].partition('"')[0]


def put(client: Client, url: str, **given: str):
    return client.post(url, {**SOURCED, "seen": seen(client, url), "once": url + str(given), **given})


def test_a_step_of_the_ladder_is_set_for_all_and_for_one_urgency(cast: Cast, secretary: Client):
    before = received(cast).case
    for _tap in range(2):
        assert put(secretary, RISK, amount="60", rungs="2").url == reverse("division_rules")
    assert put(secretary, LAST, amount="4", unit="working_hours", rungs="3").status_code == 302
    urgent = {step.code: step for step in deadlines.Ladders().of(cast.community, "urgent")}
    assert (urgent["at_risk"].amount, urgent["at_risk"].rungs) == (60, 2)
    assert (urgent["last"].amount, urgent["last"].unit, urgent["last"].rungs) == (4, "working_hours", 3)
    normal = {step.code: step for step in deadlines.Ladders().of(cast.community, "normal")}
    assert (normal["last"].amount, normal["last"].unit) == (3, "working_days")
    # What the district laid down for emergencies wins over ours for all.
    emergency = {step.code: step for step in deadlines.Ladders().of(cast.community, "emergency")}
    assert emergency["at_risk"].amount == 50
    assert Case.objects.get(pk=before.pk).resolve_by == before.resolve_by
    page = secretary.get(reverse("division_rules")).content.decode()
    assert "过了 60%" in page
    assert "再过 4 工作小时" in page
    assert Event.objects.filter(kind="cases.ladder_step_set").count() == 2


def test_overdue_asks_only_whom_to_tell(cast: Cast, secretary: Client):
    url = reverse("ladder_step", args=["all", "overdue"])
    assert put(secretary, url, rungs="2", amount="9", unit="days").status_code == 302
    row = deadlines.steps_for(cast.community.division, "")["overdue"]
    assert (row.amount, row.unit, row.rungs, row.source_date) == (0, "", 2, date(2023, 9, 4))


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        ("wait_weather", {"clock": "runs"}, ("runs", None, "")),
        ("extend_times", {"amount": "3"}, ("", 3, "")),
        ("rain_look_back", {"amount": "30"}, ("", 30, "days")),
        ("extend", {"amount": "5", "unit": "working_days"}, ("", 5, "working_days")),
    ],
)
def test_a_rule_of_a_branch_is_set(
    cast: Cast, secretary: Client, code: str, given: dict[str, str], kept: tuple[str, int | None, str]
):
    assert put(secretary, reverse("branch_rule", args=[code]), **given).status_code == 302
    rule = deadlines.rule(cast.community, code)
    assert rule is not None
    assert (rule.clock, rule.amount, rule.unit) == kept
    assert (rule.division, rule.confirmed) == (cast.community.division, True)
    assert deadlines.stands_still(cast.community, "weather") == (code != "wait_weather")
    assert Event.objects.filter(kind="cases.branch_rule_set").count() == 1


@pytest.mark.parametrize(
    ("url", "given", "said"),
    [
        (RISK, {"amount": "100", "rungs": "1"}, "写一个 1 到 99 的数字。"),
        (RISK, {"amount": "50"}, "还没选告诉谁。"),
        (LAST, {"amount": "5", "rungs": "1"}, "还没选按什么算。"),
        (RISK, {"amount": "50", "rungs": "1", "source": ""}, "还没写依据。"),
        (reverse("branch_rule", args=["wait_other"]), {}, "还没选时限怎么走。"),
        (reverse("branch_rule", args=["extend_times"]), {"amount": "0"}, "写一个 1 到 999 的数字。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(secretary: Client, url: str, given: dict[str, str], said: str):
    answer = put(secretary, url, **given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Event.objects.filter(kind__in=["cases.ladder_step_set", "cases.branch_rule_set"]).exists()


def test_what_changed_meanwhile_is_not_overwritten_and_others_set_nothing(cast: Cast, secretary: Client):
    for url, given in (
        (RISK, {"amount": "60", "rungs": "1"}),
        (reverse("branch_rule", args=["ruling"]), {"amount": "2", "unit": "days"}),
    ):
        old = seen(secretary, url)
        put(secretary, url, **given)
        late = secretary.post(url, {**SOURCED, **given, "amount": "7", "seen": old, "once": "late" + url}, follow=True)
        assert "这一项刚被别人改过，您的没有保存。" in late.content.decode()
        assert signed_in(cast, "何静").post(url, {**SOURCED, **given}).status_code == 403
    assert deadlines.steps_for(cast.community.division, "")["at_risk"].amount == 60
    wrong = [
        reverse("ladder_step", args=["slow", "last"]),
        reverse("ladder_step", args=["all", "never"]),
        reverse("branch_rule", args=["x"]),
    ]
    assert [secretary.get(url).status_code for url in wrong] == [404, 404, 404]


@pytest.mark.once
@pytest.mark.parametrize("steps", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_rows(
    cast: Cast, secretary: Client, steps: int, django_assert_num_queries
):
    for code in ("unacked", "overdue", "at_risk")[:steps]:
        put(secretary, reverse("ladder_step", args=["urgent", code]), rungs="1", amount="9")
    with django_assert_num_queries(5):
        assert secretary.get(reverse("division_rules")).status_code == 200
