"""Billing runs, and the books checked every night."""

from datetime import time

from guywire.kit.jobs import Periodic, runs

from ..models import BillingRun, Rehearsal
from ..queries.laws import CHECK_BOOKS, require_sound_books
from ..services import runs as services
from ..services.accounts import settings

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


def bill_due() -> None:
    """Issue what is due, where the WISP wants no rehearsal before."""
    if settings().automatic_runs:
        services.bill_now()


PERIODIC = (
    Periodic(
        name="billing.bill_due",
        work=bill_due,
        at=time(0, 5),
        description="Bills what is due, where the WISP has chosen to bill without a rehearsal",
    ),
    Periodic(
        name=CHECK_BOOKS,
        work=require_sound_books,
        at=time(2, 30),
        description="Ask whether ledger and documents keep the laws of money; it fails if not",
    ),
)
