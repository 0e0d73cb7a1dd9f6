"""Getting a worker ready, so that no job waits for the compiler."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import rasterio
from affine import Affine

from guywire.engines.geo.landcover import LandCoverStore
from guywire.engines.geo.terrain import DEFAULT_STEP_M, TerrainStore
from guywire.engines.propagation.antennas import TR_36_814, CutPattern, sector_antenna
from guywire.engines.propagation.clutter_paths import clutter_losses_db
from guywire.engines.propagation.coverage.cache import CoverageCache
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.models import P1812Model, UrbanModel
from guywire.engines.propagation.coverage.network import Cell, network_raster
from guywire.engines.propagation.coverage.request import Method, PathLossRequest
from guywire.engines.propagation.coverage.signal import Emission, sight_raster, signal_raster
from guywire.engines.propagation.coverage.sweep import sweep
from guywire.engines.propagation.ground_cover import GroundCover
from guywire.engines.propagation.pattern import SectorPattern

FLAT_TILE = "N00E000.hgt"
POSTS = 1201


def prepare() -> None:
    """Compile every kernel of coverage, or load it from disk: half a minute the first time on a
    machine, a second in a later process. Works on a flat sea of its own in a temporary folder."""
    request = PathLossRequest(
        latitude=0.5,
        longitude=0.5,
        tx_height_m=30.0,
        rx_height_m=5.0,
        frequency_mhz=3500.0,
        radius_m=3200.0,
        step_m=100.0,
    )
    grid = Grid.around([(request.latitude, request.longitude, request.radius_m)], pixel_m=100.0)
    emission = Emission(eirp_dbm=47.0, pattern=SectorPattern())
    drawn = CutPattern(antenna=sector_antenna(TR_36_814, name="drawn"), mechanical_tilt_deg=2.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / FLAT_TILE).write_bytes(bytes(2 * POSTS * POSTS))
        store = TerrainStore(folder)
        for method in Method:
            sweep(store, replace(request, method=method))
        clutter = GroundCover(surface=store, land=flat_cover(folder / "landcover"))
        for model in (None, P1812Model(), UrbanModel()):
            sweep(store, replace(request, clutter=clutter, model=model))
        sweep(store, replace(request, clutter=clutter, method=Method.EXACT))
        one_path(store, clutter)
        # maps out of files are read-only arrays, for which the compiler makes other code
        kept = CoverageCache(folder / "kept").path_loss(store, request)
        maps = [kept, sweep(store, request)]
        cells = [
            Cell(
                signal=signal_raster(found, emission, grid),
                frequency_mhz=3500.0,
                bandwidth_mhz=20.0,
            )
            for found in maps
        ]
        for pattern in (drawn, replace(drawn, mechanical_tilt_deg=0.0)):
            signal_raster(kept, replace(emission, pattern=pattern), grid)
        sight_raster(kept, grid)
    network_raster(grid, cells)


def one_path(store: TerrainStore, clutter: GroundCover) -> None:
    """What an answer about a place computes of clutter."""
    ends = ([0.5], [0.5], [0.51], [0.51])
    batch = store.profiles(*ends)
    cover = clutter.along(batch, ends, step_m=DEFAULT_STEP_M)
    clutter_losses_db(
        batch,
        cover,
        clutter.table,
        tx_heights_m=np.array([30.0]),
        rx_height_m=5.0,
        frequencies_mhz=np.array([3500.0]),
    )


def flat_cover(folder: Path) -> LandCoverStore:
    """Water everywhere on the flat sea."""
    folder.mkdir()
    options = {"driver": "GTiff", "width": 100, "height": 100, "count": 1, "dtype": "uint8"}
    options |= {"crs": "EPSG:4326", "transform": Affine(0.01, 0.0, 0.0, 0.0, -0.01, 1.0)}
    with cast(Any, rasterio).open(folder / "worldcover.tif", "w", **options) as file:
        file.write(np.full((1, 100, 100), 80, dtype=np.uint8))
    return LandCoverStore(folder)
