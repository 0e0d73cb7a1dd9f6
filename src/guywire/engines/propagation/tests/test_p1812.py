"""P.1812 and P.526's general path against the public validation set of ITU-R P.1812-8."""

import csv
import gzip
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.geo import EngineError, Profile
from guywire.engines.geo.terrain import ProfileBatch
from guywire.engines.propagation import (
    P1812Conditions,
    Polarization,
    TerrainPath,
    Zone,
    delta_bullington,
    field_strength_dbuv_m,
    location_sigma_db,
    p1812_loss,
    p1812_losses_db,
)

VECTORS = Path(__file__).parent / "vectors"
REFERENCE_DB = 0.0002
"""The reference's wavelength is 0.2998 / f, ours the exact one: that is all of the difference."""

EARTH_FACTOR_OF_6371_KM = 6371000.0 / 6371008.8


def link_rows() -> list[dict[str, str]]:
    return list(csv.DictReader((VECTORS / "p1812_links.csv").read_text().splitlines()))


@cache
def paths() -> dict[str, TerrainPath]:
    text = gzip.decompress((VECTORS / "p1812_profiles.csv.gz").read_bytes()).decode()
    points: dict[str, list[tuple[float, float, float, int]]] = {}
    for row in csv.DictReader(text.splitlines()):
        numbers = (float(row["distance_km"]) * 1000, float(row["height_m"]))
        clutter = (float(row["clutter_m"]), int(row["zone"]))
        points.setdefault(row["profile"], []).append((*numbers, *clutter))
    return {
        name: TerrainPath(
            distances_m=np.array([point[0] for point in rows]),
            heights_m=np.array([point[1] for point in rows]),
            clutter_m=np.array([point[2] for point in rows]),
            zones=np.array([point[3] for point in rows]),
        )
        for name, rows in points.items()
    }


def polarization_of(row: dict[str, str]) -> Polarization:
    return Polarization.HORIZONTAL if row["polarization"] == "1" else Polarization.VERTICAL


def test_every_result_of_the_validation_set() -> None:
    worst_db = 0.0
    rows = link_rows()
    for row in rows:
        found = p1812_loss(
            paths()[row["profile"]],
            tx_height_m=float(row["tx_height_m"]),
            rx_height_m=float(row["rx_height_m"]),
            frequency_mhz=float(row["f_ghz"]) * 1000,
            polarization=polarization_of(row),
            conditions=P1812Conditions(
                time_percent=float(row["time_percent"]),
                latitude=float(row["latitude"]),
                lapse_rate_n_km=float(row["lapse_rate_n_km"]),
                sea_level_refractivity_n=float(row["N_0"]),
                tx_coast_m=float(row["tx_coast_km"]) * 1000,
                rx_coast_m=float(row["rx_coast_km"]) * 1000,
            ),
        )
        for name in ("free_space_db", "line_of_sight_db", "median_diffraction_db"):
            assert getattr(found, name) == pytest.approx(float(row[name]), abs=REFERENCE_DB)
        for name in ("diffraction_db", "ducting_db", "troposcatter_db", "loss_db"):
            assert getattr(found, name) == pytest.approx(float(row[name]), abs=REFERENCE_DB)
        assert found.tx_horizon_m == pytest.approx(float(row["tx_horizon_km"]) * 1000)
        assert found.rx_horizon_m == pytest.approx(float(row["rx_horizon_km"]) * 1000)
        assert found.tx_horizon_mrad == pytest.approx(float(row["tx_horizon_mrad"]), abs=1e-6)
        assert found.rx_horizon_mrad == pytest.approx(float(row["rx_horizon_mrad"]), abs=1e-6)
        assert found.anomalous_percent == pytest.approx(float(row["beta0_percent"]), rel=1e-6)
        field = field_strength_dbuv_m(found.loss_db, float(row["f_ghz"]) * 1000)
        assert field == pytest.approx(float(row["field_strength_dbuv_m"]), abs=REFERENCE_DB)
        worst_db = max(worst_db, abs(found.loss_db - float(row["loss_db"])))
    assert len(rows) == 63
    assert worst_db < REFERENCE_DB


