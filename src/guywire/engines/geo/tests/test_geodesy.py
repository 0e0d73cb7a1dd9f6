"""Geodesics against PROJ's (Karney), and the geometry of a candidate search."""

import math

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.geo import (
    EngineError,
    LocalPlane,
    angle_between_deg,
    azimuth_deg,
    bounding_box,
    destination,
    distance_m,
    distances_and_azimuths,
    earth_bulge_m,
    effective_earth_radius_m,
    is_in_sector,
    radio_horizon_m,
)

PROJ = pyproj.Geod(ellps="WGS84")
latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)
without_deadline = settings(deadline=None)  # the first example compiles


@without_deadline
@given(latitudes, longitudes, st.floats(0, 360), st.floats(1, 2e6))
def test_destination_distance_and_azimuth_agree_with_proj(
    latitude: float, longitude: float, azimuth: float, distance: float
) -> None:
    east, north, _ = PROJ.fwd(longitude, latitude, azimuth, distance)
    reached = destination(latitude, longitude, azimuth, distance)
    assert reached[0] == pytest.approx(north, abs=1e-8)
    assert angle_between_deg(reached[1], east) * math.cos(math.radians(north)) < 1e-8
    proj_azimuth, _, proj_distance = PROJ.inv(longitude, latitude, *reached[::-1])
    assert distance_m(latitude, longitude, *reached) == pytest.approx(proj_distance, abs=1e-3)
    found = azimuth_deg(latitude, longitude, *reached)
    assert angle_between_deg(found, proj_azimuth) * distance < 1e-2


def test_arrays_broadcast_and_equal_the_single_points() -> None:
    distances, azimuths = distances_and_azimuths(44.0, -71.0, [44.5, 45.0], [-71.5, -71.0])
    assert distances.tolist() == [
        distance_m(44.0, -71.0, 44.5, -71.5),
        distance_m(44.0, -71.0, 45.0, -71.0),
    ]
    assert azimuths.tolist() == [azimuth_deg(44.0, -71.0, 44.5, -71.5), 0.0]


def test_equal_points_are_zero_metres_apart() -> None:
    assert distance_m(44.0, -71.0, 44.0, -71.0) == 0.0
    assert azimuth_deg(44.0, -71.0, 44.0, -71.0) == 0.0


def test_date_line_is_no_obstacle() -> None:
    assert distance_m(0.0, 179.9, 0.0, -179.9) == pytest.approx(22263.898, abs=1e-3)


@pytest.mark.parametrize("point", [(91.0, 0.0), (float("nan"), 0.0), (0.0, 181.0)])
def test_points_off_the_earth_are_refused(point: tuple[float, float]) -> None:
    with pytest.raises(EngineError, match=r"must be within \+-"):
        distance_m(*point, 0.0, 0.0)
    with pytest.raises(EngineError, match="of point 1"):
        distances_and_azimuths([0.0, point[0]], [0.0, point[1]], 0.0, 0.0)


def test_antipodal_points_are_refused() -> None:
    with pytest.raises(EngineError, match="antipodal"):
        distance_m(0.0, 0.0, 0.0, 180.0)


def test_effective_earth() -> None:
    assert effective_earth_radius_m() == pytest.approx(8494678.4)
    assert earth_bulge_m(10000.0, 10000.0) == pytest.approx(5.886, abs=1e-3)
    assert radio_horizon_m(30.0) == pytest.approx(22576.0, abs=1)
    with pytest.raises(EngineError, match="earth factor"):
        effective_earth_radius_m(0.0)
    with pytest.raises(EngineError, match="must not be negative"):
        radio_horizon_m(-1.0)


@without_deadline
@given(st.floats(-60, 60), longitudes, st.floats(0, 360), st.floats(10, 30000))
def test_plane_keeps_distances_and_its_inverse(
    latitude: float, longitude: float, azimuth: float, distance: float
) -> None:
    plane = LocalPlane(latitude, longitude)
    point = destination(latitude, longitude, azimuth, distance)
    east, north = plane.project(*point)
    assert math.hypot(east, north) == pytest.approx(distance, rel=5e-3)
    back = plane.unproject(east, north)
    assert back[0] == pytest.approx(point[0], abs=1e-9)
    assert angle_between_deg(float(back[1]), point[1]) < 1e-9


@without_deadline
@given(latitudes, longitudes, st.floats(0, 360), st.floats(1, 500000), st.floats(0, 0.999))
def test_box_holds_the_whole_circle(
    latitude: float, longitude: float, azimuth: float, radius: float, share: float
) -> None:
    box = bounding_box(latitude, longitude, radius)
    assert box.contains(*destination(latitude, longitude, azimuth, radius * share))


def test_box_is_tight_and_crosses_the_date_line() -> None:
    box = bounding_box(44.0, 180.0, 10000.0)
    assert box.west > 0 > box.east
    assert not box.contains(44.1, 180.0)
    assert not box.contains(44.0, 179.87)
    assert box.contains(44.0, -179.9)


def test_sector_is_a_slice_of_the_circle() -> None:
    within = {"boresight_deg": 350.0, "width_deg": 90.0, "range_m": 5000.0}
    assert is_in_sector(34.9, 4999.0, **within)
    assert not is_in_sector(35.1, 4999.0, **within)
    assert not is_in_sector(350.0, 5001.0, **within)
    assert is_in_sector(170.0, 10.0, boresight_deg=0.0, width_deg=360.0, range_m=10.0)


def test_distances_of_many_points_are_symmetric() -> None:
    random = np.random.default_rng(1)
    north, east = random.uniform(-80, 80, (2, 100)), random.uniform(-180, 180, (2, 100))
    there = distances_and_azimuths(north[0], east[0], north[1], east[1])[0]
    back = distances_and_azimuths(north[1], east[1], north[0], east[0])[0]
    assert np.abs(there - back).max() < 1e-3
