from django.apps import AppConfig, apps
from django.db.models.signals import class_prepared


class TenancyConfig(AppConfig):
    """Listed before every app with tenant models: it gives them their table rules."""

    name = "guywire.kit.tenancy"
    label = "tenancy"

    def import_models(self) -> None:
        super().import_models()
        from .models import add_tenant_rules  # noqa: PLC0415  models exist only from here on

        class_prepared.connect(add_tenant_rules)

    def ready(self) -> None:
        from .models import add_same_tenant_references  # noqa: PLC0415

        add_same_tenant_references(apps)
