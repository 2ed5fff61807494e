"""Reads of channels: which matters have a notice nobody has opened yet."""

from uuid import UUID

from huying.people.models import User

from .models import Notice


def unread_cases(user: User) -> set[UUID]:
    """The cases that the posts of an account were told about, still hold, and have not opened since."""
    unread = Notice.objects.filter(post__in=user.posts, read_at=None, commitment__ended_at=None)
    return set(unread.values_list("case_id", flat=True))
