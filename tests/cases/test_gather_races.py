"""Several merge, join and withdraw at once: one winner, nothing lost."""

import pytest

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.demo.cast import Cast

from .test_races import RACERS, race, receive

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_merge_the_same_pair_never_lose_both(cast: Cast) -> None:
    """Each the other way round: one case goes on, with both appeals."""
    pair, officer = [receive(cast).case, receive(cast).case], Actor.user(cast.users["何静"])

    def merge(number: int) -> str:
        gone, stays = pair if number % 2 else pair[::-1]
        try:
            cases.merge(case=gone, into=stays, by=officer)
        except Refused:
            return "told"
        return "won"

    assert race(merge) == {"won": 1, "told": RACERS - 1}
    assert sorted(Case.objects.values_list("state", flat=True)) == ["merged", "received"]
    assert Appeal.objects.filter(case__state="received").count() == 2
    assert audit().differences == []


def test_who_joins_while_it_is_merged_is_not_lost(cast: Cast) -> None:
    gone, stays, officer = receive(cast).case, receive(cast).case, Actor.user(cast.users["何静"])
    said = cases.Said(text="也漏", channel="web", nature="help", category=gone.category, urgency="normal")

    def act(number: int) -> str:
        if number == 0:
            cases.merge(case=gone, into=stays, by=officer)
        else:
            cases.join(case=gone, said=said, by=Actor("resident"))
        return "done"

    assert race(act) == {"done": RACERS}
    assert Appeal.objects.filter(case=stays).count() == 2 + RACERS - 1
    assert len(set(Appeal.objects.values_list("number", flat=True))) == 2 + RACERS - 1
    assert audit().differences == []


def test_of_several_who_split_one_does(cast: Cast) -> None:
    gone, stays, officer = receive(cast).case, receive(cast).case, Actor.user(cast.users["何静"])
    cases.merge(case=gone, into=stays, by=officer)

    def split(_number: int) -> str:
        try:
            cases.unmerge(case=gone, reason="两件", by=officer)
        except Refused:
            return "told"
        return "won"

    assert race(split) == {"won": 1, "told": RACERS - 1}
    assert Appeal.objects.filter(case=gone).count() == 1
    assert audit().differences == []
