"""Calibrations as their pages, the API and the job read them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from guywire.engines import geo
from guywire.engines.propagation import calibration as engine
from guywire.kit.errors import NotFound
from guywire.kit.shapes.formulas import harmless

from ..models import Calibration, CalibrationPoint, Sector, SignalMeasurement
from .arriving import arriving, ground_to
from .calibrated import UNCLASSED, clutter_classes, fit_of
from .steady import LastChange, last_changes
from .terrain import terrain_store

SHOWN_MISALIGNED = 100
MISALIGNED = (
    "install", "sector", "latitude", "longitude", "height_m", "measured_dbm", "expected_dbm",
    "short_db", "sigmas", "probability", "aim_at_deg", "clutter",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sector or a class as a calibration's page tells it."""

    name: str
    count: int
    bias_db: float
    sigma_db: float
    uncertainty_db: float

    @property
    def words(self) -> str:
        """The bias in a sentence."""
        off = abs(self.bias_db)
        if off < max(1.0, 2.0 * self.uncertainty_db):
            return _("As predicted, as far as these installs can tell.")
        if self.bias_db < 0:
            return _("Receives %(db).1f dB less than predicted.") % {"db": off}
        return _("Receives %(db).1f dB more than predicted.") % {"db": off}


def newest_calibrations(limit: int) -> list[Calibration]:
    return list(Calibration.objects.defer("result").order_by("-created_at", "-id")[:limit])


def calibration_of(calibration_id: UUID) -> Calibration:
    """One calibration. Raises NotFound."""
    row = Calibration.objects.filter(pk=calibration_id).first()
    if row is None:
        raise NotFound(_("There is no such calibration."))
    return row


def measured_count() -> int:
    """How many installs have a measured signal."""
    return SignalMeasurement.objects.count()


def next_measurements(after: tuple[str, UUID] | None, limit: int) -> list[SignalMeasurement]:
    """Readings in order of their install's name, those behind one that was taken already."""
    rows = SignalMeasurement.objects.select_related("sector__site").order_by("reference", "pk")
    if after is not None:
        rows = rows.filter(Q(reference=after[0], pk__gt=after[1]) | Q(reference__gt=after[0]))
    return list(rows.prefetch_related("sector__antenna_pattern")[:limit])


def predicted(rows: Sequence[SignalMeasurement]) -> list[CalibrationPoint]:
    """A point for each reading: what serviceability would say there, or why it cannot.

    A reading of before the sector's last change says nothing of the sector as it is now.
    """
    classes = clutter_classes([row.latitude for row in rows], [row.longitude for row in rows])
    changes = last_changes([row.sector for row in rows])
    return [
        _point(row, one, changes.get(row.sector_id)) for row, one in zip(rows, classes, strict=True)
    ]


def _point(
    row: SignalMeasurement, clutter_class: str, change: LastChange | None
) -> CalibrationPoint:
    point = CalibrationPoint(
        sector=row.sector,
        sector_name=row.sector.full_name,
        reference=row.reference,
        latitude=row.latitude,
        longitude=row.longitude,
        height_m=row.height_m,
        measured_dbm=row.measured_dbm,
        clutter_class=clutter_class,
    )
    if change is not None and row.measured_at < change.at:
        point.problem = _outdated(row, change)
        return point
    try:
        point.predicted_dbm, point.azimuth_deg = _predicted_dbm(row.sector, row)
    except geo.EngineError as error:
        point.problem = f"{str(error)[0].upper()}{str(error)[1:]}."
    return point


def _outdated(row: SignalMeasurement, change: LastChange) -> str:
    return _(
        "Measured %(measured)s UTC, before the sector changed at %(changed)s UTC (%(what)s)."
    ) % {
        "measured": f"{row.measured_at:%Y-%m-%d %H:%M}",
        "changed": f"{change.at:%Y-%m-%d %H:%M}",
        "what": change.what,
    }


def _predicted_dbm(sector: Sector, row: SignalMeasurement) -> tuple[float, float]:
    """The signal at the install, and where its antenna has to look. Raises EngineError."""
    here = sector.site.latitude, sector.site.longitude
    there = row.latitude, row.longitude
    azimuth = geo.azimuth_deg(*here, *there)
    ground = ground_to(terrain_store(), sector, there)
    found = arriving(ground, sector, azimuth, row.height_m)
    return round(found.signal_dbm, 2), round(geo.azimuth_deg(*there, *here), 1)


def samples_of(points: Sequence[CalibrationPoint]) -> engine.Samples:
    """What the engine fits. Raises EngineError for too few."""
    return engine.Samples(
        sectors=[str(point.sector_id) for point in points],
        classes=[point.clutter_class or UNCLASSED for point in points],
        measured_dbm=[point.measured_dbm for point in points],
        predicted_dbm=[point.predicted_dbm or 0.0 for point in points],
    )


def points_of(calibration: Calibration) -> list[CalibrationPoint]:
    """The points that have a prediction, in their order."""
    known = calibration.points.filter(predicted_dbm__isnull=False, sector__isnull=False)
    return list(known.order_by("number"))


def misaligned_of(calibration: Calibration, limit: int | None) -> list[CalibrationPoint]:
    """Installs to aim anew, the surest first."""
    found = calibration.points.filter(probability__isnull=False)
    return list(found.order_by("-probability", "-short_db", "number")[:limit])


def problems_of(calibration: Calibration, limit: int) -> list[CalibrationPoint]:
    """Installs that nothing could be predicted for, with the reason."""
    return list(calibration.points.exclude(problem="").order_by("number")[:limit])


def sector_lines(calibration: Calibration) -> list[Line]:
    """What was found of each sector, the farthest off first."""
    fit = fit_of(calibration.pk)
    names = {
        str(pk): f"{site} {name}" if not name.startswith(site) else name
        for pk, site, name in Sector.objects.filter(pk__in=list(fit.sectors)).values_list(
            "pk", "site__name", "name"
        )
    }
    lines = [_line(names.get(key, _("a removed sector")), one) for key, one in fit.sectors.items()]
    return sorted(lines, key=lambda line: (-abs(line.bias_db), line.name))


def class_lines(calibration: Calibration) -> list[Line]:
    """The same of each clutter class."""
    fit = fit_of(calibration.pk)
    lines = [_line(name, one) for name, one in fit.classes.items()]
    return sorted(lines, key=lambda line: (-line.count, line.name))


def _line(name: str, effect: engine.Effect) -> Line:
    return Line(
        name=name,
        count=effect.count,
        bias_db=round(effect.bias_db, 1),
        sigma_db=round(effect.sigma_db, 1),
        uncertainty_db=round(effect.sigma_db / max(effect.aligned, 1.0) ** 0.5, 1),
    )


def misaligned_file(calibration: Calibration) -> str:
    """The installs to aim anew as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(MISALIGNED)
    for one in misaligned_of(calibration, None):
        writer.writerow(
            [
                harmless(one.reference),
                harmless(one.sector_name),
                one.latitude,
                one.longitude,
                one.height_m,
                one.measured_dbm,
                one.expected_dbm,
                one.short_db,
                one.sigmas,
                one.probability,
                one.azimuth_deg,
                one.clutter_class,
            ]  # fmt: skip
        )
    return out.getvalue()
