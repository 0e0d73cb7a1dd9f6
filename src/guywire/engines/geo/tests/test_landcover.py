"""The land cover store: nearest classes, seams, two legends; the surface model; bad rasters.

No real surface model and no real land cover can be had offline: these are made up.
"""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
from affine import Affine

from guywire.engines.geo import (
    EngineError,
    LandCoverFileInvalid,
    LandCoverStore,
    TerrainFileInvalid,
    TerrainStore,
)
from guywire.engines.geo.landcover import NLCD_OFFSET, UNKNOWN
from guywire.engines.geo.tests.test_terrain import write_geotiff

STEP = 1.0 / 1200.0
WEST, NORTH = -71.8, 44.4
CODES = np.array([10, 30, 40, 50, 80, 90], dtype=np.uint8)


def classes(rows: int, columns: int, seed: int = 5) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(seed).choice(CODES, (rows, columns))


def write_classes(
    path: Path,
    codes: npt.NDArray[np.uint8],
    *,
    west: float = WEST,
    north: float = NORTH,
    **more: Any,
) -> Path:
    return write_geotiff(path, codes, west=west, north=north, step=STEP, nodata=0, **more)


def middle(row: int, column: int) -> tuple[float, float]:
    """Centre of a pixel."""
    return NORTH - (row + 0.5) * STEP, WEST + (column + 0.5) * STEP


def test_the_nearest_pixel_tells_the_class(tmp_path: Path) -> None:
    codes = classes(40, 60)
    write_classes(tmp_path / "cover.tif", codes)
    store = LandCoverStore(tmp_path)
    random = np.random.default_rng(2)
    rows, columns = random.uniform(0, 40, 500), random.uniform(0, 60, 500)
    found = store.codes(NORTH - rows * STEP, WEST + columns * STEP)
    assert found.tolist() == codes[rows.astype(int), columns.astype(int)].tolist()
    assert store.codes([NORTH + 1.0], [WEST]).tolist() == [UNKNOWN]
    with pytest.raises(EngineError, match="latitude"):
        store.codes([91.0], [0.0])


def test_codes_along_stand_at_the_points_of_the_terrains_profile(tmp_path: Path) -> None:
    codes = classes(700, 700)
    write_classes(tmp_path / "cover.tif", codes)
    ends = ([44.35, 44.0], [-71.75, -71.5], [44.05, 44.3], [-71.35, -71.7])
    terrain = TerrainStore(Path(__file__).parents[3] / "lab" / "data" / "terrain")
    batch = terrain.profiles(*ends, step_m=50.0)
    store = LandCoverStore(tmp_path)
    along = store.codes_along(*ends, step_m=50.0)
    assert len(along) == len(batch.heights_m)
    first, last = batch.starts[1], batch.starts[2] - 1
    assert along[[first, last]].tolist() == store.codes(*([e[0][1], e[1][1]] for e in (
        (ends[0], ends[2]), (ends[1], ends[3])))).tolist()  # fmt: skip


def test_rasters_join_across_a_seam_and_the_finer_leaves_its_unknown_to_the_next(
    tmp_path: Path,
) -> None:
    whole = classes(300, 300)
    (tmp_path / "whole").mkdir()
    one = LandCoverStore(write_classes(tmp_path / "whole" / "a.tif", whole).parent)
    parts = tmp_path / "parts"
    parts.mkdir()
    write_classes(parts / "west.tif", whole[:, :128])
    write_classes(parts / "east.tif", whole[:, 128:], west=WEST + 128 * STEP, compress="deflate")
    two = LandCoverStore(parts)
    points = middle(120, 100), middle(121, 160)
    ends = [[points[0][0]], [points[0][1]], [points[1][0]], [points[1][1]]]
    assert (one.codes_along(*ends, step_m=10.0) == two.codes_along(*ends, step_m=10.0)).all()
    finer = np.full((60, 60), 20, dtype=np.uint8)
    finer[10:20, 10:20] = 0
    write_geotiff(parts / "fine.tif", finer, west=WEST, north=NORTH, step=STEP / 4, nodata=0)
    three = LandCoverStore(parts)
    assert three.codes(*zip(middle(0, 0), middle(3, 3), strict=True)).tolist() == [20, whole[3, 3]]


