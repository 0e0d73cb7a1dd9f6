"""ITM against every reference vector: NTIA's own, ITS's, and 2,000 runs of NTIA's C++ reference."""

import csv
import gzip
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from guywire.engines.geo import Profile
from guywire.engines.propagation import (
    Climate,
    Conditions,
    ItmWarning,
    PathLoss,
    Polarization,
    Siting,
    itm_area,
    itm_point_to_point,
)

VECTORS = Path(__file__).parent / "vectors"
REFERENCE_DB = 0.01
TWO_DECIMALS_DB = 0.005 + 1e-6
ONE_DECIMAL_DB = 0.05 + 1e-6


def rows_of(name: str) -> list[dict[str, str]]:
    path = VECTORS / name
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return list(csv.DictReader(text.splitlines()))


def profile_of(row: dict[str, str]) -> Profile:
    heights_m = np.array(row["elevations_m_space_separated"].split(), dtype=float)
    assert len(heights_m) == int(row["n_intervals"]) + 1
    return Profile(float(row["step_m"]), heights_m)


def conditions_of(row: dict[str, str], *, permittivity: str, conductivity: str) -> Conditions:
    return Conditions(
        climate=Climate(int(row["climate"])),
        sea_level_refractivity_n=float(row["N_0"]),
        ground_permittivity=float(row[permittivity]),
        ground_conductivity_s_m=float(row[conductivity]),
        mdvar=int(row["mdvar"]),
        time_percent=float(row["time"]),
        location_percent=float(row["location"]),
        situation_percent=float(row["situation"]),
    )


def driver_rows(name: str) -> Iterator[tuple[float, list[float]]]:
    """(first column, the other columns) of the table of losses in a driver's output."""
    for line in (
        (VECTORS / name).read_text().split("Basic Transmission Loss Results")[1].split("\n")
    ):
        words = line.split()
        if len(words) >= 4 and all(word.replace(".", "").isdigit() for word in words):
            yield float(words[0]), [float(word) for word in words[1:]]


def test_ntia_point_to_point_examples() -> None:
    profiles = {row["profile_id"]: profile_of(row) for row in rows_of("ntia_p2p_profiles.csv")}
    rows = rows_of("ntia_p2p.csv")
    for row in rows:
        loss = itm_point_to_point(
            profiles[row["profile_id"]],
            tx_height_m=float(row["h_tx__meter"]),
            rx_height_m=float(row["h_rx__meter"]),
            frequency_mhz=float(row["f__mhz"]),
            polarization=Polarization(int(row["pol"])),
            conditions=conditions_of(row, permittivity="epsilon", conductivity="sigma"),
        )
        assert abs(loss.loss_db - float(row["A__db"])) <= TWO_DECIMALS_DB
        assert loss.loss_db == pytest.approx(float(row["A_db_full"]), abs=1e-5)
        assert loss.warnings == int(row["warnings"])
    assert len(rows) == 5


def test_its_crystal_palace_to_mursley() -> None:
    """30 published losses; their refractivity is that at the surface (see vectors/README.md)."""
    profile = profile_of(rows_of("its_qkpfl_profile.csv")[0])
    tenth = int(0.1 * profile.intervals)
    mean_m = float(profile.heights_m[tenth : profile.intervals - tenth + 1].mean())
    rows = rows_of("its_qkpfl.csv")
    for row in rows:
        loss = itm_point_to_point(
            profile,
            tx_height_m=float(row["h_tx_m"]),
            rx_height_m=float(row["h_rx_m"]),
            frequency_mhz=float(row["f_mhz"]),
            polarization=Polarization(int(row["pol"])),
            conditions=Conditions.of_confidence(
                float(row["confidence"]),
                float(row["reliability"]),
                climate=Climate(int(row["climate"])),
                sea_level_refractivity_n=float(row["N_s_at_surface"]) * math.exp(mean_m / 9460),
                ground_permittivity=float(row["eps"]),
                ground_conductivity_s_m=float(row["sigma"]),
                mdvar=11,
            ),
        )
        assert abs(loss.loss_db - float(row["loss_db"])) <= ONE_DECIMAL_DB
    assert len(rows) == 30


def test_ntia_driver_point_to_point_table() -> None:
    numbers = [float(word) for word in (VECTORS / "ntia_driver_pfl.txt").read_text().split(",")]
    profile = Profile(numbers[1], np.array(numbers[2:]))
    assert profile.intervals == int(numbers[0])
    compared = 0
    for reliability, losses_db in driver_rows("ntia_driver_o_p2pcr_tbl.txt"):
        for confidence, published_db in zip((10.0, 60.0, 90.0), losses_db, strict=True):
            loss = itm_point_to_point(
                profile,
                tx_height_m=15.0,
                rx_height_m=3.0,
                frequency_mhz=3500.0,
                conditions=Conditions.of_confidence(confidence, reliability, mdvar=1),
            )
            assert abs(loss.loss_db - published_db) <= ONE_DECIMAL_DB
            compared += 1
    assert compared == 9


