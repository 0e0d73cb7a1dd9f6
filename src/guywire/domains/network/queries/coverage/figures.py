"""The figures of a finished coverage study as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...models import CoverageCell, CoverageStudy

MANY = 5
"""Sectors that serve a place; more are told as so many."""


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A sector: the area it serves best, its share of all that is served, what it reaches."""

    cell: CoverageCell
    share: float
    reached: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    thresholds_dbm: Sequence[float]
    reached_km2: Sequence[float]
    overlap: Sequence[tuple[str, float]]
    sectors: Sequence[SectorLine]

    @property
    def reached(self) -> list[tuple[float, float]]:
        """Threshold and area."""
        return list(zip(self.thresholds_dbm, self.reached_km2, strict=True))


def figures_of(study: CoverageStudy, cells: Sequence[CoverageCell]) -> Figures | None:
    """None until the study is finished."""
    if not study.is_finished:
        return None
    reached = [float(line["area_km2"]) for line in study.result["reached"]]
    served = sum(cell.served_km2 or 0.0 for cell in cells)
    return Figures(
        thresholds_dbm=study.thresholds_dbm,
        reached_km2=reached,
        overlap=_overlap(study),
        sectors=[_line(cell, served) for cell in cells],
    )


def _overlap(study: CoverageStudy) -> list[tuple[str, float]]:
    """Area by the count of sectors, the many in one line, as the layer has it."""
    found: dict[str, float] = {}
    for line in study.result["overlap"]:
        count = int(line["servers"])
        label = str(count) if count < MANY else f"≥ {MANY}"
        found[label] = found.get(label, 0.0) + line["area_km2"]
    return list(found.items())


def _line(cell: CoverageCell, served_km2: float) -> SectorLine:
    reached = [(float(one["threshold_dbm"]), float(one["area_km2"])) for one in cell.reached]
    share = (cell.served_km2 or 0.0) / served_km2 if served_km2 else 0.0
    return SectorLine(cell, 100.0 * share, reached)
