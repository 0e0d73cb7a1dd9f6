"""The app configuration of a domain: it reads what the domain listens to and does by the clock."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

from ..jobs import Periodic, schedule
from .log import listen


class DomainConfig(AppConfig):
    """Reads ``handlers.LISTENS`` and ``tasks.PERIODIC`` of its domain, both plain data."""

    def ready(self) -> None:
        if find_spec(f"{self.name}.handlers"):
            for kind, handlers in import_module(f"{self.name}.handlers").LISTENS.items():
                listen(kind, [f"{h.__module__}.{h.__qualname__}" for h in handlers])
        if find_spec(f"{self.name}.tasks"):
            periodic: tuple[Periodic, ...] = getattr(
                import_module(f"{self.name}.tasks"), "PERIODIC", ()
            )
            for job in periodic:
                schedule(job)
