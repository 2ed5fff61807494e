"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

from .views import messages, setup

urlpatterns: list[URLPattern | URLResolver] = [*messages.urlpatterns, *setup.urlpatterns]
