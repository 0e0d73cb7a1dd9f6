"""The scheduler's turn: periodic work is queued, dead workers' jobs are put back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .rescue import prune, rescue
from .tasks import tick

LEADER_KEY = 7_316_501_002
TURNS_BETWEEN_RESCUES = 4

logger = logging.getLogger(__name__)


@contextmanager
def leadership() -> Iterator[bool]:
    """Whether this process leads now: one scheduler works, others stand by (advisory lock)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LEADER_KEY])
        leads = bool(cursor.fetchone()[0])
    try:
        yield leads
    finally:
        if leads:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LEADER_KEY])


def take_turn(turn: int) -> int:
    """One turn; the number of slots queued, 0 when another scheduler leads."""
    with leadership() as leads:
        if not leads:
            return 0
        queued = tick()
        if turn % TURNS_BETWEEN_RESCUES == 0:
            rescued = rescue()
            prune()
            if rescued.put_back or rescued.given_up:
                logger.warning(
                    "jobs of dead workers: %s put back, %s given up",
                    rescued.put_back,
                    rescued.given_up,
                )
        return queued
