"""Loaded last: every door, so that each process knows every permission, entity and listener."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class DoorsConfig(AppConfig):
    """Opens the doors once all models stand; a worker knows the same codes as the web process."""

    name = "guywire.config"
    label = "config"

    def ready(self) -> None:
        import_module(settings.ROOT_URLCONF)
