"""Two years of the community: the same in every telling, by season and house, and nothing of tomorrow."""

import re
from collections import Counter
from datetime import date

import pytest

from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Commitment, RainDay, Thanks
from huying.channels.models import Notice
from huying.core import clock
from huying.core.models import Event
from huying.demo import alive
from huying.demo.alive import Door, Generator, Matter
from huying.demo.cast import Cast
from huying.exchange.models import Import

pytestmark = pytest.mark.once

NOBODYS = re.compile(r"(1390000|07315555)\d{4}")
OPENING_DAY = clock.instant("2023-12-07", "11:40")


def houses(*names: str) -> dict[str, list[Door]]:
    """Three floors of four stacks."""
    return {
        name: [
            Door(f"{name}栋{floor}{stack}", "1", floor, 3, stack, f"{floor + 1}{stack}" if floor < 3 else "")
            for floor in (1, 2, 3)
            for stack in ("01", "02", "03", "04")
        ]
        for name in names
    }


def drawn(*names: str, seed: int = 7, many: int = 800) -> list[Matter]:
    return Generator(houses(*(names or ("1", "2", "9", "10", "15"))), seed).draw(many, alive.FIRST, date(2023, 11, 30))


def test_every_telling_is_the_same_and_another_seed_is_another_story() -> None:
    assert drawn(many=100) == drawn(many=100)
    assert drawn(many=100) != drawn(many=100, seed=8)


def test_leaks_come_with_the_plum_rain_and_dark_stairs_in_winter() -> None:
    months = Counter((one.kind.category, one.at.month) for one in drawn())

    def of(category: str, *when: int) -> int:
        return sum(months[category, month] for month in when)

    assert of("house_roof", 6) > 3 * of("house_roof", 1)
    assert of("house_roof", 4, 5, 6, 7) > of("house_roof", 8, 9, 10, 11, 12, 1, 2, 3)
    assert of("light", 12, 1) > of("light", 6, 7)
    assert of("sanitation", 7, 8) > of("sanitation", 1, 2)
    assert of("green", 1, 2, 12) == 0
    assert {one.at.month for one in drawn() if "冻" in one.text} <= {12, 1, 2}


def test_a_stack_that_leaks_comes_back() -> None:
    leaks = Counter(one.home[:1] + one.home[-2:] for one in drawn() if one.kind.category == "seepage")
    (first, many), (_second, fewer) = leaks.most_common(2)
    assert first == "903"
    assert many > 5 * fewer


def test_who_speaks_keeps_a_name_and_a_number_of_nobody() -> None:
    said = [one for one in drawn() if one.phone and one.home]
    voices = {one.home: set() for one in said}
    for one in said:
        voices[one.home].add((one.reporter, one.phone))
    assert {len(names) for names in voices.values()} == {1}
    assert all(NOBODYS.fullmatch(one.phone) for one in said)


def test_the_old_ledger_is_brought_in_and_the_rest_goes_our_own_road(cast: Cast) -> None:
    alive.tell(cast, OPENING_DAY, appeals=60)
    assert audit().differences == []
    files = Import.objects.order_by("name")
    assert [one.name for one in files] == ["韶光社区诉求台账 2022年（含2021年12月）.csv", "韶光社区诉求台账 2023年1—8月.csv"]
    entered = Case.objects.filter(road="entered")
    assert (sum(one.created for one in files), entered.count(), entered.exclude(state="closed").count()) == (56, 56, 0)
    assert entered.order_by("received_at").last().closed_at < clock.instant("2023-09-01")
    titles = Counter(Case.objects.values_list("title", flat=True))
    assert [title for title, many in titles.items() if many > 1] == []
    spoken = {phone for appeal in Appeal.objects.all() for phone in appeal.phones}
    assert [phone for phone in spoken if not NOBODYS.fullmatch(phone)] == []
    assert (RainDay.objects.count(), Thanks.objects.count() > 0) == (4, True)
    # Nothing of tomorrow, and what is older than a day was opened.
    assert Event.objects.latest("at").at <= OPENING_DAY
    assert Case.objects.latest("received_at").received_at <= OPENING_DAY
    assert not Commitment.objects.filter(ended_at=None, due_by__lt=OPENING_DAY).exists()
    yesterday = clock.instant("2023-12-06", "11:40")
    assert not Notice.objects.filter(read_at=None, at__lt=yesterday, post__community=cast.community).exists()


def test_in_september_nothing_is_overdue_and_before_it_nothing_was_said(cast: Cast) -> None:
    alive.tell(cast, clock.instant("2023-08-31"), appeals=60)
    assert not Case.objects.exists()
    now = clock.instant("2023-09-13", "11:40")
    alive.tell(cast, now, appeals=200)
    assert Case.objects.exclude(road="entered").exists()
    assert not Commitment.objects.filter(ended_at=None, due_by__lt=now).exists()
