"""The room cases 案件."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "huying.cases"
    label = "cases"
    verbose_name = "案件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .fulltext import install

        post_migrate.connect(install, sender=self, dispatch_uid="cases.fulltext")
