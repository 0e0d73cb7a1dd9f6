"""Surface and land cover at the domain's doors. The rasters are made up, for want of real ones."""

from pathlib import Path

import numpy as np
import pytest

from guywire.domains.network.queries.ground_cover import ground_cover
from guywire.domains.network.queries.profiles import path_profile
from guywire.domains.network.queries.terrain import Kind, terrain_tiles
from guywire.domains.network.services.terrain import UnusableTerrain, add_terrain
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines import geo
from guywire.engines.geo.tests.test_terrain import write_geotiff

pytestmark = [pytest.mark.usefixtures("terrain"), pytest.mark.django_db]
Folders = dict[str, Path]


def classes(folder: Path, code: int = 10, name: str = "worldcover.tif") -> Path:
    """One class over the whole demo tile."""
    codes = np.full((500, 500), code, dtype=np.uint8)
    return write_geotiff(folder / name, codes, west=-72.0, north=45.0, step=0.002)


def test_rasters_of_each_kind_go_into_their_folder(cover: Folders, tmp_path: Path) -> None:
    line = add_terrain(classes(tmp_path), Kind.LANDCOVER)
    assert (line.kind, line.source) == ("landcover", "ESA WorldCover")
    heights = np.full((50, 50), 700.0, dtype=np.float32)
    write_geotiff(tmp_path / "roofs.tif", heights, west=-71.8, north=44.3, step=0.002)
    assert add_terrain(tmp_path / "roofs.tif", Kind.SURFACE).kind == "surface"
    told = [(tile.kind, tile.name) for tile in terrain_tiles()]
    assert told == [
        ("terrain", "N44W072.hgt"), ("surface", "roofs.tif"), ("landcover", "worldcover.tif"),
    ]  # fmt: skip
    with pytest.raises(
        UnusableTerrain, match=r"^roofs\.tif is not usable land cover: holds float32"
    ):
        add_terrain(tmp_path / "roofs.tif", Kind.LANDCOVER)
    assert sorted(path.name for path in cover["landcover"].iterdir()) == ["worldcover.tif"]


def test_a_profile_shows_what_stands_on_the_ground(cover: Folders, tenant: Tenant) -> None:
    sector = make.sector_on_air(site_id=make.live_site().pk)
    assert path_profile(sector, *make.FRANCONIA, 5).clutter_m is None
    cover["landcover"].mkdir()
    classes(cover["landcover"])
    wooded = path_profile(sector, *make.FRANCONIA, 5)
    assert wooded.clutter_m == [15.0] * len(wooded.terrain_m)
    (cover["landcover"] / "clutter.csv").write_text(
        "class,height_m,density_db_m\nbroad-leaved trees,9,0.1\n"
    )
    assert set(path_profile(sector, *make.FRANCONIA, 5).clutter_m or ()) == {9.0}


def test_a_table_that_cannot_be_used_is_named_and_no_profile_lies(
    cover: Folders, tenant: Tenant
) -> None:
    cover["landcover"].mkdir()
    classes(cover["landcover"])
    (cover["landcover"] / "clutter.csv").write_text("class,height_m,density_db_m\npalms,9,0.1\n")
    with pytest.raises(geo.EngineError, match=r"clutter\.csv, line 2: there is no clutter class"):
        ground_cover()
    sector = make.sector_on_air(site_id=make.live_site().pk)
    assert path_profile(sector, *make.FRANCONIA, 5).clutter_m is None


def test_page_and_api_list_every_kind_and_name_what_is_not_used(
    cover: Folders, wisp: Tenant
) -> None:
    cover["landcover"].mkdir()
    classes(cover["landcover"], name="good-worldcover.tif")
    (cover["landcover"] / "broken.tif").write_bytes(b"II*\0")
    client = people.door(wisp)
    items = client.get("/api/v1/network/terrain").json()["items"]
    assert [(item["kind"], item["name"], bool(item["problem"])) for item in items] == [
        ("terrain", "N44W072.hgt", False),
        ("landcover", "good-worldcover.tif", False),
        ("landcover", "broken.tif", True),
    ]
    page = client.get("/network/terrain/").content.decode()
    assert "Land cover" in page
    assert "cannot be opened as GeoTIFF" in page
