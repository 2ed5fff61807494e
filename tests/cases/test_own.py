"""常用话 and 派给谁: a community's own words and rules, their use on a case, and nobody else's."""

from typing import Any

import pytest

from huying.cases import actions as cases
from huying.cases import queries
from huying.cases.models import Case, Category, Phrase, Route
from huying.core import clock
from huying.core.errors import Refused, Stale
from huying.demo.cast import Cast
from huying.field.panels import order_form

from .desk_stage import NOW, by, received, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def text(cast: Cast, words: str = "请打 {社区电话}。", purpose: str = "answer", **more: Any) -> Phrase:
    return cases.set_phrase(community=cast.community, purpose=purpose, text=words, by=by(cast, "刘芳"), **more)


def route(cast: Cast, **facts: Any) -> Route:
    usual = {"category": None, "grid": None, "words": "", "post": None, "vendor": None}
    return cases.set_route(community=cast.community, by=by(cast, "刘芳"), **{**usual, **facts})


# --- standard texts ---------------------------------------------------------------------------------------------------


def test_a_text_is_filled_by_the_matter_and_goes_into_the_box(cast: Cast) -> None:
    one = text(cast, "{编号}，{楼栋}，{社区电话}。")
    text(cast, "别的一步的话", purpose="wait")
    appeal, her = received(cast, nature="inquiry"), signed_in(cast, "何静")
    part = her.get(f"/desk/cases/{appeal.case_id}/phrases/answer/", headers={"hx-request": "true"}).content.decode()
    said = f"{appeal.case.number[:4]} {appeal.case.number[4:]}，5栋，{cast.community.phone}。"
    assert f'data-say="{said}"' in part
    assert "别的一步的话" not in part
    bare = her.get(f"/desk/cases/{appeal.case_id}/phrases/answer/").content.decode()
    assert f"?step=answer&amp;say={one.pk}#answer" in bare
    page = her.get(f"/desk/cases/{appeal.case_id}/?step=answer&say={one.pk}").content.decode()
    assert f">\n{said}</textarea>" in page