def test_codes_of_nlcd_stand_apart_from_worldcovers(tmp_path: Path) -> None:
    codes = np.full((30, 30), 41, dtype=np.uint8)
    codes[0, 0] = 250
    write_classes(tmp_path / "forest.tif", codes)
    write_classes(tmp_path / "a_worldcover_b.tif", np.full((30, 30), 95, np.uint8), north=NORTH + 1)
    write_classes(tmp_path / "NLCD wet.tif", np.full((30, 30), 95, dtype=np.uint8), north=NORTH + 2)
    store = LandCoverStore(tmp_path)
    told = {tile.name: tile.source for tile in store.coverage()}
    assert told == {
        "forest.tif": "NLCD", "a_worldcover_b.tif": "ESA WorldCover", "NLCD wet.tif": "NLCD",
    }  # fmt: skip
    there = middle(5, 5)
    found = store.codes([there[0], there[0] + 1, there[0] + 2], [there[1]] * 3)
    assert found.tolist() == [NLCD_OFFSET + 41, 95, NLCD_OFFSET + 95]
    assert store.codes(*([value] for value in middle(0, 0))).tolist() == [UNKNOWN]
    assert store.rejected == ()


def test_distant_rasters_of_one_lattice_need_little_memory(tmp_path: Path) -> None:
    step = 1.0 / 12_000.0
    for name, west, north in (("a.tif", -71.0, 44.0), ("b.tif", 141.0, -33.0)):
        write_geotiff(
            tmp_path / name, np.full((20, 20), 40, np.uint8), west=west, north=north, step=step
        )
    store = LandCoverStore(tmp_path)
    found = store.codes([44.0 - 5 * step, -33.0 - 5 * step], [-71.0 + step, 141.0 + step])
    assert found.tolist() == [40, 40]
    assert sum(layer.table.size for layer in store._tiles.layers) < 20


@pytest.mark.parametrize(
    ("codes", "name", "reason"),
    [
        (np.full((9, 9), 95, np.uint8), "wet.tif", "does not tell its legend"),
        (
            np.full((9, 9), 99, np.uint8),
            "worldcover.tif",
            "has codes that ESA WorldCover does not: 99",
        ),
        (np.full((9, 9), 0, np.uint8), "nlcd.tif", "knows the class of no point at all"),
        (np.array([[10, 11]] * 9, np.uint8), "mix.tif", "has codes of two legends: 10, 11"),
        (np.full((9, 9), 10, np.float32), "float.tif", "holds float32, must hold classes as uint8"),
        (np.full((3, 9, 9), 10, np.uint8), "rgb.tif", "has 3 bands, must have 1"),
    ],
)
def test_raster_that_is_no_land_cover_is_refused_by_name(
    tmp_path: Path, codes: npt.NDArray[Any], name: str, reason: str
) -> None:
    write_classes(tmp_path / name, codes)
    with pytest.raises(LandCoverFileInvalid) as caught:
        LandCoverStore.inspect(tmp_path / name)
    assert str(caught.value) == f"{name} is not usable land cover: {caught.value.reason}"
    assert caught.value.reason.startswith(reason)


