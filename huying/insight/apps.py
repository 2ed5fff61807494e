"""The room insight 总览."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "huying.insight"
    label = "insight"
    verbose_name = "总览"
    default_auto_field = "django.db.models.BigAutoField"
