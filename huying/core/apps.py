"""The hall 大厅."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "huying.core"
    label = "core"
    verbose_name = "大厅"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .triggers import install

        post_migrate.connect(install, sender=self, dispatch_uid="core.triggers")
