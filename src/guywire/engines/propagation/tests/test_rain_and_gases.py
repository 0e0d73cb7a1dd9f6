"""P.838 and P.676 against every vector, to 0.1 % (most agree to the vectors' last digit)."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.geo import EngineError
from guywire.engines.propagation import (
    Air,
    gas_attenuation_db_km,
    gas_loss_db,
    rain_attenuation_db_km,
    rain_coefficients,
    slant_gas_loss_db,
    standard_air,
)

VECTORS = Path(__file__).parent / "vectors"
GOAL = 0.001
TO_THE_LAST_DIGIT = 2e-7


def rows_of(name: str) -> list[dict[str, float]]:
    rows = csv.DictReader((VECTORS / name).read_text().splitlines())
    return [{key: float(value) for key, value in row.items()} for row in rows]


def test_rain_coefficients_and_attenuation() -> None:
    rows = rows_of("itu_p838.csv")
    for row in rows:
        where = {"tilt_deg": row["tau_deg"], "elevation_deg": row["el_deg"]}
        found = rain_coefficients(row["f_ghz"] * 1000, **where)
        assert found.k == pytest.approx(row["k"], rel=TO_THE_LAST_DIGIT)
        assert found.alpha == pytest.approx(row["alpha"], rel=TO_THE_LAST_DIGIT)
        loss = rain_attenuation_db_km(row["rain_mm_h"], row["f_ghz"] * 1000, **where)
        assert loss == pytest.approx(row["gamma_dB_km"], rel=TO_THE_LAST_DIGIT)
    assert len(rows) == 270


def test_specific_attenuation_of_air() -> None:
    rows = rows_of("itu_p676.csv")
    for row in rows:
        air = Air(
            dry_pressure_hpa=row["P_hPa"], temperature_k=row["T_K"], vapour_g_m3=row["rho_g_m3"]
        )
        found = gas_attenuation_db_km(row["f_ghz"] * 1000, air)
        assert found == pytest.approx(row["gamma_exact_dB_km"], rel=TO_THE_LAST_DIGIT)
    assert len(rows) == 84


def test_specific_attenuation_of_air_up_to_1_thz() -> None:
    rows = rows_of("itu_p676_grid.csv")
    for row in rows:
        air = Air(
            dry_pressure_hpa=row["P_hPa"], temperature_k=row["T_K"], vapour_g_m3=row["rho_g_m3"]
        )
        found = gas_attenuation_db_km(row["f_ghz"] * 1000, air)
        expected = row["oxygen_dB_km"] + row["vapour_dB_km"]
        assert found == pytest.approx(expected, rel=TO_THE_LAST_DIGIT)
    assert len(rows) == 1000


def test_slant_paths() -> None:
    rows = rows_of("itu_p676_slant.csv")
    for row in rows:
        found = slant_gas_loss_db(
            row["f_ghz"] * 1000,
            row["elevation_deg"],
            height_m=row["height_m"],
            top_m=row["top_m"],
            surface_vapour_g_m3=row["surface_vapour_g_m3"],
        )
        assert found == pytest.approx(row["loss_db"], rel=GOAL / 10)
    assert len(rows) == 135


def test_terrestrial_path_is_specific_attenuation_times_length() -> None:
    assert gas_loss_db(2500.0, 60_000.0) == 2.5 * gas_attenuation_db_km(60_000.0)


def test_reference_atmosphere_at_the_borders_of_its_layers() -> None:
    """Temperatures and pressures that P.835-6 prints; the barometer shows dry air and vapour."""
    for height_km, temperature_k, pressure_hpa in (
        (0.0, 288.15, 1013.25),
        (11.019, 216.65, 226.3226),
        (20.063, 216.65, 54.7498),
        (32.162, 228.65, 8.680422),
        (47.350, 270.65, 1.109106),
        (51.413, 270.65, 0.6694167),
        (71.802, 214.65, 0.03956649),
        (86.0, 186.8673, 0.00373),
    ):
        air = standard_air(height_km * 1000)
        assert air.temperature_k == pytest.approx(temperature_k, rel=1e-4)
        assert air.dry_pressure_hpa + air.vapour_hpa == pytest.approx(pressure_hpa, rel=2e-3)
    assert standard_air(2000.0).vapour_g_m3 == pytest.approx(7.5 / math.e)


@settings(deadline=None, max_examples=50)
@given(st.floats(1000.0, 350_000.0), st.floats(0.5, 89.0))
def test_a_lower_path_goes_through_more_air(frequency_mhz: float, elevation_deg: float) -> None:
    steep = slant_gas_loss_db(frequency_mhz, elevation_deg + 1.0)
    flat = slant_gas_loss_db(frequency_mhz, elevation_deg)
    assert 0.0 < steep < flat


@given(
    st.floats(1000.0, 1_000_000.0),
    st.floats(0.0, 90.0),
    st.floats(0.0, 150.0),
    st.floats(0.1, 50.0),
)
def test_more_rain_attenuates_more(
    frequency_mhz: float, tilt_deg: float, rain_mm_h: float, more_mm_h: float
) -> None:
    less = rain_attenuation_db_km(rain_mm_h, frequency_mhz, tilt_deg=tilt_deg)
    more = rain_attenuation_db_km(rain_mm_h + more_mm_h, frequency_mhz, tilt_deg=tilt_deg)
    assert 0.0 <= less < more


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(EngineError, match=r"^the frequency must be 1000 to 1e\+06 MHz, is 999$"):
        rain_coefficients(999.0)
    with pytest.raises(EngineError, match=r"^the rain rate must be 0 to 500 mm/h, is -1$"):
        rain_attenuation_db_km(-1.0, 11_000.0)
    with pytest.raises(EngineError, match=r"^the polarization tilt must be -180 to 180 degrees"):
        rain_coefficients(11_000.0, tilt_deg=np.nan)
    with pytest.raises(EngineError, match=r"^the frequency must be 1000 to 1e\+06 MHz, is 5$"):
        gas_attenuation_db_km(5.0)
    with pytest.raises(EngineError, match=r"^the water vapour density must be 0 to 60 g/m3"):
        Air(vapour_g_m3=61.0)
    with pytest.raises(EngineError, match=r"^the elevation must be 0.1 to 90 degrees, is 0$"):
        slant_gas_loss_db(11_000.0, 0.0)
    with pytest.raises(EngineError, match=r"^the path must rise: its top is 100 m"):
        slant_gas_loss_db(11_000.0, 10.0, height_m=200.0, top_m=100.0)
    with pytest.raises(EngineError, match=r"^the distance must be positive, is 0"):
        gas_loss_db(0.0, 11_000.0)
