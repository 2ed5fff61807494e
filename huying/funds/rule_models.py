"""What is local about the maintenance fund 资金规矩: days, shares and lines, which emergencies count, which papers are asked
for. Each a row of a division with where it comes from, a sample until somebody confirms it."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from huying.core import spoken
from huying.places.models import Division


def _mark(*facts: object) -> str:
    """What a form was opened on; another mark means that somebody has changed it since."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Lane(models.TextChoices):
    NORMAL = "normal", _("一般程序，业主表决")
    EMERGENCY = "emergency", _("应急程序，现场确认")


class FundRule(models.Model):
    """资金规矩: one figure or sentence that a division lays down; the nearest division's counts."""

    class Key(models.TextChoices):
        PLAN_NOTICE_DAYS = "plan_notice_days", _("方案公示几天")
        VOTE_DAYS = "vote_days", _("表决几天")
        SETTLEMENT_NOTICE_DAYS = "settlement_notice_days", _("结算公示几天")
        NOTICE_WORKING = "notice_working", _("公示按工作日算")
        REVIEW_DAYS = "review_days", _("局里几个工作日答复")
        EMERGENCY_REVIEW_DAYS = "emergency_review_days", _("应急的几个工作日答复")
        PREPAY_PERCENT = "prepay_percent", _("最多预付百分之几")
        AUDIT_OVER_CENTS = "audit_over_cents", _("结算超过多少要审计")
        OVERRUN_PERCENT = "overrun_percent", _("超出预算百分之几要另报")
        MIN_QUOTES = "min_quotes", _("至少几家报价")
        STREET_CONFIRMS = "street_confirms", _("应急要街道确认")
        MIN_REPRESENTATIVES = "min_representatives", _("验收至少几位业主代表")
        WARRANTY_ROOF_YEARS = "warranty_roof_years", _("屋面、外墙防水保修几年")
        WARRANTY_OTHER_YEARS = "warranty_other_years", _("其他的保修几年")
        WARRANTY_WARN_DAYS = "warranty_warn_days", _("保修到期前几天提醒")
        DESK_DAYS = "desk_days", _("社区每一步几个工作日")
        WHO_APPLIES = "who_applies", _("由谁来申请")
        OFFICE = "office", _("收件的单位和电话")

    class Unit(models.TextChoices):
        """What a figure counts. What has none of these is a sentence."""

        DAYS = "days", _("天")
        WORKING_DAYS = "working_days", _("工作日")
        YEARS = "years", _("年")
        PERCENT = "percent", "%"
        PEOPLE = "people", _("位")
        QUOTES = "quotes", _("家")
        CENTS = "cents", _("元")
        YES_NO = "yes_no", _("是或者不是")
        WORDS = "words", _("一句话")

    UNITS: ClassVar[dict[str, str]] = {
        "plan_notice_days": Unit.DAYS, "vote_days": Unit.DAYS, "settlement_notice_days": Unit.DAYS,
        "notice_working": Unit.YES_NO, "review_days": Unit.WORKING_DAYS, "emergency_review_days": Unit.WORKING_DAYS,
        "prepay_percent": Unit.PERCENT, "audit_over_cents": Unit.CENTS, "overrun_percent": Unit.PERCENT,
        "min_quotes": Unit.QUOTES, "street_confirms": Unit.YES_NO, "min_representatives": Unit.PEOPLE,
        "warranty_roof_years": Unit.YEARS, "warranty_other_years": Unit.YEARS, "warranty_warn_days": Unit.DAYS,
        "desk_days": Unit.WORKING_DAYS, "who_applies": Unit.WORDS, "office": Unit.WORDS,
    }  # fmt: skip

    OPEN: ClassVar = {"id", "division", "key", "number", "text", "source", "source_date", "confirmed"}
    PRIVATE: ClassVar[set[str]] = set()

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="fund_rules")
    key = models.CharField(max_length=30, choices=Key.choices)
    # Days, per cent, a count or cents, as the key says; 1 and 0 are yes and no. Sentences stand in `text`.
    number = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["division", "key"], name="fund_rule_once")]

    @property
    def unit(self) -> str:
        return self.UNITS[self.key]

    @property
    def says(self) -> str:
        """The figure with its unit, or the sentence: 3 天, 10 个工作日, 30%."""
        return said(self.unit, self.number) if self.number is not None else self.text

    @property
    def mark(self) -> str:
        return _mark(self.division_id, self.key, self.number, self.text, self.source, self.source_date, self.confirmed)


def said(unit: str, n: int) -> str:
    """A figure as people say it."""
    unit_of = FundRule.Unit
    if unit == unit_of.YES_NO:
        return now("是") if n else now("不是")
    if unit == unit_of.CENTS:
        return now("%(sum)s 元") % {"sum": spoken.yuan(n)}
    if unit == unit_of.PERCENT:
        return f"{n}%"
    words = {
        unit_of.DAYS: ngettext("%(n)s 天", "%(n)s 天", n), unit_of.YEARS: ngettext("%(n)s 年", "%(n)s 年", n),
        unit_of.WORKING_DAYS: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
        unit_of.PEOPLE: ngettext("%(n)s 位", "%(n)s 位", n), unit_of.QUOTES: ngettext("%(n)s 家报价", "%(n)s 家报价", n),
    }  # fmt: skip
    return words[unit_of(unit)] % {"n": n}


class EmergencyKind(models.Model):
    """应急情形: what may be repaired without a vote in this division."""

    OPEN: ClassVar = {"id", "division", "code", "name", "source", "source_date", "confirmed"}
    PRIVATE: ClassVar[set[str]] = set()

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="emergency_kinds")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["division", "code"], name="emergency_kind_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        return _mark(self.division_id, self.code, self.name, self.source, self.source_date, self.confirmed)


class RequiredPaper(models.Model):
    """要交的材料: one document that a lane asks for, and before which step it must be there."""

    class Before(models.TextChoices):
        SUBMIT = "submit", _("报局前")
        CONTRACT = "contract", _("签合同前")
        SETTLE = "settle", _("结算前")
        POST_SETTLEMENT = "post_settlement", _("结算公示前")
        ARCHIVE = "archive", _("归档前")

    OPEN: ClassVar = {
        "id", "division", "lane", "number", "code", "name", "before", "made_here", "source", "source_date", "confirmed",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="required_papers")
    lane = models.CharField(max_length=10, choices=Lane.choices)
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    before = models.CharField(max_length=20, choices=Before.choices)
    # Huying prints it from the data; it comes back signed.
    made_here = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["lane", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division", "lane", "code"], name="required_paper_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        return _mark(
            self.division_id, self.lane, self.number, self.code, self.name, self.before, self.made_here, self.source,
            self.source_date, self.confirmed,
        )  # fmt: skip
