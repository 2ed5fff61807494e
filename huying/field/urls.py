"""Addresses of this room."""

from .views import desk, grid, vendor

urlpatterns = [*grid.urlpatterns, *vendor.urlpatterns, *desk.urlpatterns]
