"""Bulk qualification equals the single functions, pair by pair, on real terrain."""

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from guywire.engines.geo import EngineError, ProfileBatch, TerrainStore, azimuth_deg, distance_m
from guywire.engines.propagation import (
    Conditions,
    EndClutter,
    GroundCover,
    ItmError,
    ItmErrorCode,
    ItmWarning,
    LinkBudget,
    Polarization,
    Receiver,
    Sector,
    SectorPattern,
    TerrainPath,
    elevation_deg,
    itm_point_to_point,
    line_of_sight,
    path_clutter,
    qualify,
)

DEMO = Path(__file__).parents[3] / "lab" / "data" / "terrain"
RECEIVER = Receiver(height_m=6.0, gain_dbi=15.0, loss_db=1.0, sensitivity_dbm=-85.0)
CONDITIONS = Conditions(mdvar=13, situation_percent=75.0)
Floats = npt.NDArray[np.float64]
RIDGE = (44.1336, -71.7370)


@pytest.fixture(scope="module")
def store() -> TerrainStore:
    return TerrainStore(DEMO)


class RaisedStore(TerrainStore):
    """The terrain with everything so much higher."""

    def __init__(self, folder: Path, over_m: float) -> None:
        super().__init__(folder)
        self.over_m = over_m

    def profiles(self, *ends: npt.ArrayLike, step_m: float = 30.0) -> ProfileBatch:
        batch = super().profiles(*ends, step_m=step_m)
        return replace(batch, heights_m=batch.heights_m + self.over_m)


def sectors() -> list[Sector]:
    return [
        Sector(
            latitude=latitude,
            longitude=longitude,
            height_m=height_m,
            frequency_mhz=frequency_mhz,
            eirp_dbm=47.0,
            pattern=SectorPattern(
                azimuth_deg=azimuth,
                horizontal_beamwidth_deg=65.0,
                vertical_beamwidth_deg=8.0,
                down_tilt_deg=3.0,
            ),
            polarization=polarization,
            range_m=12000.0,
        )
        for latitude, longitude, height_m, frequency_mhz, polarization in (
            (*RIDGE, 20.0, 3550.0, Polarization.VERTICAL),
            (44.30, -71.70, 35.0, 5600.0, Polarization.HORIZONTAL),
        )
        for azimuth in (0.0, 120.0, 240.0)
    ]


