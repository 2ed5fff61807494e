"""The plan and its price 方案与预算: what is done, how much of it, and what firms ask for it."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.people.models import Vendor

from .models import Place


class BudgetLine(models.Model):
    """预算的一行: quantity in 0.01 of its unit, price in cents a unit, and the sum in cents."""

    OPEN: ClassVar = {"id", "place", "number", "unit", "quantity", "price_cents", "sum_cents"}
    PRIVATE: ClassVar = {"name"}

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="budget")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    quantity = models.PositiveIntegerField()
    price_cents = models.PositiveBigIntegerField()
    sum_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "number"], name="budget_line_once")]


class Quote(models.Model):
    """报价: what one firm asks for the work; one of them is taken, with why when it is not the lowest."""

    OPEN: ClassVar = {"id", "place", "vendor", "at", "sum_cents", "taken"}
    PRIVATE: ClassVar = {"why"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="quotes")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="fund_quotes")
    at = models.DateTimeField()
    sum_cents = models.PositiveBigIntegerField()
    taken = models.BooleanField(default=False)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["sum_cents", "at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "vendor"], name="quote_once")]
