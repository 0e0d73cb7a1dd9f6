"""The web process: pages and the API over ASGI, by granian."""

import os

from granian import Granian
from granian.constants import Interfaces

from guywire.config.env import env


CONNECTIONS = "8"


def run() -> None:
    """Serve until told to stop; a new connection for every request would cost more than most."""
    os.environ.setdefault("GUYWIRE_DATABASE_POOL", CONNECTIONS)
    host, port = env().bind
    Granian(
        "guywire.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,  # Django has no lifespan protocol
        workers=env().web_workers,
        backlog=1024,
        respawn_failed_workers=True,
        websockets=False,
    ).serve()
