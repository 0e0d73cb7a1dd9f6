"""Billing runs."""

from guywire.kit.jobs import runs

from ..models import BillingRun, Rehearsal
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
