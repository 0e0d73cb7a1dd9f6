"""A sweep over clutter: what stands on the ground, by a surface model or by land cover.

No real surface model or land cover can be had offline; these are made up over the real terrain.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from guywire.engines.geo import EngineError, LandCoverStore, TerrainStore
from guywire.engines.geo.tests.test_terrain import write_geotiff
from guywire.engines.propagation import (
    ClutterTable,
    EndClutter,
    Environment,
    GroundCover,
    P1812Conditions,
    PathClutter,
    Scenario,
    TerrainPath,
    extended_hata,
    free_space_db,
    location_sigma_db,
    p1812_loss,
    path_clutter,
    tr38901,
)
from guywire.engines.propagation.coverage import (
    HataModel,
    Method,
    P1812Model,
    PathLossMap,
    UrbanModel,
    profile_to,
    sweep,
)
from guywire.engines.propagation.coverage.gaps import GapLog
from guywire.engines.propagation.coverage.sweep import usable_batch
from guywire.engines.propagation.coverage.tests import make

WEST, NORTH, STEP = -71.6, 44.6, 1.0 / 3600.0
SIDE = 600


def land_codes() -> npt.NDArray[np.uint8]:
    """Woods, fields, a town and a lake in patches of about a kilometre."""
    random = np.random.default_rng(11)
    patches = random.choice(np.array([10, 10, 40, 50, 80], dtype=np.uint8), (16, 16))
    return np.kron(patches, np.ones((40, 40), dtype=np.uint8))[:SIDE, :SIDE]


def land(folder: Path) -> LandCoverStore:
    write_geotiff(folder / "worldcover.tif", land_codes(), west=WEST, north=NORTH, step=STEP)
    return LandCoverStore(folder)


def surface(folder: Path, over_m: npt.NDArray[np.floating[Any]]) -> TerrainStore:
    """A surface so much over the ground at the centres of 1" pixels."""
    rows, columns = over_m.shape
    latitudes = NORTH - (np.arange(rows) + 0.5) * STEP
    longitudes = WEST + (np.arange(columns) + 0.5) * STEP
    points = np.meshgrid(latitudes, longitudes, indexing="ij")
    ground = make.store().heights_m(*(values.ravel() for values in points)).reshape(over_m.shape)
    heights = (ground + over_m).astype(np.float32)
    write_geotiff(folder / "surface.tif", heights, west=WEST, north=NORTH, step=STEP)
    return TerrainStore(folder)


def both(found: PathLossMap, place: int) -> tuple[TerrainPath, npt.NDArray[np.int16]]:
    """Path and classes to a receiver of a map."""
    radial, step = found.request.rings.radial_and_receiver(place)
    batch = usable_batch(make.store(), found.request, np.array([radial]), GapLog())
    own = slice(0, step + 1)
    path = TerrainPath(
        distances_m=np.arange(step + 1, dtype=np.float64) * found.request.rings.step_m,
        heights_m=batch.heights_m[own],
        clutter_m=batch.cover.clutter_m[own],
    )
    return path, batch.cover.classes[own]


def some_places(found: PathLossMap, count: int = 60) -> list[int]:
    known = np.flatnonzero(np.isfinite(found.loss_db))
    chosen: list[int] = np.random.default_rng(4).choice(known, count, replace=False).tolist()
    return chosen


