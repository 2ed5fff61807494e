"""What a new community starts from 开办: its categories and limits."""

from django.db import transaction

from huying.places.models import Division

from .. import defaults
from ..models import Category, Limit


@transaction.atomic
def load_defaults(*, division: Division) -> None:
    """类别与时限: lay out the categories, and a sample of limits for a division. Rows that are there stay as they are."""
    Category.objects.bulk_create(
        (
            Category(code=code, name=name, verification=verification, after_rain=after_rain, order=order)
            for order, (code, name, verification, after_rain) in enumerate(defaults.CATEGORIES)
        ),
        ignore_conflicts=True,
    )
    Limit.objects.bulk_create(
        (
            Limit(
                division=division, urgency=urgency, kind=kind, amount=amount, unit=unit, source=source,
                source_date=source_date,
            )
            for urgency, kind, amount, unit, source, source_date in defaults.LIMITS
        ),
        ignore_conflicts=True,
    )  # fmt: skip
