"""What the demo's installs measure, made up: a few sectors off, a few installs badly aimed."""

import numpy as np

from guywire.domains.network.inputs import CalibrationInput, MeasurementInput
from guywire.domains.network.models import Calibration
from guywire.domains.network.queries.bulk import Manner, qualify_rows
from guywire.domains.network.queries.rows import QualificationRow
from guywire.domains.network.queries.terrain import terrain_store
from guywire.domains.network.services import calibrations
from guywire.domains.network.services.measurements import load_measurements
from guywire.domains.tenants.models import Tenant
from guywire.kit.jobs import runs
from guywire.kit.tenancy import in_tenant
from guywire.lab import kinsman

INSTALLS = 360
HEIGHT_M = 5.0
SPREAD_DB = 4.5
BADLY_AIMED, LOST_DB = 0.06, (14.0, 30.0)
BIASES_DB = (-6.0, -1.0, -3.0, 0.5)


def fill_measurements(tenant: Tenant, seed: int) -> int:
    """Readings of the homes that a sector serves, and a calibration by them that is in use; how
    many readings."""
    random = np.random.default_rng(seed)
    with in_tenant(tenant.pk, actor="job:demo", door="demo"):
        load_measurements(_readings(random, seed))
        calibration = calibrations.start_calibration(CalibrationInput(name="Autumn"))
        while runs.work_on(Calibration, calibration.pk):
            pass
        calibrations.use_calibration(calibration)
    return calibration.row_count


def _readings(random: np.random.Generator, seed: int) -> list[MeasurementInput]:
    homes = kinsman.households(seed, INSTALLS, terrain_store().height_m)
    rows = [
        QualificationRow(line=line, latitude=home.latitude, longitude=home.longitude)
        for line, home in enumerate(homes)
    ]
    qualify_rows(rows, Manner(receive_height_m=HEIGHT_M))
    return [
        MeasurementInput(
            sector_id=row.sector.pk,
            reference=f"K-{1000 + row.line}",
            latitude=row.latitude or 0.0,
            longitude=row.longitude or 0.0,
            height_m=HEIGHT_M,
            measured_dbm=round(max(_measured_dbm(random, row.sector.azimuth_deg, signal), -120), 1),
        )
        for row in rows
        if row.state == QualificationRow.State.SERVED
        and row.sector is not None
        and (signal := row.signal_dbm) is not None
    ]


def _measured_dbm(random: np.random.Generator, azimuth_deg: float, predicted_dbm: float) -> float:
    """The sectors that look the same way are off alike."""
    lost_db = float(random.uniform(*LOST_DB)) if random.random() < BADLY_AIMED else 0.0
    bias_db = BIASES_DB[int(azimuth_deg / 90.0) % len(BIASES_DB)]
    return predicted_dbm + bias_db + float(random.normal(0.0, SPREAD_DB)) - lost_db
