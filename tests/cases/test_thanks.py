"""感谢: written down, never asked for; nobody named who did not say yes; counted apart from satisfaction."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Appeal, Thanks
from huying.channels.models import Message
from huying.channels.wordings import TEMPLATES
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.demo.cast import Cast

from ..field.road import jpeg, upload
from .desk_stage import NOW, by, handled, received, signed_in

DAY = clock.instant("2024-01-22", "10:15")


def text(answer: Any) -> str:
    return answer.content.decode()


def pennant(cast: Cast, **given: Any) -> cases.Grateful:
    known = {"kind": "pennant", "on": clock.today(), "sender": "汪致远", "words": "民有所呼，社区有所应。", **given}
    return cases.Grateful(**known)


def test_a_pennant_on_the_case(cast: Cast) -> None:
    """Brought after all is done; one person agreed to be named, the other did not."""
    with clock.at(DAY):
        case = received(cast).case
        cases.answer(case=case, reply="好了。", by=by(cast, "何静"))
        desk, url = signed_in(cast, "何静"), reverse("thanks") + f"?case={case.pk}"
        chen, li = (str(cast.users[name].pk) for name in ("陈涛", "李敏"))
        given = {"kind": "pennant", "on": "2024-01-22", "sender": "汪致远", "words": "民有所呼", "about": [chen, li]}
        wrong = desk.post(url, {**given, "about": [li], "named": [chen], "on": "2024-01-23", "once": "0"})
        assert (wrong.status_code, "日期还没到" in text(wrong), Thanks.objects.count()) == (422, True, 0)
        assert "也要在“谢的是谁”里勾上" in text(wrong)
        sent = desk.post(url, {**given, "named": [chen], "photos": upload(jpeg()), "once": "1"})
        assert sent.url == reverse("case", args=[case.pk])
        page = text(desk.get(sent.url))
        assert "送来一面锦旗" in page
        assert "谢 陈涛、一位网格员" in page
        assert "/pictures/" in page
        listed = text(desk.get(reverse("thanks")))
        assert ("2024 年，1 份" in listed, "谢 陈涛、一位网格员；" in listed) == (True, True)
        assert Appeal.objects.get(case=case).satisfaction == ""
        reporter = text(Client().get(reverse("track", args=[Appeal.objects.get(case=case).tracking])))
        assert "锦旗" not in reporter
        case.refresh_from_db()
        assert case.state == "closed"


def test_thanks_of_no_case_have_a_history_of_their_own(cast: Cast) -> None:
    with clock.at(DAY):
        desk = signed_in(cast, "刘芳")
        officer = str(cast.users["何静"].pk)
        desk.post(reverse("thanks"), {"kind": "letter", "on": "2023-12-31", "about": [officer], "once": "1"})
        one = Thanks.objects.get()
        assert ([event.kind for event in timeline.of(one)], one.case) == (["cases.thanked"], None)
        page = text(desk.get(reverse("thanks")))
        assert ("2023 年，1 份" in page, "谢 一位工作人员；" in page) == (True, True)
        with pytest.raises(Refused, match="日期还没到"):
            cases.thank(
                community=cast.community,
                said=pennant(cast, on=clock.today() + timedelta(days=1)),
                user=cast.users["何静"],
            )


def test_a_reporter_says_thanks_by_their_own_link(cast: Cast) -> None:
    with clock.at(NOW):
        appeal, stranger = handled(cast), Client()
        url = reverse("thank_by_link", args=[appeal.tracking])
        assert url in text(stranger.get(reverse("track", args=[appeal.tracking])))
        assert "还没写字" in text(stranger.post(url, {"words": " ", "once": "1"}))
        assert stranger.post(url, {"words": "师傅很仔细。", "once": "2"}).status_code == 302
        one = Thanks.objects.get()
        assert (one.kind, one.case_id, one.appeal, one.user) == ("praise", appeal.case_id, appeal, None)
        desk = signed_in(cast, "何静")
        assert "师傅很仔细。" in text(desk.get(reverse("case", args=[appeal.case_id])))
        assert "本人在进度页上写的" in text(desk.get(reverse("thanks")))
        assert stranger.get(reverse("thank_by_link", args=["0" * 22])).status_code == 404
        with pytest.raises(Refused, match="还没写字"):
            cases.thank_by_link(appeal=appeal, words="  ")


def test_nobody_is_asked_for_it(cast: Cast) -> None:
    """No message speaks of it, and the page of a matter not yet done does not name it."""
    with clock.at(DAY):
        appeal = received(cast)
        page = text(Client().get(reverse("track", args=[appeal.tracking])))
    said = [one.zh.text + one.zh.subject for one in TEMPLATES.values()]
    assert [words for words in (page, *said) if any(sign in words for sign in ("道谢", "锦旗", "感谢信", "表扬"))] == []
    assert Message.objects.count() == 0


def test_others_thanks_are_not_ours(cast: Cast) -> None:
    with clock.at(DAY):
        case = received(cast).case
        cases.thank(community=cast.community, said=pennant(cast), user=cast.users["何静"], case=case)
        other = signed_in(cast, "高远")
        assert "汪致远" not in text(other.get(reverse("thanks")))
        assert other.get(reverse("thanks") + f"?case={case.pk}").status_code == 404
        assert other.get(reverse("thanks") + "?case=x").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_few_statements(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    with clock.at(DAY):
        for _nth in range(rows):
            about = {cast.users["陈涛"]: True}
            cases.thank(community=cast.community, said=pennant(cast, about=about), user=cast.users["何静"])
        desk = signed_in(cast, "何静")
        with django_assert_num_queries(8):
            page = text(desk.get(reverse("thanks")))
        assert page.count("民有所呼") == rows