def test_general_path_of_p526_over_land() -> None:
    compared = 0
    for row in link_rows():
        if float(row["sea_share"]) > 0.0 or float(row["time_percent"]) >= 50.0:
            continue
        found = delta_bullington(
            paths()[row["profile"]],
            tx_height_m=float(row["tx_height_m"]),
            rx_height_m=float(row["rx_height_m"]),
            frequency_mhz=float(row["f_ghz"]) * 1000,
            polarization=polarization_of(row),
            earth_factor=3.0 * EARTH_FACTOR_OF_6371_KM,
        )
        names = ("bullington_db", "smooth_bullington_db", "smooth_earth_db")
        for name in names:
            assert getattr(found, name) == pytest.approx(float(row[f"k3_{name}"]), abs=0.0006)
        assert found.loss_db == pytest.approx(float(row["k3_diffraction_db"]), abs=0.0006)
        excess_db = max(found.smooth_earth_db - found.smooth_bullington_db, 0.0)
        assert found.loss_db == pytest.approx(found.bullington_db + excess_db, abs=1e-12)
        compared += 1
    assert compared == 36


def hilly_batch() -> ProfileBatch:
    random = np.random.default_rng(7)
    counts = [2, 40, 200, 3, 60]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return ProfileBatch(
        heights_m=random.uniform(0.0, 200.0, starts[-1]),
        starts=starts,
        step_m=np.array([90.0, 90.0, 90.0, 90.0, 0.0]),
        status=np.array([0, 0, 0, 0, 1], dtype=np.uint8),
        worst=np.zeros(5, dtype=np.int64),
    )


def test_many_paths_are_the_same_paths() -> None:
    batch = hilly_batch()
    clutter_m = np.full(len(batch.heights_m), 12.0)
    conditions = P1812Conditions(time_percent=10.0, location_percent=90.0, location_sigma_db=5.5)
    link: dict[str, Any] = {"tx_height_m": 30.0, "rx_height_m": 5.0, "frequency_mhz": 3550.0}
    losses_db = p1812_losses_db(batch, clutter_m=clutter_m, conditions=conditions, **link)
    assert [math.isnan(loss) for loss in losses_db] == [True, False, False, True, True]
    for i in (1, 2):
        stretch = slice(int(batch.starts[i]), int(batch.starts[i + 1]))
        profile = Profile(90.0, batch.heights_m[stretch])
        path = TerrainPath.of(profile, clutter_m=clutter_m[stretch])
        assert losses_db[i] == p1812_loss(path, conditions=conditions, **link).loss_db
    with pytest.raises(EngineError, match=r"clutter_m has shape \(3,\), the heights have \(305,\)"):
        p1812_losses_db(batch, clutter_m=np.zeros(3), **link)
    clutter_m[8] = -1.0
    with pytest.raises(EngineError, match=r"^clutter_m\[8\] is -1.0, not 0 or more$"):
        p1812_losses_db(batch, clutter_m=clutter_m, **link)


def flat_path(distance_m: float = 20_000.0) -> TerrainPath:
    return TerrainPath(distances_m=np.linspace(0.0, distance_m, 101), heights_m=np.zeros(101))


def test_spread_over_locations_by_hand() -> None:
    """(0.024 x 0.6 + 0.52) x 500^0.28 = 0.5344 x 5.69738 dB; half of it 5 m over the clutter."""
    assert location_sigma_db(600.0, 500.0) == pytest.approx(3.0446, abs=0.0005)
    assert location_sigma_db(600.0, 500.0, 5.0) == pytest.approx(1.5223, abs=0.0005)
    assert location_sigma_db(600.0, 500.0, 10.0) == 0.0
    assert location_sigma_db(600.0, 500.0, -4.0) == location_sigma_db(600.0, 500.0)


def test_more_locations_cost_margin() -> None:
    link: dict[str, Any] = {"tx_height_m": 30.0, "rx_height_m": 5.0, "frequency_mhz": 600.0}
    half = p1812_loss(flat_path(), conditions=P1812Conditions(location_sigma_db=5.5), **link)
    most = p1812_loss(
        flat_path(),
        conditions=P1812Conditions(location_percent=95.0, location_sigma_db=5.5),
        **link,
    )
    # 1.6449 standard deviations
    assert most.loss_db - half.loss_db == pytest.approx(1.6449 * 5.5, abs=0.005)


