"""The room people 人."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "huying.people"
    label = "people"
    verbose_name = "人"
    default_auto_field = "django.db.models.BigAutoField"
