"""Signed links 专用链接: one purpose, one subject, until a time. No account behind them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from . import clock
from .models import SignedLink


def issue(*, purpose: str, subject_id: Any, days: int) -> SignedLink:
    """Make a link. Called by the action that needs it, in its transaction."""
    now = clock.now()
    return SignedLink.objects.create(
        purpose=purpose, subject_id=subject_id, at=now, expires_at=now + timedelta(days=days)
    )


def find(token: str) -> SignedLink | None:
    """The link behind a token, while it lives."""
    link = SignedLink.objects.filter(token=token, revoked_at=None, expires_at__gt=clock.now())
    return link.first()


def live(*, purpose: str, subjects: Any) -> SignedLink | None:
    """The link that holds now of one of these subjects (ids, or rows that give them)."""
    found = SignedLink.objects.filter(purpose=purpose, subject_id__in=subjects, revoked_at=None)
    return found.filter(expires_at__gt=clock.now()).first()


def revoke(*, purpose: str, subject_ids: Iterable[Any]) -> int:
    """End links before their time; answers how many."""
    live = SignedLink.objects.filter(purpose=purpose, subject_id__in=subject_ids, revoked_at=None)
    return live.update(revoked_at=clock.now())


def use(link: SignedLink) -> bool:
    """End a link that is good for one time; False where somebody was quicker. In the transaction of what it is for."""
    return bool(SignedLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()))


def outside(request: HttpRequest, local: str) -> str:
    """An address of ours as another phone can open it: by HUYING_PUBLIC_URL, else as this browser calls us."""
    return f"{settings.PUBLIC_URL}{local}" if settings.PUBLIC_URL else request.build_absolute_uri(local)


def address(request: HttpRequest, token: str) -> str:
    """The address of a signed link, to be handed to somebody."""
    return outside(request, reverse("link", args=[token]))
