"""Addresses of this room."""

from .views import desk, find, gather, homes, intake, leave, paste, resident, reveals, setup

urlpatterns = [
    *resident.urlpatterns,
    *gather.urlpatterns,
    *intake.urlpatterns,
    *paste.urlpatterns,
    *desk.urlpatterns,
    *homes.urlpatterns,
    *find.urlpatterns,
    *leave.urlpatterns,
    *reveals.urlpatterns,
    *setup.urlpatterns,
]
