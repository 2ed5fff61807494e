"""Addresses of this room."""

from .views import desk, find, intake, resident

urlpatterns = [*resident.urlpatterns, *intake.urlpatterns, *desk.urlpatterns, *find.urlpatterns]
