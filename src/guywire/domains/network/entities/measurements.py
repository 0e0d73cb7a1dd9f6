"""Measured signals of installed receivers."""

from guywire.kit.entity import Changes, Column, Entity, Panel

from ..inputs import MeasurementInput
from ..models import SignalMeasurement
from ..queries import objects as queries
from ..services import measurements as services
from .outputs import MeasurementOutput

MEASUREMENT = Entity(
    model=SignalMeasurement,
    input=MeasurementInput,
    output=MeasurementOutput,
    rows=queries.measurements,
    create=services.create_measurement,
    create_many=services.load_measurements,
    change=services.change_measurement,
    remove=services.remove_measurement,
    columns=(
        Column("reference", "Install", link=True),
        Column("sector"),
        Column("measured_dbm", "Measured", unit="dBm"),
        Column("height_m", "Height", unit="m"),
        Column("measured_at", "Measured on"),
        Column("source", hidden=True),
        Column("latitude", unit="°", decimals=5, hidden=True),
        Column("longitude", unit="°", decimals=5, hidden=True),
        Column("updated_at", "Changed", hidden=True),
    ),
    filters=("sector", "source"),
    search=("reference", "sector__name", "sector__site__name"),
    natural_key=("sector", "reference"),
    default_sort="reference",
    panels=(
        Panel(
            "Reading",
            "reference",
            "sector",
            Column("measured_dbm", "Measured", unit="dBm"),
            Column("measured_at", "Measured on"),
            "source",
        ),
        Panel(
            "Place", "latitude", "longitude", Column("height_m", "Height above ground", unit="m")
        ),
        Changes(),
    ),
    group="plan",
    order=26,
    icon="gauge",
    empty="Import what your installed receivers measure, to see how far predictions are off.",
)
