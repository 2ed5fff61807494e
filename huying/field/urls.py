"""Addresses of this room."""

from .views import (
    aftercare,
    desk,
    door,
    entry,
    grid,
    mediation,
    money,
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
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *money.urlpatterns,
    *owner.urlpatterns,
    *relative.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
    *aftercare.urlpatterns,
    *mediation.urlpatterns,
    *turnouts.urlpatterns,
    *safety.urlpatterns,
    *spending.urlpatterns,
    *volunteers.urlpatterns,
]
