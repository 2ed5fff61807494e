"""Assists 协办: what others were asked to lend a hand with, and what they say they did. The lead stays who it is."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.people.models import User

from .models import Case, Commitment


class Assist(models.Model):
    """协办: one post asked to lend a hand, until it says what it did. Who did some of the work does not check it."""

    OPEN: ClassVar = {"id", "case", "commitment", "at", "ended_at", "ended_by"}
    PRIVATE: ClassVar = {"task", "done"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assists")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="assist")
    at = models.DateTimeField()
    task = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    # Whose work it was: the account in the chair that was asked, also where the desk wrote it down.
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="assists")
    done = models.CharField(max_length=300, blank=True)
