"""The pieces of work of a coverage study, as plain values that need no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from guywire.engines.propagation import coverage
from guywire.kit.tenancy import current

from ...models import CoverageCell, CoverageStudy
from .files import kept_results, study_folder
from .planning import FrozenSector, Settings, grid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One sector of a study: its number in the study, and how it stood."""

    number: int
    sector: FrozenSector

    @classmethod
    def of(cls, cell: CoverageCell) -> "Piece":
        return cls(number=cell.number, sector=FrozenSector(**cell.parameters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What all pieces of a study share."""

    tenant_id: UUID
    study_id: UUID
    settings: Settings
    grid: coverage.Grid
    thresholds_dbm: Sequence[float]
    kept_mb: int

    @classmethod
    def of(cls, study: CoverageStudy, kept_mb: int) -> "Study":
        return cls(
            tenant_id=current().tenant_id,
            study_id=study.pk,
            settings=Settings.of(study),
            grid=grid_of(study.grid),
            thresholds_dbm=study.thresholds_dbm,
            kept_mb=kept_mb,
        )

    @property
    def folder(self) -> Path:
        return study_folder(self.tenant_id, self.study_id)

    @property
    def kept(self) -> coverage.CoverageCache:
        return kept_results(self.tenant_id, self.kept_mb)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWork:
    """The next slice: a sector's signal."""

    study: Study
    piece: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkWork:
    """The last slice: what the sectors are together. names: of all sectors, by their number."""

    study: Study
    pieces: Sequence[Piece]
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOutcome:
    """What a sector reaches; ``error`` where it could not be computed."""

    number: int
    reached: Sequence[dict[str, float]] = ()
    gaps: Sequence[dict[str, Any]] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOutcome:
    """The figures of the whole study; the area that each sector serves best, by its number."""

    figures: dict[str, Any]
    served_km2: dict[int, float]
    disk_bytes: int


Work = CellWork | NetworkWork
Outcome = CellOutcome | NetworkOutcome
