"""Billing accounts: on what terms a customer is billed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q

from guywire.domains.customers.queries import live_periods, today
from guywire.domains.tenants.queries import this_tenant
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import BillingTermsChanged
from ..inputs import BillingAccountInput, BillingTermsInput, SettingsInput, in_currency
from ..models import (
    BillingAccount,
    BillingSettings,
    BillingTerms,
    Invoice,
    Payment,
    RatedService,
)

BEGINNING = date(1970, 1, 1)


class AccountThere(Conflict):
    """A customer has one account, and it is his."""

    code = "account_there"


class CurrencyStays(Conflict):
    """Money exists in the account's currency (B-MISC)."""

    code = "currency_stays"


class PayerRefused(DomainError):
    """Who pays for others is not paid for himself."""

    code = "payer_refused"


class TermsRefused(DomainError):
    """The terms cannot begin on this day."""

    code = "billing_terms_refused"


def settings() -> BillingSettings:
    """How the tenant bills; made with the first question."""
    found = BillingSettings.objects.first()
    if found is None:
        BillingSettings.objects.bulk_create([BillingSettings()], ignore_conflicts=True)
        found = BillingSettings.objects.get()
    return found


def change_settings(row: BillingSettings, data: SettingsInput) -> BillingSettings:
    """Change how the tenant bills. Accounts that exist keep their calendar."""
    values = dict(data)
    currency = this_tenant().currency
    minimum = in_currency(values.pop("minimum"), currency, field="minimum")
    paper_fee = in_currency(values.pop("paper_fee"), currency, field="paper_fee")
    for name, value in values.items():
        setattr(row, name, value)
    row.minimum_minor, row.paper_fee_minor = minimum.minor, paper_fee.minor
    row.decided_on = today()
    row.save()
    return row


def open_accounts(customer_ids: Iterable[UUID]) -> None:
    """Give each customer that has none an account with the tenant's terms."""
    wanted = set(customer_ids)
    there = BillingAccount.objects.filter(customer__in=wanted).values_list("customer", flat=True)
    missing = sorted(wanted - set(there))
    if not missing:
        return
    terms, currency = settings(), this_tenant().currency
    made = BillingAccount.objects.bulk_create(
        [
            BillingAccount(customer_id=customer_id, bills_to_id=customer_id, currency=currency)
            for customer_id in missing
        ],
        ignore_conflicts=True,
    )
    kept = BillingAccount.objects.filter(pk__in=[account.pk for account in made])
    BillingTerms.objects.bulk_create(
        [
            BillingTerms(
                account=account,
                from_on=BEGINNING,
                mode=terms.mode,
                bill_day=terms.bill_day,
                start_day=terms.start_day,
                timing=terms.timing,
                advance_days=terms.advance_days,
            )
            for account in kept
        ]
    )


def open_missing_accounts() -> None:
    """Give everybody with a service an account."""
    known = BillingAccount.objects.filter(customer=OuterRef("customer"))
    rows = live_periods().filter(~Exists(known)).order_by()
    open_accounts(rows.values_list("customer", flat=True).distinct())


def lock_payers(payer_ids: Iterable[UUID]) -> None:
    """Lock the accounts of payers and of all they pay for, in an order that everybody keeps."""
    wanted = list(payer_ids)
    rows = BillingAccount.objects.select_for_update().filter(
        Q(bills_to__in=wanted) | Q(customer__in=wanted)
    )
    list(rows.order_by("customer_id").values_list("pk"))


def account_of(customer_id: UUID) -> BillingAccount:
    """The customer's account; one who has none yet is shown the one he would get."""
    found = BillingAccount.objects.filter(customer=customer_id).first()
    return found or BillingAccount(customer_id=customer_id, currency=this_tenant().currency)


def lock_account(customer_id: UUID) -> BillingAccount:
    """The customer's account, made if need be: whoever holds it alone moves his money."""
    open_accounts([customer_id])
    return BillingAccount.objects.select_for_update().get(customer=customer_id)


def create_account(data: BillingAccountInput) -> BillingAccount:
    """An account before the first service, charge or payment makes one. AccountThere."""
    if BillingAccount.objects.filter(customer=data.customer_id).exists():
        raise AccountThere("This customer has an account; change it.", field="customer_id")
    return change_account(lock_account(data.customer_id), data)


def change_account(account: BillingAccount, data: BillingAccountInput) -> BillingAccount:
    """Change how a customer gets documents. CurrencyStays; PayerRefused."""
    account = BillingAccount.objects.select_for_update().get(pk=account.pk)
    if data.customer_id != account.customer_id:
        raise AccountThere("An account stays with its customer.", field="customer_id")
    currency = data.currency or account.currency
    if currency != account.currency and _has_money(account.customer_id):
        raise CurrencyStays(
            f"This account has documents or payments in {account.currency}; its currency stays.",
            field="currency",
        )
    account.currency = currency
    _require_payer(account, data.payer_id)
    for name, value in data.model_dump(exclude={"currency", "customer_id"}).items():
        setattr(account, name, value)
    account.bills_to_id = account.payer_id or account.customer_id
    account.save()
    return account


def touch_services(service_ids: Iterable[Any]) -> None:
    """Something of these services changed: the next run looks at them wholly."""
    RatedService.objects.filter(service__in=service_ids).update(touched=F("touched") + 1)


def _has_money(customer_id: UUID) -> bool:
    return (
        Invoice.objects.filter(customer=customer_id).exists()
        or Payment.objects.filter(customer=customer_id).exists()
    )


def _require_payer(account: BillingAccount, payer_id: UUID | None) -> None:
    if payer_id is None:
        return
    if payer_id == account.customer_id:
        raise PayerRefused("A customer pays for himself already.", field="payer_id")
    payer = BillingAccount.objects.filter(customer=payer_id).first()
    if payer is not None and payer.payer_id is not None:
        raise PayerRefused("This customer is paid for by another.", field="payer_id")
    if BillingAccount.objects.filter(payer=account.customer_id).exists():
        raise PayerRefused("This customer pays for others.", field="payer_id")
    if payer is not None and payer.currency != account.currency:
        raise PayerRefused(f"This customer pays in {payer.currency}.", field="payer_id")


def set_terms(account: BillingAccount, data: BillingTermsInput) -> BillingTerms:
    """Another calendar from a day on; the days up to its first bill day make one bridging period.

    What was billed before the day stays as it is, so the day is not before what is billed.
    """
    account = BillingAccount.objects.select_for_update().get(pk=account.pk)
    from_on = data.from_on or today()
    billed_to = _billed_to(account.customer_id)
    if billed_to is not None and from_on < billed_to:
        raise TermsRefused(
            f"This customer is billed up to {billed_to}; new terms begin then or later.",
            field="from_on",
        )
    account.terms.filter(from_on__gte=from_on).delete()
    terms = BillingTerms.objects.create(
        account=account,
        from_on=from_on,
        mode=data.mode,
        bill_day=data.bill_day,
        start_day=data.start_day,
        timing=data.timing,
        advance_days=data.advance_days,
    )
    publish(BillingTermsChanged(customer_id=account.customer_id, from_on=from_on))
    return terms


def _billed_to(customer_id: UUID) -> date | None:
    rated = RatedService.objects.filter(customer=customer_id)
    found: date | None = rated.aggregate(last=Max("rated_to"))["last"]
    return found