def clutter_of(found: PathLossMap, cover: GroundCover, place: int) -> PathClutter:
    """What `path_clutter` says of the path to a receiver of a map."""
    path, classes = both(found, place)
    ends = [
        EndClutter(
            kind=cover.table.classes[classes[i]].terminal,
            clutter_height_m=float(path.clutter_m[i]),
        )
        for i in (0, -1)
    ]
    request = found.request
    return path_clutter(
        path, cover.table.densities_db_m(request.frequency_mhz)[classes],
        tx_height_m=request.tx_height_m, rx_height_m=request.rx_height_m,
        frequency_mhz=request.frequency_mhz, tx_clutter=ends[0], rx_clutter=ends[1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("method", "tx_height_m", "least_db"), [(Method.FAST, 60.0, 0.0), (Method.EXACT, 12.0, 10.0)]
)
def test_itm_gets_what_the_clutter_of_each_path_takes(
    tmp_path: Path, method: Method, tx_height_m: float, least_db: float
) -> None:
    """The lower mast stands in a wood of 15 m and loses by that alone. No way takes more than the
    42.2 dB at which a wood saturates; many take less, over the tops."""
    cover = GroundCover(land=land(tmp_path))
    request = make.request(method=method, tx_height_m=tx_height_m, radius_m=3000.0)
    bare, found = sweep(make.store(), request), sweep(make.store(), replace(request, clutter=cover))
    took: list[float] = []
    over = 0
    for place in some_places(found):
        wanted = clutter_of(found, cover, place)
        over += wanted.over_db < wanted.through_db
        took.append(float(found.loss_db[place] - bare.loss_db[place]))
        assert took[-1] == pytest.approx(wanted.loss_db, abs=0.02), place
    assert least_db <= min(took) < least_db + 5.0
    assert 30.0 < max(took) <= 42.2
    assert over > 15
    assert found.key != bare.key


def test_fast_sweep_over_clutter_is_the_exact_path_to_every_receiver(tmp_path: Path) -> None:
    """Goal R2's percentiles, with clutter: exact ITM of the profile and `path_clutter` of it."""
    cover = GroundCover(land=land(tmp_path))
    request = make.request(radius_m=4000.0, clutter=cover)
    found = sweep(make.store(), request)
    exact = sweep(make.store(), replace(request, method=Method.EXACT, clutter=None))
    places = some_places(found, 600)
    wanted = [exact.loss_db[place] + clutter_of(found, cover, place).loss_db for place in places]
    apart = np.abs(found.loss_db[places] - np.array(wanted))
    assert np.median(apart) <= 0.02
    assert np.percentile(apart, 99.0) <= 0.5
    assert (apart <= 1.0).mean() >= 0.995


def test_sight_is_over_roofs_and_trees_and_to_the_ground(tmp_path: Path) -> None:
    over_m = np.zeros((SIDE, SIDE))
    wall_row = round((NORTH - make.SITE[0]) / STEP) - 30
    over_m[wall_row - 2 : wall_row + 3] = 60.0
    cover = GroundCover(surface=surface(tmp_path, over_m))
    request = make.request(radius_m=3000.0)
    bare, found = sweep(make.store(), request), sweep(make.store(), replace(request, clutter=cover))
    beyond, before = (
        (make.SITE[0] + 45 * STEP, make.SITE[1]),
        (make.SITE[0] - 45 * STEP, make.SITE[1]),
    )
    assert found.at(*before).sight_height_m == bare.at(*before).sight_height_m
    path, _ = both(found, int(found.places([beyond[0]], [beyond[1]])[0]))
    eye = path.heights_m[0] + 30.0
    last = len(path.heights_m) - 1
    along = path.distances_m[1:-1]
    bulge = along * along / 2.0 / (4.0 / 3.0 * 6371e3)
    tops = path.heights_m[1:-1] + path.clutter_m[1:-1] - bulge
    slope = ((tops - eye) / along).max()
    curved = path.heights_m[last] - path.distance_m**2 / 2.0 / (4.0 / 3.0 * 6371e3)
    wanted = max(eye + slope * path.distance_m - curved, 0.0)
    assert wanted > 40.0
    assert found.at(*beyond).sight_height_m == pytest.approx(wanted, abs=0.5)
    assert found.elevation_deg.tolist() == bare.elevation_deg.tolist()
    seen = sweep(make.store(), replace(request, clutter=cover, method=Method.LINE_OF_SIGHT))
    assert np.isnan(seen.at(*beyond).loss_db)
    assert np.isfinite(seen.at(*before).loss_db)


def test_surface_less_ground_is_the_clutter_and_land_cover_fills_where_it_ends(
    tmp_path: Path,
) -> None:
    over_m = np.full((SIDE, SIDE), 0.4)
    over_m[:, 300:] = 9.0
    folders = [tmp_path / name for name in ("surface", "landcover")]
    for folder in folders:
        folder.mkdir()
    cover = GroundCover(surface=surface(folders[0], over_m), land=land(folders[1]))
    points = [NORTH - 0.05] * 3, [WEST + 0.04, WEST + 0.12, WEST - 0.05]
    ground = make.store().heights_m(*points)
    found = cover.at(ground, *points)
    assert found.clutter_m == pytest.approx([0.0, 9.0, 0.0], abs=0.3)
    names = [cover.table.classes[number].name for number in found.classes]
    codes = land_codes()[180, [144, 432]].tolist()
    named = {10: "broad-leaved trees", 40: "cropland", 50: "suburban", 80: "water"}
    assert names == [named[codes[0]], named[codes[1]], "unclassified"]
    only_land = GroundCover(land=cover.land).at(ground, *points)
    by_class = {10: 15.0, 40: 1.5, 50: 8.0, 80: 0.0}
    assert only_land.clutter_m.tolist() == [by_class[codes[0]], by_class[codes[1]], 0.0]


def test_p1812_goes_over_the_clutter_of_every_receivers_own_path(tmp_path: Path) -> None:
    cover = GroundCover(land=land(tmp_path))
    model = P1812Model(location_percent=90.0)
    request = make.request(radius_m=3000.0, model=model, clutter=cover)
    found = sweep(make.store(), request)
    conditions = P1812Conditions(
        latitude=make.SITE[0], location_percent=90.0,
        location_sigma_db=location_sigma_db(3500.0, make.STEP_M),
    )  # fmt: skip
    for place in some_places(found, 40):
        path, _ = both(found, place)
        if path.distance_m >= 250.0:
            wanted = p1812_loss(
                path, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=3500.0, conditions=conditions
            )
            assert found.loss_db[place] == pytest.approx(wanted.loss_db, abs=1e-3), place
    bare = sweep(make.store(), replace(request, clutter=None))
    gained = found.loss_db - bare.loss_db
    assert np.percentile(gained, 90) > 3.0
    nearest = found.at(make.SITE[0] + 0.001, make.SITE[1])
    assert nearest.distance_m < 250.0
    assert nearest.loss_db == pytest.approx(free_space_db(nearest.distance_m, 3500.0), abs=1e-3)
    with pytest.raises(EngineError, match="frequency of P.1812 must be 30 to 6000 MHz"):
        sweep(make.store(), replace(request, frequency_mhz=11_000.0))


def test_models_by_distance_know_sight_and_the_class_under_the_receiver(tmp_path: Path) -> None:
    cover = GroundCover(land=land(tmp_path))
    request = make.request(radius_m=6000.0, step_m=185.0, clutter=cover)
    urban = sweep(make.store(), replace(request, model=UrbanModel(scenario=Scenario.URBAN_MICRO)))
    hata = sweep(make.store(), replace(request, model=HataModel()))
    seen = sweep(make.store(), replace(request, method=Method.LINE_OF_SIGHT))
    environments = {"suburban": Environment.SUBURBAN}
    for place in some_places(hata, 40):
        path, classes = both(hata, place)
        name = cover.table.classes[classes[-1]].name
        wanted = extended_hata(
            path.distance_m, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=3500.0,
            environment=environments.get(name, Environment.OPEN),
        )  # fmt: skip
        assert hata.loss_db[place] == pytest.approx(wanted.loss_db, abs=1e-3)
        if path.distance_m > 5000.0:
            assert np.isnan(urban.loss_db[place])
            continue
        wanted = tr38901(
            path.distance_m, scenario=Scenario.URBAN_MICRO, base_height_m=30.0, user_height_m=5.0,
            frequency_mhz=3500.0, is_line_of_sight=bool(np.isfinite(seen.loss_db[place])),
        )  # fmt: skip
        assert urban.loss_db[place] == pytest.approx(wanted.loss_db, abs=1e-3)
    with pytest.raises(EngineError, match="by land cover, which is not given"):
        sweep(make.store(), replace(request, model=HataModel(), clutter=None))
    fixed = HataModel(environment=Environment.URBAN)
    assert np.isfinite(
        sweep(make.store(), replace(request, model=fixed, clutter=None)).loss_db
    ).all()
    assert len({fixed.key, HataModel().key, UrbanModel().key, P1812Model().key}) == 4


def test_key_tells_the_clutter_by_content_and_by_table(tmp_path: Path) -> None:
    store = land(tmp_path)
    request = make.request()
    with_land = replace(request, clutter=GroundCover(land=store))
    keys = {request.key(make.store()), with_land.key(make.store())}
    denser = ClutterTable().with_figures({"suburban": (8.0, 0.2)})
    keys.add(replace(request, clutter=GroundCover(land=store, table=denser)).key(make.store()))
    assert len(keys) == 3
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "worldcover.tif").write_bytes((tmp_path / "worldcover.tif").read_bytes())
    moved = replace(request, clutter=GroundCover(land=LandCoverStore(other)))
    assert moved.key(make.store()) == with_land.key(make.store())
    write_geotiff(other / "worldcover.tif", land_codes()[::-1], west=WEST, north=NORTH, step=STEP)
    changed = replace(request, clutter=GroundCover(land=LandCoverStore(other)))
    assert changed.key(make.store()) not in keys
    far = tmp_path / "far"
    far.mkdir()
    write_geotiff(far / "nlcd.tif", np.full((9, 9), 41, np.uint8), west=9.0, north=50.0, step=STEP)
    nothing = replace(request, clutter=GroundCover(land=LandCoverStore(far)))
    assert nothing.key(make.store()) not in keys
    np.testing.assert_array_equal(
        sweep(make.store(), nothing).loss_db, sweep(make.store(), request).loss_db
    )


