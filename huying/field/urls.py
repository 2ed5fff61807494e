"""Addresses of this room."""

from .views import desk, door, entry, grid, owner, safety, turnouts, vendor, volunteers

urlpatterns = [
    *grid.urlpatterns,
    *vendor.urlpatterns,
    *desk.urlpatterns,
    *owner.urlpatterns,
    *entry.urlpatterns,
    *door.urlpatterns,
    *turnouts.urlpatterns,
    *safety.urlpatterns,
    *volunteers.urlpatterns,
]
