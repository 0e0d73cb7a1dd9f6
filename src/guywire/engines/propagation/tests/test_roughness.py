"""Roughness of the terrain around a hop, on made-up and on real ground."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from guywire.engines.geo import EngineError, TerrainStore
from guywire.engines.propagation.backhaul import terrain_roughness

DEMO = Path(__file__).parents[3] / "lab" / "data" / "terrain"
Floats = npt.NDArray[np.float64]


class MadeUpStore(TerrainStore):
    """Ground whose height is a formula of latitude and longitude."""

    def __init__(self, height_m: Callable[[Any, Any], Any]) -> None:
        super().__init__(DEMO)
        self.height_m_at = height_m

    def heights_m(
        self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike, *, gaps_as_nan: bool = False
    ) -> Floats:
        assert gaps_as_nan
        return np.asarray(self.height_m_at(np.asarray(latitudes), np.asarray(longitudes)))


def test_a_plain_that_rises_by_hand() -> None:
    """300 m a degree north: 110 km are 0.99 degrees there, 119 cells of 2.5 m each, whose standard
    deviation is 2.5 sqrt((119^2 - 1) / 12) m."""
    found = terrain_roughness(
        MadeUpStore(lambda north, east: 300.0 * (north - 45.0) + 500.0 + 0.0 * east), 45.0, 10.0
    )
    assert found is not None
    assert found.roughness_m == pytest.approx(2.5 * np.sqrt((119**2 - 1) / 12.0), abs=1e-6)
    assert found.known_share == 1.0


def test_the_square_is_as_wide_as_it_is_high_and_lies_evenly_about_the_meridian() -> None:
    """Half of it, east of the middle, stands 100 m higher: 50 m, whatever the latitude."""
    for latitude in (0.0, 45.0, 70.0):
        found = terrain_roughness(
            MadeUpStore(lambda north, east: np.where(east > 20.0, 100.0, 0.0) + 0.0 * north),
            latitude,
            20.0,
        )
        assert found is not None
        assert found.roughness_m == pytest.approx(50.0, abs=0.6)
    edge = terrain_roughness(
        MadeUpStore(lambda north, east: np.where(east < 0.0, 100.0, 0.0) + 0.0 * north), 0.0, 180.0
    )
    assert edge is not None
    assert edge.roughness_m == pytest.approx(50.0, abs=0.6)


def test_what_is_finer_than_30_seconds_is_averaged() -> None:
    def checkered(north: Any, east: Any) -> Any:
        return 90.0 * (np.floor(north * 360.0 + 1e-6) % 3.0 == 0.0) + 0.0 * east

    found = terrain_roughness(MadeUpStore(checkered), 45.0, 10.0)
    assert found is not None
    assert found.roughness_m < 1.0


def test_where_the_store_ends_what_there_is_counts() -> None:
    store = TerrainStore(DEMO)
    whole = terrain_roughness(store, 44.5, -71.5)
    assert whole is not None
    # the tile is one degree high, the square 0.99; its width of 1.38 degrees goes beyond
    assert whole.known_share == pytest.approx(1.0 / 1.384, abs=0.02)
    posts = np.fromfile(DEMO / "N44W072.hgt", dtype=">i2").reshape(1201, 1201)[:1200, :1200]
    cells = posts.reshape(120, 10, 120, 10).mean(axis=(1, 3))
    assert whole.roughness_m == pytest.approx(float(cells.std()), rel=0.02)
    corner = terrain_roughness(store, 44.0, -72.0)
    assert corner is not None
    assert corner.known_share == pytest.approx(0.25, abs=0.01)
    assert terrain_roughness(store, 10.0, 10.0) is None
    with pytest.raises(EngineError, match="up to 85 degrees north or south, not at 88"):
        terrain_roughness(store, 88.0, 0.0)
