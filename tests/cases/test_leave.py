"""A post is not a person: a deputy acts in it, what it holds goes to another in one act, and the sick worker's day goes on."""

from datetime import timedelta
from typing import Any

import pytest

from huying.cases import actions as cases
from huying.cases.history import history
from huying.cases.models import Appeal, Case, Commitment, HandOver
from huying.core import clock
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.core.ids import token
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import Visit
from huying.people import actions as people
from huying.people.models import Leave, User

from .desk_stage import NOW, by, received, signed_in


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def in_g02(cast: Cast, home: str = "新3栋102") -> Appeal:
    """Signed for by 陈涛, who then falls sick."""
    appeal = received(cast, home=home, category="drain")
    cases.dispatch(case=appeal.case, post=cast.posts["陈涛"], by=by(cast, "何静"))
    cases.acknowledge(case=appeal.case, user=cast.users["陈涛"])
    return appeal


def send(cast: Cast, name: str, url: str, **typed: object) -> Any:
    return signed_in(cast, name).post(url, {"once": token(), **typed})


def sick(cast: Cast, **typed: object) -> Any:
    given = {
        "from_on": "2023-09-12", "until_on": "2023-09-14", "deputy": str(cast.users["李敏"].pk),
        "seen": str(cast.users["陈涛"].pk), "reason": "发烧",
    }  # fmt: skip
    return send(cast, "何静", f"/desk/leave/{cast.posts['陈涛'].pk}/give/", **given | typed)


def fresh(cast: Cast, name: str) -> User:
    return User.objects.get(pk=cast.users[name].pk)


def test_the_sick_workers_day_goes_on(cast: Cast) -> None:
    appeal = in_g02(cast)
    door = f"/grid/cases/{appeal.case_id}/"
    assert signed_in(cast, "李敏").get(door).status_code == 404
    assert sick(cast).status_code == 302
    today = signed_in(cast, "李敏").get("/grid/").content.decode()
    assert "您在代陈涛的班" in today
    assert appeal.case.where in today
    assert signed_in(cast, "李敏").get(door).status_code == 200
    cause = field.Found(cause="粪井堵了", part="drain", zone="common")
    field.record_visit(case=appeal.case, user=fresh(cast, "李敏"), outcome="seen", found=cause)
    lines = [str(one.html) for one in history(Case.objects.get(), audience="staff")]
    assert any("李敏代陈涛" in line for line in lines)
    assert not any("发烧" in line for line in lines)
    # what he had not sent yet comes in from his bed, and is his own
    field.record_visit(case=appeal.case, user=fresh(cast, "陈涛"), outcome="nobody_home")
    assert Visit.objects.filter(case=appeal.case).count() == 2
    with clock.at(NOW + timedelta(days=3)):
        assert signed_in(cast, "李敏").get(door).status_code == 404
        assert "您在代陈涛的班" not in signed_in(cast, "李敏").get("/grid/").content.decode()


def test_back_sooner(cast: Cast) -> None:
    sick(cast)
    assert sick(cast).status_code == 422  # put down already
    assert len(fresh(cast, "李敏").posts) == 2
    send(cast, "何静", f"/desk/leave/{cast.posts['陈涛'].pk}/end/")
    assert len(fresh(cast, "李敏").posts) == 1
    assert Leave.objects.get().ended_at == NOW


def test_bad_days_and_nobody_to_be_away(cast: Cast) -> None:
    assert "最后一天在第一天前面了" in sick(cast, until_on="2023-09-11").content.decode()
    people.leave_post(post=cast.posts["陈涛"], by=SYSTEM)
    assert "没有人可请假" in sick(cast, seen="").content.decode()
    assert not Leave.objects.exists()


def test_leave_ends_with_the_holding_and_a_closed_deputy(cast: Cast) -> None:
    sick(cast)
    people.close_user(user=cast.users["李敏"], by=by(cast, "刘芳"))
    assert Leave.objects.get().deputy is None
    people.take_post(post=cast.posts["陈涛"], user=cast.users["何静"], by=SYSTEM)
    assert Leave.objects.get().ended_at == NOW


def test_an_officer_is_nobodys_deputy_as_secretary_by_her_own_hand(cast: Cast) -> None:
    """A deputy has every verb of the post."""
    post = cast.posts["刘芳"]
    answer = send(cast, "何静", f"/desk/leave/{post.pk}/give/", deputy=str(cast.users["何静"].pk))
    assert answer.status_code == 404
    assert signed_in(cast, "刘芳").get(f"/desk/leave/{post.pk}/").status_code == 200


def test_all_handed_over_in_one_act_and_taken_back(cast: Cast) -> None:
    appeals = [in_g02(cast, home) for home in ("新3栋101", "新3栋102", "新3栋201")]
    chen, li = cast.posts["陈涛"], cast.posts["李敏"]
    page = signed_in(cast, "何静").get(f"/desk/leave/{chen.pk}/").content.decode()
    assert "没办完的 3 件" in page
    rows = [str(row.pk) for row in Commitment.objects.filter(post=chen, ended_at=None)]
    due = set(Commitment.objects.filter(pk__in=rows).values_list("due_by", flat=True))
    send(cast, "何静", f"/desk/leave/{chen.pk}/hand-over/", target=str(li.pk), commitments=rows)
    assert Commitment.objects.filter(post=li, ended_at=None).count() == 3
    assert set(Commitment.objects.filter(pk__in=rows).values_list("due_by", flat=True)) == due
    assert set(Case.objects.values_list("lead", flat=True)) == {li.pk}
    field.record_visit(case=appeals[0].case, user=cast.users["李敏"], outcome="nobody_home")
    again = send(cast, "何静", f"/desk/leave/{chen.pk}/hand-over/", target=str(li.pk), commitments=rows)
    assert again.status_code == 422
    # one is passed on meanwhile: it stays where it went
    cases.transfer(case=appeals[1].case, post=cast.posts["陈涛"], user=cast.users["李敏"], reason="他好了")
    made = HandOver.objects.get()
    back = f"/desk/leave/{chen.pk}/hand-over/{made.pk}/back/"
    send(cast, "何静", back)
    assert Commitment.objects.filter(post=chen, ended_at=None).count() == 3
    assert made.items.filter(back=True).count() == 2
    with pytest.raises(Refused):
        cases.take_back_hand_over(made=made, by=by(cast, "何静"))


def test_only_within_the_community(cast: Cast) -> None:
    in_g02(cast)
    held = list(Commitment.objects.filter(ended_at=None).values_list("pk", flat=True))
    with pytest.raises(Refused):
        cases.hand_over(source=cast.posts["陈涛"], target=cast.posts["高远"], commitments=held, by=by(cast, "何静"))


@pytest.mark.parametrize("n", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any, n: int) -> None:
    for home in ("新3栋101", "新3栋102", "新3栋201")[:n]:
        in_g02(cast, home)
    client = signed_in(cast, "何静")
    with django_assert_num_queries(7):
        client.get("/desk/leave/")
    with django_assert_num_queries(16):
        client.get(f"/desk/leave/{cast.posts['陈涛'].pk}/")