@pytest.mark.parametrize(("words", "why"), [("{姓名} 您好", "姓名"), ("  ", "还没写"), ("{编号", "{")])
def test_braces_that_mean_nothing_are_refused(cast: Cast, words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        text(cast, words)
    assert not Phrase.objects.exists()


def test_a_text_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    one = text(cast)
    seen = one.mark
    text(cast, "改过了。", phrase=one, seen=seen)
    with pytest.raises(Stale):
        text(cast, "我也改。", phrase=one, seen=seen)
    assert Phrase.objects.get().text == "改过了。"


def test_put_aside_it_is_offered_no_more(cast: Cast) -> None:
    one, appeal, her = text(cast), received(cast), signed_in(cast, "何静")
    assert send(her, f"/desk/setup/phrases/{one.pk}/retire/", seen=one.mark).status_code == 302
    part = her.get(f"/desk/cases/{appeal.case_id}/phrases/answer/", headers={"hx-request": "true"}).content.decode()
    assert "还没有常用话" in part
    assert queries.phrase(cast.community, str(one.pk)) is None
    assert send(her, f"/desk/setup/phrases/{one.pk}/retire/", active="yes").status_code == 302
    assert queries.phrase(cast.community, str(one.pk)) == one


def test_samples_come_once_and_every_one_of_them_fits_its_step(cast: Cast) -> None:
    her = signed_in(cast, "刘芳")
    for _time in range(2):
        send(her, "/desk/setup/phrases/samples/")
    assert set(Phrase.objects.values_list("purpose", flat=True)) == set(Phrase.Purpose.values)
    assert Phrase.objects.count() == 8
    page = her.get("/desk/setup/phrases/").content.decode()
    assert "先放几句样例" not in page


def test_the_setup_page_adds_changes_and_says_what_is_wrong(cast: Cast) -> None:
    her = signed_in(cast, "何静")
    assert send(her, "/desk/setup/phrases/", purpose="wait", text="等晴天。").status_code == 302
    one = Phrase.objects.get()
    refused = send(her, f"/desk/setup/phrases/{one.pk}/", purpose="wait", text="{门牌}", seen=one.mark)
    assert refused.status_code == 422
    assert "门牌" in refused.content.decode()
    assert (
        send(her, f"/desk/setup/phrases/{one.pk}/", purpose="wait", text="等三个晴天。", seen=one.mark).status_code
        == 302
    )
    assert Phrase.objects.get().text == "等三个晴天。"


def test_another_communitys_words_and_rules_are_not_there(cast: Cast) -> None:
    one, rule = text(cast), route(cast, words="漏", post=cast.posts["陈涛"])
    theirs = signed_in(cast, "高远")
    assert "请打" not in theirs.get("/desk/setup/phrases/").content.decode()
    for url in (f"/desk/setup/phrases/{one.pk}/", f"/desk/setup/routes/{rule.pk}/"):
        assert theirs.get(url).status_code == 404
    assert send(theirs, f"/desk/setup/routes/{rule.pk}/lift/").status_code == 404
    assert queries.phrase(cast.neighbour, str(one.pk)) is None


# --- routing rules ----------------------------------------------------------------------------------------------------


def test_a_rule_names_who_is_suggested_at_intake_dispatch_and_in_a_batch(cast: Cast) -> None:
    route(cast, words="水帘洞", post=cast.posts["陈涛"])  # 5栋 is in G01, 李敏's
    appeal, her = received(cast), signed_in(cast, "何静")
    page = her.get(f"/desk/cases/{appeal.case_id}/").content.decode()
    assert "陈涛，按社区的规则派" in page
    assert page.index("陈涛，按社区的规则派") < page.index("李敏，G01")
    said = {"text": "一下雨，屋里像水帘洞一样。", "address": "5栋303", "category": "house_roof"}
    assert "派给陈涛" in her.post("/desk/intake/read/", said).content.decode()
    batch = cases.hold_batch(
        user=cast.users["何静"], verb="dispatch", cases={appeal.case_id: "received"}, by=by(cast, "何静")
    )
    cases.run_batch(pk=batch.pk)
    assert Case.objects.get(pk=appeal.case_id).lead == cast.posts["陈涛"]


def test_a_firm_named_by_a_rule_is_chosen_already_on_the_order(cast: Cast) -> None:
    firm = cast.vendors["安居防水修缮"]
    route(cast, category=Category.objects.get(pk="house_roof"), vendor=firm)
    form = order_form(received(cast).case, None)
    assert form.initial["vendor"] == str(firm.pk)
    assert queries.whom(received(cast).case) == cast.posts["李敏"]  # who goes and looks stays who it is


def test_the_first_rule_counts_and_one_can_be_moved_up(cast: Cast) -> None:
    first = route(cast, words="漏、水帘洞", post=cast.posts["李敏"])
    second = route(cast, words="水帘洞", post=cast.posts["陈涛"])
    case = received(cast, home="新3栋102").case
    assert queries.whom(case, "水帘洞") == cast.posts["李敏"]
    her = signed_in(cast, "刘芳")
    send(her, f"/desk/setup/routes/{second.pk}/lift/")
    assert queries.whom(case, "水帘洞") == cast.posts["陈涛"]
    send(her, f"/desk/setup/routes/{second.pk}/lift/")  # it is the first already
    assert [one.pk for one in Route.objects.all()] == [second.pk, first.pk]
    send(her, f"/desk/setup/routes/{second.pk}/retire/")
    assert queries.whom(case, "水帘洞") == cast.posts["李敏"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"words": "漏"}, "选一个派给谁"),
        ({"post": True}, "至少写一个条件"),
        ({"words": "、".join("abcdefghijklm"), "post": True}, "词太多"),
        ({"words": "漏", "post": True, "vendor": True}, "只能一个"),
    ],
)
def test_a_rule_that_cannot_be_one_is_refused(cast: Cast, facts: dict[str, Any], why: str) -> None:
    given = {**facts, **({"post": cast.posts["李敏"]} if "post" in facts else {})}
    given |= {"vendor": cast.vendors["安居防水修缮"]} if "vendor" in facts else {}
    with pytest.raises(Refused, match=why):
        route(cast, **given)
    assert not Route.objects.exists()


def test_the_page_of_rules_adds_changes_and_tries_a_sentence(cast: Cast) -> None:
    her = signed_in(cast, "何静")
    target = f"post:{cast.posts['陈涛'].pk}"
    assert send(her, "/desk/setup/routes/", words="返水 冒粪", target=target).status_code == 302
    one = Route.objects.get()
    assert "第 1 条对上了，建议派给陈涛" in her.get("/desk/setup/routes/?said=厨房返水 冒粪了").content.decode()
    assert "没有规则对上" in her.get("/desk/setup/routes/?said=楼道灯不亮").content.decode()
    refused = send(her, f"/desk/setup/routes/{one.pk}/", words="", target=target, seen=one.mark)
    assert refused.status_code == 422
    assert "至少写一个条件" in refused.content.decode()
    assert send(her, f"/desk/setup/routes/{one.pk}/", words="返水", target=target, seen=one.mark).status_code == 302
    stale = send(her, f"/desk/setup/routes/{one.pk}/", words="冒水", target=target, seen=one.mark)
    assert stale.url == f"/desk/setup/routes/{one.pk}/"
    assert Route.objects.get().words == "返水"
