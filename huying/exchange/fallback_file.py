"""兜底账 as a table file: the lines that the page shows, every cell as text."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import clock, spoken, timeline
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.field import fallback
from huying.places.queries import community_of, division_of

from . import writing

VERB = "see_fallback"


@policy("staff", verb=VERB)
@require_POST
@once
def fallback_file(request: HttpRequest) -> HttpResponse:
    """导出. It is a POST, because that it left the house is written down."""
    content = hand_out(user=request.user, account=fallback.asked(request.user, request.POST), by=Actor.of(request))
    return writing.response(content, _("兜底账 %(day)s.csv") % {"day": clock.today().isoformat()}, "csv")


@transaction.atomic
def hand_out(*, user: Any, account: fallback.Account, by: Actor) -> bytes:
    """The lines of an account, and the event that says so, under the community of the one who takes them."""
    body = {"kind": "fallback", "format": "csv", "rows": len(account.lines)}
    subject = community_of(user, VERB) or division_of(user, VERB)
    timeline.record("exchange.exported", subject=subject, by=by, body=body)
    headers = (
        _("哪天"), _("编号"), _("在哪里"), _("哪件事"), _("本来该谁出"), _("出了（元）"), _("收回（元）"), _("社区担了（元）"),
    )  # fmt: skip
    return writing.write(headers, map(_row, account.lines), "csv")


def _row(line: fallback.Line) -> list[str]:
    day = clock.local(line.at).date().isoformat()
    sums = [f"{cents // 100}.{cents % 100:02d}" for cents in (line.paid, line.back, line.carried)]
    case = line.case
    return [day, spoken.number(case.number), str(case.where), case.title, str(line.payer.label), *sums]


urlpatterns = [path("desk/fallback/file/", fallback_file, name="fallback_file")]
