"""What a community writes for itself 常用话、派给谁: added, changed, put aside and taken up again."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.places.models import Community
from huying.rules import phrases, routing

from .. import defaults
from ..models import Phrase, Route


@transaction.atomic
def set_phrase(
    *, community: Community, purpose: str, text: str, by: Actor, phrase: Phrase | None = None, seen: str = ""
) -> Phrase:
    """常用话: a new one, or another wording of one; braces that mean nothing are refused."""
    text = " ".join(text.split())
    if not text:
        raise Refused(_("还没写这句话。没有保存。"))
    if wrong := phrases.unknown(text):
        facts = {"wrong": _("、").join(wrong), "known": _("、").join(phrases.PLACES)}
        raise Refused(_("大括号里的“%(wrong)s”认不得，只能用：%(known)s。没有保存。") % facts)
    one = _locked(Phrase, phrase, seen) if phrase else Phrase(community=community, order=_next(Phrase, community))
    one.purpose, one.text = purpose, text
    one.save()
    timeline.record("cases.phrase_set", subject=one, by=by, body={"purpose": purpose}, words=text)
    return one


@transaction.atomic
def add_sample_phrases(*, community: Community, by: Actor) -> int:
    """先放几句样例: ours, for a community that has none; of two who ask at once the second adds nothing. How many were added."""
    Community.objects.select_for_update().get(pk=community.pk)
    if Phrase.objects.filter(community=community).exists():
        return 0
    for purpose, text in defaults.PHRASES:
        set_phrase(community=community, purpose=purpose, text=text, by=by)
    return len(defaults.PHRASES)


@transaction.atomic
def set_route(*, community: Community, by: Actor, route: Route | None = None, seen: str = "", **facts: Any) -> Route:
    """派给谁: a rule with its conditions (category, grid, words) and where it leads (post or vendor)."""
    if not (facts["post"] or facts["vendor"]) or (facts["post"] and facts["vendor"]):
        raise Refused(_("选一个派给谁：网格员或者维修公司，只能一个。没有保存。"))
    heard = routing.words(facts["words"])
    if len(heard) > routing.MOST_WORDS:
        raise Refused(_("词太多，最多 %(most)s 个。没有保存。") % {"most": routing.MOST_WORDS})
    if not (facts["category"] or facts["grid"] or heard):
        raise Refused(_("至少写一个条件：哪一类、哪个网格，或者哪些词。没有保存。"))
    one = _locked(Route, route, seen) if route else Route(community=community, order=_next(Route, community))
    one.category, one.grid, one.post, one.vendor = (facts[name] for name in ("category", "grid", "post", "vendor"))
    one.words = _("、").join(heard)
    one.save()
    body = {name: facts[name] and facts[name].pk for name in ("category", "grid", "post", "vendor")}
    timeline.record("cases.route_set", subject=one, by=by, body=body)
    return one


@transaction.atomic
def retire_phrase(*, phrase: Phrase, active: bool, by: Actor, seen: str = "") -> None:
    """停用, or take up again."""
    timeline.record("cases.phrase_set", subject=_switched(Phrase, phrase, active, seen), by=by, body={"active": active})


@transaction.atomic
def retire_route(*, route: Route, active: bool, by: Actor, seen: str = "") -> None:
    """停用, or take up again."""
    timeline.record("cases.route_set", subject=_switched(Route, route, active, seen), by=by, body={"active": active})


def _switched(model: Any, one: Any, active: bool, seen: str) -> Any:
    found = _locked(model, one, seen)
    found.active = active
    found.save(update_fields=["active"])
    return found


@transaction.atomic
def lift_route(*, route: Route, by: Actor) -> None:
    """上移: one place towards the front; the first one stays. Others who moved at the same moment wait."""
    rows = list(Route.objects.select_for_update().filter(community=route.community_id).order_by("order", "pk"))
    at = next(nth for nth, one in enumerate(rows) if one.pk == route.pk)
    if at == 0:
        return
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for nth, one in enumerate(rows):
        one.order = nth
    Route.objects.bulk_update(rows, ["order"])
    timeline.record("cases.route_set", subject=rows[at - 1], by=by, body={"order": at - 1})


def _next(model: Any, community: Community) -> int:
    last = model.objects.filter(community=community).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _locked(model: Any, one: Any, seen: str) -> Any:
    found = model.objects.select_for_update().get(pk=one.pk)
    if seen and seen != found.mark:
        raise Stale(_("刚才有人改过这一条，没有保存。看看现在的，再改。"))
    return found
