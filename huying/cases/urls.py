"""Addresses of this room."""

from .views import desk, find, intake, paste, resident, reveals, setup

urlpatterns = [
    *resident.urlpatterns,
    *intake.urlpatterns,
    *paste.urlpatterns,
    *desk.urlpatterns,
    *find.urlpatterns,
    *reveals.urlpatterns,
    *setup.urlpatterns,
]
