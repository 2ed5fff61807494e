"""The room places 地方."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huying.places"
    label = "places"
    verbose_name = "地方"
    default_auto_field = "django.db.models.BigAutoField"
