"""Calibrations: all measured signals beside their predictions, and what is made of the difference.

A run takes the readings a slice at a time, each a transaction; a killed worker loses one slice at
most. What is found changes no answer until a person chooses it.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from guywire.engines import geo
from guywire.engines.propagation import calibration as engine
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import CalibrationChosen, CalibrationFinished, CalibrationRequested
from ..inputs import CalibrationInput
from ..models import Calibration, CalibrationPoint
from ..queries.calibrations import (
    abandoned_calibrations,
    measured_count,
    next_measurements,
    points_of,
    predicted,
    samples_of,
)

CALIBRATE = "guywire.network.calibrate"
SLICE = 500
MOST = 200_000
LONGEST_ERROR = 2000
State = Calibration.State
FIGURES = ("expected_dbm", "short_db", "sigmas", "probability")


class NothingMeasured(DomainError):
    """There are no measured signals."""

    code = "nothing_measured"


class CalibrationIsOver(Conflict):
    code = "calibration_is_over"


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
        name=given.name or f"{clock.now():%Y-%m-%d %H:%M} UTC", row_count=count
    )
    publish(CalibrationRequested(calibration_id=calibration.pk))
    return calibration


def work_on(calibration_id: UUID) -> bool:
    """Predict the next slice of readings, or fit when none is left; whether there may be more."""
    row = Calibration.objects.select_for_update().filter(pk=calibration_id).first()
    if row is None or row.is_over:
        return False
    if row.state == State.QUEUED:
        row.state, row.started_at = State.RUNNING, row.started_at or clock.now()
    after = None if row.after is None else (str(row.after[0]), UUID(row.after[1]))
    readings = next_measurements(after, SLICE)
    if not readings:
        _finish(row)
        return False
    points = predicted(readings)
    for number, point in enumerate(points, start=row.done_count):
        point.calibration, point.number = row, number
    CalibrationPoint.objects.bulk_create(points)
    row.after = [readings[-1].reference, str(readings[-1].pk)]
    row.done_count += len(points)
    row.skipped_count += sum(bool(point.problem) for point in points)
    row.row_count = max(row.row_count, row.done_count)
    row.error = ""
    row.save()
    return True


def _finish(row: Calibration) -> None:
    """Fit, and mark the installs that lie far below what is expected of them."""
    points = points_of(row)
    try:
        samples = samples_of(points)
    except geo.EngineError as error:
        raise NotUsable(
            _("%(reason)s; %(skipped)d of %(all)d installs have no prediction.")
            % {"reason": _sentence(error), "skipped": row.skipped_count, "all": row.done_count}
        ) from error
    fit = engine.calibrate(samples)
    marked = [_marked(points[one.sample], one) for one in fit.misaligned]
    CalibrationPoint.objects.bulk_update(marked, FIGURES, batch_size=SLICE)
    row.result, row.misaligned_count = fit.told(), len(marked)
    row.state, row.finished_at, row.error = State.FINISHED, clock.now(), ""
    row.save()
    publish(CalibrationFinished(calibration_id=row.pk))


def _sentence(error: Exception) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}"


def _marked(point: CalibrationPoint, found: engine.Misaligned) -> CalibrationPoint:
    point.expected_dbm = round(found.expected_dbm, 1)
    point.short_db, point.sigmas = round(found.short_db, 1), round(found.sigmas, 1)
    point.probability = round(found.probability, 3)
    return point


def cancel_calibration(row: Calibration) -> Calibration:
    """Stop a run. Raises CalibrationIsOver."""
    row = Calibration.objects.select_for_update().get(pk=row.pk)
    if row.state == State.CANCELLED:
        return row
    if row.is_over:
        raise CalibrationIsOver(f"{row} is {row.get_state_display().lower()} already.")
    row.state, row.finished_at = State.CANCELLED, clock.now()
    row.save(update_fields=["state", "finished_at"])
    return row


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


def note_trouble(calibration_id: UUID, reason: str) -> None:
    """Say what went wrong with a run that will be tried again."""
    waiting = Calibration.objects.filter(pk=calibration_id, state__in=(State.QUEUED, State.RUNNING))
    waiting.update(error=reason[:LONGEST_ERROR])


def fail_calibration(calibration_id: UUID, reason: str) -> None:
    """Mark a run that cannot go on, with the reason."""
    Calibration.objects.filter(pk=calibration_id, state__in=(State.QUEUED, State.RUNNING)).update(
        state=State.FAILED, error=reason[:LONGEST_ERROR], finished_at=clock.now()
    )


def give_up_abandoned() -> None:
    """Fail the runs that no job works on any more: theirs has failed for good."""
    for row in abandoned_calibrations():
        fail_calibration(row.pk, row.error or _("The work broke off again and again."))
