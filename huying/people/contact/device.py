"""The device 设备: a signed cookie that says nothing but which device this is. What was proved on it is kept in rows.

It is no session of the staff: neither opens the other's pages.
"""

from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "huying_contact"
YEAR = 365 * 24 * 3600


def token(request: HttpRequest) -> str:
    """What the cookie holds, or "" where we did not write it."""
    try:
        return signing.Signer(salt=COOKIE).unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""


def key(request: HttpRequest) -> str:
    """This device as rows name it, or "" for one that was never here."""
    found = token(request)
    return hashed(found) if found else ""


def hashed(token: str) -> str:
    return salted_hmac(COOKIE, token, algorithm="sha256").hexdigest()


def fresh() -> str:
    return token_urlsafe(24)


def proved(code_id: object, code: str) -> str:
    """The token of a device once a code was typed on it: another than before, so that whoever left a cookie of theirs on
    it gains nothing; and the same for a second tap, whose first answer may not have arrived."""
    return salted_hmac("huying.people.contact.proved", f"{code_id}:{code}", algorithm="sha256").hexdigest()


def remember(response: HttpResponse, token: str) -> None:
    value = signing.Signer(salt=COOKIE).sign(token)
    response.set_cookie(
        COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
