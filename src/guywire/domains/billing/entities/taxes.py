"""Tax rates and exemptions."""

from guywire.kit.entity import Action, Changes, Column, Entity, Filter, Panel

from ..inputs import TaxExemptionInput, TaxRateInput
from ..inputs.desk import NewRateInput
from ..models import TaxExemption, TaxRate
from ..queries import lists
from ..services import taxes
from .cells import amount
from .outputs import TaxExemptionOutput, TaxRateOutput

TAX_RATE = Entity(
    model=TaxRate,
    input=TaxRateInput,
    output=TaxRateOutput,
    rows=lists.tax_rates,
    create=taxes.create_rate,
    change=taxes.change_rate,
    remove=taxes.remove_rate,
    extra_inputs=("flat",),
    columns=(
        Column("code", link=True),
        Column("name"),
        Column("percent", unit="%", decimals=6),
        amount("flat_minor", "Amount a unit"),
        Column("classes", sort=""),
        Column("region"),
        Column("city"),
        Column("from_on", "From"),
        Column("to_on", "Until"),
        Column("is_surcharge", "Surcharge", hidden=True),
        Column("assessable_percent", "Taken from", unit="%", decimals=6, hidden=True),
        Column("country", hidden=True),
        Column("postcode", hidden=True),
        Column("step", hidden=True),
        Column("compounds", hidden=True),
    ),
    filters=(
        "code", "basis", "country", "region", "city", "is_surcharge",
        Filter("on", lists.in_force_on, "In force on", help="A day, such as 2026-03-01"),
    ),
    search=("code", "name"),
    default_sort="code",
    panels=(
        Panel(
            "Tax", "code", "name", "basis", "percent", "flat_minor", "assessable_percent",
            "classes", "is_surcharge", "step", "compounds",
        ),
        Panel("Where and when", "country", "region", "city", "postcode", "from_on", "to_on"),
        Changes(),
    ),
    actions=(
        Action(
            "new_rate",
            taxes.replace_rate,
            input=NewRateInput,
            when=lambda row: row.to_on is None,
            icon="calendar-time",
            description="Another rate of this tax from a day on; documents keep the old one",
        ),
    ),
    group="money",
    order=50,
    icon="receipt-tax",
    empty="Add the taxes and surcharges of the places you serve, from a day on.",
)  # fmt: skip

TAX_EXEMPTION = Entity(
    model=TaxExemption,
    input=TaxExemptionInput,
    output=TaxExemptionOutput,
    rows=lists.tax_exemptions,
    create=taxes.create_exemption,
    change=taxes.change_exemption,
    remove=taxes.remove_exemption,
    columns=(
        Column("certificate", link=True),
        Column("customer", sort="customer__name"),
        Column("code", "Tax"),
        Column("from_on", "From"),
        Column("to_on", "Until"),
    ),
    filters=("customer", "code", "to_on"),
    search=("certificate", "customer__name"),
    default_sort="-from_on",
    panels=(Panel("Exemption", "customer", "code", "certificate", "from_on", "to_on"), Changes()),
    group="money",
    order=51,
    icon="certificate",
    empty="Customers who pay no tax, with their certificate and its days.",
)
