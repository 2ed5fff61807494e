"""Addresses of this room."""

from .views import desk, door, entry, grid, money, owner, vendor

urlpatterns = [
    *grid.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *money.urlpatterns,
    *owner.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
]
