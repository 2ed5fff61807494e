"""Property facts 产权情况: whose a home is, how large, of which kind, and what lies in its fund account."""

import hashlib
import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.core.sealed import BlindIndex, SealedField
from huying.places.models import Community, Home


class Owner(models.Model):
    """业主: whoever a home belongs to. Who owns several homes is one owner, and one head in a vote; co-owners of one home
    are one owner together."""

    class Status(models.TextChoices):
        KNOWN = "known", _("找得到")
        ABSENT = "absent", _("不在本地")
        HEIRS = "heirs", _("继承人还没过户")
        UNKNOWN = "unknown", _("不知道是谁")
        UNIT = "unit", _("单位")

    OPEN: ClassVar = {"id", "community", "status"}
    PRIVATE: ClassVar = {"name", "phone", "phone_index", "note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="owners")
    name = models.CharField(max_length=60)
    phone = SealedField(blank=True)
    phone_index = BlindIndex(of="phone")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.KNOWN)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "name"], name="owner_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        return _mark(self.name, self.phone, self.status, self.note)


class Property(models.Model):
    """产权: the facts of one home that a vote and a share rest on. Area is in 0.01 m², money in cents."""

    class Kind(models.TextChoices):
        COMMODITY = "commodity", _("商品房")
        SOLD_PUBLIC = "sold_public", _("房改房")
        DIRECT_PUBLIC = "direct_public", _("直管公房")
        UNIT_PUBLIC = "unit_public", _("自管公房")
        RESETTLEMENT = "resettlement", _("拆迁安置房")
        OTHER = "other", _("其他")

    class Source(models.TextChoices):
        """面积从哪来, in the order in which the Interpretation of 2020 (art 8) lets them count."""

        REGISTER = "register", _("不动产登记")
        SURVEY = "survey", _("测绘")
        CONTRACT = "contract", _("买卖合同")
        LEDGER = "ledger", _("社区台账")

    OPEN: ClassVar = {
        "id", "home", "owner", "kind", "area", "area_source", "unit_percent", "sold_year", "balance_cents",
        "balance_on",
    }  # fmt: skip
    PRIVATE: ClassVar = {"former_unit", "fund_account"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    home = models.OneToOneField(Home, on_delete=models.PROTECT, related_name="property")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="properties")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMMODITY)
    area = models.PositiveIntegerField(null=True)
    area_source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    # Of sold public housing: the unit that sold it, and of a hundred parts paid into the fund how many were the unit's.
    former_unit = models.CharField(max_length=60, blank=True)
    unit_percent = models.PositiveSmallIntegerField(null=True)
    sold_year = models.PositiveSmallIntegerField(null=True)
    fund_account = models.CharField(max_length=40, blank=True)
    balance_cents = models.BigIntegerField(null=True)
    balance_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area=None) | Q(area__gt=0), name="property_some_area"),
            models.CheckConstraint(
                condition=Q(unit_percent=None) | Q(unit_percent__lte=100), name="property_parts_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return str(self.home)

    @property
    def community_key(self) -> str:
        return str(self.home.building.community_id)

    @property
    def mark(self) -> str:
        """Of the facts and of whose it is."""
        return _mark(
            self.kind, self.area, self.area_source, self.former_unit, self.unit_percent, self.sold_year, self.fund_account,
            self.balance_cents, self.balance_on, self.owner_id,
        )  # fmt: skip


def _mark(*facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:16]
