"""Billing runs: what is due, rehearsed and issued by the slice (B-CYC-4, B-CYC-6, B-CYC-8)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from guywire.domains.customers.queries import today
from guywire.domains.tenants.queries import this_tenant
from guywire.domains.tenants.services.numbers import next_number
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import runs
from guywire.kit.jobs.slices import Lane, Slice
from guywire.kit.staging import among, insert_rows
from guywire.kit.tenancy import current

from ..events import RunCommitted, RunRehearsed
from ..models import BillingRun, Rehearsal, RehearsalItem, RunException
from ..queries.history import due_accounts
from ..queries.inputs_of_runs import changed_inputs, inputs_now
from .accounts import lock_payers, open_missing_accounts
from .due import Biller
from .due_shapes import Due
from .writing_due import write_due

SLICE = 2_000
LANES = 2
SPACE = 1 << 128


class RunRefused(DomainError):
    """There is nothing to commit, or not yet."""

    code = "run_refused"


class InputsChanged(Conflict):
    """What the rehearsal was computed from is not the same any more."""

    code = "inputs_changed"


class RunUnderWay(Conflict):
    """Another run issues documents now."""

    code = "run_under_way"


def rehearse(for_on: date | None = None) -> Rehearsal:
    """Find what a run for a day would issue; any day, also one to come."""
    day = for_on or today()
    open_missing_accounts()
    rehearsal = Rehearsal.objects.create(
        number=next_number("rehearsal"),
        for_on=day,
        currency=this_tenant().currency,
        started_by=current().actor,
        inputs=inputs_now(),
        row_count=due_accounts(day).count(),
    )
    runs.start(rehearsal, lanes=LANES)
    return rehearsal


def rehearse_some(rehearsal: Rehearsal, lane: Lane) -> Slice:
    """A slice of a rehearsal: what is due of the payers whose ids lie in one part of all ids."""
    part, payers = _payers(lane, rehearsal.for_on, rehearsal.row_count)
    found = Biller(rehearsal.for_on).due(payers)
    insert_rows(
        RehearsalItem,
        (
            "id", "rehearsal_id", "payer_id", "invoices", "credit_notes", "currency", "net_minor",
            "tax_minor", "credited_minor", "digest", "fault",
        ),
        (
            (
                _item_id(rehearsal.pk, due.payer_id), rehearsal.pk, due.payer_id,
                len(due.invoices), len(due.notes), due.currency, due.net_minor, due.tax_minor,
                due.credited_minor, due.digest, due.fault,
            )
            for due in found
        ),
    )  # fmt: skip
    return _slice(rehearsal, lane, part, found)


def finish_rehearsal(rehearsal: Rehearsal) -> None:
    """The digest of the whole, over the payers' own."""
    digests = rehearsal.items.order_by("payer").values_list("digest", flat=True)
    rehearsal.digest = _joined(digests.iterator())


def tell_rehearsal(rehearsal: Rehearsal) -> None:
    if rehearsal.is_finished:
        publish(RunRehearsed(run_id=rehearsal.pk))


def commit(rehearsal: Rehearsal) -> BillingRun:
    """Issue what was rehearsed. RunRefused; InputsChanged names what changed; RunUnderWay."""
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if not rehearsal.is_finished:
        raise RunRefused(f"{rehearsal} is not finished.")
    if rehearsal.for_on > today():
        raise RunRefused(f"{rehearsal.for_on} has not come: documents are issued on their day.")
    if is_committed(rehearsal):
        raise RunRefused(f"{rehearsal} was committed already.")
    changed = changed_inputs(rehearsal.inputs)
    if changed:
        raise InputsChanged(
            f"Since the rehearsal there was a change of {', '.join(changed)}. Rehearse again."
        )
    return _start(rehearsal.for_on, rehearsal)


def is_committed(rehearsal: Rehearsal) -> bool:
    """Whether a run issues, or has issued, what was rehearsed."""
    return rehearsal.runs.exclude(state=BillingRun.State.CANCELLED).exists()


