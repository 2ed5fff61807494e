"""The room field 现场."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "huying.field"
    label = "field"
    verbose_name = "现场"
    default_auto_field = "django.db.models.BigAutoField"