def test_ntia_driver_area_table() -> None:
    compared = 0
    for distance_km, (free_db, *losses_db) in driver_rows("ntia_driver_o_areacr_tbl.txt"):
        for confidence, published_db in zip((50.0, 75.0, 90.0), losses_db, strict=True):
            loss = itm_area(
                distance_m=distance_km * 1000,
                delta_h_m=0.0,
                tx_height_m=3.0,
                rx_height_m=3.0,
                frequency_mhz=10000.0,
                conditions=Conditions.of_confidence(confidence, 90.0, mdvar=3),
            )
            assert abs(loss.loss_db - published_db) <= ONE_DECIMAL_DB
            assert abs(loss.free_space_db - free_db) <= ONE_DECIMAL_DB
            compared += 1
    assert compared == 57


def test_ntia_area_examples() -> None:
    rows = rows_of("ntia_area.csv")
    for row in rows:
        loss = itm_area(
            distance_m=float(row["d__km"]) * 1000,
            delta_h_m=float(row["delta_h__meter"]),
            tx_height_m=float(row["h_tx__meter"]),
            rx_height_m=float(row["h_rx__meter"]),
            frequency_mhz=float(row["f__mhz"]),
            tx_siting=Siting(int(row["tx_siting_criteria"])),
            rx_siting=Siting(int(row["rx_siting_criteria"])),
            polarization=Polarization(int(row["pol"])),
            conditions=conditions_of(row, permittivity="epsilon", conductivity="sigma"),
        )
        assert abs(loss.loss_db - float(row["A__db"])) <= ONE_DECIMAL_DB
    assert len(rows) == 5


def assert_agrees(row: dict[str, str], loss: PathLoss) -> None:
    assert abs(loss.loss_db - float(row["loss_db"])) <= REFERENCE_DB, row["id"]
    assert (
        abs(loss.intermediate.reference_attenuation_db - float(row["A_ref_db"])) <= REFERENCE_DB
    ), row["id"]
    assert loss.mode == int(row["mode"]), row["id"]
    assert loss.warnings == int(row["warnings"]), row["id"]
    assert (loss.warnings != ItmWarning.NONE) == (int(row["return_code"]) == 1), row["id"]


def test_point_to_point_agrees_with_the_reference_on_1200_random_paths() -> None:
    rows = rows_of("oracle_p2p.csv.gz")
    for row in rows:
        loss = itm_point_to_point(
            profile_of(row),
            tx_height_m=float(row["h_tx_m"]),
            rx_height_m=float(row["h_rx_m"]),
            frequency_mhz=float(row["f_mhz"]),
            polarization=Polarization(int(row["pol"])),
            conditions=conditions_of(row, permittivity="eps", conductivity="sigma"),
        )
        assert_agrees(row, loss)
        between = loss.intermediate
        assert between.delta_h_m == pytest.approx(float(row["delta_h_m"]), abs=1e-5)
        assert between.surface_refractivity_n == pytest.approx(float(row["N_s"]), abs=1e-5)
        assert between.horizon_angles_rad == pytest.approx(
            (float(row["theta_tx"]), float(row["theta_rx"])), abs=1e-8
        )
        assert between.effective_heights_m == pytest.approx(
            (float(row["h_e_tx_m"]), float(row["h_e_rx_m"])), rel=1e-5, abs=1e-4
        )
    assert len(rows) == 1200
    assert {int(row["mode"]) for row in rows} == {1, 2, 3}


def test_area_mode_agrees_with_the_reference_on_800_random_links() -> None:
    rows = rows_of("oracle_area.csv")
    for row in rows:
        loss = itm_area(
            distance_m=float(row["d_km"]) * 1000,
            delta_h_m=float(row["delta_h_m"]),
            tx_height_m=float(row["h_tx_m"]),
            rx_height_m=float(row["h_rx_m"]),
            frequency_mhz=float(row["f_mhz"]),
            tx_siting=Siting(int(row["tx_siting"])),
            rx_siting=Siting(int(row["rx_siting"])),
            polarization=Polarization(int(row["pol"])),
            conditions=conditions_of(row, permittivity="eps", conductivity="sigma"),
        )
        assert_agrees(row, loss)
    assert len(rows) == 800
    assert {int(row["mode"]) for row in rows} == {1, 2, 3}