@settings(max_examples=60, deadline=None)
@given(
    heights_m=st.lists(st.floats(0.0, 400.0), min_size=3, max_size=40),
    frequency_mhz=st.floats(30.0, 6000.0),
    tx_height_m=st.floats(1.0, 200.0),
    rx_height_m=st.floats(1.0, 50.0),
    whole_km=st.floats(0.25, 300.0),
)
def test_any_path_has_a_finite_loss_that_time_only_lowers(
    heights_m: list[float],
    frequency_mhz: float,
    tx_height_m: float,
    rx_height_m: float,
    whole_km: float,
) -> None:
    path = TerrainPath(
        distances_m=np.linspace(0.0, whole_km * 1000.0, len(heights_m)),
        heights_m=np.array(heights_m),
    )
    losses_db = [
        p1812_loss(
            path,
            tx_height_m=tx_height_m,
            rx_height_m=rx_height_m,
            frequency_mhz=frequency_mhz,
            conditions=P1812Conditions(time_percent=time_percent),
        )
        for time_percent in (1.0, 10.0, 50.0)
    ]
    for loss in losses_db:
        assert math.isfinite(loss.loss_db)
        assert loss.loss_db >= loss.line_of_sight_db
    rare, seldom, median = (loss.loss_db for loss in losses_db)
    assert rare <= seldom + 1e-9 <= median + 2e-9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"frequency_mhz": 29.0}, "the frequency must be 30 to 6000 MHz, is 29"),
        ({"tx_height_m": 0.5}, "the transmitter height must be 1 to 3000 m, is 0.5"),
        ({"rx_height_m": math.nan}, "the receiver height must be 1 to 3000 m, is nan"),
    ],
)
def test_a_link_out_of_range_is_refused(change: dict[str, Any], words: str) -> None:
    link: dict[str, Any] = {
        "tx_height_m": 30.0,
        "rx_height_m": 5.0,
        "frequency_mhz": 600.0,
    } | change
    with pytest.raises(EngineError) as refused:
        p1812_loss(flat_path(), **link)
    assert str(refused.value) == words


def test_a_path_out_of_range_is_refused() -> None:
    with pytest.raises(EngineError, match=r"the path must be 0.25 to 3000 km, is 0.2"):
        p1812_loss(flat_path(200.0), tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=600.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time_percent": 0.1}, "the time must be 1 to 50 %, is 0.1"),
        ({"location_percent": 100.0}, "the location share must be 1 to 99 %, is 100"),
        ({"latitude": 91.0}, "the latitude must be -90 to 90 degrees, is 91"),
        ({"lapse_rate_n_km": 157.0}, "the refractivity lapse rate must be 1 to 140 N/km, is 157"),
    ],
)
def test_conditions_out_of_range_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(EngineError) as refused:
        P1812Conditions(**change)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"heights_m": np.zeros(2)}, "heights_m has shape (2,), the path has 3 points"),
        ({"heights_m": np.array([0.0, math.nan, 0.0])}, "heights_m[1] is nan"),
        ({"clutter_m": np.array([0.0, -1.0, 0.0])}, "clutter_m[1] is -1 m, below the ground"),
        ({"zones": np.array([4, 2, 4])}, "zones[1] is 2; 1 sea, 3 coast, 4 inland"),
        (
            {"distances_m": np.array([0.0, 500.0, 500.0])},
            "the distances of a path must rise from 0: distances_m[2] is 500 m after 500 m",
        ),
    ],
)
def test_a_path_that_does_not_fit_is_refused(change: dict[str, Any], words: str) -> None:
    whole: dict[str, Any] = {
        "distances_m": np.array([0.0, 500.0, 1000.0]),
        "heights_m": np.zeros(3),
    }
    with pytest.raises(EngineError) as refused:
        TerrainPath(**(whole | change))
    assert str(refused.value) == words


def test_the_sea_lowers_the_loss_beyond_the_horizon() -> None:
    distances_m = np.linspace(0.0, 100_000.0, 201)
    link: dict[str, Any] = {"tx_height_m": 60.0, "rx_height_m": 10.0, "frequency_mhz": 600.0}
    rare = P1812Conditions(time_percent=1.0, tx_coast_m=0.0, rx_coast_m=0.0)
    losses_db = {}
    for zone in Zone:
        path = TerrainPath(
            distances_m=distances_m, heights_m=np.zeros(201), zones=np.full(201, int(zone))
        )
        losses_db[zone] = p1812_loss(path, conditions=rare, **link).loss_db
    assert losses_db[Zone.SEA] < losses_db[Zone.COASTAL_LAND] <= losses_db[Zone.INLAND]
