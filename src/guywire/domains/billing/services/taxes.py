"""The tenant's taxes: rates that may stand beside each other, and exemptions."""

from decimal import Decimal

from guywire.domains.tenants.queries import this_tenant
from guywire.engines.rating import RatingError, TaxTable
from guywire.kit.errors import DomainError

from ..inputs import TaxExemptionInput, TaxRateInput, in_currency
from ..inputs.desk import NewRateInput
from ..models import InvoiceTax, TaxExemption, TaxRate
from .taxing import rule_of


class TaxRefused(DomainError):
    """Two rates of one tax would hold at once, or a rate stands on documents."""

    code = "tax_refused"


def create_rate(data: TaxRateInput) -> TaxRate:
    """A tax from a day on."""
    rate = TaxRate(**_values(data))
    _require_sound(rate)
    rate.save()
    return rate


def change_rate(rate: TaxRate, data: TaxRateInput) -> TaxRate:
    """Change a rate. What it is that documents stand on stays; end it and add another."""
    values = _values(data)
    used = InvoiceTax.objects.filter(rate=rate).exists()
    free = {"name", "to_on"}
    if used and any(getattr(rate, name) != value for name, value in values.items()
                    if name not in free):  # fmt: skip
        raise TaxRefused(
            f"{rate.name} stands on documents: give it an end, and add the new rate from then on."
        )
    for name, value in values.items():
        setattr(rate, name, value)
    _require_sound(rate)
    rate.save()
    return rate


def replace_rate(rate: TaxRate, data: NewRateInput) -> TaxRate:
    """The same tax at another rate from a day on; the one before ends with it (B-TAX-2)."""
    rate = TaxRate.objects.select_for_update().get(pk=rate.pk)
    if data.from_on <= rate.from_on or (rate.to_on is not None and data.from_on >= rate.to_on):
        raise TaxRefused("The new rate begins within the days of this one.", field="from_on")
    is_percent = rate.basis == TaxRate.Basis.PERCENT
    flat = in_currency(data.flat, this_tenant().currency, field="flat")
    kept = {
        field.attname: getattr(rate, field.attname)
        for field in TaxRate._meta.concrete_fields
        if field.name not in {"id", "tenant", "created_at", "updated_at"}
    }
    rate.to_on = data.from_on
    rate.save(update_fields=["to_on", "updated_at"])
    new = TaxRate(**kept)
    new.from_on = data.from_on
    new.percent = data.percent if is_percent else Decimal(0)
    new.flat_minor = 0 if is_percent else flat.minor
    _require_sound(new)
    new.save()
    return new


def remove_rate(rate: TaxRate) -> None:
    """Remove a rate that no document has."""
    if InvoiceTax.objects.filter(rate=rate).exists():
        raise TaxRefused(f"{rate.name} stands on documents: give it an end instead.")
    rate.delete()


def _values(data: TaxRateInput) -> dict[str, object]:
    values = dict(data)
    flat = in_currency(values.pop("flat"), this_tenant().currency, field="flat")
    values["flat_minor"] = flat.minor
    values["country"] = values["country"].upper()
    values["classes"] = [str(one) for one in values["classes"]]
    if data.basis == TaxRate.Basis.PERCENT:
        values["flat_minor"] = 0
    else:
        values["percent"] = 0
    return values


def _require_sound(rate: TaxRate) -> None:
    others = TaxRate.objects.filter(code=rate.code).exclude(pk=rate.pk)
    same_place = others.filter(
        country=rate.country, region=rate.region, city=rate.city, postcode=rate.postcode
    )
    try:
        TaxTable([rule_of(one, contained=False, placed=False) for one in [rate, *same_place]])
    except RatingError as error:
        raise TaxRefused(
            f"Two rates of {rate.code} would hold at once: {error}", field="from_on"
        ) from error


def create_exemption(data: TaxExemptionInput) -> TaxExemption:
    """A customer need not pay a tax."""
    return TaxExemption.objects.create(**dict(data))


def change_exemption(row: TaxExemption, data: TaxExemptionInput) -> TaxExemption:
    for name, value in dict(data).items():
        setattr(row, name, value)
    row.save()
    return row


def remove_exemption(row: TaxExemption) -> None:
    row.delete()
