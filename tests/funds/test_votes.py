"""业主表决: the frozen roll, paper and link, one ballot an owner, and the count by two gates."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import clock
from huying.core.errors import Refused, Stale
from huying.core.models import AccessLog, Event, File, SignedLink
from huying.demo.cast import Cast
from huying.funds import actions, gates, polls
from huying.funds.models import Ballot, Owner, Place, Property, Vote, Voter, VoterLink
from huying.funds.panels.vote import panel
from huying.rules import tally

from ..cases.test_races import race
from ..channels.stage import switch_on
from ..field.road import jpeg, upload
from .stage_b import AREAS, COUNTED, OPENED, VOTED, all_say, desk, dossier, officer, owner, posted, say, voting

# As on look page o5: ten of twelve came, nine of them agree.
ASKED = "yyyyyyyyyn.."


def at(vote: Vote, rest: str = "") -> str:
    return f"/desk/funds/places/{vote.place_id}/vote/{rest}"


def owner_home(vote: Vote, nth: int) -> str:
    return Voter.objects.get(vote=vote, owner=owner(vote, nth)).home.label


def counted(cast: Cast, vote: Vote) -> Vote:
    with clock.at(COUNTED):
        return actions.count(place=vote.place, by=officer(cast))


# --- the roll ---------------------------------------------------------------------------------------------------------


def test_the_roll_stays_as_it_was_when_the_vote_opened(cast: Cast) -> None:
    place = posted(cast)
    with clock.at(OPENED):
        for wrong in (date(2023, 11, 20), date(2024, 11, 6)):
            with pytest.raises(Refused, match="11月21日 周二 截止，最晚一年"):
                actions.open_vote(place=place, by=officer(cast), closes_on=wrong)
        vote = actions.open_vote(place=place, by=officer(cast), closes_on=date(2023, 11, 30))
        with pytest.raises(Stale, match="刚办过"):
            actions.open_vote(place=place, by=officer(cast), seen="plan_posted")
    place.refresh_from_db()
    assert (place.state, Vote.objects.count(), Voter.objects.count()) == ("voting", 1, 12)
    assert place.commitment
    assert clock.local(place.commitment.due_by).date() > vote.closes_on
    sold = Property.objects.get(home__label="5栋101")
    Property.objects.filter(pk=sold.pk).update(area=1, owner=owner(vote, 2))
    assert polls.poll(vote).result.all == tally.Count(12, sum(AREAS))
    assert sum(AREAS) == 60618


def test_an_owner_of_several_homes_is_one_head_with_all_their_area(cast: Cast) -> None:
    vote = voting(cast, areas=(5000, 3000, 2000, 4000), owners=(0, 0, 1, 2))
    with clock.at(VOTED):
        say(cast, vote, 1)
        poll = polls.poll(vote)
        assert (poll.result.all, poll.result.agreed) == (tally.Count(3, 14000), tally.Count(1, 8000))
        assert (poll.homes, poll.voices[0].label) == (4, "5栋101、5栋102")
        assert "4 套房；一位业主几套房算一户" in desk(cast).get(f"/desk/funds/places/{vote.place_id}/").content.decode()


# --- ballots ----------------------------------------------------------------------------------------------------------


def test_a_ballot_counts_once_and_says_when_it_was_given(cast: Cast) -> None:
    vote = voting(cast)
    with clock.at(VOTED):
        say(cast, vote, 1, "disagree")
        again = actions.Said(owner_id=owner(vote, 1).pk, choice="agree")
        with pytest.raises(Refused, match="5栋101的业主已经投过了：今天 15:00，不同意，纸上签的，何静录的"):
            actions.cast(vote=vote, said=again, user=cast.users["刘芳"])
        stranger = Owner.objects.create(community=cast.community, name="别楼的")
        with pytest.raises(Refused, match="不在这次表决的名册里"):
            actions.cast(vote=vote, said=actions.Said(owner_id=stranger.pk, choice="agree"), user=cast.users["何静"])
        with pytest.raises(Refused, match="没看懂"):
            actions.cast(vote=vote, said=actions.Said(owner_id=owner(vote, 2).pk, choice="x"), user=cast.users["何静"])
        with pytest.raises(IntegrityError):
            Ballot(vote=vote, owner=owner(vote, 1), at=clock.now(), choice="agree", way="paper").save()


@pytest.mark.parametrize("reason", ["签错了名字", ""])
def test_a_struck_ballot_stays_and_the_owner_votes_anew(cast: Cast, reason: str) -> None:
    vote = voting(cast)
    with clock.at(VOTED):
        say(cast, vote, 1, "disagree")
        ballot = Ballot.objects.get()
        if not reason:
            with pytest.raises(Refused, match="请写明原因"):
                actions.strike(ballot=ballot, reason=" ", by=officer(cast))
            return
        actions.strike(ballot=ballot, reason=reason, by=officer(cast))
        with pytest.raises(Stale, match="刚才已经作废"):
            actions.strike(ballot=ballot, reason="再来", by=officer(cast))
        assert polls.poll(vote).result.took_part.heads == 0
        say(cast, vote, 1, "agree")
        voice = polls.poll(vote).voices[0]
        assert voice.ballot
        assert (voice.ballot.choice, [one.struck_why for one in voice.struck]) == ("agree", [reason])
    kinds = Event.objects.filter(subject_id=vote.place_id).order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[2:] == ["funds.ballot_cast", "funds.ballot_struck", "funds.ballot_cast"]


def test_nobody_knows_an_owner_who_still_counts_in_the_whole(cast: Cast) -> None:
    vote = voting(cast)
    Owner.objects.filter(pk=owner(vote, 1).pk).update(status="unknown")
    with clock.at(VOTED):
        with pytest.raises(Refused, match="还不知道是谁"):
            say(cast, vote, 1)
        shown = desk(cast).get(at(vote)).content.decode()
        assert f'name="v-{owner(vote, 1).pk}"' not in shown
        assert "不知道是谁" in shown
        assert polls.poll(vote).result.all.heads == 12


def test_after_the_close_no_ballot_is_taken_and_after_the_count_none_is_struck(cast: Cast) -> None:
    vote = voting(cast)
    with clock.at(clock.instant("2023-11-21", "23:59")):
        say(cast, vote, 1)
        with pytest.raises(Refused, match="还没到截止的日子"):
            actions.count(place=vote.place, by=officer(cast))
    with clock.at(COUNTED):
        with pytest.raises(Refused, match="11月21日 周二 截止，已经过了"):
            say(cast, vote, 2)
        actions.count(place=vote.place, by=officer(cast))
        with pytest.raises(Stale, match="已经计过票了"):
            actions.strike(ballot=Ballot.objects.get(), reason="x", by=officer(cast))
        with pytest.raises(Stale, match="没有正在表决的"):
            actions.count(place=vote.place, by=officer(cast), seen="voting")


# --- the count --------------------------------------------------------------------------------------------------------


def test_it_passes_and_the_sums_are_kept(cast: Cast) -> None:
    vote = voting(cast)
    with clock.at(VOTED):
        all_say(cast, vote, ASKED)
    vote = counted(cast, vote)
    poll = polls.poll(vote)
    assert vote.passed
    assert vote.counted_at == COUNTED
    assert {name: getattr(vote, name) for name in actions.votes.sums(poll.result)} == actions.votes.sums(poll.result)
    assert (vote.all_heads, vote.part_heads, vote.agree_heads, vote.all_area) == (12, 10, 9, 60618)
    place = Place.objects.get(pk=vote.place_id)
    assert place.state == "ready"
    assert place.commitment
    assert place.commitment.ended_at is None
    sheet = desk(cast, "赵宏").get(at(vote, "result/")).content.decode()
    for said in ("过了", "10 / 12 户", "5/6", "10 × 3 = 30 &gt; 24 = 12 × 2", "参加的面积超过三分之二，够了"):
        assert said in sheet
    assert not any(secret in sheet for secret in ("业主1", "1390000", "5栋101"))


def test_it_fails_at_its_gates_and_may_be_posted_again(cast: Cast) -> None:
    """Exactly half is not more than half; exactly two thirds are enough."""
    vote = voting(cast, areas=(1000,) * 6)
    with clock.at(VOTED):
        all_say(cast, vote, "yyna..")
    vote = counted(cast, vote)
    place = Place.objects.get(pk=vote.place_id)
    assert (vote.passed, place.state) == (False, "vote_failed")
    sheet = desk(cast).get(at(vote, "result/")).content.decode()
    for said in ("没有过", "参加的面积正好三分之二，够了", "同意的面积正好一半，没有超过一半，没过", "2/3", "1/2"):
        assert said in sheet
    with clock.at(COUNTED):
        page = desk(cast).get(f"/desk/funds/places/{place.pk}/").content.decode()
        assert "同意的面积没有超过一半，同意的人数没有超过一半" in page
        assert "把方案和预算贴出来" in page
        actions.post_plan(place=place, posted_on=clock.today(), where="门口", by=officer(cast))
    with clock.at(COUNTED + timedelta(days=9)):
        again = actions.open_vote(place=place, by=officer(cast))
        stale = desk(cast).post(at(vote), {"vote": str(vote.pk), "once": "1"})
        assert "一张都还没选" in stale.content.decode()
        choice = {f"v-{owner(again, 1).pk}": "agree", "vote": str(vote.pk), "once": "2"}
        stale = desk(cast).post(at(vote), choice)
        assert stale.status_code == 409
        assert "上一次表决" in stale.content.decode()
        old = desk(cast).get(at(vote, "result/?n=1")).content.decode()
        assert "第 1 次表决" in old
        assert "第 2 次表决" in desk(cast).get(at(vote, "result/?n=7")).content.decode()
        assert (
            "第 1 次表决，11月22日 周三 计票，没过"
            in desk(cast).get(f"/desk/funds/places/{place.pk}/").content.decode()
        )


def test_once_everybody_voted_it_may_be_counted_before_the_close(cast: Cast) -> None:
    vote = voting(cast, areas=(1000, 2000))
    with clock.at(VOTED):
        all_say(cast, vote, "yy")
        client = desk(cast)
        page = f"/desk/funds/places/{vote.place_id}/"
        assert "可以计票了" in client.get(page).content.decode()
        assert client.post(at(vote, "count/"), {"seen": "voting", "once": "1"}).status_code == 302
        late = client.post(at(vote, "count/"), {"seen": "voting", "once": "2"})
        assert late.status_code == 409
        assert "没有正在表决的" in late.content.decode()
    assert Vote.objects.get().passed


def test_nobody_came_is_a_vote_that_failed(cast: Cast) -> None:
    vote = counted(cast, voting(cast, areas=(1000, 2000)))
    assert not vote.passed
    assert "没有人参加，没过" in desk(cast).get(at(vote, "result/")).content.decode()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=st.lists(st.tuples(st.integers(1, 20_000), st.sampled_from("yna.")), min_size=1, max_size=12))
def test_what_the_page_says_is_what_the_rulebook_says_of_the_rows(rows: list[tuple[int, str]]) -> None:
    """No database: the voices of a poll against units and ballots written down by hand."""
    words = {"y": "agree", "n": "disagree", "a": "abstain"}
    voices = []
    for area, letter in rows:
        voice = polls.Voice(Owner(name="x"), [Voter(area=area, home_id=Owner().pk)])
        voice.ballot = Ballot(choice=words[letter]) if letter in words else None
        voices.append(voice)
    result = polls.Poll(Vote(), voices).result
    units = [tally.Unit(str(nth), str(nth), area) for nth, (area, _letter) in enumerate(rows)]
    said = [tally.Ballot(str(nth), words[letter]) for nth, (_area, letter) in enumerate(rows) if letter in words]  # type: ignore[arg-type]
    expected = tally.tally(units, said)
    assert (result.gates, result.passed, result.failed) == (expected.gates, expected.passed, expected.failed)
    drawn = {bar.gate.name: bar for pair in gates.pairs(result) for bar in pair.bars}
    for gate in expected.gates:
        bar = drawn[gate.name]
        assert bar.said.endswith(("够了", "过了")) == gate.passed
        assert 0 <= float(bar.length) <= gates.FULL
        left, sign, right = bar.check.replace(",", "").split(" ")[4:7]
        assert (float(left) < float(right), float(left) == float(right)) == (sign == "<", sign == "=")
    assert actions.votes.sums(result)["all_area"] == sum(area for area, _letter in rows)


# --- at the desk ------------------------------------------------------------------------------------------------------


def test_a_pile_of_paper_is_typed_in_whole_or_not_at_all(cast: Cast) -> None:
    vote = voting(cast)
    one, two, three = (f"v-{owner(vote, nth).pk}" for nth in (1, 2, 3))
    with clock.at(VOTED):
        client = desk(cast)
        page = client.get(at(vote)).content.decode()
        assert (page.count('value="agree"'), "业主12" in page, "503.78" in page) == (12, True, False)
        typed = {one: "agree", two: "disagree", three: "", "vote": str(vote.pk)}
        say(cast, vote, 2, "agree")
        # while the page lay open somebody typed the second: it is no longer asked for, the first is kept
        assert client.post(at(vote), {**typed, "once": "1"}).status_code == 302
        assert Ballot.objects.count() == 2
        # one who voted, and one twice in the same pile
        for pair, home in (((3, 1), "5栋101"), ((3, 3), owner_home(vote, 3))):
            both = [actions.Said(owner_id=owner(vote, nth).pk, choice="agree") for nth in pair]
            with pytest.raises(Refused, match=f"{home}的业主已经投过了"):
                actions.cast_all(vote=vote, said=both, user=cast.users["何静"])
            assert Ballot.objects.count() == 2
        assert client.post(at(vote), {**typed, "once": "1"}).status_code == 302
        assert Ballot.objects.count() == 2
        wrong = client.post(at(vote), {three: "maybe", "vote": str(vote.pk), "once": "3"})
        assert wrong.status_code == 422
        assert desk(cast, "赵宏").post(at(vote), typed).status_code == 403
        assert desk(cast, "高远").get(at(vote)).status_code == 404
    with clock.at(COUNTED):
        late = desk(cast).post(at(vote), {three: "agree", "vote": str(vote.pk), "once": "4"})
        assert "已经过了，不再收票" in late.content.decode()


def test_one_paper_with_its_picture_and_its_proxy(cast: Cast) -> None:
    vote = voting(cast)
    who = owner(vote, 1)
    page = at(vote, f"owners/{who.pk}/")
    with clock.at(VOTED):
        client = desk(cast)
        form = {"choice": "agree", "proxy_name": "汪小梅", "vote": str(vote.pk)}
        assert "还没选同意、不同意还是弃权" in client.post(page, {"proxy_name": "汪小梅", "once": "1"}).content.decode()
        assert client.post(page, {**form, "photos": upload(jpeg()), "once": "2"}).status_code == 302
        ballot = Ballot.objects.get()
        assert (ballot.proxy_name, ballot.picture, ballot.way, ballot.entered_by) == (
            "汪小梅", True, "paper", cast.users["何静"],
        )  # fmt: skip
        assert File.objects.get(subject_id=ballot.pk).purpose == "ballot"
        assert polls.poll(vote).result.by_proxy.heads == 1
        shown = client.get(page).content.decode()
        assert "汪小梅代签，委托书跟票放在一起" in shown
        assert "票的照片" in shown
        again = client.post(page, {**form, "once": "3"})
        assert "已经投过了" in again.content.decode()
        gone = client.post(at(vote, f"ballots/{ballot.pk}/strike/"), {"reason": "", "once": "4"})
        assert "请写明为什么作废" in gone.content.decode()
        assert (
            client.post(at(vote, f"ballots/{ballot.pk}/strike/"), {"reason": "没有委托书", "once": "5"}).status_code
            == 302
        )
        twice = client.post(at(vote, f"ballots/{ballot.pk}/strike/"), {"reason": "没有委托书", "once": "6"})
        assert twice.status_code == 409
        assert "没有委托书" in client.get(page).content.decode()
        nobody = Owner.objects.create(community=cast.community, name="别楼的")
        assert client.get(at(vote, f"owners/{nobody.pk}/")).status_code == 404


def test_the_panel_asks_as_much_of_many_as_of_few(cast: Cast, django_assert_num_queries: Any) -> None:
    vote = voting(cast)
    with clock.at(VOTED):
        for choices in ("y", "." * 9 + "nay"):
            all_say(cast, vote, choices)
            read = dossier(cast, vote.place)
            with django_assert_num_queries(3):
                shown = panel(read)
    assert shown
    assert shown[1]["voted"] == 4


# --- by link ----------------------------------------------------------------------------------------------------------


def linked(cast: Cast, vote: Vote, nth: int = 1) -> tuple[VoterLink, str]:
    link = actions.give_vote_link(vote=vote, owner=owner(vote, nth), by=officer(cast))
    return link, f"/o/{SignedLink.objects.get(purpose='funds.vote', subject_id=link.pk).token}/"


def test_an_owner_votes_from_their_own_telephone(cast: Cast) -> None:
    vote = voting(cast)
    who = owner(vote, 1)
    with clock.at(VOTED):
        client, mine = desk(cast), at(vote, f"owners/{who.pk}/")
        assert client.post(f"{mine}link/", {"once": "1"}).status_code == 302
        link, url = linked(cast, vote)
        assert (VoterLink.objects.count(), SignedLink.objects.filter(purpose="funds.vote").count()) == (1, 1)
        assert url in client.get(mine).content.decode()
        own = Client()
        page = own.get(url).content.decode()
        for said in ("业主1，您好", "3,099.21", "估算", "139****1000", "社区会打您的电话"):
            assert said in page
        assert "业主2" not in page
        told = client.post(f"{mine}code/", {"once": "2"}).content.decode()
        code = VoterLink.objects.get().code
        assert code in told
        assert AccessLog.objects.get(subject_id=link.pk).kind == "phone"
        empty = own.post(url, {"code": "", "choice": "agree", "once": "a"}).content.decode()
        assert "六位数字" in empty
        wrong = own.post(url, {"code": str((int(code) + 1) % 10**6).zfill(6), "choice": "agree", "once": "b"})
        assert "数字不对，没有保存" in wrong.content.decode()
        assert not Ballot.objects.exists()
        answer = own.post(url, {"code": f"{code[:3]} {code[3:]}", "choice": "disagree", "once": "c"}, follow=True)
        assert "您投的是：不同意" in answer.content.decode()
        ballot = Ballot.objects.get()
        assert (ballot.choice, ballot.way, ballot.entered_by) == ("disagree", "link", None)
        assert "已经投过了" in own.post(url, {"code": code, "choice": "agree", "once": "d"}).content.decode()
        with pytest.raises(Refused, match="不同意，链接和验证码"):
            say(cast, vote, 1)
        actions.strike(ballot=ballot, reason="点错了", by=officer(cast))
        # the code is spent; a new one is needed
        assert "没有保存" in own.post(url, {"code": code, "choice": "agree", "once": "e"}).content.decode()
        assert "投票" in client.get(f"/desk/funds/places/{vote.place_id}/").content.decode()
    with clock.at(COUNTED):
        assert "截止了" in own.get(url).content.decode()
        with pytest.raises(Refused, match="已经过了"):
            actions.make_vote_code(link=link, by=officer(cast))
        actions.count(place=vote.place, by=officer(cast))
        assert own.get(url).status_code == 410
        with pytest.raises(Stale, match="已经计过票了"):
            actions.give_vote_link(vote=vote, owner=who, by=officer(cast))


def test_a_code_is_sent_where_it_can_be_and_not_too_often(cast: Cast) -> None:
    vote = voting(cast)
    with clock.at(VOTED):
        _link, url = linked(cast, vote)
        own = Client()
        assert "现在发不了码" in own.post(url, {"send": "1", "once": "0"}, follow=True).content.decode()
        switch_on(cast, "sms", only=("code",))
        assert "把码发到我的手机 139****1000" in own.get(url).content.decode()
        assert "码发到您的手机上了" in own.post(url, {"send": "1", "once": "1"}, follow=True).content.decode()
        assert "现在发不了码" in own.post(url, {"send": "1", "once": "2"}, follow=True).content.decode()
        code = VoterLink.objects.get().code
        assert own.post(url, {"code": code, "choice": "abstain", "once": "3"}).status_code == 302
    assert polls.poll(vote).result.abstained.heads == 1
    assert not AccessLog.objects.filter(kind="phone").exists()


def test_without_a_number_on_file_there_is_no_link(cast: Cast) -> None:
    vote = voting(cast)
    who = owner(vote, 1)
    who.phone = ""
    who.save()
    with clock.at(VOTED):
        page = at(vote, f"owners/{who.pk}/")
        refused = desk(cast).post(f"{page}link/", {"once": "1"}, follow=True).content.decode()
        assert refused.count("台账里没有这位业主的电话") == 2
        assert desk(cast).post(f"{page}code/", {"once": "2"}).status_code == 404
    assert not VoterLink.objects.exists()


# --- several at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_several_officers_one_types_an_owners_ballot(cast: Cast) -> None:
    """Two papers of one owner on two desks, and the owner's own telephone: one counts, the others are told of it."""
    vote = voting(cast)
    with clock.at(VOTED):
        link, _url = linked(cast, vote)
        actions.make_vote_code(link=link, by=officer(cast))
        code, said = VoterLink.objects.get().code, actions.Said(owner_id=owner(vote, 1).pk, choice="agree")
        users = [cast.users["何静"], cast.users["刘芳"]]

        def tap(number: int) -> str:
            try:
                if number == 0:
                    return actions.cast_by_link(link=link, choice="disagree", code=code) or "won"
                actions.cast(vote=vote, said=said, user=users[number % 2])
            except Refused as refused:
                return "told" if "已经投过了" in str(refused) else str(refused)
            return "won"

        assert race(tap) == {"won": 1, "told": 3}
    assert Ballot.objects.count() == 1
    assert Event.objects.filter(kind="funds.ballot_cast").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ballot_and_the_count_at_once_leave_nothing_half(cast: Cast) -> None:
    """Everybody but one has voted; one strikes a ballot while another counts: the sums fit what counts."""
    vote = voting(cast, areas=(1000, 2000, 3000))
    with clock.at(VOTED):
        all_say(cast, vote, "yyn")
        ballot = Ballot.objects.get(owner=owner(vote, 3))

        def act(number: int) -> str:
            try:
                if number % 2:
                    actions.count(place=vote.place, by=officer(cast))
                    return "counted"
                actions.strike(ballot=ballot, reason="签错", by=officer(cast))
            except Refused:
                return "told"
            return "struck"

        ended = race(act)
    assert ended["told"] == 3
    assert ended["counted"] + ended["struck"] == 1
    vote.refresh_from_db()
    heads = polls.poll(vote).result.took_part.heads
    assert (vote.part_heads, heads) == ((3, 3) if ended["counted"] else (0, 2))
