"""A one-time code 一次性的码: sealed while it lives, and gone once it was used."""

from django.db import models

from huying.core.sealed import SealedField


class Coded(models.Model):
    """What somebody without an account gives or signs with a code from their own telephone."""

    code = SealedField(blank=True)
    code_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
