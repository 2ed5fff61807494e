"""认领: the bins at the door, from the public list to the check by another; the second, the silent, the young; nobody's words."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying import wiring
from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.channels.models import Notice
from huying.core import clock, jobs, timeline
from huying.core.errors import Refused
from huying.core.models import AccessLog, SignedLink
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field import claim_queries as queries
from huying.field.models import Claim, ClaimMark
from huying.people import actions as people
from huying.people.models import Volunteer
from tests.cases.desk_stage import by, found, signed_in
from tests.field.road import upload

MORNING = clock.instant("2023-12-07", "08:40")
THREE = clock.instant("2023-12-10", "23:59")
LUO = {"name": "罗小平", "phone": "139 0000 0147", "adult": "on", "until": "2023-12-10", "team": "先锋队", "asks": "on"}
SAID = "门前两个垃圾桶的盖子坏了，找江秋莲。"


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(MORNING):
        yield


def bins(cast: Cast, spot: str = "门前", urgency: str = "normal", category: str = "sanitation") -> Case:
    """Said by 江秋莲, in the hands of 李敏."""
    said = cases.Said(
        text=SAID, channel="web", nature="help", urgency=urgency, category=Category.objects.get(pk=category),
        building=cast.building("5"), spot=spot, reporter_name="江秋莲", reporter_phone="13900000303",
    )  # fmt: skip
    case = cases.receive(community=cast.community, said=said, by=by(cast, "何静")).case
    return cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"))


def board(cast: Cast) -> str:
    return reverse("link", args=[field.open_claims(community=cast.community, by=by(cast, "何静")).token])


def own(claim: Claim) -> str:
    return reverse("link", args=[SignedLink.objects.get(purpose="field.claim", subject_id=claim.pk).token])


def taken(case: Case, name: str = "罗小平", phone: str = "13900000147", days: int = 3, **more: Any) -> Claim:
    person = field.Person(name=name, phone=phone, adult=more.pop("adult", True))
    return field.claim(case=case, person=person, until=clock.today() + timedelta(days=days), **more)


def text(answer: Any) -> str:
    return answer.content.decode()


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_from_the_list_to_the_check_by_another(cast: Cast) -> None:
    desk, stranger, case = signed_in(cast, "何静"), Client(), bins(cast)
    assert "出一个认领的链接" in text(desk.get(reverse("turnouts")))
    desk.post(reverse("claims_link"), {"once": "l"})
    here = queries.token_of(cast.community)
    here = reverse("link", args=[here])
    assert here in text(desk.get(reverse("turnouts")))

    shown = text(stranger.get(here))
    assert ("5栋 门前" in shown, "环境卫生" in shown) == (True, True)
    page = text(stranger.get(f"{here}?task={case.pk}"))
    for secret in ("江秋莲", "13900000303", "盖子", "李敏"):
        assert secret not in shown + page, secret
    wrong = stranger.post(f"{here}?task={case.pk}", {**LUO, "until": "2023-12-15", "once": "w"})
    assert ("七天以内" in text(wrong), Claim.objects.count(), Volunteer.objects.filter(name="罗小平").count()) == (
        True,
        0,
        0,
    )
    done = stranger.post(f"{here}?task={case.pk}", {**LUO, "once": "c"})
    claim = Claim.objects.get()
    assert (done.url, claim.until_by, claim.team, claim.volunteer.team) == (own(claim), THREE, "先锋队", "先锋队")
    held = claim.commitment
    assert (held.kind, held.post, case.lead, held.due_by) == ("claim", cast.posts["李敏"], cast.posts["李敏"], THREE)
    assert "5栋 门前" not in text(stranger.get(here))
    late = stranger.post(f"{here}?task={case.pk}", {**LUO, "phone": "13900000155", "once": "s"}, follow=True)
    assert ("刚被别人认领了" in text(late), Claim.objects.count()) == (True, 1)

    told = text(desk.get(reverse("turnouts")))
    assert ("罗小平" in told, "先锋队" in told) == (True, True)
    on_case = text(desk.get(reverse("case", args=[case.pk])))
    assert ("139****0147" in on_case, "13900000147" in on_case) == (True, False)
    assert "13900000147" in text(desk.post(reverse("claim_phone", args=[case.pk]), {"once": "p"}))
    assert AccessLog.objects.get(kind="phone").subject_id == claim.pk
    assert "志愿者的电话，" in text(signed_in(cast, "刘芳").get(reverse("reveals")))
    finish(cast, claim, stranger)


def finish(cast: Cast, claim: Claim, stranger: Client) -> None:
    mine = text(stranger.get(own(claim)))
    assert ("罗小平" in mine, "罗*平" in mine, "先看安全" in mine) == (False, True, True)
    assert "还没写做了什么" in text(stranger.post(own(claim), {"result": "", "once": "0"}))
    jobs.run_ready()
    stranger.post(own(claim), {"result": "换了两个盖子", "photos": upload(), "once": "d"})
    case = Case.objects.get(pk=claim.case_id)
    claim.refresh_from_db()
    assert (case.state, case.handled_by, claim.end) == ("handled", f"volunteer:{claim.volunteer_id}", "done")
    verify = Commitment.objects.get(case=case, ended_at=None)
    assert (verify.kind, verify.post) == ("verify", cast.posts["李敏"])
    jobs.run_ready()
    assert Notice.objects.filter(commitment=verify, post=cast.posts["李敏"], read_at=None).exists()
    assert "您做完了，谢谢" in text(stranger.get(own(claim)))
    desk = text(signed_in(cast, "何静").get(reverse("case", args=[case.pk])))
    assert ("换了两个盖子" in desk, "/pictures/" in desk) == (True, True)
    track = text(Client().get(reverse("track", args=[Appeal.objects.get(case=case).tracking])))
    assert ("志愿者做完了" in track, "换了两个盖子" in track, "罗小平" in track) == (True, False, False)
    with pytest.raises(Refused, match="已经结束"):
        field.finish_claim(claim=claim, result="又做了一次")
    assert field.check(case=case, user=cast.users["李敏"], passed=True).state == "verified"


def test_silence_gives_it_back_and_the_case_ends(cast: Cast) -> None:
    """The lead did it meanwhile; the claim holds the case no longer than its date, and nobody is called late for it."""
    case = found(cast, category="sanitation").case
    field.mark_claim(case=case, offered=True, danger="general", user=cast.users["何静"])
    claim = taken(case, days=1)
    field.handle(case=case, user=cast.users["李敏"])
    case = cases.verify(case=case, by=by(cast, "何静"), method="on_site")
    told = {"outcome": "solved", "satisfaction": "satisfied", "by": by(cast, "刘芳")}
    assert cases.call_back(appeal=Appeal.objects.get(case=case), **told).state == "verified"
    assert (field.lapse_claims(), state(case)) == (0, "verified")
    task, every = wiring.SCHEDULES["field.claims"]
    assert (task, every <= 60) == ("huying.field.tasks.lapse_claims", True)
    with clock.at(claim.until_by):
        assert cases.sweep() == 0
        assert (field.lapse_claims(), field.lapse_claims()) == (1, 0)
        assert state(case) == "closed"
        claim.refresh_from_db()
        assert (claim.end, claim.commitment.done) == ("lapsed", False)
        assert "自动还回来了" in text(Client().get(own(claim)))
    kinds = [event.kind for event in timeline.of(case)]
    assert kinds.index("field.claim_lapsed") < kinds.index("cases.closed")


def test_given_back_with_one_tap_it_is_on_the_list_again(cast: Cast) -> None:
    case = bins(cast)
    claim = taken(case)
    here = board(cast)
    assert "5栋 门前" not in text(Client().get(here))
    page = Client().post(own(claim), {"back": "1", "once": "b"}, follow=True)
    assert ("没关系" in text(page), state(case)) == (True, "dispatched")
    assert "5栋 门前" in text(Client().get(here))
    assert "已经结束" in text(Client().post(own(claim), {"back": "1", "once": "b2"}, follow=True))
    assert taken(case, "彭德胜", "13900000136").volunteer == cast.volunteers["彭德胜"]


def test_the_desk_takes_it_back_with_a_reason(cast: Cast) -> None:
    case, desk = bins(cast), signed_in(cast, "何静")
    claim, back = taken(case), reverse("claim_back", args=[case.pk])
    assert "还没写为什么收回" in text(desk.post(back, {"reason": "", "once": "0"}))
    desk.post(back, {"reason": "物业今天就换", "once": "1"})
    claim.refresh_from_db()
    assert (claim.end, claim.commitment.done) == ("taken_back", False)
    assert "物业今天就换" in text(Client().get(own(claim)))
    assert "已经结束" in text(desk.post(back, {"reason": "再收", "once": "2"}))
    assert signed_in(cast, "高远").post(back, {"reason": "x", "once": "3"}).status_code == 404
    assert signed_in(cast, "李敏").post(back, {"reason": "x", "once": "4"}).status_code == 403


def test_one_at_a_time_also_in_the_database(cast: Cast) -> None:
    case = bins(cast)
    first = taken(case)
    with pytest.raises(Refused, match="刚被别人认领了"):
        taken(case, "周建国", "13900000155")
    assert not Volunteer.objects.filter(name="周建国").exists()
    first.pk = first.commitment_id
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_minors_only_where_there_is_no_danger(cast: Cast) -> None:
    calm, muddy, pressing = (bins(cast, spot) for spot in ("门前", "楼道", "屋顶"))
    user = cast.users["何静"]
    field.mark_claim(case=muddy, offered=True, danger="sewage", user=user)
    Case.objects.filter(pk=pressing.pk).update(urgency="urgent")
    assert taken(calm, "周小", "13900000198", adult=False).safety
    for case in (muddy, pressing):
        with pytest.raises(Refused, match="18 岁"):
            taken(case, "汪小", "13900000199", adult=False)
    young = people.add_volunteer(
        community=cast.community, name="彭小", phone="13900000197", adult=False, by=by(cast, "何静")
    )
    with pytest.raises(Refused, match="18 岁"):
        taken(muddy, young.name, young.phone)


def test_what_is_on_the_list(cast: Cast) -> None:
    """The category's word, the desk's before it; never danger, electricity or a home unless the desk says so, and then
    without its door."""
    plain, held, lamp = bins(cast), bins(cast, "楼道"), bins(cast, "三楼楼道", category="light")
    danger = bins(cast, "屋顶", urgency="emergency")
    home = found(cast, category="sanitation").case
    desk, user = signed_in(cast, "何静"), cast.users["何静"]

    def offered() -> set[Case]:
        return set(queries.offered(cast.community))

    assert offered() == {plain, held}
    with pytest.raises(Refused, match="有证的电工"):
        field.mark_claim(case=lamp, offered=True, danger="electricity", user=user)
    mark = reverse("claim_mark", args=[lamp.pk])
    assert "有证的电工" in text(desk.post(mark, {"offered": "yes", "danger": "electricity", "once": "e"}))
    for nth, case in enumerate((lamp, danger, home)):
        desk.post(reverse("claim_mark", args=[case.pk]), {"offered": "yes", "danger": "general", "once": f"y{nth}"})
    field.mark_claim(case=held, offered=False, danger="general", user=user)
    assert offered() == {plain, lamp, home}
    assert {queries.place(case) for case in offered()} == {"5栋 门前", "5栋 三楼楼道", "5栋3**"}
    desk.post(mark, {"offered": "category", "danger": "general", "once": "n"})
    assert (lamp in offered(), ClaimMark.objects.filter(case=lamp).exists()) == (False, False)
    spoken = bins(cast, "江秋莲家门口")
    assert queries.place(spoken) == "5栋"
    assert signed_in(cast, "李敏").post(mark, {"offered": "yes", "danger": "general", "once": "w"}).status_code == 403


def test_wrong_addresses_and_an_old_link(cast: Cast) -> None:
    bins(cast)
    old, new = board(cast), board(cast)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (410, 200)
    assert Client().get(f"{new}?task=x").status_code == 404
    assert Client().get(f"{new}?task={cast.building('5').pk}").url == new


def test_done_while_it_waits_only_tells_the_lead(cast: Cast) -> None:
    case = found(cast, category="sanitation").case
    field.mark_claim(case=case, offered=True, danger="general", user=cast.users["何静"])
    claim = taken(case)
    cases.wait(case=case, user=cast.users["李敏"], why="weather", expected_on=date(2023, 12, 11), note="等天晴")
    assert field.finish_claim(claim=claim, result="扫了").state == "waiting"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_few_statements(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    here, desk = board(cast), signed_in(cast, "何静")
    for nth in range(rows):
        bins(cast, f"{nth + 1}单元楼道")
        with clock.at(MORNING + timedelta(minutes=nth)):
            taken(bins(cast), f"第{nth}位", f"1390000020{nth}")
    with django_assert_num_queries(3):
        page = text(Client().get(here))
    assert page.count("单元楼道") == rows
    with django_assert_num_queries(6):
        page = text(desk.get(reverse("turnouts")))
    part = page.split('id="claims"')[1]
    assert (re.findall(r"第(\d)位", part), "名" in part) == ([str(nth) for nth in range(rows)], False)
