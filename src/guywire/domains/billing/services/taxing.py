"""The taxes of documents, by the tenant's rates and the engine."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from guywire.domains.customers.queries import Place, places_of
from guywire.engines import rating
from guywire.engines.money import Direction, quantity_of

from ..models import BillingSettings, TaxExemption, TaxRate
from ..models import Direction as Directions
from ..queries.history import exemptions_of
from .issuing import LineDraft, TaxDraft

PERCENT = 1_000_000
"""Hundred-millionths of a percent."""
NOWHERE: frozenset[str] = frozenset()


def rule_of(rate: TaxRate, *, contained: bool, placed: bool = True) -> rating.TaxRule:
    """A rate as the engine knows it; ``contained``: prices include it."""
    is_percent = rate.basis == TaxRate.Basis.PERCENT
    is_placed = placed and any((rate.country, rate.region, rate.city, rate.postcode))
    return rating.TaxRule(
        id=rate.pk,
        code=rate.code,
        rate=int(Decimal(rate.percent) * PERCENT) if is_percent else 0,
        flat_minor=0 if is_percent else rate.flat_minor,
        assessable=int(Decimal(rate.assessable_percent) * PERCENT),
        classes=frozenset(rate.classes),
        jurisdiction=str(rate.pk) if is_placed else None,
        from_on=rate.from_on,
        to_on=rate.to_on,
        order=rate.step,
        compound=rate.compounds,
        inclusive=contained and is_percent and not rate.is_surcharge,
        reverses=rate.reverses,
        pass_through=rate.is_surcharge,
    )


class Taxer:
    """The tenant's taxes, read once for many documents."""

    def __init__(self, settings: BillingSettings) -> None:
        self.settings = settings
        self.rates = list(TaxRate.objects.order_by("step", "code", "pk"))
        self.table = rating.TaxTable(
            rule_of(rate, contained=settings.prices_include_tax) for rate in self.rates
        )
        self._places: dict[UUID, frozenset[str]] = {}
        self._exempt: Mapping[UUID, list[TaxExemption]] = {}

    def prepare(self, locations: Iterable[UUID], customers: Iterable[UUID]) -> None:
        """Read where these places are, and who is exempt."""
        if not self.rates:
            return
        for place in places_of(set(locations) - self._places.keys()):
            self._places[place.location_id] = self._rates_at(place)
        self._exempt = exemptions_of(customers)

    def _rates_at(self, place: Place) -> frozenset[str]:
        return frozenset(
            str(rate.pk)
            for rate in self.rates
            if rate.country.lower() in {"", place.country.lower()}
            and rate.region.lower() in {"", place.region.lower()}
            and rate.city.lower() in {"", place.city.lower()}
            and place.postcode.startswith(rate.postcode)
        )

    def tax(self, lines: Sequence[LineDraft], *, issued_on: date, reverse_charge: bool) -> None:
        """Give the lines of one document their taxes; prices that contain them become net."""
        if not self.rates:
            return
        taxed = rating.taxes(
            [self._taxable(at, line, issued_on, reverse_charge) for at, line in enumerate(lines)],
            self.table,
            rating.Level(self.settings.tax_rounding),
            Direction.UP if self.settings.tax_direction == Directions.UP else Direction.HALF_UP,
        )
        for line, net in zip(lines, taxed.net, strict=True):
            line.price_minor, line.amount_minor = line.amount_minor, net
            line.taxes = []
        for tax in taxed.lines:
            at, rate_id = tax.key, tax.rule.id
            assert isinstance(at, int)
            assert isinstance(rate_id, UUID)
            lines[at].taxes.append(
                TaxDraft(rate_id, tax.base_minor, tax.tax_minor, tax.relief.value)
            )

    def _taxable(
        self, at: int, line: LineDraft, issued_on: date, reverse_charge: bool
    ) -> rating.Taxable:
        from_on, to_on = line.from_on, line.to_on
        on = issued_on
        if from_on is not None and self.settings.tax_point == "supply":
            on = from_on
        days = None
        if from_on is not None and to_on is not None and line.basis:
            days = (rating.Basis.of(line.basis), from_on, to_on)
        return rating.Taxable(
            at,
            line.amount_minor,
            line.tax_class,
            self._places.get(line.location_id, NOWHERE) if line.location_id else NOWHERE,
            on,
            self._exempt_codes(line.customer_id, on),
            reverse_charge,
            quantity_of(line.quantity),
            days,
        )

    def _exempt_codes(self, customer_id: UUID, on: date) -> frozenset[str]:
        rows = self._exempt.get(customer_id)
        if not rows:
            return NOWHERE
        return rating.exempt_codes(
            [
                rating.Certificate(
                    row.from_on, row.to_on, frozenset({row.code} if row.code else ())
                )
                for row in rows
            ],
            on,
        )
