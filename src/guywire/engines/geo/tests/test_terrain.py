"""The terrain store: bilinear heights, seams, voids, formats and bad files."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
import rasterio
from affine import Affine

from guywire.engines.geo import (
    EngineError,
    TerrainError,
    TerrainFileInvalid,
    TerrainMissing,
    TerrainStore,
    TerrainVoid,
    srtm_name,
)
from guywire.engines.geo.kernels import sampling

DEMO = Path(__file__).parents[3] / "lab" / "data" / "terrain"
POSTS = np.fromfile(DEMO / "N44W072.hgt", ">i2").reshape(1201, 1201).astype(float)


@pytest.fixture(scope="module")
def demo() -> TerrainStore:
    return TerrainStore(DEMO)


def bilinear(latitude: float, longitude: float) -> float:
    row, column = (45 - latitude) * 1200, (longitude + 72) * 1200
    i, j = min(int(row), 1199), min(int(column), 1199)
    a, b = row - i, column - j
    top = POSTS[i, j] * (1 - b) + POSTS[i, j + 1] * b
    bottom = POSTS[i + 1, j] * (1 - b) + POSTS[i + 1, j + 1] * b
    return float(top * (1 - a) + bottom * a)


def write_hgt(folder: Path, name: str, posts: npt.NDArray[np.generic]) -> None:
    posts.astype(">i2").tofile(folder / name)


def write_geotiff(
    path: Path,
    heights: npt.NDArray[np.generic],
    *,
    west: float,
    north: float,
    step: float,
    crs: str = "EPSG:4326",
    **options: object,
) -> Path:
    rows, columns = heights.shape[-2:]
    bands = 1 if heights.ndim == 2 else heights.shape[0]
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=bands, dtype=heights.dtype,
        crs=crs, transform=Affine(step, 0, west, 0, -step, north), **options,
    ) as dataset:  # fmt: skip
        dataset.write(heights if heights.ndim == 3 else heights[np.newaxis])
    return path


def test_heights_are_bilinear_between_posts(demo: TerrainStore) -> None:
    random = np.random.default_rng(3)
    north, east = random.uniform(44, 45, 500), random.uniform(-72, -71, 500)
    wanted = [bilinear(*point) for point in zip(north, east, strict=True)]
    assert demo.heights_m(north, east) == pytest.approx(wanted, abs=2e-3)


def test_corners_belong_to_the_tile(demo: TerrainStore) -> None:
    assert demo.height_m(45.0, -72.0) == POSTS[0, 0]
    assert demo.height_m(44.0, -71.0) == POSTS[1200, 1200]


def test_profile_follows_the_geodesic(demo: TerrainStore) -> None:
    profile = demo.profile(44.05, -71.95, 44.9, -71.1, step_m=90.0)
    geod = pyproj.Geod(ellps="WGS84")
    azimuth, _, length = geod.inv(-71.95, 44.05, -71.1, 44.9)
    assert profile.distance_m == pytest.approx(length, abs=1e-3)
    assert 89.0 < profile.step_m <= 90.0
    off = [
        profile.heights_m[i]
        - bilinear(*geod.fwd(-71.95, 44.05, azimuth, i * profile.step_m)[1::-1])
        for i in range(0, profile.intervals + 1, 10)
    ]
    assert np.abs(off).max() < 2.0  # 116 km: great circle and geodesic are some metres apart
    assert np.median(np.abs(off)) < 0.2
    assert profile.heights_m[[0, -1]] == pytest.approx(
        [bilinear(44.05, -71.95), bilinear(44.9, -71.1)], abs=1e-3
    )


def test_batch_equals_single_profiles(demo: TerrainStore) -> None:
    ends = ([44.1, 44.9, 44.2], [-71.9, -71.5, -71.2], [44.3, 44.85, 44.2], [-71.7, -71.4, -71.2])
    batch = demo.profiles(*ends)
    assert batch.status.tolist() == [0, 0, sampling.STATUS_SAME_POINT]
    for i in range(2):
        single = demo.profile(*(values[i] for values in ends))
        assert batch.step_m[i] == single.step_m
        stretch = batch.heights_m[batch.starts[i] : batch.starts[i + 1]]
        assert stretch.tolist() == single.heights_m.tolist()
    assert batch.starts[3] == batch.starts[2]


def test_missing_terrain_names_point_and_tile(demo: TerrainStore) -> None:
    with pytest.raises(TerrainMissing, match="N45W072.hgt") as caught:
        demo.profile(44.9, -71.5, 45.1, -71.5)
    assert caught.value.latitude == pytest.approx(45.0, abs=1e-3)
    assert caught.value.longitude == pytest.approx(-71.5)
    with pytest.raises(TerrainMissing, match="N44W071.hgt"):
        demo.height_m(44.5, -70.5)
    gaps = demo.heights_m([44.5, 46.0], [-71.5, -71.5], gaps_as_nan=True)
    assert np.isnan(gaps).tolist() == [False, True]
    assert demo.profiles([44.9], [-71.5], [45.1], [-71.5]).status[0] == sampling.STATUS_MISSING


def test_tile_names_in_all_quarters() -> None:
    assert srtm_name(44.2, -71.5) == "N44W072.hgt"
    assert srtm_name(-0.5, 0.5) == "S01E000.hgt"
    assert srtm_name(-33.9, 151.2) == "S34E151.hgt"


def test_void_is_told_and_names_the_tile(tmp_path: Path) -> None:
    posts = POSTS.copy()
    posts[600, 600] = -32768
    write_hgt(tmp_path, "N44W072.hgt", posts)
    store = TerrainStore(tmp_path)
    with pytest.raises(TerrainVoid, match=r"N44W072.hgt has no height at 44.500100, -71.500000"):
        store.height_m(44.5001, -71.5)
    assert store.height_m(44.5 + 1 / 1200, -71.5) == POSTS[599, 600]  # the void has no weight
    batch = store.profiles([44.5], [-71.6], [44.5], [-71.4])
    assert batch.status[0] == sampling.STATUS_VOID


def test_profile_crosses_a_seam_without_a_step(tmp_path: Path) -> None:
    """Two tiles share their border row; a ramp over both stays a ramp."""
    ramp = np.arange(2401)[:, np.newaxis] * np.ones(1201)
    write_hgt(tmp_path, "N45W072.hgt", ramp[:1201])
    write_hgt(tmp_path, "N44W072.hgt", ramp[1200:])
    profile = TerrainStore(tmp_path).profile(45.5, -71.5, 44.5, -71.5)
    steps = np.diff(profile.heights_m)
    assert profile.heights_m[[0, -1]] == pytest.approx([600, 1800])
    assert steps == pytest.approx(np.full(len(steps), 1200 / len(steps)), rel=0.01)


def test_profile_crosses_the_date_line_without_a_step(tmp_path: Path) -> None:
    """Taveuni: tiles at 179° east and 180° west, with another far away on the same lattice."""
    east = np.add.outer(np.zeros(1201), np.linspace(0, 600, 1201))
    write_hgt(tmp_path, "S17E179.hgt", east)
    write_hgt(tmp_path, "S17W180.hgt", 600 + east)
    write_hgt(tmp_path, "N44W072.hgt", POSTS)
    store = TerrainStore(tmp_path)
    there = store.profile(-16.5, 179.9, -16.5, -179.9)
    back = store.profile(-16.5, -179.9, -16.5, 179.9)
    assert there.distance_m == pytest.approx(21_350, abs=20)
    assert there.heights_m == pytest.approx(np.linspace(540, 660, len(there.heights_m)), abs=0.6)
    assert back.heights_m == pytest.approx(there.heights_m[::-1], abs=1e-6)
    assert store.height_m(-16.5, 180.0) == store.height_m(-16.5, -180.0) == 600.0
    assert store.height_m(44.13, -71.74) == pytest.approx(bilinear(44.13, -71.74))
    with pytest.raises(TerrainMissing, match=r"S17E178\.hgt"):
        store.height_m(-16.5, 178.5)


def test_pixel_centred_geotiffs_join_between_their_posts(tmp_path: Path) -> None:
    """Pixel-is-area tiles share no post: the seam lies between two tiles' posts."""
    ramp = np.arange(400, dtype=np.float32) * np.ones((200, 1), dtype=np.float32)
    step = 1 / 1200
    write_geotiff(tmp_path / "a.tif", ramp[:, :200], west=10.0, north=50.0, step=step)
    write_geotiff(tmp_path / "b.tif", ramp[:, 200:], west=10.0 + 200 * step, north=50.0, step=step)
    store = TerrainStore(tmp_path)
    north = 50.0 - 100 * step
    assert store.height_m(north, 10.0 + 200 * step) == pytest.approx(199.5)
    assert store.height_m(north, 10.0 + 200.25 * step) == pytest.approx(199.75)
    assert store.height_m(north, 10.0 + 0.1 * step) == 0.0  # half a pixel out: the nearest
    with pytest.raises(TerrainMissing):
        store.height_m(north, 10.0 - 0.1 * step)


