"""Addresses of this room."""

from .views import urlpatterns

__all__ = ["urlpatterns"]
