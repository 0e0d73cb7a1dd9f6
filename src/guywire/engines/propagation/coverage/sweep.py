"""The sweep: radials out of the terrain store, batch by batch, into a path-loss map."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import effective_earth_radius_m
from guywire.engines.geo.kernels.sampling import LEAST_SENTINEL
from guywire.engines.geo.profile import Profile
from guywire.engines.geo.terrain import ProfileBatch, TerrainStore
from guywire.engines.propagation.clutter import STREET_WIDTH_M
from guywire.engines.propagation.coverage.gaps import GapLog, bridged, probes
from guywire.engines.propagation.coverage.pathloss import LAYERS, PathLossMap, Receiver
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch, completed
from guywire.engines.propagation.coverage.request import (
    Gaps,
    Method,
    PathLossRequest,
    PathModel,
    Radial,
)
from guywire.engines.propagation.foliage import Woodland
from guywire.engines.propagation.ground_cover import ClutterTable, Cover
from guywire.engines.propagation.itm import impedance_of
from guywire.engines.propagation.kernels import (
    coverage_clutter,
    coverage_itm,
    coverage_places,
    coverage_sweep,
)

Singles = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Allocate = Callable[[str, int], Singles]
kernels = cast(Any, coverage_sweep)
itm_kernels = cast(Any, coverage_itm)
place_kernels = cast(Any, coverage_places)
clutter_kernels = cast(Any, coverage_clutter)

HEIGHTS_AT_ONCE = 65_536
"""Terrain of a batch of radials: fits the processor's cache, whatever the radius."""

IRREGULARITY_EVERY_M = 400.0
"""Distance between receivers for which the fast path computes the terrain's irregularity."""

SAME_STEPS = 1.0 + 1e-6
"""Keeps the store from fitting one more step into a radial whose length is rounded."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Neighbouring radials with their terrain: radial b is heights_m[starts[b]:], lasts[b] its
    last receiver before a gap. cover: what stands on it; tops_m: what is in the way of sight."""

    radials: Integers
    heights_m: npt.NDArray[np.float64]
    starts: Integers
    lasts: Integers
    cover: Cover
    tops_m: npt.NDArray[np.float64]


