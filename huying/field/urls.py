"""Addresses of this room."""

from .views import aftercare, desk, door, entry, grid, mediation, owner, vendor

urlpatterns = [
    *grid.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *owner.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
    *aftercare.urlpatterns,
    *mediation.urlpatterns,
]
