"""Times, states and sums as pages say them."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from huying.core import clock, section, spoken
from huying.core.templatetags import huying as tags

NOW = clock.instant("2023-12-07", "11:40")


@pytest.fixture(autouse=True)
def seventh_of_december():
    with clock.at(NOW):
        yield


def at(day: str, time: str) -> datetime:
    return clock.instant(day, time)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at("2023-12-07", "09:00"), "今天 09:00"),
        (at("2023-12-06", "08:05"), "昨天 08:05"),
        (at("2023-12-08", "12:00"), "明天 12:00"),
        (at("2023-12-05", "23:59"), "12月5日"),
        (at("2022-12-07", "11:40"), "2022年12月7日"),
        (datetime(2023, 12, 6, 16, 30, tzinfo=UTC), "今天 00:30"),  # already the next day in China
        (date(2023, 12, 7), "今天"),
        (date(2023, 9, 1), "9月1日"),
    ],
)
def test_when_names_near_days_and_drops_the_hour_of_far_ones(moment, said):
    assert spoken.when(moment) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at("2023-12-07", "09:00"), "今天 09:00"),
        (at("2023-09-15", "16:20"), "9月15日 16:20"),
        (at("2022-09-15", "16:20"), "2022年9月15日 16:20"),
    ],
)
def test_stamp_always_has_the_hour(moment, said):
    assert spoken.stamp(moment) == said


def test_day_has_its_weekday():
    assert spoken.day(date(2023, 9, 22)) == "9月22日 周五"
    assert spoken.day(at("2022-12-07", "00:10")) == "2022年12月7日 周三"


@pytest.mark.parametrize(
    ("due", "said", "state"),
    [
        (NOW + timedelta(minutes=20), "还有 20 分", "soon"),
        (NOW + timedelta(minutes=59, seconds=59), "还有 59 分", "soon"),
        (NOW + timedelta(hours=1), "今天 12:40 前", ""),
        (at("2023-12-08", "12:00"), "明天 12:00 前", ""),
        (at("2023-12-09", "12:00"), "12月9日前", ""),
        (NOW, "还有 1 分", "soon"),
        (NOW - timedelta(seconds=30), "超期 1 分", "over"),
        (NOW - timedelta(hours=3), "超期 3 小时", "over"),
        (NOW - timedelta(days=1), "超期 1 天", "over"),
        (date(2023, 12, 7), "今天以内", ""),
        (date(2023, 12, 8), "12月8日前", ""),
        (date(2023, 12, 5), "超期 2 天", "over"),
    ],
)
def test_by_says_a_deadline_and_due_colours_the_pressing_ones(due, said, state):
    assert spoken.by(due) == said
    assert spoken.deadline_state(due) == state
    drawn = tags.due(due)
    assert said in drawn
    assert (f"st {state}" in drawn) == bool(state)


def test_no_moment_no_words():
    template = Template("{{ none|when }}{{ none|stamp }}{{ none|day }}{{ none|by }}{{ none|yuan }}")
    assert template.render(Context({"none": None})) == ""


@pytest.mark.parametrize(
    ("cents", "said"), [(68000, "680.00"), (5, "0.05"), (0, "0.00"), (123456789, "1,234,567.89"), (-150, "-1.50")]
)
def test_yuan(cents, said):
    assert spoken.yuan(cents) == said


@pytest.mark.parametrize(("number", "said"), [("23091201", "2309 1201"), ("231200604", "2312 00604"), ("2309", "2309")])
def test_number_is_grouped_as_it_is_said(number, said):
    assert spoken.number(number) == said


def test_tel_keeps_digits():
    assert tags.tel("0731-5555 0105") == "073155550105"


@pytest.mark.parametrize("code", tags.WORDS)
def test_a_state_has_a_glyph_and_a_word(code):
    drawn = tags.state(code)
    assert f"#{section.GLYPHS[code]}" in drawn
    assert f"#{section.GLYPHS[code]}" in tags.glyph(code)
    assert str(tags.WORDS[code]) in drawn
    assert "正在修" in tags.state(code, "正在修", "st-box")


def test_words_of_a_state_are_escaped():
    assert "&lt;b&gt;" in tags.state("new", "<b>")


def test_qr_draws_every_dark_module():
    import segno

    url = "https://huying.example/r/abcdefghijklmnop"
    root = ElementTree.fromstring(tags.qr(url, "看办到哪了"))
    dark = sum(sum(row) for row in segno.make(url, error="m", micro=False).matrix)
    assert root.find("path").get("d").count("M") == dark
    assert root.get("aria-label") == "看办到哪了"


def test_once_gives_each_form_a_key():
    context = Context({"request": RequestFactory().get("/")})
    first, second = (Template("{% once %}").render(context) for _ in range(2))
    assert 'name="once"' in first
    assert first != second


def test_another_language_writes_dates_its_own_way(monkeypatch):
    monkeypatch.setattr(
        spoken, "_", lambda text: {"n月j日": "j M", "%(day)s %(time)s": "%(day)s, %(time)s"}.get(text, text)
    )
    with translation.override("en"):
        assert spoken.when(date(2023, 9, 15)) == "15 Sep"
        assert spoken.stamp(at("2023-09-15", "16:20")) == "15 Sep, 16:20"
