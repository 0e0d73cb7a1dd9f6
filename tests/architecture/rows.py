"""A row in every tenant's table, filled with a marker that shows a leak; new tables included."""

import os
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction

from guywire.kit import clock
from guywire.kit.secrets.envelope import KEY_BYTES, wrap
from guywire.kit.tenancy import current
from guywire.kit.tenancy.models import TenantModel


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete table whose rows belong to tenants, by name."""
    found = (m for m in apps.get_models() if issubclass(m, TenantModel) and m._meta.managed)
    return sorted(found, key=lambda model: model._meta.label_lower)


def fill(marker: str) -> dict[str, TenantModel]:
    """One row in every table of the active tenant; AssertionError names a table it cannot fill."""
    made: dict[str, TenantModel] = {}
    for model in tenant_models():
        _make(model, marker, made, ())
    return made


def _make(
    model: type[TenantModel], marker: str, made: dict[str, TenantModel], above: tuple[str, ...]
) -> TenantModel:
    label = model._meta.label_lower
    if label in made:
        return made[label]
    row = model()
    for field in model._meta.local_concrete_fields:
        if field.name not in ("id", "tenant"):
            _set(row, field, marker, made, (*above, label))
    for name, value in RECIPES.get(label, {}).items():
        setattr(row, name, value(marker) if callable(value) else value)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AssertionError(f"teach tests/architecture/rows.py to fill {label}: {error}") from None
    made[label] = row
    return row


def _set(
    row: TenantModel,
    field: Any,
    marker: str,
    made: dict[str, TenantModel],
    above: tuple[str, ...],
) -> None:
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        assert isinstance(target, type)
        if issubclass(target, TenantModel) and target._meta.label_lower not in above:
            setattr(row, field.attname, _make(target, marker, made, above).pk)
        elif not field.null and not issubclass(target, TenantModel):
            setattr(row, field.attname, _someone(target, marker))
        return
    value = _value(field, marker)
    if value is not None:
        setattr(row, field.attname, value)


def _someone(target: type[models.Model], marker: str) -> Any:
    person = target._default_manager.filter(email=f"{marker.lower()}@rival.example").first()
    if person is None:
        person = target._default_manager.create(
            email=f"{marker.lower()}@rival.example", name=f"{marker} Person"
        )
    return person.pk


def _value(field: Any, marker: str) -> Any:
    if field.choices:
        return None if field.has_default() else list(field.flatchoices)[0][0]
    if isinstance(field, models.EmailField):
        return f"{marker.lower()}@rival.example"
    if isinstance(field, models.CharField | models.TextField):
        longest = field.max_length or 200
        if field.name == "currency":
            return "USD"
        if field.has_default() and longest < len(marker):
            return None
        return marker[:longest]
    if field.has_default() or field.null:
        return None
    kinds: tuple[tuple[Any, Any], ...] = (
        (models.UUIDField, uuid.uuid4()),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.DateTimeField, clock.now() + timedelta(days=1)),
        (models.DateField, date(2026, 1, 1)),
        (models.JSONField, {"marker": marker}),
        (models.BinaryField, marker.encode()),
    )
    return next((value for kind, value in kinds if isinstance(field, kind)), None)


def _another(label: str) -> Callable[[str], Any]:
    """A second row of a table, for what joins two."""

    def make(marker: str) -> Any:
        model = apps.get_model(label)
        assert issubclass(model, TenantModel)
        return _make(model, f"{marker} too", {}, ()).pk

    return make


def _wrapped(marker: str) -> str:
    """A data key that the tenant can open."""
    return wrap(
        settings.GUYWIRE_MASTER_KEYS,
        os.urandom(KEY_BYTES),
        b"tenant:" + current().tenant_id.bytes,
    )


WORLD_M = 40075016.68557849
"""The equator in web mercator; 256 pixels are a tile of the whole earth."""

FIT = {
    "form": 1,
    "network": {
        "effect_db": -6.0, "bias_db": -6.0, "sigma_db": 5.0, "variance": 1.0, "count": 40,
        "aligned": 38.0,
    },
    "sectors": {}, "classes": {}, "both": [], "spread_sector_db": 4.0, "spread_class_db": 4.0,
    "spread_both_db": 1.5, "misaligned_share": 0.05,
}  # fmt: skip
"""What a calibration found, as the engine tells it."""


def _balanced(marker: str) -> int:
    """The other side of the posting to come: an entry has two."""
    journal = apps.get_model("billing.Journal")._default_manager.get()
    account = apps.get_model("billing.Account")._default_manager.get()
    apps.get_model("billing.Posting")._default_manager.create(
        journal=journal, account=account, amount_minor=-1, currency="USD",
        posted_on=journal.posted_on,
    )  # fmt: skip
    return 1


RECIPES: dict[str, dict[str, Any]] = {
    "billing.allocation": {"credit_note_id": None},
    "billing.billingaccount": {"payer_id": None},
    "billing.billingsettings": {"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"},
    "billing.invoice": {"number": "", "issued_on": None, "credits_id": None},
    "billing.journal": {
        "tx": lambda marker: apps.get_model("billing.Journal")._meta.get_field("tx").get_default()
    },
    "billing.ledgerperiod": {"to_on": date(2026, 1, 2)},
    "billing.party": {"content": lambda marker: {"name": marker}},
    "billing.printbatch": {"state": "finished"},
    "billing.posting": {"amount_minor": _balanced},
    "customers.discount": {"kind": "percent", "percent": 10, "amount": 0},
    "customers.lead": {"state": "converted"},
    "customers.servicechange": {"price": Decimal(1)},
    "network.antennapattern": {"horizontal_db": [0.0] * 360, "vertical_db": [0.0] * 360},
    "network.radiomodel": {"modulations": "QPSK, -84, 50"},
    "network.backhaullink": {"site_b_id": _another("network.Site")},
    "network.coveragecell": {
        "parameters": lambda marker: {
            "latitude": 0.0,
            "longitude": -20.0,
            "height_m": 30.0,
            "frequency_mhz": 3625.0,
            "bandwidth_mhz": 20.0,
            "technology": "cbrs",
            "eirp_dbm": 47.0,
            "receiver_gain_dbi": 0.0,
            "site_name": marker,
            "pattern": {"kind": "widths", "azimuth_deg": 0.0},
        },
    },  # fmt: skip
    "secrets.datakey": {"wrapped": _wrapped},
    "network.coveragestudy": {
        "state": "finished",
        "thresholds_dbm": [-90.0],
        "grid": {
            "lattice": "EPSG:3857",
            "step": WORLD_M / 256,
            "first_row": 126,
            "first_column": 112,
            "rows": 4,
            "columns": 4,
        },  # fmt: skip
        "result": {
            "reached": [{"threshold_dbm": -90.0, "area_km2": 1.0}],
            "overlap": [{"servers": 1, "area_km2": 1.0}],
            "has_rsrp": True,
            "server_colours": ["#0072b2", "#0072b2"],
        },
    },
    "network.calibration": {"state": "finished", "skipped_count": 0, "result": FIT},
    "network.qualificationpart": {"lines": lambda marker: [[1, [marker]]]},
}
"""``app.model`` → field values where rules cannot be guessed; a function gets the marker."""
