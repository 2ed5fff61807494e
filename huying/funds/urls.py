"""Addresses of this room."""

from .views import (
    batches,
    board,
    levies,
    notices,
    papers,
    payments,
    place,
    plan,
    review_link,
    rules,
    scope,
    settlement,
    votes,
    works,
)

urlpatterns = [
    *board.urlpatterns,
    *place.urlpatterns,
    *scope.urlpatterns,
    *plan.urlpatterns,
    *notices.urlpatterns,
    *votes.urlpatterns,
    *papers.urlpatterns,
    *batches.urlpatterns,
    *review_link.urlpatterns,
    *works.urlpatterns,
    *payments.urlpatterns,
    *settlement.urlpatterns,
    *levies.urlpatterns,
    *rules.urlpatterns,
]