@pytest.mark.parametrize(
    "options", [{}, {"compress": "deflate"}, {"tiled": True}, {"BIGTIFF": "YES"}]
)
def test_projected_geotiff_gives_the_same_heights_however_stored(
    tmp_path: Path, options: dict[str, object]
) -> None:
    to_utm = pyproj.Transformer.from_crs(4326, 32619, always_xy=True)
    rows, columns = np.mgrid[0:600, 0:700]
    heights = (500 + 0.5 * rows + 0.25 * columns).astype(np.int16) * 1.0
    east, north = 300000.0, 4900000.0
    write_geotiff(
        tmp_path / "utm.tif", heights.astype(np.float32), west=east, north=north, step=10.0,
        crs="EPSG:32619", **options,
    )  # fmt: skip
    store = TerrainStore(tmp_path)
    longitude, latitude = to_utm.transform(
        east + 10 * 300.5, north - 10 * 200.5, direction="INVERSE"
    )
    assert store.height_m(latitude, longitude) == pytest.approx(heights[200, 300], abs=0.1)
    assert store.coverage()[0].resolution_m == 10.0
    assert store.coverage()[0].crs == "EPSG:32619"
    assert store.coverage()[0].south < latitude < store.coverage()[0].north


def test_finest_tile_wins_and_its_void_is_filled_from_the_coarser(tmp_path: Path) -> None:
    shutil.copy(DEMO / "N44W072.hgt", tmp_path)
    fine = np.full((100, 100), 7, dtype=np.int16)
    fine[40:60, 40:60] = -9999
    write_geotiff(tmp_path / "fine.tif", fine, west=-71.5, north=44.5, step=1 / 10800, nodata=-9999)
    store = TerrainStore(tmp_path)
    assert store.height_m(44.5 - 0.002, -71.5 + 0.002) == 7.0
    middle = (44.5 - 50 / 10800, -71.5 + 50 / 10800)
    assert store.height_m(*middle) == pytest.approx(bilinear(*middle), abs=2e-3)


