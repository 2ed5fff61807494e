"""成批: one step for many, held back for ten seconds, each matter by itself, and never twice."""

import re
from datetime import timedelta
from typing import Any

import pytest

from huying.cases import actions as cases
from huying.cases.models import Appeal, Batch, Case, State
from huying.core import clock, jobs
from huying.core.errors import Refused, Stale
from huying.core.models import Event, Job
from huying.demo.cast import Cast

from .desk_stage import NOW, by, received, send, signed_in, state


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def hold(cast: Cast, verb: str, *appeals: Appeal, words: str = "", name: str = "何静") -> Batch:
    seen = {one.case_id: state(one) for one in appeals}
    return cases.hold_batch(user=cast.users[name], verb=verb, cases=seen, words=words, by=by(cast, name))


def later(seconds: int = Batch.UNDO_SECONDS) -> None:
    with clock.at(NOW + timedelta(seconds=seconds)):
        jobs.run_ready()


def picked(*appeals: Appeal) -> list[str]:
    return [f"{one.case_id}:{state(one)}" for one in appeals]


def test_nothing_is_done_before_the_ten_seconds_are_over_and_then_once(cast: Cast) -> None:
    one, other = received(cast), received(cast, home="新3栋102")
    batch = hold(cast, "dispatch", one, other)
    later(9)
    assert {state(one), state(other)} == {State.RECEIVED}
    later()
    assert [Case.objects.get(pk=appeal.case_id).lead for appeal in (one, other)] == [
        cast.posts["李敏"],
        cast.posts["陈涛"],
    ]
    told = Event.objects.filter(kind="cases.dispatched").count()
    cases.run_batch(pk=batch.pk)  # a worker that fell after the work, and came again
    assert Event.objects.filter(kind="cases.dispatched").count() == told == 2
    batch.refresh_from_db()
    assert (batch.ended_at is not None, batch.items.filter(done=True).count()) == (True, 2)


def test_taken_back_nothing_is_done_and_nothing_is_told(cast: Cast) -> None:
    one = received(cast)
    batch = hold(cast, "dispatch", one)
    cases.undo_batch(batch=batch, by=by(cast, "何静"))
    cases.undo_batch(batch=batch, by=by(cast, "何静"))  # a second tap changes nothing
    later()
    assert state(one) == State.RECEIVED
    kinds = Event.objects.filter(subject_id=batch.pk).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["cases.batch_held", "cases.batch_undone"]


def test_too_late_is_said(cast: Cast) -> None:
    one = received(cast)
    batch = hold(cast, "dispatch", one)
    later()
    with pytest.raises(Stale, match="来不及撤回"):
        cases.undo_batch(batch=batch, by=by(cast, "何静"))
    assert state(one) == State.DISPATCHED


def test_what_one_refuses_holds_up_no_other(cast: Cast) -> None:
    moved, good = received(cast), received(cast, home="新3栋102")
    batch = hold(cast, "dispatch", moved, good)
    cases.answer(case=moved.case, reply="说好了。", by=by(cast, "何静"))
    later()
    assert (state(moved), state(good)) == (State.CLOSED, State.DISPATCHED)
    left = batch.items.get(done=False)
    assert left.case_id == moved.case_id
    assert left.said
    assert Event.objects.get(kind="cases.batch_ended").body == '{"done":1,"left":1}'


def test_where_nobody_looks_after_a_grid_it_is_said(cast: Cast) -> None:
    one = received(cast)
    Case.objects.filter(pk=one.case_id).update(grid=None)
    batch = hold(cast, "dispatch", one)
    later()
    assert "没有网格员" in batch.items.get().said


def test_one_answer_closes_all_and_one_reminder_goes_to_all(cast: Cast) -> None:
    asked, other = received(cast, nature="inquiry"), received(cast, home="新3栋102", nature="inquiry")
    hold(cast, "remind", asked, other, words="今天要有回音。")
    later()
    assert Event.objects.filter(kind="cases.reminded").count() == 2
    hold(cast, "answer", asked, other, words="明天上午来水。")
    later()
    assert {state(asked), state(other)} == {State.CLOSED}


def test_all_merge_into_the_earliest(cast: Cast) -> None:
    first = received(cast)
    with clock.at(NOW + timedelta(minutes=1)):
        second, third = received(cast, home="5栋203"), received(cast, home="5栋103")
    with clock.at(NOW - timedelta(seconds=Batch.UNDO_SECONDS)):
        hold(cast, "merge", third, first, second)
    later(120)
    assert [state(one) for one in (first, second, third)] == [State.RECEIVED, State.MERGED, State.MERGED]
    assert Case.objects.get(pk=first.case_id).appeals.count() == 3


