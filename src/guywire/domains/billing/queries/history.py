"""What rating needs to know of payers, read for many at once.

Rows come as tuples and small slotted classes, not as models: a run reads a hundred thousand
services.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guywire.domains.customers.queries import (
    Extra,
    Reduction,
    Span,
    extras_of,
    live_periods,
    live_spans,
    numbers_of,
    reductions_of,
)
from guywire.kit.staging import among

from ..models import (
    BillingAccount,
    BillingTerms,
    Charge,
    Invoice,
    InvoiceLine,
    RatedService,
    TaxExemption,
)

RECURRING = (InvoiceLine.Source.PLAN, InvoiceLine.Source.ADD_ON, InvoiceLine.Source.SETUP)


class Rated(NamedTuple):
    """How far a service is billed."""

    service_id: UUID
    customer_id: UUID
    rated_to: date
    is_settled: bool
    terms_digest: str
    touched: int
    rated_at_touch: int


class Line(NamedTuple):
    """An issued line of a service."""

    id: UUID
    service_id: UUID
    customer_id: UUID
    source_kind: str
    source_id: UUID
    instalment: int
    from_on: date | None
    to_on: date | None
    basis: str
    rate_minor: int
    tax_class: str
    location_id: UUID | None
    price_minor: int
    amount_minor: int
    invoice_id: UUID
    invoice_state: str
    invoice_balance_minor: int
    revision: int


class Given(NamedTuple):
    """What a credit note gave back of a line; without days, an amount alone."""

    line_id: UUID
    from_on: date | None
    to_on: date | None
    price_minor: int
    amount_minor: int


@dataclass(slots=True)
class ServiceFacts:
    """A service of one customer."""

    service_id: UUID
    number: str
    customer_id: UUID
    spans: list[Span] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    reductions: list[Reduction] = field(default_factory=list)
    rated: Rated | None = None
    activated_on: date | None = None


@dataclass(slots=True)
class PayerFacts:
    """A payer with the services and charges he pays for."""

    account: BillingAccount
    schedules: list[BillingTerms] = field(default_factory=list)
    services: list[ServiceFacts] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def place_of(self, charge: Charge) -> UUID | None:
        """Where a charge is taxed: where its service is, else the customer's first."""
        mine = [s for s in self.services if s.customer_id == charge.customer_id]
        named = [s for s in mine if s.service_id == charge.service_id]
        found = named or mine
        return found[0].spans[-1].location_id if found else None


def due_accounts(for_on: date) -> QuerySet[BillingAccount]:
    """The accounts with something to bill by a day: a period, a changed service, a charge."""
    rated = RatedService.objects.filter(
        Q(next_bill_on__lte=for_on) | ~Q(touched=F("rated_at_touch"))
    )
    known = RatedService.objects.filter(service=OuterRef("service"), customer=OuterRef("customer"))
    live = live_periods().filter(~Exists(known), from_on__lte=for_on)
    waiting = Charge.objects.filter(state=Charge.State.WAITING, bill_on__lte=for_on)
    return BillingAccount.objects.filter(
        Q(customer__in=rated.values("customer"))
        | Q(customer__in=live.values("customer"))
        | Q(customer__in=waiting.values("customer")),
        on_hold=False,
    )


def facts_of(payer_ids: Collection[UUID], for_on: date) -> list[PayerFacts]:
    """What is known of payers and of all they pay for, in the order of their ids."""
    accounts = list(
        BillingAccount.objects.filter(among("bills_to", payer_ids), on_hold=False).order_by(
            "customer"
        )
    )
    own = {row.customer_id: row for row in accounts}
    strangers = set(payer_ids) - own.keys()
    if strangers:
        rows = BillingAccount.objects.filter(among("customer", strangers))
        own |= {row.customer_id: row for row in rows}
    found = {payer: PayerFacts(own[payer]) for payer in sorted(payer_ids) if payer in own}
    payer_of = {row.customer_id: found[row.bills_to_id] for row in accounts}
    schedules = _schedules(accounts)
    for service in services_of(payer_of):
        payer_of[service.customer_id].services.append(service)
    waiting = Charge.objects.filter(
        among("customer", payer_of), state=Charge.State.WAITING, bill_on__lte=for_on
    )
    for charge in waiting.order_by("bill_on", "created_at", "id"):
        payer_of[charge.customer_id].charges.append(charge)
    for facts in found.values():
        facts.schedules = schedules.get(facts.account.pk, [])
    return list(found.values())


