"""The web process: pages and the API over WSGI, by granian with a fixed number of threads.

Nothing here awaits, so an event loop would only hand each request to a thread of its own
(ADR 0010).
"""

import os

from granian import Granian
from granian.constants import Interfaces

from guywire.config.env import env

THREADS = 8


def run() -> None:
    """Serve until told to stop; a thread takes a connection of the pool for each request."""
    os.environ["GUYWIRE_DATABASE_POOL"] = os.environ.get("GUYWIRE_DATABASE_POOL") or str(THREADS)
    host, port = env().bind
    Granian(
        "guywire.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=env().web_workers,
        blocking_threads=env().database_pool or THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        websockets=False,
    ).serve()
