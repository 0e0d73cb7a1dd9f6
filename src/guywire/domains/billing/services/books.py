"""The chart of accounts and entries by hand."""

import uuid

from guywire.domains.customers.queries import today
from guywire.domains.tenants.queries import this_tenant
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError

from ..inputs import AccountInput, in_currency
from ..inputs.desk import JournalInput, LegInput
from ..models import Account, Journal, Posting
from .posting import Leg, open_day, post, reverse

Role = Account.Role
KEPT = {Role.RECEIVABLE: "invoices, credits and payments", Role.DEPOSITS: "deposits"}
"""Accounts whose customers' balances are told by documents, which an entry by hand has none of."""


class AccountStays(Conflict):
    """Guywire posts to the account, or something is posted to it."""

    code = "account_stays"


class EntryRefused(DomainError):
    code = "entry_refused"


class NotByHand(Conflict):
    """The entry follows from a document or payment."""

    code = "not_by_hand"


def create_account(data: AccountInput) -> Account:
    return Account.objects.create(**dict(data))


def change_account(account: Account, data: AccountInput) -> Account:
    """Rename, open or close an account; its kind stays once something is posted to it."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if data.kind != account.kind and (account.role or _has_postings(account)):
        raise AccountStays(f"{account} has postings or is used by itself; its kind stays.")
    if account.role and not data.is_open:
        raise AccountStays(f"Guywire posts to {account} by itself; it stays open.")
    for name, value in dict(data).items():
        setattr(account, name, value)
    account.save()
    return account


def remove_account(account: Account) -> None:
    """Remove an account of the WISP's own that nothing was posted to."""
    if account.role or _has_postings(account):
        raise AccountStays(f"{account} has postings or is used by itself; close it instead.")
    account.delete()


def _has_postings(account: Account) -> bool:
    return Posting.objects.filter(account=account).exists()


def write_entry(data: JournalInput) -> Journal:
    """Post an entry by hand, in the tenant's currency."""
    currency = this_tenant().currency
    accounts = Account.objects.in_bulk({leg.account_id for leg in data.legs})
    legs = [_leg(leg, accounts.get(leg.account_id), currency) for leg in data.legs]
    day = data.posted_on or today()
    if day > today():
        raise EntryRefused("This day has not come.", field="posted_on")
    journal = post(Journal.Kind.MANUAL, uuid.uuid4(), on=day, legs=legs, memo=data.memo)
    assert journal is not None, "every leg has an amount"
    return journal


def _leg(leg: LegInput, account: Account | None, currency: str) -> Leg:
    if account is None:
        raise EntryRefused("There is no such account.", field="legs")
    if not account.is_open:
        raise EntryRefused(f"{account} is closed.", field="legs")
    kept = KEPT.get(Role(account.role)) if account.role else None
    if kept:
        raise EntryRefused(f"{account} follows {kept}; an entry would not.", field="legs")
    debit = in_currency(leg.debit, currency, field="legs")
    credit = in_currency(leg.credit, currency, field="legs")
    return Leg(account, Money(debit.minor - credit.minor, currency), leg.customer_id)


def reverse_entry(journal: Journal, *, reason: str) -> Journal:
    """Post the opposite of an entry by hand, once."""
    if journal.kind != Journal.Kind.MANUAL:
        raise NotByHand("Only an entry by hand is reversed; correct the document instead.")
    if Journal.objects.filter(kind=Journal.Kind.MANUAL, pk=journal.source_id).exists():
        raise NotByHand("This entry reverses another; write a new one instead.")
    day = open_day(max(today(), journal.posted_on))
    opposite = reverse(journal, Journal.Kind.MANUAL, journal.pk, on=day, memo=reason)
    assert opposite is not None, "a journal has postings"
    return opposite