def test_small_cache_gives_the_same_heights(demo: TerrainStore) -> None:
    ends = (np.full(40, 44.5), np.full(40, -71.5), np.linspace(44, 45, 40), np.full(40, -71.01))
    small = TerrainStore(DEMO, cache_mb=1)
    assert len(small._tiles.pool.pages) == 4
    assert small.profiles(*ends).heights_m.tolist() == demo.profiles(*ends).heights_m.tolist()


def test_gaps_over_more_pages_than_fit_are_told_not_chased(tmp_path: Path) -> None:
    posts = POSTS.copy()
    posts[::50] = -32768
    write_hgt(tmp_path, "N44W072.hgt", posts)
    ends = (np.full(40, 44.5), np.full(40, -71.5), np.linspace(44, 45.2, 40), np.full(40, -71.99))
    small = TerrainStore(tmp_path, cache_mb=1).profiles(*ends)
    large = TerrainStore(tmp_path).profiles(*ends)
    assert small.heights_m.tolist() == large.heights_m.tolist()
    assert set(small.status.tolist()) >= {sampling.STATUS_VOID}


def test_coverage_lists_tile_bounds_and_source(demo: TerrainStore) -> None:
    (tile,) = demo.coverage()
    assert (tile.name, tile.source) == ("N44W072.hgt", "SRTM HGT 3 arc-second")
    assert (tile.south, tile.west, tile.north, tile.east) == (44.0, -72.0, 45.0, -71.0)
    assert tile.resolution_m == pytest.approx(92.66, abs=0.01)
    assert TerrainStore.inspect(DEMO / "N44W072.hgt") == tile


