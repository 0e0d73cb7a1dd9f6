"""Charges: what is billed once."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from guywire.domains.customers.models import Service, TaxClass
from guywire.domains.customers.queries import services, today
from guywire.engines.money import Money
from guywire.kit.access import NOBODY
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import ChargeAdded, ChargeCancelled
from ..inputs import ChargeInput, in_currency
from ..models import BillingAccount, Charge
from .accounts import lock_account

ONE = Decimal(1)


class ChargeRefused(DomainError):
    code = "charge_refused"


class ChargeBilled(Conflict):
    """The charge stands on an invoice, or was cancelled."""

    code = "charge_billed"


def add_charge(
    customer_id: UUID,
    *,
    description: str,
    unit: Money,
    quantity: Decimal = ONE,
    kind: Charge.Kind = Charge.Kind.ONE_OFF,
    tax_class: TaxClass = TaxClass.LABOUR,
    bill_on: date | None = None,
    service: Service | None = None,
    key: str = "",
) -> Charge:
    """Something to bill on a day; told twice with one ``key``, it is charged once."""
    account = lock_account(customer_id)
    known = Charge.objects.filter(key=key).first() if key else None
    if known is not None:
        return known
    _require_sound(account, unit, quantity, service)
    charge = Charge.objects.create(
        customer_id=customer_id,
        service=service,
        kind=kind,
        description=description,
        quantity=quantity,
        unit_minor=unit.minor,
        amount_minor=int((unit.minor * quantity).quantize(ONE, ROUND_HALF_UP)),
        currency=unit.currency,
        tax_class=tax_class,
        bill_on=bill_on or today(),
        key=key,
    )
    publish(
        ChargeAdded(
            charge_id=charge.pk,
            customer_id=customer_id,
            amount_minor=charge.amount_minor,
            currency=charge.currency,
            bill_on=charge.bill_on,
        )
    )
    return charge


def _require_sound(
    account: BillingAccount, unit: Money, quantity: Decimal, service: Service | None
) -> None:
    if unit.currency != account.currency:
        raise ChargeRefused(f"This account is in {account.currency}.", field="unit")
    if unit.minor < 0 or quantity <= 0:
        raise ChargeRefused("A charge is not negative; give a credit instead.", field="unit")
    if service is not None and service.customer_id != account.customer_id:
        raise ChargeRefused("This service is another customer's.", field="service_id")


def write_charge(data: ChargeInput) -> Charge:
    """A charge as people write it: its price in the customer's currency."""
    account = lock_account(data.customer_id)
    service = None
    if data.service_id is not None:
        service = services(NOBODY).filter(pk=data.service_id).first()
        if service is None:
            raise ChargeRefused("There is no such service.", field="service_id")
    return add_charge(
        data.customer_id,
        description=data.description,
        unit=in_currency(data.unit, account.currency, field="unit"),
        quantity=data.quantity,
        kind=data.kind,
        tax_class=data.tax_class,
        bill_on=data.bill_on,
        service=service,
        key=data.key,
    )


def cancel_charge(charge: Charge, *, reason: str) -> Charge:
    """A charge that waits is not billed."""
    lock_account(charge.customer_id)
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if charge.state != Charge.State.WAITING:
        raise ChargeBilled(f"“{charge}” is {charge.get_state_display().lower()}.")
    charge.state, charge.reason = Charge.State.CANCELLED, reason[:200]
    charge.save(update_fields=["state", "reason"])
    publish(ChargeCancelled(charge_id=charge.pk, customer_id=charge.customer_id, reason=reason))
    return charge
