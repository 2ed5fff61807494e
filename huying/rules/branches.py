"""Branches of the road 岔路: when a matter may be returned, who may extend a promise, who rules between two.

The figures behind the questions (how often, how long) are data of a division; here they are arguments.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Ruling = Literal["", "upheld", "rejected", "consulted"]


class Past(NamedTuple):
    """One earlier return of a case: by which post, and how it ended ("" while nobody has ruled)."""

    post: str
    ruling: Ruling


def objection(earlier: Sequence[Past], post: str) -> Literal["object", "object_again", ""]:
    """退单: which step a return by this post would be. The second return of a case leads to a consultation. After a
    consultation nobody returns it any more, nor does a post whose return was rejected."""
    if any(past.ruling == "consulted" for past in earlier) or Past(post, "rejected") in earlier:
        return ""
    return "object_again" if earlier else "object"


class Chair(NamedTuple):
    """A post that may rule, and the account that sits in it now ("" when nobody does)."""

    post: str
    user: str


def ruler(chairs: Sequence[Chair], apart_from: set[str]) -> str | None:
    """裁定人: the first chair, in the order given, whose holder neither objected nor dispatched. None: nobody is left."""
    fit = [chair for chair in chairs if chair.user and chair.user not in apart_from]
    return fit[0].post if fit else None


def extension(earlier: Sequence[str], by: str, *, from_above: bool, times: int) -> set[str]:
    """延期: which needs of the step hold. The desk extends once; after that the secretary or the street does, and
    never who did it before. `times` is how often a promise may be moved at all."""
    others = not earlier or (from_above and by not in earlier)
    return {name for name, met in (("another_hand", others), ("times_left", len(earlier) < times)) if met}
