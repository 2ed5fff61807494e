"""The room funds 维修资金."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "huying.funds"
    label = "funds"
    verbose_name = "维修资金"
    default_auto_field = "django.db.models.BigAutoField"
