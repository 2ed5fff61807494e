"""Addresses of this room."""

from .views import aftercare, desk, door, entry, grid, mediation, money, owner, relative, vendor

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
]
