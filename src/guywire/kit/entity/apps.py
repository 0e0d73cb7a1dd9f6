from django.apps import AppConfig


class EntityConfig(AppConfig):
    name = "guywire.kit.entity"
    label = "entity"
