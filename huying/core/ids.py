"""Keys and secrets: time-ordered ids for rows, unguessable tokens for links."""

import secrets
from uuid import UUID

from . import clock


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then 74 random bits. Rows sort by the time they were made."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return UUID(int=value)


def token() -> str:
    """128 random bits for a link that nobody can guess, in 22 URL-safe characters."""
    return secrets.token_urlsafe(16)
