"""What the calibration in use says of a predicted signal, beside the model's own word."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import numpy as np

from guywire.engines import geo
from guywire.engines.propagation import calibration as engine

from ..models import Calibration
from .ground_cover import ground_cover
from .terrain import terrain_store

KEPT = 64
VERY_LIKELY, LIKELY, POSSIBLE = 0.9, 0.7, 0.4
UNCLASSED = "unclassified"


class Chance(StrEnum):
    """The chance to be served in a word, for people to whom a number would say too much."""

    VERY_LIKELY = "very likely"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


def chance_of(probability: float) -> Chance:
    """The word for a probability: from 90, 70 and 40 % on, and below."""
    if probability >= VERY_LIKELY:
        return Chance.VERY_LIKELY
    if probability >= LIKELY:
        return Chance.LIKELY
    return Chance.POSSIBLE if probability >= POSSIBLE else Chance.UNLIKELY


def percent_of(probability: float) -> float:
    """In percent, never told as certain."""
    return min(max(100.0 * probability, 1.0), 99.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A predicted signal corrected.

    probability: that the place is served, 0 to 1. signal_dbm: the predicted signal with the bias
    on it. sigma_db: spread of what is measured about that, the fit's own uncertainty included.
    basis: what the bias was learned from, and of how many installs; calibration: its name.
    """

    probability: float
    signal_dbm: float
    bias_db: float
    sigma_db: float
    basis: str
    installs: int
    calibration: str

    @property
    def percent(self) -> float:
        """The probability in percent, never told as certain."""
        return percent_of(self.probability)


class Computed(Protocol):
    """A path with its signal and margin, as a serviceability answer has it."""

    @property
    def signal_dbm(self) -> float: ...
    @property
    def margin_db(self) -> float: ...
    @property
    def clutter_loss_db(self) -> float | None: ...


class InUse:
    """The calibration that the tenant has chosen."""

    def __init__(self, name: str, fit: engine.Calibration, *, counts_clutter: bool) -> None:
        self.name = name
        self.fit = fit
        self.counts_clutter = counts_clutter

    def of(
        self,
        sector_id: UUID,
        clutter_class: str,
        signal_dbm: float,
        threshold_dbm: float,
        clutter_db: float | None,
    ) -> Calibrated:
        """What it says of a predicted signal of a sector at a place of a class.

        clutter_db: what clutter takes from the signal. A calibration that was learned from
        predictions without it goes by the signal without it, else it would count twice.
        """
        if not self.counts_clutter:
            signal_dbm += clutter_db or 0.0
        found = self.fit.correction(str(sector_id), clutter_class)
        return Calibrated(
            probability=round(found.probability(signal_dbm, threshold_dbm), 3),
            signal_dbm=round(signal_dbm + found.bias_db, 1),
            bias_db=round(found.bias_db, 1),
            sigma_db=round(float(np.hypot(found.sigma_db, found.uncertainty_db)), 1),
            basis=found.basis.value,
            installs=found.count,
            calibration=self.name,
        )


def calibrated_at(
    latitude: float, longitude: float, paths: Sequence[tuple[UUID, Computed | None]]
) -> list[Calibrated | None]:
    """What the calibration in use says of sectors' paths to a place; None for each without one."""
    in_use = calibration_in_use()
    if in_use is None or not any(path for _, path in paths):
        return [None] * len(paths)
    (clutter_class,) = clutter_classes([latitude], [longitude])
    return [
        in_use.of(
            key,
            clutter_class,
            path.signal_dbm,
            path.signal_dbm - path.margin_db,
            path.clutter_loss_db,
        )
        if path is not None
        else None
        for key, path in paths
    ]


def calibration_in_use() -> InUse | None:
    """The tenant's calibration; None where none is chosen."""
    chosen = Calibration.objects.filter(in_use=True)
    row = chosen.only("pk", "name", "counts_clutter").first()
    if row is None:
        return None
    return InUse(row.name, fit_of(row.pk), counts_clutter=row.counts_clutter)


@lru_cache(maxsize=KEPT)
def fit_of(calibration_id: UUID) -> engine.Calibration:
    """The fit of a finished calibration, which never changes; read under the tenant's own rows."""
    return engine.Calibration.of(Calibration.objects.get(pk=calibration_id).result)


def clutter_classes(
    latitudes: Sequence[float], longitudes: Sequence[float], ground_m: Sequence[float] | None = None
) -> list[str]:
    """The clutter class at each place, "unclassified" where none is known."""
    try:
        cover = ground_cover()
        if cover is None or not latitudes:
            return [UNCLASSED] * len(latitudes)
        heights = (
            terrain_store().heights_m(latitudes, longitudes, gaps_as_nan=True)
            if ground_m is None
            else np.asarray(ground_m, dtype=np.float64)
        )
        numbers = cover.at(heights, latitudes, longitudes).classes
    except geo.EngineError:
        return [UNCLASSED] * len(latitudes)
    return [cover.table.classes[number].name for number in numbers.tolist()]
