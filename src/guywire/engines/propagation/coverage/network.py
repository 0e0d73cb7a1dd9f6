"""Many sectors on one grid: best server, interference, LTE and NR quality, throughput.

RSRP and RSRQ after 3GPP TS 36.214 sections 5.1.1 and 5.1.3; noise after ITU-R P.372-16.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.budget import thermal_noise_dbm
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.pages import let_go
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch
from guywire.engines.propagation.coverage.request import refuse_outside
from guywire.engines.propagation.coverage.signal import Raster
from guywire.engines.propagation.kernels import coverage_network

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.int16]
Allocate = Callable[[str, tuple[int, int], type[np.generic]], npt.NDArray[Any]]
kernels = cast(Any, coverage_network)

PIXELS_AT_ONCE = 131_072
MOST_SECTORS = 32_767


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A sector among others: its signal, its channel, and how busy it is.

    frequency_mhz: centre of the channel. load: share of its time and spectrum in use, 0-1: as much
    does it interfere. resource_blocks: of an LTE or NR channel, 0 for other radios (no RSRP then).
    """

    signal: Raster
    frequency_mhz: float
    bandwidth_mhz: float
    load: float = 1.0
    resource_blocks: int = 0

    def __post_init__(self) -> None:
        refuse_outside("frequency", self.frequency_mhz, 20.0, 100_000.0, "MHz")
        refuse_outside("bandwidth", self.bandwidth_mhz, 0.001, 10_000.0, "MHz")
        refuse_outside("load", self.load, 0.0, 1.0, "(share)")
        if self.resource_blocks < 0:
            raise EngineError(f"there cannot be {self.resource_blocks} resource blocks")


@dataclass(frozen=True, kw_only=True)
class Reception:
    """The receivers on the map: threshold_dbm: least power that serves. gain_dbi, loss_db: antenna
    (taken as without direction for interference) and cable. noise_figure_db: of the radio."""

    threshold_dbm: float = -90.0
    gain_dbi: float = 0.0
    loss_db: float = 0.0
    noise_figure_db: float = 5.0

    def __post_init__(self) -> None:
        refuse_outside("threshold", self.threshold_dbm, -200.0, 60.0, "dBm")
        refuse_outside("receiver's gain", self.gain_dbi, -30.0, 80.0, "dBi")
        refuse_outside("receiver's loss", self.loss_db, 0.0, 100.0, "dB")
        refuse_outside("noise figure", self.noise_figure_db, 0.0, 60.0, "dB")


@dataclass(frozen=True, eq=False, kw_only=True)
class NetworkRaster:
    """Pixels of the whole grid. best, second: index of the cell, -1 if none reaches the threshold.
    overlap: how many do. Powers include the receiver's antenna. ci_db: against the other cells'
    power in the server's channel, inf if there is none. Other figures are nan without a server."""

    grid: Grid
    best: npt.NDArray[np.int32]
    best_dbm: Singles
    second: npt.NDArray[np.int32]
    second_dbm: Singles
    overlap: Bytes
    ci_db: Singles
    sinr_db: Singles
    rsrp_dbm: Singles
    rsrq_db: Singles


@dataclass(frozen=True, eq=False)
class _Plan:
    """What the bands of a network share: columns by cell, and by channel."""

    channels: npt.NDArray[np.int64]
    shared: Floats
    loads: Floats
    noise_mw: Floats
    blocks: npt.NDArray[np.int64]


