"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from . import job_pages, link_pages, pages, picture_pages, recovery_pages, setup_pages, upload_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("dress/", pages.dress, name="dress"),
    *job_pages.urlpatterns,
    *picture_pages.urlpatterns,
    *upload_pages.urlpatterns,
    *link_pages.urlpatterns,
    *setup_pages.urlpatterns,
    *recovery_pages.urlpatterns,
]
