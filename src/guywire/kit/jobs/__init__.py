"""Work that happens later: jobs on the same database, and periodic work that catches up.

``@background(name)`` makes a function a job; ``defer`` queues it in the caller's transaction, for
the active tenant. A job opens ``in_tenant`` itself, a scope for each piece of work, so that long
work never holds one transaction. ``Periodic`` is work by the clock, fanned out to every tenant.
"""

from .periodic import Periodic, periodic_job, periodic_jobs, schedule
from .queue import background, defer, defer_for, works

__all__ = [
    "Periodic",
    "background",
    "defer",
    "defer_for",
    "periodic_job",
    "periodic_jobs",
    "schedule",
    "works",
]