def test_table_takes_the_figures_of_a_file_and_names_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "clutter.csv"
    path.write_text("class,height_m,density_db_m\nsuburban,6,0.05\nwater,0,0\n")
    table = ClutterTable.read(path)
    by_name = {one.name: one for one in table.classes}
    assert (by_name["suburban"].height_m, by_name["suburban"].density_db_m) == (6.0, 0.05)
    assert by_name["urban"] == {one.name: one for one in ClutterTable().classes}["urban"]
    for line, message in (
        ("jungle,6,0.05", "clutter.csv, line 2: there is no clutter class 'jungle'"),
        ("suburban,6,", "clutter.csv, line 2: '6' and '' are not two numbers"),
        ("suburban,nan,0.1", "clutter.csv, line 2: height_m of suburban must be 0 to 300, is nan"),
        ("suburban,6,9", "clutter.csv, line 2: density_db_m of suburban must be 0 to 5, is 9"),
    ):
        path.write_text(f"class,height_m,density_db_m\n{line}\n")
        with pytest.raises(EngineError) as caught:
            ClutterTable.read(path)
        assert str(caught.value).startswith(message)
    path.write_text("name,height\n")
    with pytest.raises(EngineError, match=r"clutter\.csv has no column class, height_m, density"):
        ClutterTable.read(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EngineError, match=r"clutter\.csv cannot be read"):
        ClutterTable.read(path)
    path.write_text("class,height_m,density_db_m\n" + "water,0,0\n" * 11_000)
    with pytest.raises(EngineError, match="which is too many"):
        ClutterTable.read(path)


def test_terrain_of_a_receiver_is_the_bare_ground(tmp_path: Path) -> None:
    found = sweep(make.store(), make.request(clutter=GroundCover(land=land(tmp_path))))
    receiver = found.at(make.SITE[0] + 0.02, make.SITE[1])
    bare = make.losses().at(make.SITE[0] + 0.02, make.SITE[1])
    here, there = (profile_to(make.store(), one, at) for one, at in (
        (found, receiver), (make.losses(), bare)))  # fmt: skip
    assert here.heights_m.tolist() == there.heights_m.tolist()
