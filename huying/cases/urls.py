"""Addresses of this room."""

from .views import desk, find, gather, homes, intake, paste, resident, reveals, setup, thanks

urlpatterns = [
    *resident.urlpatterns,
    *gather.urlpatterns,
    *intake.urlpatterns,
    *paste.urlpatterns,
    *desk.urlpatterns,
    *homes.urlpatterns,
    *find.urlpatterns,
    *reveals.urlpatterns,
    *setup.urlpatterns,
    *thanks.urlpatterns,
]
