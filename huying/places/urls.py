"""Addresses of this room."""

from .views import buildings, calendar

urlpatterns = [*buildings.urlpatterns, *calendar.urlpatterns]
