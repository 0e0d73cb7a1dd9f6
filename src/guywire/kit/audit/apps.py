from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "guywire.kit.audit"
    label = "audit"
