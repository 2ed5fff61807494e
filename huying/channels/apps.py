"""The room channels 通知."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "huying.channels"
    label = "channels"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"
