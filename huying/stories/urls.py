"""Addresses of this room."""

from .views import board, desk, public

urlpatterns = [*public.urlpatterns, *board.urlpatterns, *desk.urlpatterns]
