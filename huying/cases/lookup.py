"""找我的事: a reporter without their slip finds the case by its number and the last four digits of their telephone."""

from hmac import compare_digest

from django.http import HttpRequest

from huying.core.sealed import digits
from huying.people import actions as people
from huying.people import doors
from huying.places.models import Community

from .models import Appeal

LAST = 4
# One address, behind which a whole estate may sit, tries more numbers than one.
ADDRESS_TRIES = 20


def shut(request: HttpRequest, number: str) -> bool:
    """Whether this number, or this address, has been tried wrongly too often just now."""
    return doors.shut_until(_doors(request, number)) is not None


def find(request: HttpRequest, community: Community, number: str, last: str) -> Appeal | None:
    """The appeal that both belong to. There is no telling a wrong number from a wrong telephone, and each counts."""
    appeal = Appeal.objects.filter(community=community, number=number).first()
    kept = digits(appeal.reporter_phone)[-LAST:] if appeal else ""
    # Compared even where there is nothing to compare, so that the answer takes as long.
    if compare_digest(kept.rjust(LAST, "-"), last) and appeal:
        return appeal
    people.count_wrong_try(doors=[door.key for door in _doors(request, number)])
    return None


def _doors(request: HttpRequest, number: str) -> list[doors.Door]:
    address = request.META.get("REMOTE_ADDR", "")
    return [doors.door(f"case {number}"), doors.door(f"cases from {address}", ADDRESS_TRIES)]
