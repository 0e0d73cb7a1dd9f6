from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class EntityConfig(AppConfig):
    name = "guywire.kit.entity"
    label = "entity"

    def ready(self) -> None:
        register(import_module("guywire.kit.entity.checks").check_entities)
