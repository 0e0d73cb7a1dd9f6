"""Terrain, requests and antennas that the coverage tests share."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from affine import Affine

from guywire.engines.geo import TerrainStore
from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation.coverage import Emission, Grid, PathLossMap, PathLossRequest, sweep

DEMO = Path(__file__).parents[4] / "lab" / "data" / "terrain"
TILE = "N44W072.hgt"
SITE = (44.525, -71.475833)
STEP_M = 92.66
POST = 1.0 / 1200.0
Heights = npt.NDArray[np.int16]


@cache
def store() -> TerrainStore:
    """The real SRTM3 tile N44W072: mountains, 115-1908 m."""
    return TerrainStore(DEMO)


def heights() -> Heights:
    """Its posts, rows from the north."""
    return np.fromfile(DEMO / TILE, dtype=">i2").reshape(1201, 1201).astype(np.int16)


def write_hgt(folder: Path, posts: Heights) -> TerrainStore:
    """A store of one such tile."""
    posts.astype(">i2").tofile(folder / TILE)
    return TerrainStore(folder)


def write_part(folder: Path, name: str, posts: Heights, row: int, column: int) -> None:
    """A GeoTIFF of posts that stand at (row, column) of the demo tile's lattice."""
    west, north = -72.0 + (column - 0.5) * POST, 45.0 - (row - 0.5) * POST
    with rasterio.open(
        folder / name,
        "w",
        driver="GTiff",
        height=posts.shape[0],
        width=posts.shape[1],
        count=1,
        dtype="int16",
        crs="EPSG:4326",
        nodata=-32768,
        transform=Affine(POST, 0.0, west, 0.0, -POST, north),
    ) as file:
        file.write(posts, 1)


def write_quarters(folder: Path) -> None:
    """The demo tile as four GeoTIFFs that meet near the site."""
    posts = heights()
    for name, rows, columns in (
        ("nw.tif", slice(0, 580), slice(0, 620)),
        ("ne.tif", slice(0, 580), slice(620, 1201)),
        ("sw.tif", slice(580, 1201), slice(0, 620)),
        ("se.tif", slice(580, 1201), slice(620, 1201)),
    ):
        write_part(folder, name, posts[rows, columns], rows.start, columns.start)


def request(**changes: Any) -> PathLossRequest:
    """A tower near the middle of the tile, 5 km around."""
    values: dict[str, Any] = {
        "latitude": SITE[0],
        "longitude": SITE[1],
        "tx_height_m": 30.0,
        "rx_height_m": 5.0,
        "frequency_mhz": 3500.0,
        "radius_m": 5000.0,
        "step_m": STEP_M,
    }
    return PathLossRequest(**(values | changes))


@cache
def losses() -> PathLossMap:
    """The path loss of `request()`."""
    return sweep(store(), request())


def grid(radius_m: float = 5000.0) -> Grid:
    """Pixels of one step around the site."""
    return Grid.around([(*SITE, radius_m)], pixel_m=STEP_M)


def emission(**changes: Any) -> Emission:
    """47 dBm from a sector antenna that looks north-east."""
    values: dict[str, Any] = {
        "azimuth_deg": 40.0,
        "horizontal_beamwidth_deg": 65.0,
        "vertical_beamwidth_deg": 8.0,
        "down_tilt_deg": 3.0,
    }
    return Emission(eirp_dbm=47.0, pattern=SectorPattern(**(values | changes)))
