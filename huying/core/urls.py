"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from . import job_pages, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("dress/", pages.dress, name="dress"),
    *job_pages.urlpatterns,
]
