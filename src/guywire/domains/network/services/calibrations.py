"""Calibrations: all measured signals beside their predictions, and what is made of the difference.

A run takes the readings a slice at a time; a killed worker loses one slice at most. What is found
changes no answer until a person chooses it.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from guywire.engines import geo
from guywire.engines.propagation import calibration as engine
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import runs
from guywire.kit.jobs.slices import Lane, Slice

from ..events import CalibrationChosen, CalibrationFinished, CalibrationRequested
from ..inputs import CalibrationInput
from ..models import Calibration, CalibrationPoint
from ..queries.calibrations import (
    measured_count,
    next_measurements,
    points_of,
    predicted,
    samples_of,
)
from ..queries.ground_cover import has_ground_cover

SLICE = 500
MOST = 200_000
State = Calibration.State
FIGURES = ("expected_dbm", "short_db", "sigmas", "probability")


class NothingMeasured(DomainError):
    """There are no measured signals."""

    code = "nothing_measured"


class NotUsable(Conflict):
    """The calibration has found nothing that could be used."""

    code = "calibration_not_usable"


def start_calibration(given: CalibrationInput) -> Calibration:
    """Queue a comparison of all measured signals. Raises NothingMeasured."""
    count = measured_count()
    if not count:
        raise NothingMeasured(_("There are no measured signals yet: import them first."))
    if count > MOST:
        raise NothingMeasured(_("At most %d measured signals can be compared.") % MOST)
    calibration = Calibration.objects.create(
        name=given.name or f"{clock.now():%Y-%m-%d %H:%M} UTC",
        row_count=count,
        counts_clutter=has_ground_cover(),
    )
    runs.start(calibration)
    return calibration


def compare_some(row: Calibration, lane: Lane) -> Slice:
    """Predict the next slice of readings."""
    after = None if lane.after is None else (str(lane.after[0]), UUID(lane.after[1]))
    readings = next_measurements(after, SLICE)
    if not readings:
        return Slice(more=False)
    points = predicted(readings)
    lane.look()
    for number, point in enumerate(points, start=row.done_count):
        point.calibration, point.number = row, number
    CalibrationPoint.objects.bulk_create(points)
    return Slice(
        rows=len(points),
        after=[readings[-1].reference, str(readings[-1].pk)],
        counts={
            "skipped_count": sum(bool(point.problem) for point in points),
            "row_count": max(row.done_count + len(points) - row.row_count, 0),
        },
    )


def fit(row: Calibration) -> None:
    """When all is compared: fit, and mark the installs far below what is expected of them."""
    points = points_of(row)
    try:
        samples = samples_of(points)
    except geo.EngineError as error:
        raise NotUsable(
            _("%(reason)s; %(skipped)d of %(all)d installs have no prediction.")
            % {"reason": _sentence(error), "skipped": row.skipped_count, "all": row.done_count}
        ) from error
    found = engine.calibrate(samples)
    marked = [_marked(points[one.sample], one) for one in found.misaligned]
    CalibrationPoint.objects.bulk_update(marked, FIGURES, batch_size=SLICE)
    row.result, row.misaligned_count = found.told(), len(marked)


def tell(row: Calibration) -> None:
    """Publish what became of a run."""
    if row.state == State.QUEUED:
        publish(CalibrationRequested(calibration_id=row.pk))
    elif row.state == State.FINISHED:
        publish(CalibrationFinished(calibration_id=row.pk))


def _sentence(error: Exception) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}"


def _marked(point: CalibrationPoint, found: engine.Misaligned) -> CalibrationPoint:
    point.expected_dbm = round(found.expected_dbm, 1)
    point.short_db, point.sigmas = round(found.short_db, 1), round(found.sigmas, 1)
    point.probability = round(found.probability, 3)
    return point


def use_calibration(row: Calibration) -> Calibration:
    """From now on answers show what it says beside the model. Raises NotUsable."""
    row = Calibration.objects.select_for_update().get(pk=row.pk)
    if not row.is_usable:
        raise NotUsable(f"{row} is {row.get_state_display().lower()}: there is nothing to use.")
    if row.in_use:
        return row
    Calibration.objects.filter(in_use=True).update(in_use=False)
    row.in_use = True
    row.save(update_fields=["in_use"])
    publish(CalibrationChosen(calibration_id=row.pk))
    return row


def leave_calibration(row: Calibration) -> Calibration:
    """Answers show the model's own word alone again."""
    row = Calibration.objects.select_for_update().get(pk=row.pk)
    if row.in_use:
        row.in_use = False
        row.save(update_fields=["in_use"])
        publish(CalibrationChosen(calibration_id=None))
    return row


def remove_calibration(row: Calibration) -> None:
    """Forget a calibration and its points; one in use is no longer used."""
    if row.in_use:
        publish(CalibrationChosen(calibration_id=None))
    row.delete()
