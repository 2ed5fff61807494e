"""Addresses of this room."""

from .views import buildings, calendar, grids

urlpatterns = [*buildings.urlpatterns, *calendar.urlpatterns, *grids.urlpatterns]
