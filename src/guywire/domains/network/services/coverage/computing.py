"""The computing of a coverage study's slices, outside of every transaction.

What is written into the study's folder appears whole or not at all: a worker that is killed leaves
no half of a result.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo import EngineError
from guywire.engines.propagation import coverage
from guywire.engines.propagation.coverage.pages import Releasing, let_go

from ...queries.coverage.files import CELLS, UNFINISHED
from ...queries.coverage.work import CellOutcome, CellWork, Piece, Study
from ...queries.terrain import terrain_store

WORKERS = max(1, min(4, os.cpu_count() or 1))
SWEEPS_SHARE = 0.8
"""Of the time of a slice, where the path loss is not kept."""

Singles = npt.NDArray[np.float32]


def compute_cell(
    work: CellWork, report: coverage.Report, token: coverage.CancelToken
) -> CellOutcome:
    """A sector's signal, kept for the last slice. What the engine refuses is the cell's error.

    Raises CoverageCancelled when stopped.
    """
    number = work.piece.number
    try:
        signal, gaps = signal_of(work.study, work.piece, report, token)
    except coverage.CoverageCancelled:
        raise
    except EngineError as error:
        return CellOutcome(number=number, error=_sentence(str(error)))
    found = coverage.reached(signal, work.study.thresholds_dbm)
    return CellOutcome(
        number=number,
        reached=[
            {"threshold_dbm": one.threshold, "area_km2": round(one.area_km2, 4)} for one in found
        ],
        gaps=[asdict(gap) for gap in gaps],
    )


def signal_of(
    study: Study, piece: Piece, report: coverage.Report, token: coverage.CancelToken
) -> tuple[coverage.Raster, Sequence[coverage.TerrainGap]]:
    """A sector's signal on the study's pixels, and the terrain that it lacks.

    The site's path loss is taken from what the tenant's earlier work left, where it is the same.
    """
    request = study.settings.request(piece.sector)
    kept = study.kept
    losses = kept.path_loss(
        terrain_store(), request, workers=WORKERS, token=token,
        report=lambda share: report(share * SWEEPS_SHARE),
    )  # fmt: skip
    emission = study.settings.emission(piece.sector)
    signal = kept.signal(
        losses, emission, study.grid, workers=WORKERS, token=token,
        report=lambda share: report(SWEEPS_SHARE + share * (1.0 - SWEEPS_SHARE)),
    )  # fmt: skip
    save(_signal_file(study, piece), signal.values)
    needed = _needed_file(study, request)
    if not needed.exists():
        pages = Releasing(None, (losses.sight_height_m,))
        with made(needed) as path:
            heights = coverage.layer_raster(
                losses, losses.sight_height_m, study.grid, workers=WORKERS, token=token,
                report=pages, allocate=lambda shape: pages.keep(new_file(path, shape)),
            )  # fmt: skip
            let_go([heights.values])
    let_go([signal.values, losses.loss_db, losses.elevation_deg, losses.sight_height_m])
    return signal, losses.gaps


def kept_signal(study: Study, piece: Piece) -> coverage.Raster | None:
    """What a sector's slice left, read as it is touched."""
    return _kept(study, piece, _signal_file(study, piece))


def needed_heights(study: Study, pieces: Sequence[Piece]) -> list[coverage.Raster]:
    """Least heights from which each site is seen, each site once."""
    found = {
        (file := _needed_file(study, study.settings.request(piece.sector))): _kept(
            study, piece, file
        )
        for piece in pieces
    }
    return [raster for raster in found.values() if raster is not None]


def _kept(study: Study, piece: Piece, file: Path) -> coverage.Raster | None:
    sector = piece.sector
    window = study.grid.window(sector.latitude, sector.longitude, study.settings.radius_m)
    try:
        values: Singles = np.load(file, mmap_mode="r")
    except FileNotFoundError:
        return None
    return coverage.Raster(study.grid, window, values)


def _signal_file(study: Study, piece: Piece) -> Path:
    return study.folder / CELLS / f"{piece.number}.npy"


def _needed_file(study: Study, request: coverage.PathLossRequest) -> Path:
    return study.folder / CELLS / f"needed-{request.key(terrain_store())}.npy"


def save(path: Path, values: npt.NDArray[Any]) -> None:
    """Write an array that is there whole or not at all."""
    with made(path) as beside:
        np.save(beside, values)


@contextmanager
def made(path: Path) -> Iterator[Path]:
    """A file to write beside: it takes that name at the end, or is gone on an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=UNFINISHED) as folder:
        beside = Path(folder) / path.name
        yield beside
        beside.replace(path)


def new_file(path: Path, shape: tuple[int, int]) -> Singles:
    """A new array that is a file."""
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