def spoil(path: Path, how: str) -> Path:
    """A good raster, spoilt."""
    codes = classes(600, 600)
    more: dict[str, Any] = {}
    if how == "truncated":
        more = {"compress": "deflate", "tiled": True, "blockxsize": 256, "blockysize": 256}
    write_classes(path, codes, **more)
    content = path.read_bytes()
    if how in ("truncated", "cut"):
        path.write_bytes(content[: len(content) // 2])
    elif how == "text":
        path.write_text("<html>Not found</html>")
    elif how == "gzip":
        path.write_bytes(zlib.compress(content))
    return path


@pytest.mark.parametrize("how", ["truncated", "cut", "text", "gzip"])
def test_broken_file_is_named_and_does_not_stop_the_others(tmp_path: Path, how: str) -> None:
    spoil(tmp_path / "bad.tif", how)
    with pytest.raises(
        LandCoverFileInvalid, match=r"^bad\.tif is not usable land cover: (cann|is cut)"
    ):
        LandCoverStore.inspect(tmp_path / "bad.tif")
    with pytest.raises(TerrainFileInvalid, match=r"^bad\.tif is not usable terrain: (cann|is cut)"):
        TerrainStore.inspect(tmp_path / "bad.tif")
    write_classes(tmp_path / "good.tif", classes(30, 30))
    store = LandCoverStore(tmp_path)
    assert "good.tif" in [tile.name for tile in store.coverage()]


def test_raster_that_breaks_off_is_named_when_it_is_read(tmp_path: Path) -> None:
    spoil(tmp_path / "worldcover.tif", "truncated")
    store = LandCoverStore(tmp_path)
    with pytest.raises(LandCoverFileInvalid, match=r"^worldcover\.tif is not usable land cover: c"):
        store.codes(*([value] for value in middle(590, 590)))


@pytest.mark.parametrize("kind", [TerrainStore, LandCoverStore])
def test_file_that_only_names_others_is_not_followed(tmp_path: Path, kind: Any) -> None:
    write_classes(tmp_path / "secret.bin", classes(9, 9))
    (tmp_path / "worldcover.tif").write_text(
        f"""<VRTDataset rasterXSize="9" rasterYSize="9"><SRS>EPSG:4326</SRS>
        <GeoTransform>-72, 0.001, 0, 45, 0, -0.001</GeoTransform><VRTRasterBand dataType="Byte"
        band="1"><SimpleSource><SourceFilename>{tmp_path / "secret.bin"}</SourceFilename>
        </SimpleSource></VRTRasterBand></VRTDataset>"""
    )
    with pytest.raises(TerrainFileInvalid, match=r"^worldcover\.tif .*cannot be opened as GeoTIFF"):
        kind.inspect(tmp_path / "worldcover.tif")


@pytest.mark.parametrize("kind", [TerrainStore, LandCoverStore])
def test_file_of_absurd_size_is_refused_before_anything_is_read(tmp_path: Path, kind: Any) -> None:
    options = {"driver": "GTiff", "count": 1, "dtype": "uint8", "crs": "EPSG:4326"}
    options |= {"transform": Affine(1e-6, 0, WEST, 0, -1e-6, NORTH), "SPARSE_OK": True}
    tiled = {"tiled": True, "blockxsize": 4096, "blockysize": 4096, "compress": "deflate"}
    with rasterio.open(tmp_path / "nlcd.tif", "w", height=9, width=1_200_000, **options, **tiled):
        pass
    with pytest.raises(TerrainFileInvalid, match=r"has 1,200,000 x 9 posts, which is too many"):
        kind.inspect(tmp_path / "nlcd.tif")
    large = tiled | {"blockxsize": 32_768, "blockysize": 32_768}
    with rasterio.open(tmp_path / "nlcd.tif", "w", height=60_000, width=60_000, **options, **large):
        pass
    with pytest.raises(TerrainFileInvalid, match="in blocks of 32,768 x 32,768 posts"):
        kind.inspect(tmp_path / "nlcd.tif")


def test_xml_in_a_file_is_not_unfolded(tmp_path: Path) -> None:
    """GDAL keeps metadata as XML in a tag: entities that multiply stay text."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12)
    )
    bomb += "]><GDALMetadata><Item name='x'>&m;</Item></GDALMetadata>"
    write_classes(tmp_path / "worldcover.tif", classes(9, 9), GDAL_METADATA="x")
    with rasterio.open(tmp_path / "worldcover.tif", "r+") as file:
        file.update_tags(note=bomb)
    (tmp_path / "worldcover.tif.aux.xml").write_text(bomb)
    assert LandCoverStore.inspect(tmp_path / "worldcover.tif").rows == 9


@pytest.mark.parametrize("kind", [TerrainStore, LandCoverStore])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"transform": Affine(STEP, 1e-5, WEST, 1e-5, -STEP, NORTH)}, "not be rotated"),
        ({"transform": Affine(STEP, 0, WEST, 0, STEP, NORTH)}, "north up"),
        ({"crs": None}, "has no coordinate system"),
        ({"crs": "EPSG:4978"}, "not on the earth|unknown coordinate system"),
        ({"crs": 'LOCAL_CS["site grid",UNIT["metre",1]]'}, "not on the earth|unknown coordinate"),
        ({"crs": "EPSG:32619"}, "outside the earth|smaller"),
    ],
)
def test_raster_that_lies_nowhere_is_refused(
    tmp_path: Path, kind: Any, change: dict[str, Any], reason: str
) -> None:
    values = np.full((9, 9), 10, dtype=np.uint8)
    if change.get("crs") == "EPSG:32619":
        change = change | {"transform": Affine(1e9, 0, 1e12, 0, -1e9, 1e12)}
    given = {"crs": "EPSG:4326", "transform": Affine(STEP, 0, WEST, 0, -STEP, NORTH)} | change
    write_raster(tmp_path / "worldcover.tif", values, **given)
    with pytest.raises(TerrainFileInvalid, match=reason):
        kind.inspect(tmp_path / "worldcover.tif")
    assert [error.name for error in kind(tmp_path).rejected] == ["worldcover.tif"]


def write_raster(path: Path, values: npt.NDArray[Any], **given: Any) -> None:
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1,
        dtype=values.dtype, **given,
    ) as file:  # fmt: skip
        file.write(values, 1)
