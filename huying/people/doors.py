"""Doors that bear only so many wrong tries 试错的门: signing in, and looking up a case by its number.

A stranger who guesses must not lock an officer out. Wrong tries are counted per door. A device on which an account has
signed in before carries a signed cookie and is a door of its own; all other devices share one door for that account,
and each network address has a wider one for all accounts. Whoever guesses from elsewhere shuts the shared door, never
the officer's own device.
"""

from datetime import datetime
from secrets import token_urlsafe
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from huying.core import clock
from huying.rules import lockout

from .models import User, WrongTry

COOKIE = "huying_device"
YEAR = 365 * 24 * 3600
# Offices and phone networks share an address: it stays open far longer than an account.
ADDRESS_TRIES = 50


class Door(NamedTuple):
    """What is counted, and how many wrong tries it bears."""

    key: str
    tries: int


def doors(request: HttpRequest, username: str) -> list[Door]:
    """Where this try knocks: the account's own device or the shared door of all others, and the address."""
    own = known_device(request, username)
    return [
        door(f"device {own}" if own else f"account {username.casefold()}"),
        door(f"address {request.META.get('REMOTE_ADDR', '')}", ADDRESS_TRIES),
    ]


def door(what: str, tries: int = lockout.TRIES) -> Door:
    """A door by what stands on it; only a keyed hash of that is ever stored."""
    return Door(_key(what), tries)


def _key(what: str) -> str:
    return salted_hmac("huying.people.doors", what, algorithm="sha256").hexdigest()


def shut_until(found: list[Door]) -> datetime | None:
    """When all of them are open again, or None where they are."""
    now = clock.now()
    wrong: dict[str, list[datetime]] = {}
    for key, at in WrongTry.objects.filter(door__in=[door.key for door in found]).values_list("door", "at"):
        wrong.setdefault(key, []).append(at)
    ends = [lockout.shut_until(wrong.get(door.key, []), now, door.tries) for door in found]
    return max((end for end in ends if end), default=None)


def known_device(request: HttpRequest, username: str) -> str:
    """The device's own token, if this account has signed in on it before."""
    try:
        owner, _colon, token = signing.Signer(salt=COOKIE).unsign(request.COOKIES.get(COOKIE, "")).partition(":")
    except signing.BadSignature:
        return ""
    # Asked whether or not there is such an account: the answer takes as long.
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return token if str(found) == owner else ""


def remember_device(response: HttpResponse, user: User) -> None:
    """From now on this device is a door of the account's own."""
    value = signing.Signer(salt=COOKIE).sign(f"{user.pk}:{token_urlsafe(16)}")
    response.set_cookie(
        COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
