"""The room stories 故事."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "huying.stories"
    label = "stories"
    verbose_name = "故事"
    default_auto_field = "django.db.models.BigAutoField"
