"""分摊定下来: what each home pays of the settled sum, written once, when the settlement is posted."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.rules.shares import Sheet

from .. import queries, sharing
from ..models import Place, ShareLine


@transaction.atomic
def freeze(*, place: Place, total_cents: int, by: Actor) -> Sheet:
    """Write the lines. Part of the step that posts the settlement, whose event, by `by`, carries `sharing.sums` of what
    comes back; the place is locked there."""
    if ShareLine.objects.filter(place=place).exists():
        raise Refused(_("这一处的分摊已经定下来、公示过了，不能再改。没有保存。"))
    roll = queries.roll(place)
    made = sharing.sheet_of(place, roll, total_cents)
    homes = {str(row.home): row.home for row in roll}
    ShareLine.objects.bulk_create(
        ShareLine(
            place=place, home=homes[line.key], area=line.area, cents=line.cents, owner_cents=line.owner_cents,
            unit_cents=line.unit_cents, from_account=line.from_account, self_pay=line.self_pay,
        )
        for line in made.lines
    )  # fmt: skip
    return made
