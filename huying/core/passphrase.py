"""口令: a key out of words that somebody remembers. Backups and recovery sheets are closed with it."""

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from .errors import Refused

SHORTEST = 8  # signs of a passphrase
# What one guess at the passphrase costs a thief: 128 MB and about a third of a second.
SCRYPT = {"n": 2**17, "r": 8, "p": 1}


def long_enough(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Refused(_("口令至少 %(n)s 个字符") % {"n": SHORTEST})


def derived(passphrase: str, salt: bytes) -> bytes:
    """32 bytes, the same ones for the same words and salt."""
    return Scrypt(salt=salt, length=32, **SCRYPT).derive(passphrase.encode())
