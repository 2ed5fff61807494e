"""Addresses of this room."""

from . import password_pages, staff_pages, vendor_pages, views, volunteer_pages

urlpatterns = [
    *views.urlpatterns,
    *password_pages.urlpatterns,
    *staff_pages.urlpatterns,
    *vendor_pages.urlpatterns,
    *volunteer_pages.urlpatterns,
]
