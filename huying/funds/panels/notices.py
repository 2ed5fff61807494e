"""公示: what hangs and until when, what was said against it; put up, heard and answered here."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core.links import address
from huying.rules import funds as rules

from .. import notices
from ..dossier import Dossier, Offer
from ..notice_forms import AnswerForm, ObjectionForm, PostForm


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    rows = notices.hung(dossier.place) if dossier.place.state not in EARLY else []
    post = _post(dossier) if dossier.asks("post_plan", "post_plan") else None
    if not rows and post is None:
        return None
    keeps = bool(dossier.roles & DESK)
    facts = {
        "last": rows[0] if rows else None, "earlier": rows[1:], "post": post, "keeps": keeps,
        "address": address(dossier.request, rows[0].token) if keeps and rows and rows[0].token else "",
        "hear": _hear(dossier) if rows and dossier.asks("hear_objection", "objection") else None,
    }  # fmt: skip
    for row in rows[:1]:
        _answers(dossier, row)
    return "funds/_notices.html", facts


# Nothing was ever posted before these.
EARLY = ("draft", "surveyed", "eligible", "not_payable")
DESK = set(rules.DESK.split())


def _post(dossier: Dossier) -> Offer:
    return Offer(
        "post_plan", dossier.form("post_plan", PostForm), reverse("fund_post_plan", args=[dossier.place.pk]),
        _("把方案和预算贴出来"), _("记下公示"), hint=_("贴的那天不算，从第二天起数。"),
    )  # fmt: skip


def _hear(dossier: Dossier) -> Offer:
    return Offer(
        "objection", dossier.form("objection", ObjectionForm), reverse("fund_objection", args=[dossier.place.pk]),
        _("有人提意见"), _("记下意见"), hint=_("来社区说的、打电话说的，都记在这里。"),
    )  # fmt: skip


def _answers(dossier: Dossier, row: notices.Hung) -> None:
    """Beside each objection that waits for an answer: its form."""
    for one in row.objections:
        name = f"answer-{one.pk}"
        waits = one.answered_at is None and dossier.may("answer_objection")
        if waits or name in dossier.bound:
            url = reverse("fund_answer", args=[dossier.place.pk, one.pk])
            one.offer = Offer(name, dossier.form(name, AnswerForm), url, _("答复这条意见"), _("记下答复"))  # type: ignore[attr-defined]
