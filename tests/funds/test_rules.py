"""What a division lays down for the fund: figures and sentences, emergencies, checklists; copied down before the first change."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.core import clock, timeline
from huying.core.actor import SYSTEM
from huying.core.errors import Refused, Stale
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.local import emergency_kinds, kinds_for, local, papers_for, required, rules_for
from huying.funds.models import EmergencyKind, FundRule, Place, RequiredPaper
from huying.places.models import Division

from ..field.road import found
from .stage_e import NOW, signed_in

pytestmark = pytest.mark.django_db

Key = FundRule.Key


@pytest.fixture(autouse=True)
def morning():
    with clock.at(NOW):
        yield


@pytest.fixture
def ours(cast: Cast) -> Division:
    return cast.community.division


def laid(number: int | None, text: str = "") -> actions.Laid:
    return actions.Laid(number=number, text=text, source="区里来电", source_date=date(2023, 9, 1), confirmed=True)


def kind(name: str = "屋顶、外墙渗漏") -> actions.Kind:
    return actions.Kind(name, "区里来电", date(2023, 9, 1), True)


def paper(name: str, number: int, before: str = "submit") -> actions.Asked:
    return actions.Asked(name, before, number, False, "区里来电")


def names(rows: list[Any]) -> list[str]:
    return [row.name for row in rows]


# --- figures and sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "number", "text", "said"),
    [
        (Key.VOTE_DAYS, -1, "", "不能比 0 小"),
        (Key.VOTE_DAYS, 366, "", "最多 365 天"),
        (Key.REVIEW_DAYS, 366, "", "最多 365 天"),
        (Key.PREPAY_PERCENT, 101, "", "最多百分之一百"),
        (Key.WARRANTY_ROOF_YEARS, 101, "", "最多一百年"),
        (Key.MIN_QUOTES, 101, "", "最多一百，"),
        (Key.NOTICE_WORKING, 2, "", "请选是"),
        (Key.AUDIT_OVER_CENTS, -5, "", "不能比 0 小"),
        (Key.DESK_DAYS, None, "", "还没写数字"),
        (Key.OFFICE, None, "", "还没写是什么"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_in_words(
    ours: Division, key: str, number: int | None, text: str, said: str
) -> None:
    mark = rules_for(ours)[key].mark
    with pytest.raises(Refused, match=said):
        actions.set_fund_rule(division=ours, key=key, laid=laid(number, text), seen=mark, by=SYSTEM)
    assert Event.objects.filter(kind="funds.rule_set").count() == 0


def test_the_nearest_divisions_figure_counts_and_a_stale_page_saves_nothing(cast: Cast, ours: Division) -> None:
    old = rules_for(ours)[Key.VOTE_DAYS]
    assert (old.division.name, old.says, local(cast.community).number(Key.VOTE_DAYS)) == ("芙蓉区", "15 天", 15)
    row = actions.set_fund_rule(division=ours, key=Key.VOTE_DAYS, laid=laid(7), seen=old.mark, by=SYSTEM)
    assert local(cast.community).number(Key.VOTE_DAYS) == 7
    with pytest.raises(Stale, match="刚被别人改过"):
        actions.set_fund_rule(division=ours, key=Key.VOTE_DAYS, laid=laid(8), seen=old.mark, by=SYSTEM)
    assert rules_for(ours.parent)[Key.VOTE_DAYS].number == 15
    event = timeline.of(ours)[-1]
    assert timeline.data(event) == {
        "division": ours.code, "key": "vote_days", "number": 7, "source_date": "2023-09-01", "confirmed": True,
    }  # fmt: skip
    assert row.says == "7 天"


def test_every_key_has_its_unit_in_words(ours: Division) -> None:
    assert set(FundRule.UNITS) == set(Key.values)
    said = {key: row.says for key, row in rules_for(ours).items()}
    assert said | {"who_applies": ""} == {
        "plan_notice_days": "3 天", "vote_days": "15 天", "settlement_notice_days": "5 天", "notice_working": "不是",
        "review_days": "10 个工作日", "emergency_review_days": "3 个工作日", "prepay_percent": "30%",
        "audit_over_cents": "30,000.00 元", "overrun_percent": "10%", "min_quotes": "1 家报价", "street_confirms": "是",
        "min_representatives": "2 位", "warranty_roof_years": "5 年", "warranty_other_years": "2 年",
        "warranty_warn_days": "60 天", "desk_days": "10 个工作日", "who_applies": "", "office": "区住建局",
    }  # fmt: skip


# --- the two lists ----------------------------------------------------------------------------------------------------


def test_the_first_change_of_kinds_copies_the_list_down(cast: Cast, ours: Division) -> None:
    above = kinds_for(ours)
    assert (len(above), above[0].division.name) == (6, "芙蓉区")
    changed = actions.set_emergency_kind(
        division=ours, code="roof_leak", kind=kind("屋顶漏水"), seen=above[0].mark, by=SYSTEM
    )
    own = emergency_kinds(cast.community)
    assert (names(own), {row.division_id for row in own}) == (["屋顶漏水", *names(above)[1:]], {ours.pk})
    assert names(kinds_for(ours.parent)) == names(above)
    event = timeline.of(ours)[-1]
    assert timeline.data(event)["copied_from"] == "430102000000"
    with pytest.raises(Stale, match="刚被别人改过"):
        actions.set_emergency_kind(division=ours, code="roof_leak", kind=kind(), seen=above[0].mark, by=SYSTEM)
    with pytest.raises(Refused, match="清单里已经有“屋顶漏水”了"):
        actions.set_emergency_kind(division=ours, code="", kind=kind("屋顶漏水"), seen="", by=SYSTEM)
    with pytest.raises(Stale):  # nobody makes a kind by naming a code that is not there
        actions.set_emergency_kind(division=ours, code="made_up", kind=kind("别的"), seen="", by=SYSTEM)
    added = actions.set_emergency_kind(division=ours, code="", kind=kind("化粪池满溢"), seen="", by=SYSTEM)
    assert timeline.data(timeline.of(ours)[-1])["copied_from"] == ""
    Place.objects.create(
        community=cast.community, place_kind="spot", spot="东头", item="屋面防水", part="roof", lane="emergency",
        emergency_kind=above[0], state="confirming", case=found(cast), opened_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="有 1 处是按这一种报的"):
        actions.remove_emergency_kind(division=ours, code="roof_leak", seen=changed.mark, by=SYSTEM)
    for row in [*own[1:], added]:
        actions.remove_emergency_kind(division=ours, code=row.code, seen=row.mark, by=SYSTEM)
    with pytest.raises(Refused, match="只剩这一条"):
        actions.remove_emergency_kind(division=ours, code="roof_leak", seen=changed.mark, by=SYSTEM)
    assert names(emergency_kinds(cast.community)) == ["屋顶漏水"]


def test_papers_are_added_moved_and_taken_out_of_a_copy(cast: Cast, ours: Division) -> None:
    above = papers_for(ours, "normal")
    last = actions.set_required_paper(
        division=ours,
        lane="normal",
        code="warranty",
        asked=paper("保修书", 2, "archive"),
        seen=above[-1].mark,
        by=SYSTEM,
    )
    own = required(cast.community, "normal")
    assert [row.code for row in own[:3]] == ["application", "warranty", "applicant"]
    assert [row.number for row in own] == list(range(1, 14))
    assert {row.division_id for row in own} == {ours.pk}
    # The other lane still follows the district, and the district is as it was.
    assert required(cast.community, "emergency")[0].division.name == "芙蓉区"
    assert [row.code for row in papers_for(ours.parent, "normal")] == [row.code for row in above]
    assert timeline.data(timeline.of(ours)[-1])["number"] == 2
    actions.set_required_paper(division=ours, lane="normal", code="", asked=paper("业主委托书", 99), seen="", by=SYSTEM)
    assert names(required(cast.community, "normal"))[-1] == "业主委托书"
    with pytest.raises(Stale):
        actions.remove_required_paper(division=ours, lane="normal", code="warranty", seen=above[-1].mark, by=SYSTEM)
    actions.remove_required_paper(
        division=ours, lane="normal", code="warranty", seen=RequiredPaper.objects.get(pk=last.pk).mark, by=SYSTEM
    )
    own = required(cast.community, "normal")
    assert [row.number for row in own] == list(range(1, 14))
    assert "保修书" not in names(own)


# --- the pages --------------------------------------------------------------------------------------------------------

SAID = {"source": "区里来电", "source_date": "2023-09-01", "confirmed": "on"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_rows(
    cast: Cast, ours: Division, rows: int, django_assert_num_queries: object
) -> None:
    for model in (EmergencyKind, RequiredPaper):
        model.objects.exclude(pk__in=model.objects.order_by("pk").values_list("pk", flat=True)[:rows]).delete()
    secretary = signed_in(cast, "刘芳")
    with django_assert_num_queries(7):  # type: ignore[operator]  # account, posts, division, rules, kinds, papers twice
        text = secretary.get(reverse("fund_rules")).content.decode()
    assert text.count("desk/setup/funds/kinds/") == rows + 1


def test_the_page_shows_what_counts_and_where_it_comes_from(cast: Cast) -> None:
    text = signed_in(cast, "刘芳").get(reverse("fund_rules")).content.decode()
    for said in (
        "样例不是官方要求", "没有业委会的，社区居委会代为申请", "还没写电话", "30,000.00 元", "示例：杭州超一成另报",
        "屋顶、外墙渗漏", "现在照芙蓉区的", "保修书", "还有 18 项没确认。",
    ):  # fmt: skip
        assert said in text, said
    for name, status in (("赵宏", 200), ("何静", 403), ("李敏", 403), ("孙洁", 403), ("高远", 403)):
        assert signed_in(cast, name).get(reverse("fund_rules")).status_code == status, name


def press(client: Client, url: str, once: str, **given: Any) -> tuple[int, str]:
    answer = client.post(url, {**given, "once": once}, follow=True)
    return answer.status_code, answer.content.decode()


def test_figures_are_laid_down_one_at_a_time(cast: Cast, ours: Division) -> None:
    secretary, held = signed_in(cast, "刘芳"), rules_for(ours)
    audit, street, office = (
        reverse("fund_rule", args=[key]) for key in ("audit_over_cents", "street_confirms", "office")
    )
    page = secretary.get(audit).content.decode()
    assert ("芙蓉区定的：30,000.00 元。" in page, 'value="30000.00"' in page, "给韶光社区这样定" in page) == (True,) * 3
    mark = held["audit_over_cents"].mark
    for number, (wrong, said) in enumerate(
        (
            ({"number": "-5"}, "钱数不能是负的"),
            ({"source": "示例：杭州三万元以下可以不审"}, "确认以前，把依据换成本地的规定。"),
            ({"source_date": ""}, "确认了，就写上依据的日期。"),
        )
    ):
        status, text = press(secretary, audit, f"w{number}", **{**SAID, "number": "800", "seen": mark, **wrong})
        assert (status, said in text) == (422, True), said
    status, text = press(
        secretary, reverse("fund_rule", args=["vote_days"]), "days", **SAID, number="366", seen=held["vote_days"].mark
    )
    assert (status, "最多 365 天，没有保存。" in text) == (422, True)
    assert "定好了：结算超过多少要审计。" in press(secretary, audit, "a", **SAID, number="20,000", seen=mark)[1]
    assert "刚被别人改过" in press(secretary, audit, "b", **SAID, number="1", seen=mark)[1]
    press(secretary, street, "c", **SAID, number="0", seen=held["street_confirms"].mark)
    press(secretary, office, "d", **SAID, text="区住建局物业科 0731 5555 0188", seen=held["office"].mark)
    now = local(cast.community)
    assert (now.line("audit_over_cents"), now.line("street_confirms")) == (2_000_000, 0)
    assert now.text("office") == "区住建局物业科 0731 5555 0188"
    assert "还没写电话" not in secretary.get(reverse("fund_rules")).content.decode()
    assert secretary.get(reverse("fund_rule", args=["made_up"])).status_code == 404


def test_kinds_and_papers_are_kept_from_their_pages(cast: Cast, ours: Division) -> None:
    secretary = signed_in(cast, "刘芳")
    kind_page, paper_page = reverse("emergency_kind", args=["lift"]), reverse("required_paper", args=["normal", "plan"])
    text = secretary.get(kind_page).content.decode()
    assert ("就先整张抄成韶光社区自己的" in text, "去掉这一条" in text) == (True, True)
    held = EmergencyKind.objects.get(code="lift")
    _status, text = press(secretary, f"{kind_page}remove/", "r", seen=held.mark)
    assert ("去掉了：电梯严重故障。" in text, "韶光社区自己的清单。" in text) == (True, True)
    assert secretary.get(kind_page).status_code == 404
    press(secretary, reverse("emergency_kind_new"), "n", **SAID, name="化粪池满溢")
    assert names(kinds_for(ours))[-1] == "化粪池满溢"
    status, text = press(secretary, reverse("emergency_kind_new"), "n2", **SAID, name="化粪池满溢")
    assert (status, "清单里已经有“化粪池满溢”了" in text) == (422, True)
    held = papers_for(ours, "normal")[3]
    given = {"name": "方案和预算", "before": "submit", "seen": held.mark, "source": "区里来电", "made_here": "on"}
    status, text = press(secretary, paper_page, "p0", **given, number="14")
    assert (status, "写一个 1 到 13 的数字。" in text) == (422, True)
    assert "保存了：方案和预算。" in press(secretary, paper_page, "p1", **given, number="1")[1]
    first = papers_for(ours, "normal")[0]
    assert (first.name, first.made_here, first.division_id) == ("方案和预算", True, ours.pk)
    new = reverse("required_paper_new", args=["emergency"])
    assert "用系统里印的" not in secretary.get(new).content.decode()
    press(secretary, new, "p2", name="鉴定报告", before="submit", source="区里来电", number="4")
    added = papers_for(ours, "emergency")[3]
    assert (added.name, added.made_here) == ("鉴定报告", False)
    gone = reverse("required_paper_remove", args=["emergency", added.code])
    assert "去掉了：鉴定报告。" in press(secretary, gone, "p3", seen=added.mark)[1]
    assert secretary.get(reverse("required_paper_new", args=["made_up"])).status_code == 404
    assert signed_in(cast).post(gone).status_code == 403
