"""Addresses of this room."""

from .views import buildings, calendar, divisions, grids

urlpatterns = [*buildings.urlpatterns, *calendar.urlpatterns, *divisions.urlpatterns, *grids.urlpatterns]