def test_bad_input_is_refused(demo: TerrainStore, tmp_path: Path) -> None:
    with pytest.raises(TerrainError, match="does not exist"):
        TerrainStore(tmp_path / "nowhere")
    with pytest.raises(EngineError, match="step must be positive"):
        demo.profile(44.1, -71.5, 44.2, -71.5, step_m=0.0)
    with pytest.raises(EngineError, match="are the same"):
        demo.profile(44.1, -71.5, 44.1, -71.5)
    with pytest.raises(EngineError, match="different counts"):
        demo.profiles([44.1], [-71.5], [44.2, 44.3], [-71.5, -71.5])
    with pytest.raises(EngineError, match="latitude of point 1"):
        demo.heights_m([44.1, float("nan")], [-71.5, -71.5])


def test_bad_hgt_files_are_refused_with_the_reason(tmp_path: Path) -> None:
    write_hgt(tmp_path, "N44W073.hgt", np.zeros(1000))
    write_hgt(tmp_path, "mountain.hgt", np.zeros((1201, 1201)))
    write_hgt(tmp_path, "N10E010.hgt", np.full((1201, 1201), -32768))
    for name, reason in (
        ("N44W073.hgt", "has 2000 bytes, must have 2884802 or 25934402"),
        ("mountain.hgt", "the name must be like N44W072.hgt"),
        ("N10E010.hgt", "holds no height at all"),
        ("N11E010.hgt", "there is no such file"),
    ):
        with pytest.raises(TerrainFileInvalid, match=reason):
            TerrainStore.inspect(tmp_path / name)
    store = TerrainStore(tmp_path)
    assert [error.name for error in store.rejected] == ["N44W073.hgt", "mountain.hgt"]
    assert [tile.name for tile in store.coverage()] == ["N10E010.hgt"]


def test_bad_geotiffs_are_refused_with_the_reason(tmp_path: Path) -> None:
    place: dict[str, Any] = {"west": 10.0, "north": 50.0, "step": 0.01}
    heights = np.zeros((50, 50), dtype=np.float32)
    write_geotiff(tmp_path / "bands.tif", np.stack([heights] * 3), **place)
    write_geotiff(tmp_path / "undeclared.tif", heights - 32768, **place)
    write_geotiff(tmp_path / "complex.tif", heights.astype(np.complex64), **place)
    write_geotiff(tmp_path / "place.tif", heights, **place, crs="")
    write_geotiff(tmp_path / "cut.tif", heights, **place, compress="lzw")
    (tmp_path / "cut.tif").write_bytes((tmp_path / "cut.tif").read_bytes()[:-60])
    (tmp_path / "text.tif").write_text("not a raster")
    with rasterio.open(write_geotiff(tmp_path / "feet.tif", heights, **place), "r+") as dataset:
        dataset.units = ("US survey foot",)
    for name, reason in (
        ("bands.tif", "has 3 bands"),
        ("undeclared.tif", "heights from -32768 to -32768"),
        ("complex.tif", "holds complex64"),
        ("place.tif", "has no coordinate system"),
        ("cut.tif", "cannot be"),
        ("text.tif", "cannot be opened"),
        ("feet.tif", "heights in us survey foot"),
    ):
        with pytest.raises(TerrainFileInvalid, match=reason):
            TerrainStore.inspect(tmp_path / name)
