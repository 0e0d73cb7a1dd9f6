"""The last slice of a coverage study: what its sectors are together, as rasters and figures.

Rasters are files that are filled band by band, so that memory does not grow with the area.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.propagation import coverage, rasters
from guywire.engines.propagation.coverage.pages import Releasing, let_go
from guywire.engines.propagation.coverage.progress import Watch

from ...queries.coverage.files import CELLS, LAYERS, UNFINISHED
from ...queries.coverage.work import NetworkOutcome, NetworkWork, Piece, Study
from .computing import kept_signal, needed_heights, signal_of

PIXELS_AT_ONCE = 1_000_000
RASTERS_SHARE = 0.6
"""Of the time of the slice; the rest goes three times over what is found."""

FIELDS = {
    "best": "best-server",
    "best_dbm": "signal",
    "second": "second-server",
    "second_dbm": "second-signal",
    "overlap": "overlap",
    "ci_db": "c-over-i",
    "sinr_db": "sinr",
    "rsrp_dbm": "rsrp",
    "rsrq_db": "rsrq",
}
"""Which file holds which field of the engine's result."""

ADDED = ("throughput", "needed-height", "sight")
"""Layers that are made of the result besides."""

SHANNON_SHARE, LEAST_SINR_DB, MOST_BITS_PER_HZ = 0.6, -10.0, 4.4
"""3GPP TR 36.942 annex A.1: 0.6 of Shannon's bound, from -10 dB on, up to 4.4 bit/s/Hz."""

Rows = slice


def compute_network(
    work: NetworkWork, report: coverage.Report, token: coverage.CancelToken
) -> NetworkOutcome:
    """The layers of a study, in its folder, and its figures.

    Raises CoverageCancelled within a band of rows when stopped.
    """
    study, pieces = work.study, work.pieces
    signals = [_signal(study, piece, token) for piece in pieces]
    needed = needed_heights(study, pieces)
    bands = len(list(_bands(study.grid)))
    files = [raster.values for raster in (*signals, *needed)]
    first = Releasing(lambda share: report(share * RASTERS_SHARE), files)
    with _unfinished(study) as folder:
        found = coverage.network_raster(
            study.grid,
            [_cell(piece, signal) for piece, signal in zip(pieces, signals, strict=True)],
            coverage.Reception(threshold_dbm=min(study.thresholds_dbm)),
            report=first,
            token=token,
            allocate=lambda name, shape, kind: first.keep(_file(folder, FIELDS[name], shape, kind)),
        )
        files += [getattr(found, name) for name in FIELDS]
        then = Releasing(lambda share: report(RASTERS_SHARE + share * (1 - RASTERS_SHARE)), files)
        own = Watch(3 * bands, then, token)
        _add_layers(folder, study, found, pieces, needed, own)
        figures, served_km2 = _figures(study, found, [piece.number for piece in pieces], own)
        figures["server_colours"] = _colours(found, work.names, own)
        disk_bytes = sum(file.stat().st_size for file in folder.iterdir())
    shutil.rmtree(study.folder / CELLS, ignore_errors=True)
    figures["has_rsrp"] = any(piece.sector.resource_blocks for piece in pieces)
    return NetworkOutcome(figures=figures, served_km2=served_km2, disk_bytes=disk_bytes)


def _signal(study: Study, piece: Piece, token: coverage.CancelToken) -> coverage.Raster:
    """What the sector's slice left; should it be gone, it is made again."""
    kept = kept_signal(study, piece)
    return kept or signal_of(study, piece, lambda _: None, token)[0]


def _cell(piece: Piece, signal: coverage.Raster) -> coverage.Cell:
    sector = piece.sector
    return coverage.Cell(
        signal=signal,
        frequency_mhz=sector.frequency_mhz,
        bandwidth_mhz=sector.bandwidth_mhz,
        resource_blocks=sector.resource_blocks,
    )


