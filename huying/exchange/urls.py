"""Addresses of this room."""

from . import fallback_file, views

urlpatterns = [*views.urlpatterns, *fallback_file.urlpatterns]
