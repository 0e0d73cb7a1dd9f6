"""The figures of a finished coverage study as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...models import CoverageCell, CoverageStudy


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A sector: the area it serves best, its share of all that is served, what it reaches."""

    cell: CoverageCell
    share: float
    reached_km2: Sequence[float]


@dataclass(frozen=True, slots=True)
class Figures:
    thresholds_dbm: Sequence[float]
    reached_km2: Sequence[float]
    overlap: Sequence[tuple[int, float]]
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
        overlap=[(line["servers"], line["area_km2"]) for line in study.result["overlap"]],
        sectors=[_line(cell, served, len(reached)) for cell in cells],
    )


def _line(cell: CoverageCell, served_km2: float, count: int) -> SectorLine:
    reached = [float(line["area_km2"]) for line in cell.reached] or [0.0] * count
    share = (cell.served_km2 or 0.0) / served_km2 if served_km2 else 0.0
    return SectorLine(cell, 100.0 * share, reached)
