"""A leak between two homes, talked over: who may mediate, what was tried, who signed, and what keeps the case open."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Case, Commitment
from huying.core import clock, timeline
from huying.core.errors import Refused
from huying.core.models import AccessLog, Event, SignedLink
from huying.demo.cast import Cast
from huying.field import actions, mediations
from huying.field.models import LeakTest, Loss, Mediation, Party, Responsibility
from huying.places.models import Home

from .road import MORNING, by, found, upload

pytestmark = pytest.mark.django_db
UP, DOWN = "13900000122", "13900000303"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


def leak(cast: Cast) -> Case:
    """303 is wet; 403 above it is suspected."""
    case = found(cast, category="seepage")
    concerned = cases.Concerned(role="suspected_source", home=cast.home("5栋403"))
    cases.add_home(case=case, concerned=concerned, by=by(cast, "何静"))
    return case


def opened(cast: Cast, case: Case, *, mediator: str = "刘芳", **names: str) -> Mediation:
    def side(home: str, name: str, phone: str) -> actions.Side:
        return actions.Side(home=cast.home(home), name=name, phone=phone, speaks_as="owner")

    return actions.open_mediation(
        case=case, harmed=side(names.get("harmed", "5栋303"), "江秋莲", DOWN),
        source=side(names.get("source", "5栋403"), names.get("speaker", "汪致远"), UP), post=cast.posts[mediator],
        due_by=clock.now() + timedelta(days=30), question="403 卫生间漏到 303 厨房，怎么修、谁出钱。", by=by(cast, "何静"),
    )  # fmt: skip


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def kinds(case: Case) -> list[str]:
    return [event.kind for event in timeline.of(case)]


def sign(cast: Cast, party: Party, **changes: str) -> str:
    code = actions.make_party_code(party=party, by=by(cast, "何静")).code
    written = Mediation.objects.get(pk=party.mediation_id).written_at
    assert written
    return actions.confirm_agreement(party=party, **{"code": code, "seen": written.isoformat(), **changes})


# --- the rules, in the actions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mediator": "刘芳", "speaker": "刘芳"}, "不能当调解人"),
        ({"source": "5栋303"}, "两户不同的"),
        ({"source": "5栋203"}, "两户不同的"),
    ],
)
def test_a_party_does_not_mediate_and_the_sides_are_homes_of_the_matter(
    cast: Cast, changes: dict[str, str], why: str
) -> None:
    case = leak(cast)
    with pytest.raises(Refused, match=why):
        opened(cast, case, **changes)
    assert not Mediation.objects.exists()


def test_who_lives_there_does_not_mediate(cast: Cast) -> None:
    from huying.people.actions import add_resident

    case = leak(cast)
    add_resident(home=cast.home("5栋403"), name="刘芳", phone="")
    with pytest.raises(Refused, match="不能当调解人"):
        opened(cast, case)


def test_the_matter_stays_open_until_there_is_an_outcome(cast: Cast) -> None:
    case = leak(cast)
    mediation = opened(cast, case)
    with pytest.raises(Refused, match="还没有结果"):
        opened(cast, case)
    held = mediation.commitment
    assert (held.kind, held.post, held.ended_at) == ("mediation", cast.posts["刘芳"], None)
    actions.handle(case=case, user=cast.users["李敏"])
    cases.verify(case=case, by=by(cast, "刘芳"), method="on_site")
    appeal = case.appeals.get()
    case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved")
    assert case.state == "verified", "a mediation without an outcome keeps it open"
    with pytest.raises(Refused, match="人民调解、法院或者鉴定"):
        actions.end_mediation(mediation=mediation, outcome="not_agreed", by=by(cast, "刘芳"))
    with pytest.raises(Refused, match="为什么不调解了"):
        actions.end_mediation(mediation=mediation, outcome="withdrawn", by=by(cast, "刘芳"))
    case = actions.end_mediation(
        mediation=mediation, outcome="not_agreed", by=by(cast, "刘芳"), routes=("committee", "court")
    )
    assert (case.state, Commitment.objects.filter(case=case, ended_at=None).exists()) == ("closed", False)
    assert not SignedLink.objects.filter(purpose="field.mediation", revoked_at=None).exists()
    assert audit().differences == []


def test_both_sign_behind_their_links_and_a_new_text_is_signed_anew(cast: Cast) -> None:
    case = leak(cast)
    mediation = opened(cast, case)
    up, down = mediation.parties.get(side="source"), mediation.parties.get(side="harmed")
    with pytest.raises(Refused, match="协议还没写"):
        actions.make_party_code(party=up, by=by(cast, "何静"))
    with pytest.raises(Refused, match="要签字"):
        actions.end_mediation(mediation=mediation, outcome="agreed", by=by(cast, "刘芳"))
    actions.write_agreement(mediation=mediation, terms="403 十天内重做防水。", by=by(cast, "刘芳"))
    assert sign(cast, up, code="0") == "wrong"
    assert (sign(cast, up), sign(cast, down)) == ("", "")
    with clock.at(MORNING + timedelta(minutes=5)):
        actions.write_agreement(
            mediation=mediation, terms="403 七天内重做防水。", by=by(cast, "刘芳"), paid_cents=80_000
        )
        assert not Party.objects.exclude(confirmed_at=None).exists()
        with pytest.raises(Refused, match="刚才改过"):
            sign(cast, up, seen=MORNING.isoformat())
        assert sign(cast, up) == ""
        with pytest.raises(Refused, match="要签字"):
            actions.end_mediation(mediation=mediation, outcome="agreed", by=by(cast, "刘芳"))
        assert sign(cast, down) == ""
        actions.end_mediation(mediation=mediation, outcome="agreed", by=by(cast, "刘芳"))
        with pytest.raises(Refused, match="已经有结果"):
            actions.note_loss(mediation=mediation, user=cast.users["李敏"], side="harmed", kind="suffered", words="墙")
    assert kinds(case).count("field.agreement_confirmed") == 4
    bodies = str(list(Event.objects.values_list("body", flat=True)))
    assert [word for word in ("汪致远", UP, "重做防水", "江秋莲") if word in bodies] == []
    # Agreed upon, it can still be read behind the link.
    assert SignedLink.objects.filter(purpose="field.mediation", revoked_at=None).count() == 2


def test_a_responsibility_changes_with_its_reason_and_what_held_before_stays(cast: Cast) -> None:
    case = found(cast, category="seepage")
    assert mediations.responsibility(case) == ("common", "")
    told: dict[str, Any] = {"case": case, "user": cast.users["何静"]}
    with clock.at(MORNING + timedelta(minutes=1)):
        actions.change_responsibility(
            **told, zone="private", pays="source", reason="关阀看表，表还在走：是 403 户内支管。"
        )
        with pytest.raises(Refused, match="跟原来定的一样"):
            actions.change_responsibility(**told, zone="private", pays="source", reason="再说一遍")
    with clock.at(MORNING + timedelta(minutes=2)):
        actions.change_responsibility(**told, zone="common", pays="owners", reason="挖开看，是公共立管。")
    rows = [(one.was_zone, one.zone, one.was_pays, one.pays) for one in Responsibility.objects.order_by("at")]
    assert rows == [("common", "private", "", "source"), ("private", "common", "source", "owners")]
    # A later look says otherwise once more.
    with clock.at(MORNING + timedelta(minutes=3)):
        unclear = actions.Found(cause="还要看", part="other", zone="unknown")
        actions.record_visit(case=case, user=cast.users["李敏"], outcome="seen", found=unclear)
        assert mediations.responsibility(case) == ("unknown", "owners")
    assert audit().differences == []


# --- the pages --------------------------------------------------------------------------------------------------------


def page_of(case: Case) -> str:
    return reverse("grid_mediation", args=[case.pk])


def opening(cast: Cast, **changes: str) -> dict[str, str]:
    home = {
        name: str(Home.objects.get(pk=cast.home(label).pk).pk) for name, label in (("up", "5栋403"), ("down", "5栋303"))
    }
    plain = {
        "act": "open", "harmed_home": home["down"], "harmed_name": "江秋莲", "harmed_phone": DOWN, "harmed_speaks_as": "owner",
        "source_home": home["up"], "source_name": "汪致远", "source_phone": UP, "source_speaks_as": "owner",
        "question": "怎么修、谁出钱", "post": str(cast.posts["刘芳"].pk), "apart": "on", "due_on": "2023-10-10", "once": "o",
    }  # fmt: skip
    return plain | changes


def test_from_the_first_page_to_the_signed_paper(cast: Cast) -> None:
    case = found(cast, category="seepage")
    desk, worker = signed_in(cast, "何静"), signed_in(cast, "李敏")
    assert "先在案件页的“涉及的户”里把另一户加上" in desk.get(page_of(case)).content.decode()
    concerned = cases.Concerned(role="suspected_source", home=cast.home("5栋403"))
    cases.add_home(case=case, concerned=concerned, by=by(cast, "何静"))
    assert page_of(case) in desk.get(reverse("case", args=[case.pk])).content.decode()
    assert page_of(case) in worker.get(reverse("grid_case", args=[case.pk])).content.decode()
    refused = worker.post(page_of(case), opening(cast, apart="", once="x")).content.decode()
    assert ("当事人不能自己调解" in refused, "江秋莲" in refused) == (True, True)
    assert worker.post(page_of(case), opening(cast)).status_code == 302
    steps: list[dict[str, Any]] = [
        {
            "act": "test",
            "method": "meter",
            "result": "leaks",
            "present": "汪致远、江秋莲",
            "note": "表走",
            "photos": upload(),
        },
        {
            "act": "meet",
            "met_on": "2023-09-12",
            "met_at": "09:00",
            "place": "社区",
            "present": "两家",
            "note": "愿意谈",
        },
        {"act": "loss", "side": "harmed", "kind": "avoided", "words": "吊顶没塌", "cents": "1200"},
        {"act": "responsibility", "zone": "private", "pays": "source", "reason": "是户内支管"},
        {"act": "write", "terms": "403 十天内重做防水。", "paid_cents": "800", "done_on": "2023-09-22"},
    ]
    for number, step in enumerate(steps):
        answer = worker.post(page_of(case), step | {"once": str(number)})
        assert answer.status_code == 302, (step, re.findall(r'class="why[^>]*>[^<]*', answer.content.decode()))
    assert (LeakTest.objects.get().method, Loss.objects.get().cents) == ("meter", 120_000)
    assert worker.post(page_of(case), opening(cast, once="again")).status_code == 302
    assert Mediation.objects.count() == 1, "one at a time"
    shown = worker.get(page_of(case)).content.decode()
    assert all(word in shown for word in ("关阀看表", "吊顶没塌", "愿意谈", "1,200", "十天内", "请这一家在手机上签"))
    assert UP not in shown
    side = Party.objects.get(side="source")
    told = worker.post(page_of(case), {"act": "code", "party": str(side.pk), "once": "c"})
    code = Party.objects.get(pk=side.pk).code
    assert (code in told.content.decode(), UP in told.content.decode()) == (True, True)
    assert told.headers["Cache-Control"] == "no-store"
    assert AccessLog.objects.filter(subject_type="field.party").count() == 1
    assert case.title in signed_in(cast, "刘芳").get(reverse("reveals")).content.decode()
    link = f"/o/{SignedLink.objects.get(subject_id=side.pk).token}/"
    guest = Client()
    read = guest.get(link).content.decode()
    assert ("十天内重做防水" in read, UP in read, DOWN in read) == (True, False, False)
    seen = re.search(r'name="seen" value="([^"]+)"', read)[1]  # type: ignore[index]
    assert "数字不对" in guest.post(link, {"code": "0", "seen": seen, "once": "1"}).content.decode()
    assert guest.post(link, {"code": f"{code[:3]} {code[3:]}", "seen": seen, "once": "2"}).status_code == 302
    assert "您签过了" in guest.get(link).content.decode()
    paper = desk.get(reverse("mediation_paper", args=[case.pk])).content.decode()
    assert all(
        word in paper
        for word in ("调解协议书", "用本人手机的码签", "____", "2023-09-22", "800", "2023-09-12 09:10 写成")
    )
    # The other side signs on paper.
    ends: dict[str, Any] = {"act": "end", "outcome": "agreed", "reason": "", "once": "e1"}
    assert "要签字" in desk.post(page_of(case), ends).content.decode()
    assert desk.post(page_of(case), ends | {"photos": upload(), "once": "e2"}).status_code == 302
    assert "谈成了" in desk.get(reverse("case", args=[case.pk])).content.decode()
    street = signed_in(cast, "赵宏")
    assert street.get(page_of(case)).status_code == 403
    assert [
        word for word in ("汪致远", UP) if word in street.get(reverse("case", args=[case.pk])).content.decode()
    ] == []


def test_another_grid_finds_nothing_and_without_a_text_there_is_no_paper(cast: Cast) -> None:
    case = leak(cast)
    opened(cast, case)
    assert signed_in(cast, "陈涛").get(page_of(case)).status_code == 404
    desk = signed_in(cast, "何静")
    assert "协议还没写" in desk.get(reverse("mediation_paper", args=[case.pk]), follow=True).content.decode()
    assert desk.post(page_of(case), {"act": "code", "party": "x", "once": "1"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many_tests(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    case = leak(cast)
    mediation = opened(cast, case)
    for _number in range(rows):
        told = {"method": "meter", "result": "leaks", "present": "两家"}
        actions.look_for_leak(mediation=mediation, user=cast.users["李敏"], **told)
    worker = signed_in(cast, "李敏")
    worker.get(page_of(case))
    with django_assert_num_queries(QUERIES):
        worker.get(page_of(case))


QUERIES = 14
