"""Addresses of this room."""

from .views import aftercare, desk, door, entry, grid, mediation, owner, relative, vendor

urlpatterns = [
    *grid.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *owner.urlpatterns,
    *relative.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
    *aftercare.urlpatterns,
    *mediation.urlpatterns,
]
