"""P.2108 and P.2109 against their test data; vegetation and whole paths by hand."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.geo import EngineError
from guywire.engines.propagation import (
    CLUTTER_CLASSES,
    BuildingType,
    EndClutter,
    LandCover,
    PathClutter,
    TerminalClutter,
    TerrainPath,
    Woodland,
    clutter_class_of,
    entry_loss_db,
    foliage_loss_db,
    path_clutter,
    slant_clutter_loss_db,
    slant_foliage_loss_db,
    statistical_clutter_loss_db,
    terminal_clutter_loss_db,
    woodland_density_db_m,
)

VECTORS = Path(__file__).parent / "vectors"
ONE_DECIMAL = 0.05 + 1e-6

KINDS = {
    1: TerminalClutter.WATER,
    2: TerminalClutter.OPEN,
    3: TerminalClutter.SUBURBAN,
    4: TerminalClutter.URBAN,
    5: TerminalClutter.TREES,
    6: TerminalClutter.DENSE_URBAN,
}


def rows_of(name: str) -> list[dict[str, float]]:
    rows = csv.DictReader((VECTORS / name).read_text().splitlines())
    return [{key: float(value) for key, value in row.items()} for row in rows]


def found_or_refused(call: Any) -> float | None:
    try:
        return float(call())
    except EngineError:
        return None


def test_terminal_correction_against_ntia() -> None:
    rows = rows_of("ntia_p2108_terminal.csv")
    for row in rows:
        found = found_or_refused(
            lambda row=row: terminal_clutter_loss_db(
                row["h__meter"],
                row["f__ghz"] * 1000,
                KINDS[int(row["clutter_type"])],
                clutter_height_m=row["R__meter"],
                street_width_m=row["w_s__meter"],
            )
        )
        if row["rtn"] == 0:
            assert found == pytest.approx(row["A_h__db"], abs=ONE_DECIMAL)
        else:
            assert found is None
    assert len(rows) == 23


def test_statistical_loss_against_ntia() -> None:
    rows = rows_of("ntia_p2108_terrestrial.csv")
    for row in rows:
        found = found_or_refused(
            lambda row=row: statistical_clutter_loss_db(
                row["d__km"] * 1000, row["f__ghz"] * 1000, percent=row["p"]
            )
        )
        if row["rtn"] == 0:
            assert found == pytest.approx(row["L_ctt__db"], abs=ONE_DECIMAL)
        else:
            assert found is None
    assert len(rows) == 12


def test_slant_loss_against_ntia() -> None:
    rows = rows_of("ntia_p2108_slant.csv")
    for row in rows:
        found = found_or_refused(
            lambda row=row: slant_clutter_loss_db(
                row["f__ghz"] * 1000, row["theta_deg"], percent=row["p"]
            )
        )
        if row["rtn"] == 0:
            assert found == pytest.approx(row["L_ces__db"], abs=ONE_DECIMAL)
        else:
            assert found is None
    assert len(rows) == 13


def test_entry_loss_against_every_vector() -> None:
    kinds = {1: BuildingType.TRADITIONAL, 2: BuildingType.THERMALLY_EFFICIENT}
    rows = rows_of("itu_p2109.csv")
    for row in rows:
        found = entry_loss_db(
            row["f_ghz"] * 1000,
            percent=row["percent"],
            building=kinds[int(row["building_type"])],
            elevation_deg=row["elevation_deg"],
        )
        assert found == pytest.approx(row["loss_db"], abs=1e-6)
    assert len(rows) == 1000


@given(st.floats(250.0, 20_000.0), st.floats(500.0, 67_000.0), st.floats(1.0, 98.0))
def test_statistical_loss_grows_with_share_and_distance(
    distance_m: float, frequency_mhz: float, percent: float
) -> None:
    here = statistical_clutter_loss_db(distance_m, frequency_mhz, percent=percent)
    safer = statistical_clutter_loss_db(distance_m, frequency_mhz, percent=percent + 1.0)
    assert here < safer
    middle = statistical_clutter_loss_db(distance_m, frequency_mhz)
    assert middle <= statistical_clutter_loss_db(distance_m + 100.0, frequency_mhz) + 1e-9
    assert statistical_clutter_loss_db(2000.0, frequency_mhz) == pytest.approx(
        statistical_clutter_loss_db(50_000.0, frequency_mhz)
    )


@given(st.sampled_from(TerminalClutter), st.floats(0.5, 25.0), st.floats(30.0, 3000.0))
def test_a_higher_terminal_loses_less(
    kind: TerminalClutter, height_m: float, frequency_mhz: float
) -> None:
    here = terminal_clutter_loss_db(height_m, frequency_mhz, kind)
    above = terminal_clutter_loss_db(height_m + 1.0, frequency_mhz, kind)
    assert here >= above >= -0.01
    assert terminal_clutter_loss_db(kind.height_m, frequency_mhz, kind) == 0.0


def test_every_land_cover_code_has_one_class() -> None:
    worldcover = sorted(code for found in CLUTTER_CLASSES for code in found.worldcover)
    assert worldcover == [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]
    nlcd = sorted(code for found in CLUTTER_CLASSES for code in found.nlcd)
    forests, shrubs, grasses = [41, 42, 43], [51, 52], [71, 72, 73, 74]
    assert nlcd == [11, 12, 21, 22, 23, 24, 31, *forests, *shrubs, *grasses, 81, 82, 90, 95]
    assert clutter_class_of(10, LandCover.WORLDCOVER).name == "broad-leaved trees"
    assert clutter_class_of(42, LandCover.NLCD).name == "coniferous trees"
    with pytest.raises(EngineError, match=r"^NLCD has no land cover 13$"):
        clutter_class_of(13, LandCover.NLCD)


def test_density_grows_with_frequency() -> None:
    trees = clutter_class_of(10, LandCover.WORLDCOVER)
    assert trees.density_at_db_m(1000.0) == trees.density_db_m
    assert trees.density_at_db_m(10_000.0) == pytest.approx(
        trees.density_db_m * woodland_density_db_m(10_000.0) / 0.2
    )


def test_woods_as_figure_2_and_table_1_have_them() -> None:
    """The corners of the figure; the wood of table 1 (St. Petersburg), A_m to 10 %."""
    assert [woodland_density_db_m(mhz) for mhz in (30, 1000, 30_000)] == pytest.approx(
        [0.02, 0.2, 6.0]
    )
    for frequency_mhz, density_db_m, greatest_db in (
        (105.9, 0.04, 9.4),
        (466.475, 0.12, 18.0),
        (949.0, 0.17, 26.5),
        (1852.2, 0.30, 29.0),
        (2117.5, 0.34, 34.1),
    ):
        found_db = Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(frequency_mhz)
        assert found_db == pytest.approx(greatest_db, rel=0.12)
        assert 0.75 <= woodland_density_db_m(frequency_mhz) / density_db_m <= 1.35


def test_vegetation_by_hand() -> None:
    """A_m = 0.18 x 900^0.752 = 29.99 dB; 1.15 x 900^0.43 = 21.43 dB; 50 m at 0.2 dB/m in the first:
    29.99 (1 - exp(-10 / 29.99)) = 8.504 dB."""
    greatest_db = Woodland.TROPICAL_RIO.greatest_loss_db(900.0)
    assert greatest_db == pytest.approx(29.99, abs=0.02)
    assert Woodland.MIXED_MULHOUSE.greatest_loss_db(900.0) == pytest.approx(21.43, abs=0.02)
    assert foliage_loss_db(50.0, 0.2, 29.99) == pytest.approx(8.504, abs=0.002)
    assert foliage_loss_db(0.0, 0.2, greatest_db) == 0.0
    assert foliage_loss_db(1e6, 0.2, greatest_db) == pytest.approx(greatest_db)
    # 0.25 x 5000^0.39 x 20^0.25 x 10^0.05 = 0.25 x 27.7076 x 2.11474 x 1.12202
    assert slant_foliage_loss_db(20.0, 5000.0, 10.0) == pytest.approx(16.436, abs=0.002)


def wood(first: int, last: int, top_m: float = 20.0) -> tuple[TerrainPath, Any]:
    """10 km of flat ground in 50 m steps, trees from one point to another."""
    clutter_m = np.zeros(201)
    clutter_m[first : last + 1] = top_m
    path = TerrainPath(
        distances_m=np.linspace(0.0, 10_000.0, 201), heights_m=np.zeros(201), clutter_m=clutter_m
    )
    return path, np.where(clutter_m > 0.0, 0.1, 0.0)


FLAT: dict[str, Any] = {"frequency_mhz": 900.0, "earth_factor": 1e9}


def test_a_ray_through_a_wood_by_hand() -> None:
    """Level ray at 10 m: 1000 m of 20 m trees, and half of the 50 m in which they rise and fall."""
    path, densities = wood(100, 120)
    found = path_clutter(
        path, densities, tx_height_m=10.0, rx_height_m=10.0, greatest_db=200.0, **FLAT
    )
    assert found.depth_m == pytest.approx(1050.0)
    through_db = 1000.0 * 0.1 + 50.0 * 0.05
    assert found.through_db == pytest.approx(200.0 * (1.0 - math.exp(-through_db / 200.0)))
    assert (found.tx_db, found.rx_db) == (0.0, 0.0)


def test_a_ray_over_the_tops_by_hand() -> None:
    """The wood stands 10 m over the level ray from 5 km to 6 km. Seen from the ends its edges rise
    by a = 10/5000 and b = 10/4000: v = sqrt(2 x 10,000 x 0.002 x 0.0025 / 0.3331) = 0.5479, J =
    10.67 dB, while the bare ground, 10 m under the middle of the ray, has v = -0.490 and J = 2.03
    dB."""
    path, densities = wood(100, 120)
    link: dict[str, Any] = {"tx_height_m": 10.0, "rx_height_m": 10.0, **FLAT}
    found = path_clutter(path, densities, greatest_db=200.0, **link)
    assert found.over_db == pytest.approx(10.67 - 2.03, abs=0.01)
    assert found.loss_db == found.over_db < found.through_db
    thin = path_clutter(path, densities / 100.0, greatest_db=200.0, **link)
    assert thin.over_db == found.over_db
    assert thin.loss_db == thin.through_db == pytest.approx(1.025, abs=0.005)


def test_a_ray_over_the_wood_loses_nothing() -> None:
    path, densities = wood(100, 120)
    found = path_clutter(path, densities, tx_height_m=25.0, rx_height_m=25.0, **FLAT)
    assert found.depth_m == 0.0
    assert found.loss_db == 0.0


def test_a_ray_below_the_ground_is_diffractions_affair() -> None:
    heights_m = np.zeros(201)
    heights_m[90:111] = 100.0
    clutter_m = np.where(heights_m > 0.0, 20.0, 0.0)
    path = TerrainPath(
        distances_m=np.linspace(0.0, 10_000.0, 201), heights_m=heights_m, clutter_m=clutter_m
    )
    found = path_clutter(path, np.full(201, 0.1), tx_height_m=10.0, rx_height_m=10.0, **FLAT)
    # only the slopes of the hill, a few metres of which are wooded and not yet solid
    assert found.depth_m < 10.0


def test_the_greatest_loss_of_mixed_wood_bounds_the_way() -> None:
    path, densities = wood(10, 190)
    found = path_clutter(path, densities, tx_height_m=10.0, rx_height_m=10.0, **FLAT)
    greatest_db = Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(900.0)
    assert found.through_db == pytest.approx(greatest_db, abs=1e-4)
    assert found.loss_db <= greatest_db


def around(length_m: float, top_m: float, valley_m: float = 0.0) -> tuple[TerrainPath, Any]:
    """Clutter whose tops are level, in 30 m steps; the ground falls away between the ends."""
    count = round(length_m / 30.0) + 1
    heights_m = np.full(count, -valley_m)
    heights_m[[0, -1]] = 0.0
    path = TerrainPath(
        distances_m=np.linspace(0.0, (count - 1) * 30.0, count),
        heights_m=heights_m,
        clutter_m=top_m - heights_m,
    )
    return path, np.full(count, 10.0)


@pytest.mark.parametrize(("height_m", "top_m"), [(1.5, 10.0), (5.0, 15.0), (8.0, 12.0)])
def test_over_the_tops_to_a_street_is_the_terminal_correction_of_p2108(
    height_m: float, top_m: float
) -> None:
    """The far antenna looks along the roofs, so the street's edge is the only one: P.2108-1
    section 3.1 says J(v) less the 6.03 dB of grazing, with the angle for its tangent."""
    path, densities = around(3000.0, top_m, valley_m=40.0)
    end = EndClutter(kind=TerminalClutter.URBAN, clutter_height_m=top_m)
    found = path_clutter(
        path, densities, tx_height_m=top_m, rx_height_m=height_m, frequency_mhz=3000.0,
        rx_clutter=end, earth_factor=1e9,
    )  # fmt: skip
    standard_db = terminal_clutter_loss_db(
        height_m, 3000.0, TerminalClutter.URBAN, clutter_height_m=top_m
    )
    assert found.rx_db == standard_db > 8.0
    assert found.over_db == pytest.approx(standard_db + 6.03, abs=0.2)
    assert found.loss_db == found.over_db


@pytest.mark.parametrize("frequency_mhz", [500.0, 900.0, 1800.0, 2400.0, 3500.0, 5800.0])
def test_over_the_tops_at_street_level_is_the_median_of_p2108(frequency_mhz: float) -> None:
    """P.2108-1 section 3.2 was fitted to measurements: an independent word on the same loss."""
    path, densities = around(1200.0, 10.0)
    found = path_clutter(
        path, densities, tx_height_m=30.0, rx_height_m=1.5, frequency_mhz=frequency_mhz,
        rx_clutter=EndClutter(kind=TerminalClutter.SUBURBAN),
    )  # fmt: skip
    median_db = statistical_clutter_loss_db(1200.0, frequency_mhz)
    assert found.over_db == pytest.approx(median_db, abs=0.7)


def test_both_ends_below_their_roofs_lose_both_corrections() -> None:
    path, densities = around(300.0, 20.0)
    end = EndClutter(kind=TerminalClutter.DENSE_URBAN)
    found = path_clutter(
        path, densities, tx_height_m=5.0, rx_height_m=1.5, frequency_mhz=3000.0,
        tx_clutter=end, rx_clutter=end, greatest_db=200.0,
    )  # fmt: skip
    assert found.loss_db == found.over_db == found.tx_db + found.rx_db
    assert found.tx_db < found.rx_db


heights, tops = st.floats(0.0, 60.0), st.floats(0.0, 30.0)


@given(
    st.lists(st.tuples(heights, tops, tops), min_size=8, max_size=8),
    st.floats(2.0, 40.0),
    st.floats(1.0, 20.0),
    st.sampled_from([700.0, 3500.0, 11_000.0]),
)
def test_more_clutter_never_takes_less(
    points: list[tuple[float, float, float]], tx_m: float, rx_m: float, frequency_mhz: float
) -> None:
    """Over any ground: none takes nothing, more of it takes no less, and never over what a way
    through it all takes at most."""
    ground, low, more = (np.array(column) for column in zip(*points, strict=True))

    def loss(clutter_m: Any, density_db_m: float) -> PathClutter:
        path = TerrainPath(
            distances_m=np.linspace(0.0, 1050.0, 8), heights_m=ground, clutter_m=clutter_m
        )
        ends = [
            EndClutter(kind=TerminalClutter.TREES, clutter_height_m=float(clutter_m[i]))
            for i in (0, -1)
        ]
        return path_clutter(
            path, np.full(8, density_db_m), tx_height_m=tx_m, rx_height_m=rx_m,
            frequency_mhz=frequency_mhz, tx_clutter=ends[0], rx_clutter=ends[1],
        )  # fmt: skip

    none, some, higher, denser = (
        loss(low * 0.0, 0.2), loss(low, 0.2), loss(low + more, 0.2), loss(low, 0.4)
    )  # fmt: skip
    assert none.loss_db == none.through_db == none.over_db == 0.0
    assert 0.0 <= some.loss_db <= min(higher.loss_db, denser.loss_db) + 1e-9
    assert some.loss_db <= some.through_db
    greatest_db = Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(frequency_mhz)
    assert higher.loss_db <= greatest_db


@given(st.floats(1.0, 60.0), st.floats(1.0, 60.0), st.floats(0.0, 40.0))
def test_higher_clutter_never_helps(tx_height_m: float, rx_height_m: float, top_m: float) -> None:
    link: dict[str, Any] = {"tx_height_m": tx_height_m, "rx_height_m": rx_height_m, **FLAT}
    low, _ = wood(60, 140, top_m)
    high, _ = wood(60, 140, top_m + 5.0)
    densities = np.full(201, 0.02)
    assert (
        path_clutter(high, densities, **link).depth_m
        >= path_clutter(low, densities, **link).depth_m - 1e-6
    )


def test_what_makes_no_sense_is_refused() -> None:
    path, densities = wood(100, 120)
    with pytest.raises(EngineError, match=r"^densities_db_m has shape \(3,\), the path has 201"):
        path_clutter(path, np.zeros(3), tx_height_m=10.0, rx_height_m=10.0, **FLAT)
    densities[7] = -0.1
    with pytest.raises(EngineError, match=r"^densities_db_m\[7\] is -0.1, not 0 or more$"):
        path_clutter(path, densities, tx_height_m=10.0, rx_height_m=10.0, **FLAT)
    with pytest.raises(EngineError, match=r"^the share of places must be 1e-06 to 100 %, is 0$"):
        statistical_clutter_loss_db(1000.0, 3500.0, percent=0.0)
    with pytest.raises(EngineError, match=r"^the frequency must be 80 to 100000 MHz, is 50$"):
        entry_loss_db(50.0)
    with pytest.raises(EngineError, match=r"^the depth must be 0 to 1e\+06 m, is -1$"):
        foliage_loss_db(-1.0, 0.1, 20.0)
    with pytest.raises(EngineError, match=r"^the elevation must be 0.1 to 90 degrees, is 0$"):
        slant_foliage_loss_db(10.0, 5000.0, 0.0)
    with pytest.raises(EngineError, match=r"^the street width must be 0.1 to 10000 m, is 0$"):
        EndClutter(kind=TerminalClutter.URBAN, street_width_m=0.0)