def sweep(
    store: TerrainStore,
    request: PathLossRequest,
    *,
    workers: int = 1,
    report: Report | None = None,
    token: CancelToken | None = None,
    allocate: Allocate | None = None,
) -> PathLossMap:
    """Path loss around a site; see PathLossRequest.

    workers: threads. report, token: progress and cancel. allocate: gives the array of a layer by
    its name and length (memory by default), which is then filled in place. Raises TerrainMissing
    or TerrainVoid if the site itself has no height, CoverageCancelled when stopped.
    """
    store.height_m(request.latitude, request.longitude)
    key = request.key(store)
    rings = request.rings
    give = allocate or in_memory
    layers = {name: give(name, rings.receivers) for name in LAYERS}
    per_batch = max(1, HEIGHTS_AT_ONCE // (rings.steps + 1))
    firsts = range(0, rings.radials, per_batch)
    log = GapLog()
    watch = Watch(len(firsts), report, token)
    watch.check()

    def work(first: int) -> None:
        radials = np.arange(first, min(first + per_batch, rings.radials))
        if token is None or not token.is_cancelled:
            fill(request, usable_batch(store, request, radials, log), layers)

    for _ in completed(work, firsts, workers):
        watch.step()
    return PathLossMap(request=request, key=key, gaps=log.gaps(store, request), **layers)


def in_memory(_: str, count: int) -> Singles:
    """An array of receivers in memory."""
    return np.empty(count, dtype=np.float32)


def usable_batch(
    store: TerrainStore, request: PathLossRequest, radials: Integers, log: GapLog
) -> Batch:
    """Neighbouring radials, as far as there is terrain, with what stands on them."""
    latitudes, longitudes = np.empty((2, len(radials)))
    rings = request.rings
    place_kernels.radial_ends(
        request.latitude, request.longitude, int(radials[0]), rings.radials,
        rings.steps * rings.step_m, latitudes, longitudes,
    )  # fmt: skip
    sites = np.full((2, len(radials)), [[request.latitude], [request.longitude]])
    ends = sites[0], sites[1], latitudes, longitudes
    step_m = rings.step_m * SAME_STEPS
    batch = store.profiles(*ends, step_m=step_m)
    if request.clutter is None:
        cover = Cover.bare(len(batch.heights_m))
    else:
        cover = request.clutter.along(batch, ends, step_m=step_m)
    return usable(request, radials, batch, cover, log)


def usable(
    request: PathLossRequest,
    radials: Integers,
    batch: ProfileBatch,
    cover: Cover,
    log: GapLog,
) -> Batch:
    """The terrain up to the first gap of each radial, or with its gaps bridged."""
    starts = batch.starts[:-1]
    lasts = np.diff(batch.starts) - 1
    for b in np.flatnonzero(batch.status != 0).tolist():
        heights_m = batch.heights_m[batch.starts[b] : batch.starts[b + 1]]
        if request.gaps == Gaps.BRIDGE:
            steps = probes(heights_m > LEAST_SENTINEL)
            log.note(int(radials[b]), steps, heights_m[steps])
            heights_m[:] = bridged(heights_m)
        else:
            steps = batch.worst[b : b + 1]
            log.note(int(radials[b]), steps, heights_m[steps])
            lasts[b] = int(steps[0]) - 1
    is_bare = request.clutter is None
    tops_m = batch.heights_m if is_bare else batch.heights_m + cover.clutter_m
    return Batch(radials, batch.heights_m, starts, lasts, cover, tops_m)


def fill(request: PathLossRequest, batch: Batch, layers: dict[str, Singles]) -> None:
    """Write all layers of the batch's receivers."""
    rings = request.rings
    antennas = (float(request.tx_height_m), float(request.rx_height_m))
    radials = (batch.starts, batch.lasts, batch.radials, rings.table)
    terrain = (batch.heights_m, *radials)
    earth_radius_m = effective_earth_radius_m(request.earth_factor)
    kernels.sight_radials(
        batch.heights_m, batch.tops_m, *radials, rings.step_m, antennas, earth_radius_m,
        layers["elevation_deg"], layers["sight_height_m"],
    )  # fmt: skip
    losses = layers["loss_db"]
    if request.model is not None:
        fill_by_model(request, request.model, batch, losses)
    elif request.method == Method.FAST:
        fill_fast(request, terrain, antennas, losses)
    elif request.method == Method.EXACT:
        conditions = request.conditions
        kernels.exact_radials(
            *terrain, rings.step_m, link_of(request, antennas), int(conditions.climate),
            int(conditions.mdvar), conditions.deviates,
            float(conditions.sea_level_refractivity_n), losses,
        )  # fmt: skip
    else:
        kernels.free_space_radials(
            batch.heights_m, batch.tops_m, *radials, rings.step_m,
            float(request.frequency_mhz), antennas[1], earth_radius_m, antennas[0],
            request.method == Method.LINE_OF_SIGHT, losses,
        )  # fmt: skip
    is_itm = request.model is None and request.method in (Method.FAST, Method.EXACT)
    if request.clutter is not None and is_itm:
        add_clutter(request, request.clutter.table, batch, antennas, losses)


def fill_fast(
    request: PathLossRequest, terrain: tuple[Any, ...], antennas: tuple[float, float],
    losses: Singles,
) -> None:  # fmt: skip
    """ITM with what the paths of a radial share computed once."""
    conditions, step_m = request.conditions, request.rings.step_m
    link = link_of(request, antennas)
    kernels.fast_radials(
        *terrain,
        step_m,
        link,
        itm_kernels.link_constants(link[0], link[1], *antennas),
        itm_kernels.variability_constants(
            link[0], int(conditions.climate), int(conditions.mdvar), conditions.deviates
        ),
        float(conditions.sea_level_refractivity_n),
        max(1, round(IRREGULARITY_EVERY_M / step_m)),
        losses,
    )


def add_clutter(
    request: PathLossRequest,
    table: ClutterTable,
    batch: Batch,
    antennas: tuple[float, float],
    losses: Singles,
) -> None:
    """Add to ITM, which knows bare ground, what clutter takes."""
    rings = request.rings
    clutter_kernels.add_clutter(
        batch.heights_m, batch.cover.clutter_m, batch.cover.classes, batch.starts, batch.lasts,
        batch.radials, rings.table, rings.step_m, antennas,
        effective_earth_radius_m(request.earth_factor), request.frequency_mhz / 1000.0,
        table.densities_db_m(request.frequency_mhz), table.are_open,
        Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(request.frequency_mhz), STREET_WIDTH_M,
        losses,
    )  # fmt: skip


def fill_by_model(
    request: PathLossRequest, model: PathModel, batch: Batch, losses: Singles
) -> None:
    """Ask another model, radial by radial."""
    rings = request.rings
    row = np.full(rings.steps + 1, np.nan, dtype=np.float32)
    for radial, start, last in zip(batch.radials, batch.starts, batch.lasts, strict=True):
        begin = int(kernels.first_receiver(radial, rings.table))
        if last >= begin:
            own = slice(start, start + last + 1)
            found = np.asarray(
                model.losses_db(
                    Radial(
                        azimuth_deg=360.0 * int(radial) / rings.radials,
                        step_m=rings.step_m,
                        heights_m=batch.heights_m[own],
                        begin=begin,
                        clutter_m=batch.cover.clutter_m[own],
                        classes=batch.cover.classes[own],
                    ),
                    request,
                ),
                dtype=np.float32,
            )
            if found.shape != (last + 1 - begin,):
                raise EngineError(
                    f"the model {model.key} gave {found.shape} losses for"
                    f" {last + 1 - begin} receivers"
                )
            row[begin : last + 1] = found
        kernels.store_radial(radial, rings.table, last, row, losses)


def link_of(
    request: PathLossRequest, antennas: tuple[float, float]
) -> tuple[float, tuple[float, float], tuple[float, float]]:
    """Frequency, ground impedance and antenna heights as the kernels take them."""
    impedance = impedance_of(request.frequency_mhz, request.polarization, request.conditions)
    return float(request.frequency_mhz), impedance, antennas


def profile_to(store: TerrainStore, found: PathLossMap, receiver: Receiver) -> Profile:
    """The terrain over which a receiver's loss was computed."""
    radials = np.array([receiver.radial])
    batch = usable_batch(store, found.request, radials, GapLog())
    if receiver.step > batch.lasts[0]:
        raise EngineError(f"there is no terrain {receiver.step} steps out: {found.gaps}")
    return Profile(found.request.rings.step_m, batch.heights_m[: receiver.step + 1])
