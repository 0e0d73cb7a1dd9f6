"""The ledger: accounts, entries, periods; and who is billed how."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.audit.lines import who
from guywire.kit.entity import Action, Changes, Column, Entity, Filter, Html, Panel, Timeline

from ..inputs import (
    AccountInput,
    BillingAccountInput,
    BillingTermsInput,
    CreditInput,
    PeriodInput,
    ReasonInput,
    in_currency,
)
from ..inputs.desk import JournalInput
from ..models import Account, BillingAccount, Journal, LedgerPeriod
from ..queries import lists
from ..queries.documents import is_reversible
from ..services import accounts, books, credits, periods
from .outputs import AccountOutput, BillingAccountOutput, JournalOutput, LedgerPeriodOutput

ACCOUNT = Entity(
    model=Account,
    input=AccountInput,
    output=AccountOutput,
    rows=lists.accounts,
    create=books.create_account,
    change=books.change_account,
    remove=books.remove_account,
    columns=(
        Column("code", link=True),
        Column("name"),
        Column("kind"),
        Column("role", "Guywire posts"),
        Column("is_open", "Open"),
    ),
    filters=("kind", "role", "is_open"),
    search=("code", "name"),
    natural_key=("code",),
    default_sort="code",
    panels=(Panel("Account", "code", "name", "kind", "role", "is_open"), Changes()),
    group="money",
    order=60,
    icon="books",
    empty="The chart of accounts is made with the first document or payment.",
)


def _postings(journal: Journal, actor: Actor) -> Mapping[str, Any]:
    return {"entries": [{"journal": journal, "postings": journal.postings.all()}]}


JOURNAL = Entity(
    model=Journal,
    input=JournalInput,
    output=JournalOutput,
    rows=lists.journals,
    create=books.write_entry,
    change=None,
    extra_inputs=("legs",),
    columns=(
        Column("kind", link=True),
        Column("posted_on", "On"),
        Column("memo"),
        Column("amount_minor", "Amount", money="currency", sort=""),
        Column("created_at", "Written", hidden=True),
    ),
    filters=(
        "kind", "posted_on",
        Filter("account", lists.posted_to, "Account", help="The id of an account"),
    ),
    search=("memo",),
    default_sort="-posted_on",
    panels=(
        Html("Postings", "billing/panels/entries.html", _postings),
        Panel("Entry", "kind", "posted_on", "memo", "created_at"),
    ),
    actions=(
        Action(
            "reverse",
            lambda row, data: books.reverse_entry(row, reason=data.reason),
            input=ReasonInput,
            when=is_reversible,
            icon="refresh",
            danger=True,
            confirm="The opposite is posted today, or on the first day that is not closed.",
            description="Post the opposite of an entry by hand",
        ),
    ),
    group="money",
    order=61,
    icon="list-details",
    empty="Every document and payment writes its entry here.",
    importable=False,
)  # fmt: skip

LEDGER_PERIOD = Entity(
    model=LedgerPeriod,
    input=PeriodInput,
    output=LedgerPeriodOutput,
    rows=lists.ledger_periods,
    create=lambda data: periods.close_period(data.last_day),
    change=None,
    extra_inputs=("last_day",),
    columns=(
        Column("from_on", "From", link=True),
        Column("to_on", "Before"),
        Column("state", badge=True),
        Column("closed_at", "Closed"),
        Column("closed_by", "By", value=lambda row: who(row.closed_by), sort=""),
    ),
    filters=("state",),
    default_sort="-from_on",
    panels=(Panel("Period", "from_on", "to_on", "closed_at", "closed_by"), Timeline(), Changes()),
    actions=(
        Action(
            "reopen",
            lambda row, data: periods.reopen_period(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: row.state == LedgerPeriod.State.CLOSED,
            icon="lock-open",
            danger=True,
            confirm="Its days take postings again. Only the newest closed period can be reopened.",
            description="Open the newest closed period again",
        ),
    ),
    group="money",
    order=62,
    icon="lock",
    empty="Close the books up to a day: nothing is posted before it any more.",
    importable=False,
)


def _terms(account: BillingAccount, actor: Actor) -> Mapping[str, Any]:
    return {"terms": account.terms.all(), "settings": accounts.settings()}


BILLING_ACCOUNT = Entity(
    model=BillingAccount,
    input=BillingAccountInput,
    output=BillingAccountOutput,
    rows=lists.billing_accounts,
    create=accounts.create_account,
    change=accounts.change_account,
    columns=(
        Column("customer", link=True, sort="customer__name"),
        Column("payer", "Paid by", sort="payer__name"),
        Column("delivery"),
        Column("currency"),
        Column("on_hold"),
        Column("use_credit", "Credit pays", hidden=True),
        Column("due_days", "Due after", unit="days", hidden=True),
        Column("reverse_charge", hidden=True),
        Column("purchase_order", hidden=True),
    ),
    filters=("delivery", "currency", "on_hold", "payer", "reverse_charge", "customer"),
    search=("customer__name", "customer__number", "tax_number", "purchase_order"),
    natural_key=("customer",),
    default_sort="customer",
    panels=(
        Html("Calendar", "billing/panels/terms.html", _terms),
        Panel(
            "Account", "customer", "payer", "currency", "delivery", "due_days", "use_credit",
            "separate_services", "on_hold", "hold_reason",
        ),
        Panel("On documents", "address", "tax_number", "purchase_order", "reverse_charge"),
        Changes(),
    ),
    actions=(
        Action(
            "set_terms",
            accounts.set_terms,
            label="Change calendar",
            input=BillingTermsInput,
            icon="calendar-time",
            description="Bill by another calendar from a day on; the days between are prorated",
        ),
        Action(
            "give_credit",
            lambda row, data: credits.give_credit(
                row.customer_id,
                amount=in_currency(data.amount, row.currency, field="amount"),
                reason=data.reason,
            ),
            input=CreditInput,
            icon="receipt-2",
            description="A courtesy: credit that pays bills and is never paid out",
        ),
    ),
    group="money",
    order=20,
    icon="user-circle",
    empty="Customers get one with their first service, charge or payment.",
)  # fmt: skip
