"""Patch analysis: the lattice, and which of its points decides."""

from pathlib import Path

import numpy as np
import pytest

from guywire.engines.geo import EngineError, TerrainStore, distance_m
from guywire.engines.propagation import (
    Receiver,
    Sector,
    SectorPattern,
    patch_points,
    patches,
    qualify,
)

DEMO = Path(__file__).parents[3] / "lab" / "data" / "terrain"
RIDGE = (44.1336, -71.7370)
RECEIVER = Receiver(height_m=6.0)


def sector(azimuth_deg: float = 0.0, width_deg: float = 65.0) -> Sector:
    return Sector(
        latitude=RIDGE[0],
        longitude=RIDGE[1],
        height_m=20.0,
        frequency_mhz=3550.0,
        eirp_dbm=47.0,
        pattern=SectorPattern(azimuth_deg=azimuth_deg, horizontal_beamwidth_deg=width_deg),
    )


@pytest.mark.parametrize(
    ("radius_m", "count", "spacing_m"),
    [(1.0, 19, 0.5), (20.0, 19, 10.0), (60.0, 61, 15.0), (300.0, 127, 50.0)],
)
def test_a_patch_is_a_lattice_around_its_middle(
    radius_m: float, count: int, spacing_m: float
) -> None:
    north, east = patch_points(44.2, -71.7, radius_m)
    assert (len(north), north[0], east[0]) == (count, 44.2, -71.7)
    away = [distance_m(44.2, -71.7, *at) for at in zip(north.tolist(), east.tolist(), strict=True)]
    assert max(away) == pytest.approx(radius_m, rel=2e-3)
    assert sorted(away)[1:7] == pytest.approx([spacing_m] * 6, rel=2e-3)
    assert len({at for at in zip(north.tolist(), east.tolist(), strict=True)}) == count


def test_a_patch_of_no_radius_is_its_middle_and_poles_and_date_line_have_patches() -> None:
    assert [part.tolist() for part in patch_points(44.2, -71.7, 0.0)] == [[44.2], [-71.7]]
    north, _ = patch_points(90.0, 10.0, 50.0)
    assert north.max() == 90.0
    _, east = patch_points(44.2, 180.0, 50.0)
    assert (np.abs(east) <= 180.0).all()
    assert (east > 0).any()
    assert (east < 0).any()
    with pytest.raises(EngineError, match="radius must be 0 to 500 m, is 501"):
        patch_points(44.2, -71.7, 501.0)


def test_the_best_point_decides_or_a_share_of_the_patch() -> None:
    store = TerrainStore(DEMO)
    north, east = patch_points(44.205, -71.742, 200.0)
    found = qualify(store, north, east, [sector()], receiver=RECEIVER)
    assert len(found) == 127
    signals = np.sort(found.received_dbm)[::-1]
    [best] = patches(found, 127).received_dbm
    assert best == signals[0]
    assert len(np.unique(signals)) == 127
    whole = patches(found, 127)
    assert found.received_dbm[whole.pair[0]] == signals[0]
    assert whole.heard.tolist() == [127]
    quarter = patches(found, 127, percentile=75.0)
    assert quarter.received_dbm.tolist() == [signals[31]]
    assert (signals >= quarter.received_dbm[0]).mean() == pytest.approx(0.25, abs=0.005)
    assert quarter.pair.tolist() == whole.pair.tolist()


def test_points_that_a_sector_does_not_reach_count_as_the_weakest() -> None:
    """The edge of the beam runs through the patch: part of it has no pair."""
    store = TerrainStore(DEMO)
    middle = (RIDGE[0] + 0.02, RIDGE[1])
    north, east = patch_points(*middle, 300.0)
    edge = sector(azimuth_deg=0.0 + 32.5 + 15.0)
    found = qualify(store, north, east, [edge], receiver=RECEIVER)
    assert 40 < len(found) < 90
    whole = patches(found, 127)
    assert whole.heard.tolist() == [len(found)]
    assert patches(found, 127, percentile=1.0).received_dbm.tolist() == [-np.inf]
    assert len(patches(found, 127, nearest_m=1e5)) == 0


def test_patches_stand_apart_and_the_strongest_sector_first() -> None:
    store = TerrainStore(DEMO)
    one, two = patch_points(44.205, -71.742, 20.0), patch_points(44.16, -71.73, 20.0)
    north, east = (np.concatenate(pair) for pair in zip(one, two, strict=True))
    radiating = [sector(), sector(10.0), sector(180.0)]
    together = patches(qualify(store, north, east, radiating, receiver=RECEIVER), 19)
    assert together.patch.tolist() == [0, 0, 1, 1]
    alone = patches(qualify(store, *one, radiating, receiver=RECEIVER), 19)
    assert together.received_dbm[:2].tolist() == alone.received_dbm.tolist()
    assert (np.diff(alone.received_dbm) <= 0).all()
    seen = qualify(store, *one, radiating, receiver=RECEIVER)
    with_sight = patches(seen, 19, needs_sight=True)
    assert with_sight.heard.sum() == seen.has_line_of_sight.sum()
    with pytest.raises(EngineError, match="percentile"):
        patches(seen, 19, percentile=0.0)
