"""What a document says of the WISP and of the customer: read once, kept as it was."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from guywire.domains.customers.queries import Person, people_of
from guywire.domains.tenants.queries import this_tenant

from ..models import BillingAccount
from .accounts import settings
from .parties import Content


def issuer_of() -> tuple[None, Content]:
    """The WISP as it is now."""
    terms, tenant = settings(), this_tenant()
    return None, {
        "name": terms.legal_name or tenant.name,
        "brand": tenant.name,
        "accent": tenant.accent,
        "address": terms.address,
        "tax_number": terms.tax_number,
        "bank_details": terms.bank_details,
        "iban": terms.iban,
        "bic": terms.bic,
        "payment_terms": terms.payment_terms,
        "footer": terms.footer,
        "email": tenant.support_email,
        "phone": tenant.support_phone,
        "locale": tenant.locale,
    }


def payer_of(account: BillingAccount) -> tuple[UUID, Content]:
    """The customer of an account as he is now."""
    return next(iter(payers_of([account])))


def payers_of(accounts: Iterable[BillingAccount]) -> list[tuple[UUID, Content]]:
    """The customers of accounts as they are now; without an address, that of a service."""
    by_customer = {account.customer_id: account for account in accounts}
    return [
        (person.customer_id, _content(person, by_customer[person.customer_id]))
        for person in people_of(by_customer.keys())
    ]


def _content(person: Person, account: BillingAccount) -> dict[str, Any]:
    return {
        "name": person.name,
        "number": person.number,
        "address": account.address or person.place,
        "email": person.email,
        "language": person.language,
        "tax_number": account.tax_number,
        "purchase_order": account.purchase_order,
        "delivery": account.delivery,
    }
