"""What a new community starts from 开办: its categories and limits."""

from django.db import transaction

from huying.places.models import Division

from .. import defaults
from ..models import Category, Limit


@transaction.atomic
def load_defaults(*, division: Division) -> None:
    """类别与时限: lay out the categories, and a sample of limits for a division. Rows that are there stay as they are."""
    for order, (code, name, verification, after_rain) in enumerate(defaults.CATEGORIES):
        values = {"name": name, "verification": verification, "after_rain": after_rain, "order": order}
        Category.objects.get_or_create(code=code, defaults=values)
    for urgency, kind, amount, unit, source, source_date in defaults.LIMITS:
        values = {"amount": amount, "unit": unit, "source": source, "source_date": source_date}
        Limit.objects.get_or_create(division=division, urgency=urgency, kind=kind, defaults=values)
