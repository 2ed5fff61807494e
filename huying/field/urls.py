"""Addresses of this room."""

from .views import desk, door, entry, grid, owner, relative, vendor

urlpatterns = [
    *grid.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *owner.urlpatterns,
    *relative.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
]
