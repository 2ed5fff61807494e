"""What is read of walks 走访."""

from django.db.models import Count, F, Prefetch, QuerySet

from huying.people.models import User

from .walk_models import Walk, WalkFinding


def visible_to(user: User) -> QuerySet[Walk]:
    """The walks of the communities in which an account works."""
    return Walk.objects.filter(community__in=[post.community_id for post in user.posts if post.community_id])


def listed(user: User) -> QuerySet[Walk]:
    """Those still going on first, then the newest; each with how much was found. One statement."""
    rows = visible_to(user).select_related("user").annotate(found=Count("findings"))
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-at", "-pk")


def whole(user: User) -> QuerySet[Walk]:
    """Walks with all that was found, in the order of the houses. Two statements."""
    findings = WalkFinding.objects.select_related("building", "case__category").order_by("building__order", "pk")
    return visible_to(user).select_related("community", "user").prefetch_related(Prefetch("findings", findings))
