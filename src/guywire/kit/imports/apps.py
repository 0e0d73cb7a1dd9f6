from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "guywire.kit.imports"
    label = "imports"
