"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from . import job_pages, link_pages, pages, picture_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("dress/", pages.dress, name="dress"),
    *job_pages.urlpatterns,
    *picture_pages.urlpatterns,
    *link_pages.urlpatterns,
]
