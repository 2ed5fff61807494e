"""What keeps places from being handed in 报局差什么: read for a whole batch in a few statements."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from . import queries
from .local import required
from .models import Paper, Place, PlaceHome

READY = (Place.State.READY, Place.State.RETURNED)


def lacks(places: Sequence[Place]) -> dict[UUID, list[str]]:
    """What is missing of each, in a few words a piece; nothing where it can be handed in now. Places of one community."""
    papers, homes = _papers(places), _homes(places)
    asked = {lane: required(places[0].community, lane) for lane in {place.lane for place in places}} if places else {}
    found = {}
    for place in places:
        if place.state not in READY:
            found[place.pk] = [_("现在是“%(state)s”，还报不了") % {"state": place.get_state_display()}]
            continue
        names = [row.name for row in asked[place.lane] if row.before == "submit" and _wants(papers, place, row.code)]
        said = [_("缺%(names)s") % {"names": _("、").join(names)}] if names else []
        if labels := [row.home.label for row in homes.get(place.pk, []) if queries.lacking([row])]:
            said.append(_("%(homes)s 没有面积或者业主") % {"homes": _("、").join(labels)})
        elif place.pk not in homes:
            said.append(_("还没选哪些户出钱"))
        found[place.pk] = said
    return found


def _papers(places: Iterable[Place]) -> dict[tuple[UUID, str], Paper]:
    """The newest version of each."""
    rows = Paper.objects.filter(place__in=places).order_by("version")
    return {(row.place_id, row.code): row for row in rows}


def _wants(papers: dict[tuple[UUID, str], Paper], place: Place, code: str) -> bool:
    newest = papers.get((place.pk, code))
    return newest is None or newest.checked == Paper.Check.WRONG


def _homes(places: Iterable[Place]) -> dict[UUID, list[PlaceHome]]:
    found: dict[UUID, list[PlaceHome]] = {}
    for row in PlaceHome.objects.filter(place__in=places).select_related("home__property").order_by("home__room"):
        found.setdefault(row.place_id, []).append(row)
    return found
