"""Addresses of this room."""

from .views import (
    aftercare,
    claims,
    desk,
    door,
    entry,
    grid,
    mediation,
    money,
    outbox,
    owner,
    relative,
    safety,
    spending,
    turnouts,
    vendor,
    volunteers,
)

urlpatterns = [
    *grid.urlpatterns,
    *outbox.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *money.urlpatterns,
    *owner.urlpatterns,
    *relative.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
    *aftercare.urlpatterns,
    *mediation.urlpatterns,
    *claims.urlpatterns,
    *turnouts.urlpatterns,
    *safety.urlpatterns,
    *spending.urlpatterns,
    *volunteers.urlpatterns,
]
