"""对账: batches, places, households and money, added up twice, and every difference said."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from huying.core.spoken import yuan

from .models import Batch, Payment, Place, ShareLine

# What was given up, refused or never payable takes nobody's money and counts nowhere.
OUT = ("dropped", "rejected", "not_payable")


class Sums(NamedTuple):
    """One line: a batch, or all of them. Cents throughout."""

    batch: Batch | None
    places: int
    households: int
    budget: int
    approved: int
    settled: int
    from_accounts: int
    from_owners: int
    from_units: int
    paid: int


class Books(NamedTuple):
    """The lines, their total, and what does not agree. An empty list of differences is the good answer."""

    lines: list[Sums]
    total: Sums
    homes: int
    differences: list[str]


def counted(places: QuerySet[Place]) -> QuerySet[Place]:
    """The places that count: those in a batch that were not given up or refused."""
    return places.filter(batch__isnull=False).exclude(state__in=OUT)


def books(places: QuerySet[Place]) -> Books:
    """The books of some places, in five statements for any number of them."""
    kept = counted(places)
    ids = kept.values("pk")
    own = kept.values("batch").annotate(
        n=Count("pk"), budget=Sum("budget_cents"), approved=Sum("approved_cents"), settled=Sum("settled_cents")
    )
    homes = {row["batch"]: row["n"] for row in kept.values("batch").annotate(n=Count("scope"))}
    shares = ShareLine.objects.filter(place__in=ids).values("place__batch")
    split = {
        row["place__batch"]: row
        for row in shares.annotate(account=Sum("from_account"), owner=Sum("self_pay"), unit=Sum("unit_cents"))
    }
    moved = Payment.objects.filter(place__in=ids, paid_on__isnull=False).values("place__batch")
    paid = {row["place__batch"]: row["n"] for row in moved.annotate(n=Sum("sum_cents"))}
    named = Batch.objects.in_bulk([row["batch"] for row in own])
    lines = []
    for row in sorted(own, key=lambda one: named[one["batch"]].number):
        key = row["batch"]
        part = split.get(key, {})
        lines.append(
            Sums(
                named[key], row["n"], homes.get(key, 0), row["budget"] or 0, row["approved"] or 0, row["settled"] or 0,
                part.get("account") or 0, part.get("owner") or 0, part.get("unit") or 0, paid.get(key, 0),
            )
        )  # fmt: skip
    return Books(lines, _total(lines), _distinct(kept), [*_differences(kept)])


def _total(lines: Iterable[Sums]) -> Sums:
    rows = list(lines)
    return Sums(None, *(sum(row[n] for row in rows) for n in range(1, len(Sums._fields))))  # type: ignore[arg-type]


def _distinct(kept: QuerySet[Place]) -> int:
    """How many different homes: one that pays for its roof and for its drain is one home and two households."""
    return kept.aggregate(n=Count("scope__home", distinct=True))["n"] or 0


def _differences(kept: QuerySet[Place]) -> Iterable[str]:
    """Of each place whose shares are posted: shares come to the settled sum, one a home of the scope; and what has left
    the fund is no more than was settled. Judged place by place, for two mistakes must not cancel out in a sum."""
    homes = dict(kept.values_list("pk").annotate(n=Count("scope", distinct=True)))
    split = {row["place"]: row for row in ShareLine.objects.filter(place__in=kept).values("place").annotate(
        n=Count("pk"), cents=Sum("cents"))}  # fmt: skip
    paid = dict(
        Payment.objects.filter(place__in=kept, paid_on__isnull=False).values_list("place").annotate(n=Sum("sum_cents"))
    )
    for place in kept.select_related("building", "batch"):
        name, posted = {"place": f"{place.batch} {place}"}, split.get(place.pk)
        settled = place.settled_cents or 0
        if not homes.get(place.pk):
            yield _("%(place)s：没有出钱的户。") % name
        if posted and posted["cents"] != settled:
            yield _("%(place)s：分摊加起来是 %(shares)s 元，结算是 %(settled)s 元。") % {
                **name, "shares": yuan(posted["cents"]), "settled": yuan(settled),
            }  # fmt: skip
        if posted and posted["n"] != homes.get(place.pk):
            yield _("%(place)s：分摊有 %(n)s 户，出钱的有 %(homes)s 户。") % {
                **name,
                "n": posted["n"],
                "homes": homes.get(place.pk),
            }
        if settled and paid.get(place.pk, 0) > settled:
            yield _("%(place)s：拨出去 %(paid)s 元，比结算的 %(settled)s 元多。") % {
                **name, "paid": yuan(paid[place.pk]), "settled": yuan(settled),
            }  # fmt: skip


def waiting(places: QuerySet[Place]) -> QuerySet[Place]:
    """What is not in a batch yet."""
    return places.filter(batch=None).exclude(state__in=OUT)


def not_counted(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.filter(Q(state__in=OUT))
