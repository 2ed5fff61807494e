"""Which rain counts for what, day by day at the edges."""

from datetime import date, timedelta

import pytest

from huying.rules.aftercare import LATE_DAYS, may_record, rain_asks, rain_proves

DAY = date(2023, 9, 20)


@pytest.mark.parametrize(("ago", "may"), [(-1, False), (0, True), (LATE_DAYS, True), (LATE_DAYS + 1, False)])
def test_rain_is_written_down_on_the_day_or_soon_after(ago: int, may: bool) -> None:
    assert may_record(DAY - timedelta(days=ago), DAY) is may


@pytest.mark.parametrize(("handled", "proves"), [(None, False), (DAY, True), (DAY + timedelta(days=1), False)])
def test_only_rain_on_finished_work_proves_it(handled: date | None, proves: bool) -> None:
    assert rain_proves(handled, DAY) is proves


@pytest.mark.parametrize(("ago", "asks"), [(-1, False), (0, False), (1, True), (90, True), (91, False)])
def test_rain_asks_for_leaks_closed_before_it_and_not_too_long_ago(ago: int, asks: bool) -> None:
    assert rain_asks(DAY - timedelta(days=ago), DAY, 90) is asks