def network_raster(
    grid: Grid,
    cells: Sequence[Cell],
    reception: Reception | None = None,
    *,
    report: Report | None = None,
    token: CancelToken | None = None,
    allocate: Allocate | None = None,
) -> NetworkRaster:
    """Who serves each pixel of the grid, how well, and who disturbs.

    The cells' signals must lie on this grid. allocate: gives the array of a field of the result
    by its name, shape and type (memory by default), which is then filled in place. Memory besides
    the result does not grow with the number of cells. Raises CoverageCancelled when stopped.
    """
    reception = reception or Reception()
    if len(cells) > MOST_SECTORS:
        raise EngineError(f"{len(cells):,} cells are more than {MOST_SECTORS:,}")
    for index, cell in enumerate(cells):
        if cell.signal.grid != grid:
            raise EngineError(f"the signal of cell {index} lies on another grid")
    plan = plan_of(cells, reception)
    result = blank(grid, allocate or in_memory)
    rows = max(1, PIXELS_AT_ONCE // grid.columns)
    watch = Watch(math.ceil(grid.rows / rows), report, token)
    watch.check()
    for first in range(0, grid.rows, rows):
        fill_band(result, cells, plan, reception, slice(first, min(first + rows, grid.rows)))
        watch.step()
    return result


def in_memory(_: str, shape: tuple[int, int], kind: type[np.generic]) -> npt.NDArray[Any]:
    """An array of pixels in memory."""
    return np.empty(shape, dtype=kind)


def blank(grid: Grid, give: Allocate) -> NetworkRaster:
    """A result before any cell is brought in."""
    shape = (grid.rows, grid.columns)
    kinds: dict[str, type[np.generic]] = {
        "best": np.int32, "second": np.int32, "overlap": np.int16
    }  # fmt: skip
    names = [each.name for each in fields(NetworkRaster) if each.name != "grid"]
    arrays = {name: give(name, shape, kinds.get(name, np.float32)) for name in names}
    for name, nothing in (("best", -1), ("second", -1), ("overlap", 0)):
        arrays[name].fill(nothing)
        let_go([arrays[name]])
    for name in ("best_dbm", "second_dbm"):
        arrays[name].fill(-np.inf)
        let_go([arrays[name]])
    return NetworkRaster(grid=grid, **arrays)


def plan_of(cells: Sequence[Cell], reception: Reception) -> _Plan:
    """Channels and how far they overlap, noise and load of each cell."""
    known = sorted({(cell.frequency_mhz, cell.bandwidth_mhz) for cell in cells})
    number = {channel: index for index, channel in enumerate(known)}
    shared = np.array([[shared_part(victim, other) for other in known] for victim in known])
    noise_dbm = [
        thermal_noise_dbm(cell.bandwidth_mhz, reception.noise_figure_db) for cell in cells
    ]  # fmt: skip
    return _Plan(
        channels=np.array(
            [number[cell.frequency_mhz, cell.bandwidth_mhz] for cell in cells], dtype=np.int64
        ),
        shared=shared.reshape(len(known), len(known)),
        loads=np.array([cell.load for cell in cells], dtype=np.float64),
        noise_mw=10.0 ** (np.array(noise_dbm, dtype=np.float64) / 10.0),
        blocks=np.array([cell.resource_blocks for cell in cells], dtype=np.int64),
    )


def shared_part(victim: tuple[float, float], other: tuple[float, float]) -> float:
    """Share of the other channel's power that falls into the victim's (centre, width in MHz)."""
    low = max(victim[0] - victim[1] / 2.0, other[0] - other[1] / 2.0)
    high = min(victim[0] + victim[1] / 2.0, other[0] + other[1] / 2.0)
    return max(high - low, 0.0) / other[1]


def fill_band(
    result: NetworkRaster, cells: Sequence[Cell], plan: _Plan, reception: Reception, band: slice
) -> None:
    """All cells over some rows of the grid."""
    own = {
        each.name: getattr(result, each.name)[band]
        for each in fields(result)
        if each.name != "grid"
    }
    gain_db = np.float32(reception.gain_dbi - reception.loss_db)
    sums_mw = np.zeros((len(plan.shared), *own["best"].shape))
    for number, cell in enumerate(cells):
        window = cell.signal.window
        top = max(band.start, window.row)
        bottom = min(band.stop, window.row + window.rows)
        if top >= bottom:
            continue
        dbm = cell.signal.values[top - window.row : bottom - window.row] + gain_db
        part = (slice(top - band.start, bottom - band.start), window.slices[1])
        kernels.add_sector(
            number, dbm, reception.threshold_dbm, own["best"][part], own["best_dbm"][part],
            own["second"][part], own["second_dbm"][part], own["overlap"][part],
            sums_mw[plan.channels[number]][part], cell.load,
        )  # fmt: skip
    kernels.judge(
        reception.threshold_dbm, own["best"], own["best_dbm"], own["second"], own["second_dbm"],
        sums_mw, plan.shared, plan.channels, plan.loads, plan.noise_mw, plan.blocks,
        own["ci_db"], own["sinr_db"], own["rsrp_dbm"], own["rsrq_db"],
    )  # fmt: skip


def classes(values: npt.NDArray[np.floating[Any]], thresholds: Sequence[float]) -> Bytes:
    """Number of thresholds (rising) that each value reaches: 0 for none or nan.

    With a radio's table of (SINR in dB, Mb/s) the class says the throughput: see `throughput_mbps`.
    """
    edges = np.array(thresholds, dtype=np.float64)
    if not (np.isfinite(edges).all() and (np.diff(edges) > 0.0).all()):
        raise EngineError(f"thresholds must rise, are {list(thresholds)}")
    found = np.searchsorted(edges.astype(values.dtype), values, side="right").astype(np.int16)
    found[np.isnan(values)] = 0
    return found


def throughput_mbps(
    sinr_db: npt.NDArray[np.floating[Any]], table: Sequence[tuple[float, float]]
) -> Singles:
    """Throughput of each pixel after a radio's table of (least SINR in dB, Mb/s), 0 below it."""
    rates = np.array([0.0, *(rate for _, rate in table)], dtype=np.float32)
    return rates[classes(sinr_db, [least for least, _ in table])]


def height_for_signal(
    rasters: Sequence[tuple[float, Raster]], threshold_dbm: float
) -> Raster:  # fmt: skip
    """Least receiver height (m) at which a sector's power reaches a threshold, nan if at none.

    rasters: (receiver height, signal) on one grid and window, heights rising; straight between.
    """
    heights_m = [height for height, _ in rasters]
    if not rasters or any(b <= a for a, b in zip(heights_m, heights_m[1:], strict=False)):
        raise EngineError(f"receiver heights must rise, are {heights_m}")
    first = rasters[0][1]
    if any(
        raster.grid != first.grid or raster.window != first.window for _, raster in rasters
    ):  # fmt: skip
        raise EngineError("the signals by height lie on different grids or windows")
    found = np.full(first.values.shape, np.nan, dtype=np.float32)
    below: Singles | None = None
    for index, (height_m, raster) in enumerate(rasters):
        is_new = np.isnan(found) & (raster.values >= threshold_dbm)
        if below is None:
            found[is_new] = height_m
        else:
            # what was not known at the lower height counts as reached at this one
            rise = np.where(np.isnan(below), 0.0, raster.values - below)
            lack = np.where(rise > 0.0, raster.values - threshold_dbm, 0.0)
            share = lack / np.where(rise > 0.0, rise, 1.0)
            step_m = height_m - heights_m[index - 1]
            found[is_new] = (height_m - np.minimum(share, 1.0) * step_m)[is_new]
        below = raster.values
    return Raster(first.grid, first.window, found)
