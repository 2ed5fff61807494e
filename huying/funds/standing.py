"""怎么样了: how a place stands, in the few words and shapes of the board."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from huying.core import clock

from .models import Place


class Standing(NamedTuple):
    """A shape with its word."""

    chip: str
    word: str | Promise


def standing(place: Place) -> Standing:
    """How it stands today. What is archived is inside its warranty or past it."""
    if place.state == "archived":
        today = clock.local(clock.now()).date()
        inside = place.warranty_until is not None and place.warranty_until >= today
        return Standing("done", _("质保中")) if inside else Standing("off", _("质保满"))
    return Standing(CHIPS[place.phase], place.get_state_display())


# The shape and colour of a phase (see look: states).
CHIPS = {
    "survey": "new", "vote": "soon", "papers": "new", "correction": "redo", "filed": "wait", "approved": "hand",
    "works": "hand", "acceptance": "hand", "notice": "wait", "warranty": "done", "ended": "off",
}  # fmt: skip
