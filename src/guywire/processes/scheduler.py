"""The scheduler process: looks every 15 s for periodic work that is due; several may stand by."""

import logging
from itertools import count
from threading import Event

from django.db import DatabaseError, close_old_connections

from guywire.kit.jobs.scheduler import take_turn

TURN_S = 15.0

logger = logging.getLogger(__name__)


def run(stop: Event) -> None:
    """Until ``stop`` is set. Django is set up already; a database that is away is tried again."""
    for turn in count():
        try:
            take_turn(turn)
        except DatabaseError:
            logger.exception("the scheduler's turn failed")
        close_old_connections()
        if stop.wait(TURN_S):
            return
