"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("desk/overview/", views.overview, name="overview"),
    path("desk/overview/cases/", views.cases, name="overview_cases"),
    path("desk/overview/week/<str:code>/", views.week, name="overview_week"),
    path("desk/overview/wall/", views.wall_link, name="wall_link"),
    path("wall/", views.wall, name="wall"),
]