@pytest.mark.parametrize(
    ("verb", "many", "words", "why"),
    [
        ("dispatch", 0, "", "还没勾选"), ("merge", 1, "", "至少勾选两件"), ("answer", 1, " ", "请写下答复"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_batch_is_refused_at_once(cast: Cast, verb: str, many: int, words: str, why: str) -> None:
    one = received(cast)
    with pytest.raises(Refused, match=why):
        hold(cast, verb, *[one][:many], words=words)
    assert not Batch.objects.exists()


def test_another_communitys_matter_is_in_no_batch(cast: Cast) -> None:
    one = received(cast)
    with pytest.raises(Refused, match="已经不在您这里"):
        hold(cast, "dispatch", one, name="高远")


def test_who_lost_the_post_meanwhile_does_nothing(cast: Cast) -> None:
    one = received(cast)
    batch = hold(cast, "dispatch", one)
    cast.users["何静"].is_active = False
    cast.users["何静"].save()
    later()
    assert state(one) == State.RECEIVED
    assert "不在您这里" in batch.items.get().said


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_waits_then_says_what_became_of_it(cast: Cast) -> None:
    one, client = received(cast), signed_in(cast, "何静")
    answer = send(client, "/desk/batches/", cases=picked(one), verb="dispatch", list="view=triage&grid=x&phone=139")
    batch = Batch.objects.get()
    assert answer.url == f"/desk/?view=triage&batch={batch.pk}"
    page = client.get(answer.url).content.decode()
    assert "派出 1 件，10 秒后办" in page
    ask = f"/desk/batches/{batch.pk}/"
    assert client.get(ask, {"list": "view=triage"}, headers={"hx-request": "true"}).status_code == 204
    later()
    told = client.get(ask, {"list": "view=triage"}, headers={"hx-request": "true"})
    assert told.headers["HX-Redirect"] == answer.url
    assert "派出，办了 1 件" in client.get(answer.url).content.decode()
    late = send(client, f"{ask}undo/")
    assert late.status_code == 409
    assert "来不及撤回" in late.content.decode()


def test_where_no_worker_runs_the_page_says_so_and_asks_no_more(cast: Cast) -> None:
    one, client = received(cast), signed_in(cast, "何静")
    send(client, "/desk/batches/", cases=picked(one), verb="dispatch")
    batch = Batch.objects.get()
    with clock.at(NOW + timedelta(seconds=Batch.UNDO_SECONDS + Batch.LATE_SECONDS + 1)):
        told = client.get(f"/desk/batches/{batch.pk}/", headers={"hx-request": "true"})
        page = client.get(told.headers["HX-Redirect"]).content.decode()
        assert "后台没有在运行" in page
        assert "every 1s" not in page
        send(client, f"/desk/batches/{batch.pk}/undo/")  # it can still be taken back
    batch.refresh_from_db()
    assert batch.undone_at


def test_taken_back_the_ticks_are_there_again(cast: Cast) -> None:
    one, other, client = received(cast), received(cast, home="新3栋102"), signed_in(cast, "何静")
    send(client, "/desk/batches/", cases=picked(one), verb="dispatch")
    batch = Batch.objects.get()
    page = client.get(send(client, f"/desk/batches/{batch.pk}/undo/").url).content.decode()
    assert "撤回了，什么也没办" in page
    assert re.search(rf'value="{one.case_id}:received" checked', page)
    assert not re.search(rf'value="{other.case_id}:received" checked', page)


def test_refused_it_keeps_what_was_ticked_and_written(cast: Cast) -> None:
    one, client = received(cast), signed_in(cast, "何静")
    answer = send(client, "/desk/batches/", cases=picked(one), verb="merge", words="并一并", list="view=open")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "至少勾选两件" in page
    assert "并一并" in page
    assert f'value="{one.case_id}:received" checked' in page
    assert not Job.objects.filter(task__contains="run_batch").exists()


def test_a_batch_is_its_own_accounts_and_its_verb_the_posts(cast: Cast) -> None:
    batch = hold(cast, "dispatch", received(cast))
    for name in ("刘芳", "高远"):
        assert signed_in(cast, name).get(f"/desk/batches/{batch.pk}/").status_code == 404
        assert send(signed_in(cast, name), f"/desk/batches/{batch.pk}/undo/").status_code == 404
    assert send(signed_in(cast, "赵宏"), "/desk/batches/", cases=[], verb="dispatch").status_code == 403
    assert Batch.objects.get().waits
    assert signed_in(cast, "何静").get("/desk/?batch=no-such").status_code == 200
