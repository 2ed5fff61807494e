"""One-time codes 一次码: six digits from a source nobody can guess, and what is kept in their place."""

import hmac
import secrets

from django.utils.crypto import salted_hmac

from huying.rules import codes


def fresh() -> str:
    """A new code, with the zeros in front."""
    return f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}d}"


def hashed(code: str, place: object) -> str:
    """What is stored: under the secret key, since a million codes are soon tried; `place` is the row it belongs to."""
    return salted_hmac("huying.core.codes", f"{place}:{code}", algorithm="sha256").hexdigest()


def fits(code: str, kept: str, place: object) -> bool:
    """Whether somebody typed the code that was kept as a hash. Takes as long either way."""
    return hmac.compare_digest(hashed(code, place), kept)
