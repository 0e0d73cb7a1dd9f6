"""Billing runs, and the books checked every night."""

from datetime import time

from guywire.kit.jobs import Periodic, runs

from ..models import BillingRun, Rehearsal
from ..queries.laws import CHECK_BOOKS, require_sound_books
from ..services import runs as services

rehearse = runs.job_of(
    Rehearsal,
    services.rehearse_some,
    finish=services.finish_rehearsal,
    tell=services.tell_rehearsal,
    actor="job:billing",
)
bill = runs.job_of(
    BillingRun,
    services.bill_some,
    finish=services.finish_run,
    tell=services.tell_run,
    actor="job:billing",
)

PERIODIC = (
    Periodic(
        name=CHECK_BOOKS,
        work=require_sound_books,
        at=time(2, 30),
        description="Ask whether ledger and documents keep the laws of money; it fails if not",
    ),
)
