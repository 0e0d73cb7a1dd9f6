from importlib import import_module

from django.apps import AppConfig, apps
from django.db.models.signals import class_prepared

MODELS = "guywire.kit.tenancy.models"  # loaded when the registry of apps stands, not before


class TenancyConfig(AppConfig):
    """Listed before every app with tenant models: it gives them their table rules."""

    name = "guywire.kit.tenancy"
    label = "tenancy"

    def import_models(self) -> None:
        super().import_models()
        class_prepared.connect(import_module(MODELS).add_tenant_rules)

    def ready(self) -> None:
        import_module(MODELS).add_same_tenant_references(apps)
