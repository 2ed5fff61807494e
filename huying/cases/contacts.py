"""紧急电话: whom to ring first when something is dangerous. Sample data: a community puts its own numbers here."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Contact(NamedTuple):
    """`sample` marks a number that is no one's yet: pages say so beside it."""

    code: str
    name: str
    phone: str
    sample: bool = False


EMERGENCY = (
    Contact("119", _("火警、救援"), "119"),
    Contact("120", _("急救"), "120"),
    Contact("110", _("报警"), "110"),
    Contact("gas", _("燃气抢修"), "0731 5555 0177", sample=True),
    Contact("power", _("供电抢修"), "0731 5555 0195", sample=True),
)


def ring_first(codes: Iterable[str]) -> list[Contact]:
    """Every number, those that this danger asks for first and in their order."""
    order = list(codes)
    return sorted(EMERGENCY, key=lambda one: order.index(one.code) if one.code in order else len(order))
