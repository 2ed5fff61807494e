"""Addresses of this room."""

from .views import desk, intake, resident

urlpatterns = [*resident.urlpatterns, *intake.urlpatterns, *desk.urlpatterns]
