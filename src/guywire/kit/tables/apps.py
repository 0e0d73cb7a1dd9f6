from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "guywire.kit.tables"
    label = "tables"
