"""The room exchange 台账进出."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "huying.exchange"
    label = "exchange"
    verbose_name = "台账进出"
    default_auto_field = "django.db.models.BigAutoField"
