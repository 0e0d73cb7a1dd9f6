from django.apps import AppConfig


class SecretsConfig(AppConfig):
    name = "guywire.kit.secrets"
    label = "secrets"
