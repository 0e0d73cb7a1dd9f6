"""The web process: pages and the API over ASGI, by granian."""

from granian import Granian
from granian.constants import Interfaces

from guywire.config.env import env


def run() -> None:
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