@contextlib.contextmanager
def _unfinished(study: Study) -> Iterator[Path]:
    """A folder to write into, which becomes the study's layers at the end."""
    study.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=study.folder))
    kept = study.folder / LAYERS
    try:
        yield folder
        shutil.rmtree(kept, ignore_errors=True)
        folder.rename(kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _file(
    folder: Path, key: str, shape: tuple[int, int], kind: type[np.generic]
) -> npt.NDArray[Any]:
    """A new array that is a file."""
    return np.lib.format.open_memmap(folder / f"{key}.npy", mode="w+", dtype=kind, shape=shape)


def _bands(grid: coverage.Grid) -> Iterator[Rows]:
    rows = max(1, PIXELS_AT_ONCE // grid.columns)
    for first in range(0, grid.rows, rows):
        yield slice(first, min(first + rows, grid.rows))


def _add_layers(
    folder: Path,
    study: Study,
    found: coverage.NetworkRaster,
    pieces: Sequence[Piece],
    needed: Sequence[coverage.Raster],
    watch: Watch,
) -> None:
    """Throughput, sight and the height that sight needs; servers by their number in the study."""
    shape = (study.grid.rows, study.grid.columns)
    rates, heights, seen = (_file(folder, key, shape, np.float32) for key in ADDED)
    widths_mhz = np.array([piece.sector.bandwidth_mhz for piece in pieces], dtype=np.float32)
    numbers = np.array([piece.number for piece in pieces] + [-1], dtype=np.int32)
    for band in _bands(study.grid):
        best = found.best[band]
        rates[band] = bits_per_hz(found.sinr_db[band]) * widths_mhz[best]
        heights[band] = _lowest(needed, band, study.grid.columns)
        is_seen = (heights[band] < study.settings.receiver_height_m).astype(np.float32)
        seen[band] = np.where(np.isnan(heights[band]), np.float32(np.nan), is_seen)
        found.best[band] = numbers[best]
        found.second[band] = numbers[found.second[band]]
        let_go((rates, heights, seen))
        watch.step()
    for values in (rates, heights, seen, *(getattr(found, name) for name in FIELDS)):
        values.flush()


def bits_per_hz(sinr_db: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Spectral efficiency of an adaptive radio, nan where there is no SINR."""
    ratio = 10.0 ** (sinr_db / np.float32(10.0))
    rate = np.minimum(SHANNON_SHARE * np.log2(1.0 + ratio), MOST_BITS_PER_HZ)
    return np.where(sinr_db < LEAST_SINR_DB, 0.0, rate).astype(np.float32)


def _lowest(needed: Sequence[coverage.Raster], band: Rows, columns: int) -> npt.NDArray[np.float32]:
    """The least of the rasters' values on some rows of the grid, nan where none has any."""
    found = np.full((band.stop - band.start, columns), np.nan, dtype=np.float32)
    for raster in needed:
        window = raster.window
        top, bottom = max(band.start, window.row), min(band.stop, window.row + window.rows)
        if top < bottom:
            part = found[top - band.start : bottom - band.start, window.slices[1]]
            np.fmin(part, raster.values[top - window.row : bottom - window.row], out=part)
    return found


def _colours(found: coverage.NetworkRaster, names: Sequence[str], watch: Watch) -> list[str]:
    """A colour for each sector of the study: those whose areas touch differ."""
    touching: set[tuple[int, int]] = set()
    for band in _bands(found.grid):
        # one row more, for those that touch across the seam
        touching |= rasters.neighbours(found.best[band.start : band.stop + 1])
        watch.step()
    palette = rasters.server_palette(names, touching)
    return [palette.colours[place - 1] for place in palette.places]


def _figures(
    study: Study, found: coverage.NetworkRaster, numbers: Sequence[int], watch: Watch
) -> tuple[dict[str, Any], dict[int, float]]:
    """Area by threshold and by count of servers, and what each sector serves best."""
    grid = study.grid
    areas_km2 = grid.row_areas_m2() / 1e6
    served = np.zeros(max(numbers, default=0) + 2)
    overlap = np.zeros(len(numbers) + 1)
    reached = dict.fromkeys(study.thresholds_dbm, 0.0)
    for band in _bands(grid):
        each = np.repeat(areas_km2[band], grid.columns)
        served += np.bincount(found.best[band].ravel() + 1, each, len(served))
        overlap += np.bincount(found.overlap[band].ravel(), each, len(overlap))
        for threshold in reached:
            reached[threshold] += float(each @ (found.best_dbm[band] >= threshold).ravel())
        watch.step()
    figures = {
        "reached": [
            {"threshold_dbm": threshold, "area_km2": round(area, 4)}
            for threshold, area in reached.items()
        ],
        "overlap": [
            {"servers": count, "area_km2": round(float(area), 4)}
            for count, area in enumerate(overlap)
            if count and area
        ],
    }
    return figures, {number: round(float(served[number + 1]), 4) for number in numbers}