def addresses(count: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(11)
    return random.uniform(44.02, 44.38, count), random.uniform(-71.95, -71.5, count)


def test_pairs_equal_the_single_functions(store: TerrainStore) -> None:
    north, east = addresses(150)
    found = qualify(store, north, east, sectors(), receiver=RECEIVER, conditions=CONDITIONS)
    assert len(found) > 50
    assert (found.status == 0).all()
    for i in range(len(found)):
        sector = sectors()[found.sector[i]]
        point = (float(north[found.address[i]]), float(east[found.address[i]]))
        profile = store.profile(sector.latitude, sector.longitude, *point)
        loss = itm_point_to_point(
            profile,
            tx_height_m=sector.height_m,
            rx_height_m=6.0,
            frequency_mhz=sector.frequency_mhz,
            polarization=sector.polarization,
            conditions=CONDITIONS,
        )
        sight = line_of_sight(
            profile,
            tx_height_m=sector.height_m,
            rx_height_m=6.0,
            frequency_mhz=sector.frequency_mhz,
        )
        assert sight.worst is not None
        azimuth = azimuth_deg(sector.latitude, sector.longitude, *point)
        elevation = elevation_deg(
            profile.heights_m[0] + sector.height_m, profile.heights_m[-1] + 6.0, profile.distance_m
        )
        budget = LinkBudget(
            eirp_dbm=47.0,
            pattern_gain_db=sector.pattern.gain_db(azimuth, elevation),
            path_loss_db=loss.loss_db,
            rx_gain_dbi=15.0,
            rx_loss_db=1.0,
            rx_sensitivity_dbm=-85.0,
        )
        assert found.loss_db[i] == pytest.approx(loss.loss_db, abs=1e-9)
        assert found.mode[i] == loss.mode
        assert found.warnings[i] == loss.warnings
        assert found.clearance_ratio[i] == pytest.approx(sight.worst.clearance_ratio)
        assert found.clearance_at_m[i] == pytest.approx(sight.worst.distance_m)
        assert found.has_line_of_sight[i] == sight.has_line_of_sight
        assert found.azimuth_deg[i] == pytest.approx(azimuth)
        assert found.distance_m[i] == pytest.approx(profile.distance_m)
        assert found.received_dbm[i] == pytest.approx(budget.received_dbm)
        assert found.margin_db[i] == pytest.approx(budget.margin_db)


def test_clutter_is_that_of_each_pairs_own_path(store: TerrainStore) -> None:
    """A surface 12 m over the ground, everywhere: what it shows is taken for trees."""
    surface = RaisedStore(DEMO, 12.0)
    cover = GroundCover(surface=surface)
    north, east = addresses(20)
    bare = qualify(store, north, east, sectors(), receiver=RECEIVER)
    found = qualify(store, north, east, sectors(), receiver=RECEIVER, clutter=cover)
    (unclassed,) = (one for one in cover.table.classes if one.name == "unclassified")
    end = EndClutter(kind=unclassed.terminal, clutter_height_m=12.0)
    pairs = {(a, s): i for i, (a, s) in enumerate(zip(bare.address, bare.sector, strict=True))}
    for i in range(len(found)):
        sector = sectors()[found.sector[i]]
        address = int(found.address[i])
        ends = (sector.latitude, sector.longitude, float(north[address]), float(east[address]))
        profile = store.profile(*ends)
        count = len(profile.heights_m)
        wanted = path_clutter(
            TerrainPath.of(profile, clutter_m=np.full(count, 12.0)),
            np.full(count, unclassed.density_at_db_m(sector.frequency_mhz)),
            tx_height_m=sector.height_m, rx_height_m=6.0, frequency_mhz=sector.frequency_mhz,
            tx_clutter=end, rx_clutter=end,
        )  # fmt: skip
        assert found.clutter_db[i] == pytest.approx(wanted.loss_db, abs=0.02)
        same = pairs[found.address[i], found.sector[i]]
        assert bare.clutter_db[same] == 0.0
        assert found.received_dbm[i] == pytest.approx(
            bare.received_dbm[same] - found.clutter_db[i], abs=1e-9
        )


def test_candidates_are_in_range_in_beam_and_the_strongest(store: TerrainStore) -> None:
    north, east = addresses(300)
    everything = qualify(store, north, east, sectors(), receiver=RECEIVER, candidates=6)
    wanted = {
        (i, s)
        for i in range(300)
        for s, sector in enumerate(sectors())
        if distance_m(sector.latitude, sector.longitude, north[i], east[i]) <= sector.range_m
        and sector.pattern.gain_db(
            azimuth_deg(sector.latitude, sector.longitude, north[i], east[i]), -3.0
        )
        >= -12.0 * (47.5 / 65.0) ** 2
    }
    pairs = set(zip(everything.address.tolist(), everything.sector.tolist(), strict=True))
    border = pairs ^ wanted
    assert len(border) <= 2  # the flat map of the search is a tenth of a degree off
    two = qualify(store, north, east, sectors(), receiver=RECEIVER, candidates=2)
    assert set(zip(two.address.tolist(), two.sector.tolist(), strict=True)) <= pairs
    assert np.bincount(two.address).max() == 2


def test_pairs_stand_by_address_and_power(store: TerrainStore) -> None:
    found = qualify(store, *addresses(200), sectors(), receiver=RECEIVER)
    assert (np.diff(found.address) >= 0).all()
    same = np.diff(found.address) == 0
    assert (np.diff(found.received_dbm)[same] <= 0).all()
    best = found.best()
    assert found.address[best].tolist() == sorted(set(found.address.tolist()))
    for i in best[:20]:
        own = found.address == found.address[i]
        assert found.received_dbm[i] == found.received_dbm[own].max()


def test_threads_do_not_change_the_result(store: TerrainStore) -> None:
    north, east = addresses(3000)
    one = qualify(store, north, east, sectors(), receiver=RECEIVER)
    two = qualify(store, north, east, sectors(), receiver=RECEIVER, workers=2)
    assert len(one) > 1024
    for name, column in vars(one).items():
        np.testing.assert_array_equal(column, vars(two)[name], err_msg=name)


def test_pair_without_terrain_has_a_status_and_no_figures(store: TerrainStore) -> None:
    sector = replace(sectors()[0], latitude=44.001, pattern=SectorPattern(), eirp_dbm=40.0)
    found = qualify(store, [44.01, 43.95, 44.001], [-71.74, -71.74, sector.longitude], [sector])
    assert found.address.tolist() == [0, 1, 2]
    assert found.status.tolist() == [0, 2, 1]
    assert np.isnan(found.received_dbm).tolist() == [False, True, True]
    assert np.isnan(found.clearance_ratio).tolist() == [False, True, True]
    assert found.has_line_of_sight[1:].tolist() == [False, False]
    assert found.warnings[1:].tolist() == [0, 0]
    assert found.best().tolist() == [0]


def test_nothing_in_range_gives_nothing(store: TerrainStore) -> None:
    found = qualify(store, [10.0], [10.0], sectors())
    assert len(found) == 0
    assert found.best().tolist() == []


def test_bad_input_is_refused_before_anything_is_computed(store: TerrainStore) -> None:
    sector = sectors()[0]
    with pytest.raises(ItmError) as caught:
        qualify(store, [44.1], [-71.7], [replace(sector, height_m=0.1)])
    assert caught.value.code == ItmErrorCode.TX_TERMINAL_HEIGHT
    with pytest.raises(ItmError, match="frequency must be 20 to 20000 MHz, is nan"):
        qualify(store, [44.1], [-71.7], [replace(sector, frequency_mhz=math.nan)])
    with pytest.raises(EngineError, match="latitude"):
        qualify(store, [144.1], [-71.7], [sector])
    with pytest.raises(EngineError, match="1 latitudes stand against 2 longitudes"):
        qualify(store, [44.1], [-71.7, -71.8], [sector])
    with pytest.raises(EngineError, match="no sector"):
        qualify(store, [44.1], [-71.7], [])
    with pytest.raises(EngineError, match="at least 1"):
        qualify(store, [44.1], [-71.7], [sector], candidates=0)
    with pytest.raises(EngineError, match="range or EIRP"):
        qualify(store, [44.1], [-71.7], [replace(sector, range_m=0.0)])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("climate", 8, ItmErrorCode.INVALID_RADIO_CLIMATE),
        ("sea_level_refractivity_n", 249.0, ItmErrorCode.REFRACTIVITY),
        ("ground_permittivity", 0.5, ItmErrorCode.EPSILON),
        ("ground_conductivity_s_m", 0.0, ItmErrorCode.SIGMA),
        ("mdvar", 4, ItmErrorCode.MDVAR),
        ("mdvar", 40, ItmErrorCode.MDVAR),
        ("time_percent", 100.0, ItmErrorCode.INVALID_TIME),
        ("location_percent", math.nan, ItmErrorCode.INVALID_LOCATION),
        ("situation_percent", 0.0, ItmErrorCode.INVALID_SITUATION),
    ],
)
def test_conditions_out_of_range_carry_ntias_code(
    field: str, value: float, code: ItmErrorCode
) -> None:
    with pytest.raises(ItmError) as caught:
        Conditions(**{field: value})  # type: ignore[arg-type]
    assert caught.value.code == code


def test_extreme_certainty_is_warned_of() -> None:
    assert Conditions(situation_percent=99.95).warnings == ItmWarning.EXTREME_VARIABILITIES
    assert Conditions(location_percent=99.95).warnings == ItmWarning.NONE  # not used by mobile mode
    with pytest.raises(ItmError) as caught:
        Conditions.of_confidence(0.0, 50.0)
    assert caught.value.code == ItmErrorCode.INVALID_CONFIDENCE


def test_importing_the_engines_does_not_import_numba_or_rasterio() -> None:
    program = (
        "import sys; from guywire.engines import geo, money, propagation;"
        "print(sorted({'numba', 'rasterio', 'pyproj'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