def bill_now(for_on: date | None = None) -> BillingRun | None:
    """Issue what is due without a rehearsal; None where nothing is."""
    day = min(for_on or today(), today())
    open_missing_accounts()
    if not due_accounts(day).exists():
        return None
    return _start(day, None)


def _start(day: date, rehearsal: Rehearsal | None) -> BillingRun:
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(
                number=next_number("billing_run"),
                for_on=day,
                rehearsal=rehearsal,
                currency=this_tenant().currency,
                started_by=current().actor,
                row_count=rehearsal.row_count if rehearsal else due_accounts(day).count(),
            )
    except IntegrityError as error:
        raise RunUnderWay("Another billing run is under way.") from error
    runs.start(run, lanes=LANES)
    return run


def bill_some(run: BillingRun, lane: Lane) -> Slice:
    """A slice of a run: lock the payers, find what is due, issue it; who differs is left out."""
    part, payers = _payers(lane, run.for_on, run.row_count)
    lock_payers(payers)
    found = Biller(run.for_on, run_id=run.pk).due(payers)
    expected = _expected(run, payers)
    left_out = []
    for due in found:
        if expected is not None and expected.get(due.payer_id, "") != due.digest:
            due.fault = due.fault or "What is due is not what was rehearsed."
        if due.fault:
            left_out.append((due.payer_id, due.fault))
    good = [due for due in found if not due.fault]
    write_due(good, run.for_on)
    insert_rows(
        RunException,
        ("id", "run_id", "payer_id", "reason"),
        ((_item_id(run.pk, payer), run.pk, payer, reason) for payer, reason in left_out),
        after="on conflict do nothing",
    )
    return _slice(run, lane, part, good, left_out=len(left_out))


def finish_run(run: BillingRun) -> None:
    """The digest of what was issued: that of the rehearsal, if nobody was left out."""
    if run.rehearsal is not None and not run.left_out:
        run.digest = run.rehearsal.digest


def tell_run(run: BillingRun) -> None:
    if run.is_finished:
        publish(RunCommitted(run_id=run.pk))


def _expected(run: BillingRun, payers: Sequence[UUID]) -> dict[UUID, str] | None:
    if run.rehearsal_id is None:
        return None
    items = RehearsalItem.objects.filter(among("payer", payers), rehearsal=run.rehearsal_id)
    return dict(items.values_list("payer", "digest"))


def _payers(lane: Lane, for_on: date, rows: int) -> tuple[int, list[UUID]]:
    """The next part of the ids' space for a lane, and the payers in it with something due."""
    parts = max(-(-rows // SLICE), lane.count)
    part = lane.number if lane.after is None else int(lane.after) + lane.count
    low, high = UUID(int=SPACE * part // parts), UUID(int=SPACE * (part + 1) // parts - 1)
    accounts = due_accounts(for_on).filter(bills_to__gte=low, bills_to__lte=high)
    return part, sorted(set(accounts.order_by().values_list("bills_to", flat=True)))


def _slice(
    run: Rehearsal | BillingRun, lane: Lane, part: int, found: Sequence[Due], *, left_out: int = 0
) -> Slice:
    parts = max(-(-run.row_count // SLICE), lane.count)
    counts: dict[str, Any] = {
        "invoices": sum(len(due.invoices) for due in found),
        "credit_notes": sum(len(due.notes) for due in found),
        "left_out": left_out or sum(1 for due in found if due.fault),
    }
    mine = [due for due in found if due.currency == run.currency]
    counts["net_minor"] = sum(due.net_minor for due in mine)
    counts["tax_minor"] = sum(due.tax_minor for due in mine)
    counts["credited_minor"] = sum(due.credited_minor for due in mine)
    more = part + lane.count < parts
    return Slice(rows=len(found) + left_out, more=more, after=str(part), counts=counts)


def _item_id(run_id: UUID, payer_id: UUID) -> UUID:
    return UUID(int=run_id.int ^ payer_id.int)


def _joined(digests: Any) -> str:
    whole = hashlib.blake2b(digest_size=32)
    for digest in digests:
        whole.update(digest.encode())
    return whole.hexdigest()
