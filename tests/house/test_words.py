"""The words of the house 说话: everything has its English, and residents are spoken to plainly."""

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.test import Client
from django.urls import reverse

import messages
from huying.cases.forms import FixedForm, NotFixedForm, ReportForm
from huying.cases.models import Appeal, State
from huying.core import clock
from huying.demo.story import Stage

pytestmark = pytest.mark.once

EXTENDS_PHONE = '{% extends "core/phone.html" %}'
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%%s|%\(\w+\)[sd]")
# Names that stay as they are in English; none is in a sentence of ours yet.
NAMES: tuple[str, ...] = ()

# What the office says among itself. Left out because people say them too: 受理 核查 回访 办结 网格员, and 超期, which is
# the shortest word for a date that has passed.
OFFICE = """
工单流转 派单 转派 分派 转办 交办 督办 催办 分办 下派
办结率 满意率 响应率 解决率 三率 考核 绩效 积分 打卡 排名
受理号 受理单 诉求人 诉求件 处置 案卷 立案 结案 销案 销号
闭环 挂账 台账 留痕 脱敏 退单 签收 首接负责 主办 协办
接诉即办 未诉先办 吹哨报到 属地 牵头 职能部门 责任主体 会商 研判 联动
""".split()  # fmt: skip

# Everything that a resident reads: their pages, what every page is made of, and how the history is told.
FOR_RESIDENTS = re.compile(
    r"""huying/(
    cases/templates/cases/(home|report|building|track|receipt|call_me|mine|_place|intake_danger)\w*\.html
    | field/templates/field/(owner_entry|party|turnout_join|turnout_own|claims|claim_done|claim_own|claim_task)\.html
    | funds/templates/funds/(notice|owner_vote)\.html
    | \w+/templates/events/\w+\.\w+\.html
    | core/templates/core/(phone|base|_\w+)\.html | core/templates/core/errors/\w+\.html
    | cases/(progress|views/resident)\.py | core/(forms|photos|spoken)\.py
    )""",
    re.VERBOSE,
)


@cache
def catalog_now() -> Catalog:
    """Put together from every file of the house: once for all who only read it."""
    return messages.renewed()


def translated() -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Message]]:
    for message in catalog_now():
        if message.id:
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            yield said, message.string if isinstance(message.string, tuple) else (message.string,), message


def test_everything_has_its_english() -> None:
    catalog = catalog_now()
    assert messages.untranslated(catalog) == []
    # What became a plural is marked as a guess, and a guess is not compiled.
    assert [message.id for message in catalog if message.fuzzy] == []


def test_english_keeps_every_placeholder() -> None:
    for said, english, _message in translated():
        wanted = set(PLACEHOLDER.findall(said[-1]))
        assert wanted == set(PLACEHOLDER.findall(english[-1])), f"{said[-1]} / {english[-1]}"
        # "One thing to change" may leave its number out.
        assert all(wanted >= set(PLACEHOLDER.findall(one)) for one in english), f"{said[0]} / {english[0]}"


def test_no_chinese_is_left_in_the_english() -> None:
    left = []
    for _said, english, _message in translated():
        for one in english:
            for name in NAMES:
                one = one.replace(name, "")
            left += [one] if CHINESE.search(one) else []
    assert left == []


TRANSLATED = re.compile(
    r"""{%\s*comment.*?endcomment\s*%}|{\#.*?\#}|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%\s*translate.*?%}|_\("[^"]*"\)""",
    re.DOTALL,
)


def test_templates_say_nothing_untranslated() -> None:
    """Not even a comma: it would stand in an English sentence."""
    found = []
    for path in sorted(messages.PACKAGE.glob("*/templates/**/*.html")):
        bare = TRANSLATED.sub("", path.read_text(encoding="utf-8")).replace("中文", "")
        found += [f"{path.name}: {line}" for line in bare.splitlines() if CHINESE.search(line)]
    assert found == []


def test_the_list_of_office_words_is_whole() -> None:
    assert len(OFFICE) == len(set(OFFICE)) == 50


def test_residents_are_not_spoken_to_in_office_words() -> None:
    found = [f"{path}: {text}" for path, text in told_to_residents() if any(word in text for word in OFFICE)]
    assert found == []


def told_to_residents() -> Iterator[tuple[str, str]]:
    for path, message, _context in messages.messages():
        if FOR_RESIDENTS.fullmatch(path):
            yield from ((path, text) for text in ([message] if isinstance(message, str) else message))
    for choices in (State, Appeal.Outcome, Appeal.Satisfaction):
        yield from ((choices.__name__, str(label)) for label in choices.labels)
    for form in (ReportForm, FixedForm, NotFixedForm):
        for field in form.base_fields.values():
            said = (field.label, field.help_text, *field.error_messages.values())
            yield from ((form.__name__, str(text)) for text in said if text)


# On a phone too, and not a resident's: those who do the work have words of their own.
FOR_STAFF = re.compile(r"field/(grid|vendor_\w+)|people/\w+")


def test_every_page_on_a_phone_is_a_residents_or_a_workers() -> None:
    phone = {path for path in Path("huying").glob("*/templates/**/*.html") if EXTENDS_PHONE in path.read_text()}
    residents = {path for path in phone if FOR_RESIDENTS.fullmatch(path.as_posix())}
    staff = {path for path in phone if FOR_STAFF.fullmatch("/".join(path.with_suffix("").parts[-2:]))}
    assert residents | staff == phone
    assert len(residents) > 20
    assert not residents & staff


# --- what stands on buttons -------------------------------------------------------------------------------------------

BUTTON = re.compile(r'<(a|button)\b[^>]*\bclass="[^"]*\bbtn\b[^"]*"[^>]*>(.*?)</\1>', re.DOTALL)


def buttons(page: str) -> list[str]:
    """The words on the buttons, without their small print."""
    labels = []
    for _tag, inside in BUTTON.findall(page):
        plain = re.sub(r"<[^>]+>", "", re.sub(r"<small>.*?</small>", "", inside, flags=re.DOTALL))
        labels.append(" ".join(html.unescape(plain).split()))
    return labels


def pages(stage: Stage) -> Iterator[str]:
    code = stage.cast.building("5").code
    yield from (reverse("home"), reverse("report"), reverse("building", args=[code]), "/nowhere/")
    yield from (reverse("building_report", args=[code]), reverse("track", args=["lost"]))
    for appeal in stage.appeals.values():
        for name in ("track", "receipt", "fixed_by_link", "not_fixed"):
            yield reverse(name, args=[appeal.tracking])


@pytest.mark.parametrize(("language", "most"), [("zh-hans", 15), ("en", 25)])
def test_buttons_of_residents_are_short(told: Stage, language: str, most: int) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    seen: set[str] = set()
    with clock.at(clock.instant("2023-12-07", "11:40")):
        for path in pages(told):
            seen.update(buttons(client.get(path).content.decode()))
    assert len(seen) > 8
    assert [label for label in seen if len(label) > most] == []