def _schedules(accounts: Iterable[BillingAccount]) -> dict[UUID, list[BillingTerms]]:
    rows: dict[UUID, list[BillingTerms]] = defaultdict(list)
    for terms in BillingTerms.objects.filter(among("account", [a.pk for a in accounts])).order_by(
        "from_on"
    ):
        rows[terms.account_id].append(terms)
    return rows


def services_of(customers: Iterable[UUID]) -> list[ServiceFacts]:
    """The services that customers have or had, each for its customer's time, by number."""
    facts = _with_spans(live_spans(customers))
    by_service: dict[UUID, list[ServiceFacts]] = defaultdict(list)
    for one in facts:
        by_service[one.service_id].append(one)
    for extra in extras_of(by_service):
        for one in by_service[extra.service_id]:
            one.extras.append(extra)
    for reduction in reductions_of(by_service):
        for one in by_service[reduction.service_id]:
            one.reductions.append(reduction)
    rated = {(row.service_id, row.customer_id): row for row in _rated(by_service)}
    for one in facts:
        one.rated = rated.get((one.service_id, one.customer_id))
    return sorted(facts, key=lambda one: (one.number, one.customer_id))


def _with_spans(spans: Sequence[Span]) -> list[ServiceFacts]:
    facts: dict[tuple[UUID, UUID], ServiceFacts] = {}
    numbers = numbers_of({span.service_id for span in spans})
    for span in spans:
        key = (span.service_id, span.customer_id)
        if key not in facts:
            number, activated_on = numbers[span.service_id]
            facts[key] = ServiceFacts(
                service_id=span.service_id,
                number=number,
                customer_id=span.customer_id,
                activated_on=activated_on,
            )
        facts[key].spans.append(span)
    return list(facts.values())


def _rated(service_ids: Iterable[UUID]) -> list[Rated]:
    rows = RatedService.objects.filter(among("service", service_ids))
    return [
        Rated(*row)
        for row in rows.values_list(
            "service", "customer", "rated_to", "is_settled", "terms_digest", "touched",
            "rated_at_touch",
        )
    ]  # fmt: skip


def lines_of(service_ids: Collection[UUID]) -> list[Line]:
    """Every line that was issued for services' periods and set-up, voided ones too."""
    if not service_ids:
        return []
    rows = InvoiceLine.objects.filter(
        among("service", service_ids), source_kind__in=RECURRING, credits_line=None
    ).exclude(invoice__state=Invoice.State.DRAFT)
    return [
        Line(*row)
        for row in rows.order_by("from_on", "revision", "pk").values_list(
            "pk", "service", "customer", "source_kind", "source_id", "instalment", "from_on",
            "to_on", "basis", "rate_minor", "tax_class", "location", "price_minor", "amount_minor",
            "invoice", "invoice__state", "invoice__balance_minor", "revision",
        )
    ]  # fmt: skip


def given_back(line_ids: Collection[UUID]) -> dict[UUID, list[Given]]:
    """What credit notes gave back of lines."""
    found: dict[UUID, list[Given]] = defaultdict(list)
    if not line_ids:
        return found
    rows = InvoiceLine.objects.filter(among("credits_line", line_ids)).exclude(
        invoice__state=Invoice.State.VOID
    )
    for line_id, from_on, to_on, price, amount in rows.values_list(
        "credits_line", "from_on", "to_on", "price_minor", "amount_minor"
    ):
        if line_id is not None:
            found[line_id].append(Given(line_id, from_on, to_on, price, amount))
    return found


def exemptions_of(customers: Iterable[UUID]) -> dict[UUID, list[TaxExemption]]:
    """The tax exemptions of customers."""
    found: dict[UUID, list[TaxExemption]] = defaultdict(list)
    for row in TaxExemption.objects.filter(among("customer", customers)).order_by("from_on", "pk"):
        found[row.customer_id].append(row)
    return found
