"""Rehearsals and runs for tests, worked to their end."""

from decimal import Decimal
from typing import Any

from guywire.domains.billing.inputs import RunInput
from guywire.domains.billing.models import BillingRun, Rehearsal, RehearsalItem, RunException
from guywire.domains.billing.services import runs
from guywire.domains.customers.tests import make as people
from guywire.kit.jobs import runs as kit_runs


def worked(run: Any) -> Any:
    """Every slice of a run, now."""
    while kit_runs.work_on(type(run), run.pk):
        pass
    run.refresh_from_db()
    return run


def rehearsal_input(**fields: Any) -> RunInput:
    return RunInput(**fields)


def rehearsal(**fields: Any) -> Rehearsal:
    """A rehearsal of what a new service owes."""
    people.active_service(plan_id=people.plan(price=Decimal("31.00")).pk)
    made: Rehearsal = worked(runs.rehearse(rehearsal_input(**fields).for_on))
    return made


def rehearsed_customer() -> RehearsalItem:
    found = rehearsal().items.first()
    assert found is not None
    return found


def billing_run() -> BillingRun:
    """A run of what was rehearsed."""
    made: BillingRun = worked(runs.commit(rehearsal()))
    return made


def customer_left_out() -> RunException:
    run = billing_run()
    document = run.documents.first()
    assert document is not None
    return RunException.objects.create(run=run, payer=document.customer, reason="Changed.")
