"""The scheduler process: looks every 15 s for periodic work that is due; several may stand by."""

import logging
import signal
from itertools import count
from threading import Event

from django.db import DatabaseError, close_old_connections

from guywire.kit.jobs.scheduler import take_turn

TURN_S = 15.0

logger = logging.getLogger(__name__)


def run() -> None:
    """Until SIGTERM or SIGINT. Django is set up already; a database that is away is tried again."""
    stop = Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.set())
    for turn in count():
        try:
            take_turn(turn)
        except DatabaseError:
            logger.exception("the scheduler's turn failed")
        close_old_connections()
        if stop.wait(TURN_S):
            return
