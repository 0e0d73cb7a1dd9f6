"""Rehearsals and runs: what would be billed, and what was."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.audit.lines import who
from guywire.kit.entity import Action, Column, Entity, Html, Panel, Related, Timeline

from ..inputs import ReasonInput, RunInput
from ..models import BillingRun, Rehearsal, RehearsalItem, RunException
from ..queries import lists
from ..services import runs
from .cells import amount
from .outputs_of_runs import (
    BillingRunOutput,
    LeftOutOutput,
    RehearsalOutput,
    RehearsedOutput,
)

Work = Rehearsal | BillingRun


def _started_by(run: Work) -> str:
    return who(run.started_by)


def _rehearsal(run: Rehearsal, actor: Actor) -> Mapping[str, Any]:
    return {
        "run": run,
        "place": "billing:rehearsal-progress",
        "act": "billing:rehearsal-act",
        "may_act": actor.may("billing.rehearsal.add"),
        "faults": run.items.exclude(fault="").count() if run.is_over else 0,
    }


def _run(run: BillingRun, actor: Actor) -> Mapping[str, Any]:
    return {
        "run": run,
        "place": "billing:run-progress",
        "act": "billing:run-act",
        "may_act": actor.may("billing.billing_run.add"),
        "faults": run.left_out,
    }


def _may_commit(rehearsal: Rehearsal) -> bool:
    return rehearsal.is_finished and not runs.is_committed(rehearsal)


def _commit(rehearsal: Rehearsal) -> Rehearsal:
    runs.commit(rehearsal)
    return rehearsal


SUMS = (
    Column("invoices"),
    Column("credit_notes"),
    amount("net_minor", "Before tax"),
    amount("tax_minor", "Tax"),
    amount("credited_minor", "Credited"),
)

REHEARSAL = Entity(
    model=Rehearsal,
    input=RunInput,
    output=RehearsalOutput,
    rows=lists.rehearsals,
    create=lambda data: runs.rehearse(data.for_on),
    change=None,
    columns=(
        Column("number", link=True),
        Column("for_on", "For"),
        Column("state", badge=True),
        *SUMS,
        Column("created_at", "Started", hidden=True),
    ),
    filters=("state", "for_on"),
    search=("number",),
    default_sort="-created_at",
    panels=(
        Html("How far", "billing/panels/run.html", _rehearsal),
        Panel(
            "Rehearsal", "for_on", Column("started_by", "Started by", value=_started_by, sort=""),
            "created_at", "finished_at", "digest",
        ),
        Related(
            "items", "billing.rehearsed_customer", "What each customer would get",
            ("payer", "invoices", "credit_notes", "net_minor", "tax_minor", "fault"),
        ),
        Related(
            "runs", "billing.billing_run", "Committed as",
            ("number", "state", "invoices", "net_minor"),
        ),
        Timeline(),
    ),
    actions=(
        Action(
            "commit",
            _commit,
            when=_may_commit,
            icon="check",
            confirm="The documents get their numbers and are posted to the ledger. What was"
            " rehearsed is what is issued; if anything changed since, nothing is.",
            description="Issue what was rehearsed",
        ),
    ),
    group="money",
    order=30,
    icon="eye",
    empty="Rehearse a run: see what everybody would be billed for any day, before it is.",
    importable=False,
)  # fmt: skip


REHEARSED = Entity(
    model=RehearsalItem,
    input=ReasonInput,
    output=RehearsedOutput,
    rows=lists.rehearsed,
    create=None,
    change=None,
    extra_inputs=("reason",),
    columns=(
        Column("payer", "Customer", link=True, sort="payer__name"),
        Column("rehearsal"),
        *SUMS,
        Column("fault", "Not billed because"),
    ),
    filters=("rehearsal", "payer", "invoices", "credit_notes"),
    search=("payer__name", "payer__number"),
    default_sort="payer",
    panels=(
        Html("Why this amount", "billing/panels/why.html"),
        Panel(
            "Rehearsed", "payer", "rehearsal", "invoices", "credit_notes",
            amount("net_minor", "Before tax"), amount("tax_minor", "Tax"),
            amount("credited_minor", "Credited"), "fault", "digest",
        ),
    ),
    icon="calculator",
    importable=False,
)  # fmt: skip

BILLING_RUN = Entity(
    model=BillingRun,
    input=RunInput,
    output=BillingRunOutput,
    rows=lists.billing_runs,
    create=None,
    change=None,
    columns=(
        Column("number", link=True),
        Column("for_on", "For"),
        Column("state", badge=True),
        *SUMS,
        Column("left_out"),
        Column("created_at", "Started", hidden=True),
    ),
    filters=("state", "for_on", "rehearsal"),
    search=("number",),
    default_sort="-created_at",
    panels=(
        Html("How far", "billing/panels/run.html", _run),
        Panel(
            "Run", "for_on", "rehearsal",
            Column("started_by", "Started by", value=_started_by, sort=""), "created_at",
            "finished_at", "digest",
        ),
        Related(
            "exceptions", "billing.customer_left_out", "Customers left out", ("payer", "reason"),
        ),
        Related(
            "documents", "billing.invoice", "Documents issued",
            ("number", "customer", "total_minor", "balance_minor"),
        ),
        Timeline(),
    ),
    group="money",
    order=31,
    icon="receipt",
    empty="A committed rehearsal shows here, and every automatic run.",
    importable=False,
)  # fmt: skip

LEFT_OUT = Entity(
    model=RunException,
    input=ReasonInput,
    output=LeftOutOutput,
    rows=lists.left_out,
    create=None,
    change=None,
    columns=(Column("payer", "Customer", link=True, sort="payer__name"), Column("run"),
             Column("reason")),
    filters=("run", "payer"),
    search=("payer__name", "payer__number", "reason"),
    default_sort="payer",
    panels=(Panel("Left out", "payer", "run", "reason"),),
    icon="user-x",
    importable=False,
)  # fmt: skip
