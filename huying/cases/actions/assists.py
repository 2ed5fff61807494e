"""Assists 协办: others lend a hand with a matter; its lead, who received it first, stays who it is (首接负责)."""

from datetime import datetime

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people.models import Holding, Post, User

from ..models import Assist, Case
from .commitments import commit, release
from .joint_calls import end_if_ready
from .steps import future, lock, met, take


@transaction.atomic
def ask_assist(*, case: Case, post: Post | None, task: str, due_by: datetime, by: Actor, seen: str = "") -> Assist:
    """请人协办: another post, for a piece of the work, until a time. Asking does not move the lead."""
    case = lock(case.pk)
    case = take(
        "ask_assist", case=case, by=by, seen=seen, words=task,
        holds=met(holder=post, another=post and post.pk != case.lead_id, reason=task, future_date=future(due_by)),
        body={"post": post and post.pk, "due_by": due_by},
    )  # fmt: skip
    commitment = commit(case=case, kind="assist", post=post, due_by=due_by)
    return Assist.objects.create(case=case, commitment=commitment, at=clock.now(), task=task)


@transaction.atomic
def end_assist(*, assist: Assist, done: str, user: User, desk: bool = False, seen: str = "") -> Case:
    """协办做完了: a word of what was done, by whoever was asked; with `desk`, as the desk heard it from them. What was
    only waiting for this closes now."""
    case, by = lock(assist.case_id), Actor.user(user)
    assist = Assist.objects.select_related("commitment__post").get(pk=assist.pk)
    post = assist.commitment.post
    own = post in user.posts
    case = take(
        "end_assist", case=case, by=by, seen=seen, words=done, body={"assist": assist.pk, "post": post and post.pk},
        holds=met(is_holder=assist.ended_at is None and (own or desk), result=done),
    )  # fmt: skip
    assist.ended_at, assist.done, assist.ended_by = clock.now(), done, user if own else _sitting_in(post)
    assist.save(update_fields=["ended_at", "done", "ended_by"])
    release(commitment=assist.commitment, done=True)
    return end_if_ready(case, by)


def _sitting_in(post: Post | None) -> User | None:
    held = Holding.objects.filter(post=post, until=None).select_related("user").first()
    return held.user if held else None
