"""表决: how it stands at its two gates, who voted how, and the steps that belong to it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.rules import funds as rules

from .. import actions, gates, polls
from ..dossier import Dossier, Offer
from ..models import Vote
from ..vote_forms import CountForm, OpenVoteForm

DESK = set(rules.DESK.split())
# More rows than these are folded away.
FOLD = 24


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    opens = _open(dossier) if dossier.asks("open_vote", "open_vote") else None
    votes = polls.votes_of(place) if place.lane == "normal" else []
    if not votes:
        return ("funds/_vote.html", {"opens": opens}) if opens else None
    poll = polls.poll(votes[-1])
    result = poll.result
    ready = clock.today() > poll.vote.closes_on or result.took_part == result.all
    facts = {
        "opens": opens, "poll": poll, "vote": poll.vote, "result": result, "pairs": gates.pairs(result),
        "voted": len(poll.voices) - len(poll.silent), "keeps": bool(dossier.roles & DESK),
        "types": dossier.may("cast") and clock.today() <= poll.vote.closes_on, "fold": len(poll.voices) > FOLD,
        "struck": sum(len(voice.struck) for voice in poll.voices), "past": _past(votes[:-1]),
        "count": _count(dossier) if (ready and dossier.may("pass_vote")) or "count" in dossier.bound else None,
    }  # fmt: skip
    return "funds/_vote.html", facts


def _open(dossier: Dossier) -> Offer:
    first = actions.first_close(dossier.place, dossier.local)
    return Offer(
        "open_vote", dossier.form("open_vote", lambda: OpenVoteForm(first=first)),
        reverse("fund_open_vote", args=[dossier.place.pk]), _("请业主表决"), _("开始表决"),
        hint=_("名册照现在的业主和面积定下，之后不变。公示满了天数、意见都答复了才能开始。截止可以往后改。"),
    )  # fmt: skip


def _count(dossier: Dossier) -> Offer:
    return Offer(
        "count", dossier.form("count", CountForm), reverse("fund_count", args=[dossier.place.pk]),
        _("可以计票了"), _("计票"), hint=_("计了就定了，之后不再收票。"),
    )  # fmt: skip


def _past(votes: list[Vote]) -> list[tuple[int, Vote]]:
    return list(enumerate(votes, 1))
