"""Afterwards 办结以后: homes that somebody looks in on once more, and the days on which it rained."""

from typing import ClassVar

from django.db import models

from huying.places.models import Community, Home


class Watch(models.Model):
    """需要多看一眼: after a repair somebody looks in on this home once more. It never says why, and no field asks."""

    OPEN: ClassVar = {"id", "home", "at", "actor"}
    PRIVATE: ClassVar[set[str]] = set()

    home = models.OneToOneField(Home, on_delete=models.PROTECT, related_name="watch")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)


class RainDay(models.Model):
    """下雨的日子: it rained in a community, as somebody at the desk wrote down."""

    OPEN: ClassVar = {"id", "community", "day", "at", "actor"}
    PRIVATE: ClassVar[set[str]] = set()

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="rain_days")
    day = models.DateField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "day"], name="rain_day_once")]
