"""Lines of documents out of what rating found, in words."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from guywire.engines import rating
from guywire.engines.money import QUANTITY_ONE

from ..models import Account, Charge, InvoiceLine
from ..queries.history import Line, ServiceFacts
from .agreed import LABOUR
from .issuing import LineDraft

ONE = Decimal(1)
KIND_ORDER = {"plan": 0, "add_on": 1, "setup": 2, "charge": 3}
INCOME = {role.value for role in Account.Role}
CHARGE_INCOME = {Charge.Kind.LATE_FEE.value: Account.Role.LATE_FEES.value}


class Lines:
    """Makes the lines of one service; ``known`` are those issued before."""

    def __init__(self, facts: ServiceFacts, known: Sequence[Line]) -> None:
        self.facts = facts
        self._names: dict[object, str] = {span.version_id: span.plan_name for span in facts.spans}
        self._names |= {extra.id: extra.name for extra in facts.extras}
        self._names[facts.service_id] = f"Set-up: {facts.spans[0].plan_name}"
        self._discounts: dict[object, str] = {row.id: row.name for row in facts.reductions}
        self._times: dict[tuple[object, ...], int] = defaultdict(int)
        for line in known:
            self._times[line.source_kind, line.source_id, line.instalment, line.from_on] += 1

    @property
    def classes(self) -> dict[object, str]:
        """The tax class of each source as it is today."""
        found: dict[object, str] = {span.version_id: span.tax_class for span in self.facts.spans}
        found |= {extra.id: extra.tax_class for extra in self.facts.extras}
        found[self.facts.service_id] = LABOUR
        return found

    def line(self, charge: rating.Charge) -> LineDraft:
        """The line of a charge."""
        segment, facts = charge.segment, self.facts
        key = (segment.kind.value, segment.source_id, segment.number, charge.from_on)
        revision = self._times[key]
        self._times[key] += 1
        return LineDraft(
            source_kind=segment.kind.value,
            source_id=known_id(segment.source_id),
            instalment=segment.number,
            revision=revision,
            service_id=facts.service_id,
            customer_id=facts.customer_id,
            location_id=known_id(segment.location_id),
            description=self._names[segment.source_id],
            from_on=charge.from_on,
            to_on=charge.to_on,
            period_from=segment.basis.from_on,
            period_to=segment.basis.end_on,
            rate_minor=segment.amount_minor,
            basis=segment.basis.code,
            quantity=ONE
            if segment.quantity == QUANTITY_ONE
            else Decimal(segment.quantity) / QUANTITY_ONE,
            discounts=[(self._discounts[pk], off) for pk, off in charge.discounts]
            if segment.discounts
            else (),
            unit_minor=segment.gross_minor
            if segment.quantity == QUANTITY_ONE
            else segment.gross_minor * QUANTITY_ONE // segment.quantity,
            price_minor=charge.amount_minor,
            amount_minor=charge.amount_minor,
            tax_class=segment.tax_class,
            income=income_of(segment.tax_class),
        )

    def order(self, line: LineDraft) -> tuple[str, int, date, str]:
        """Where a line stands on its document (B-CYC-7)."""
        return (
            self.facts.number,
            KIND_ORDER[line.source_kind],
            line.from_on or date.min,
            line.description,
        )

    def is_cut(self, begin: date, end: date) -> bool:
        """Whether something of the service changes between two days."""
        facts = self.facts
        days = [(row.from_on, row.to_on) for row in facts.spans]
        days += [(row.from_on, row.to_on) for row in facts.extras]
        days += [(row.from_on, row.to_on) for row in facts.reductions]
        return any(
            begin < from_on < end or (to_on is not None and begin < to_on < end)
            for from_on, to_on in days
        )


def income_of(tax_class: str) -> str:
    """The account that a line of a tax class earns for."""
    return tax_class if tax_class in INCOME else Account.Role.OTHER.value


def line_of_charge(charge: Charge, location_id: UUID | None) -> LineDraft:
    """The line of something that is billed once."""
    return LineDraft(
        source_kind=InvoiceLine.Source.CHARGE.value,
        source_id=charge.pk,
        service_id=charge.service_id,
        customer_id=charge.customer_id,
        location_id=location_id,
        description=charge.description,
        quantity=charge.quantity,
        unit_minor=charge.unit_minor,
        price_minor=charge.amount_minor,
        amount_minor=charge.amount_minor,
        tax_class=charge.tax_class,
        income=CHARGE_INCOME.get(charge.kind) or income_of(charge.tax_class),
    )


def known_id(ref: rating.Ref | None) -> UUID:
    """What the engine was given as an id of ours."""
    assert isinstance(ref, UUID)
    return ref
