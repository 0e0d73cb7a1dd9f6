"""Writing measured signals of installed receivers."""

from collections.abc import Sequence

from guywire.kit import clock

from ..inputs import MeasurementInput
from ..models import SignalMeasurement
from ..queries.objects import sector_of
from .versions import save

BATCH = 2000
READING = ("latitude", "longitude", "height_m", "measured_dbm", "measured_at", "source")


def create_measurement(given: MeasurementInput) -> SignalMeasurement:
    """Note what an install gets from its sector. Raises Taken when the sector has this install."""
    return _write(SignalMeasurement(), given)


def load_measurements(given: Sequence[MeasurementInput]) -> list[SignalMeasurement]:
    """Take in a file of readings; an install that is known gets the newer one."""
    rows = [_filled(SignalMeasurement(sector_id=one.sector_id), one) for one in given]
    SignalMeasurement.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["tenant", "sector", "reference"],
        update_fields=[*READING, "updated_at"],
    )
    return rows


def change_measurement(row: SignalMeasurement, given: MeasurementInput) -> SignalMeasurement:
    """Note a newer reading of an install, or mend one."""
    return _write(SignalMeasurement.objects.select_for_update().get(pk=row.pk), given)


def remove_measurement(row: SignalMeasurement) -> None:
    """Forget a reading; calibrations that used it keep what they found."""
    row.delete()


def _write(row: SignalMeasurement, given: MeasurementInput) -> SignalMeasurement:
    row.sector = sector_of(given.sector_id)
    save(_filled(row, given))
    return row


def _filled(row: SignalMeasurement, given: MeasurementInput) -> SignalMeasurement:
    for name in ("reference", *READING):
        setattr(row, name, getattr(given, name))
    # to the minute, which a form keeps
    row.measured_at = (given.measured_at or clock.now()).replace(second=0, microsecond=0)
    return row
