"""Maps of coverage studies as files that other programs read."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import numpy as np
import pytest
import rasterio
from pmtiles import reader

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.coverage.planning import grid_of
from guywire.domains.network.services.coverage import exporting
from guywire.domains.network.services.coverage.studies import forget_strays
from guywire.domains.network.tests.studying import row, started, worked
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import rasters
from guywire.kit.tenancy import in_tenant

pmtiles = cast(Any, reader)
pytestmark = pytest.mark.usefixtures("terrain", "files")


@pytest.fixture
def study(wisp: Tenant, hill: list[Sector]) -> dict[str, Any]:
    return worked(wisp, started(wisp, name="Völlig neu", resolution_m=125))


def export(wisp: Tenant, study: dict[str, Any], name: str, status: int = 200) -> Any:
    answer = people.door(wisp).get(f"/network/coverage/{study['id']}/export/{name}")
    assert answer.status_code == status, name
    return answer


def content(wisp: Tenant, study: dict[str, Any], name: str) -> bytes:
    answer = export(wisp, study, name)
    key, _, ending = name.partition(".")
    assert f'filename="vollig-neu-{key}.{ending}"' in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def layer(wisp: Tenant, study: dict[str, Any], key: str) -> Any:
    return np.load(study_folder(wisp.pk, UUID(study["id"])) / "layers" / f"{key}.npy")


def test_a_geotiff_holds_the_values_where_they_lie(wisp: Tenant, study: dict[str, Any]) -> None:
    signal = layer(wisp, study, "signal")
    with rasterio.MemoryFile(content(wisp, study, "signal.tif")) as file, file.open() as made:
        np.testing.assert_array_equal(made.read(1), signal)
        assert (made.crs.to_epsg(), made.dtypes, made.units) == (3857, ("float32",), ("dBm",))
        grid = grid_of(row(wisp, study).grid)
        assert made.transform.a == pytest.approx(grid.step)
    with (
        rasterio.MemoryFile(content(wisp, study, "best-server.tif")) as file,
        file.open() as made,
    ):
        np.testing.assert_array_equal(made.read(1), layer(wisp, study, "best-server"))
        assert made.nodata == -1


def test_areas_of_a_geojson_are_those_of_the_study(wisp: Tenant, study: dict[str, Any]) -> None:
    made = json.loads(content(wisp, study, "signal.geojson"))
    found = {one["properties"]["from"]: one["properties"]["area_km2"] for one in made["features"]}
    assert found == {
        line["threshold_dbm"]: pytest.approx(line["area_km2"], abs=1e-3)
        for line in study["reached"]
    }
    made = json.loads(content(wisp, study, "best-server.geojson"))
    assert [one["properties"]["label"] for one in made["features"]] == [
        "Cannon North", "Cannon South",
    ]  # fmt: skip


def test_a_csv_has_a_line_for_each_pixel_that_is_reached(
    wisp: Tenant, study: dict[str, Any]
) -> None:
    lines = list(csv.DictReader(io.StringIO(content(wisp, study, "best-server.csv").decode())))
    assert len(lines) == (layer(wisp, study, "best-server") >= 0).sum()
    assert {line["Best server"] for line in lines} == {"Cannon North", "Cannon South"}


def test_a_kmz_shows_picture_legend_and_sites(wisp: Tenant, study: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(content(wisp, study, "signal.kmz"))) as archive:
        assert set(archive.namelist()) == {"coverage-0-0.png", "legend.png", "doc.kml"}
        document = archive.read("doc.kml").decode()
    for text in (
        "Völlig neu: Signal", "<name>Cannon</name>", "<name>Cannon North</name>",
        "3625 MHz, 47 dBm EIRP, 30 m above ground",
    ):  # fmt: skip
        assert text in document, text


def test_tiles_of_a_pmtiles_are_those_of_the_map(wisp: Tenant, study: dict[str, Any]) -> None:
    made = pmtiles.Reader(pmtiles.MemorySource(content(wisp, study, "sinr.pmtiles")))
    grid = grid_of(row(wisp, study).grid)
    zoom = rasters.natural_zoom(grid)
    span = 2**zoom * 256 * grid.step
    assert span == pytest.approx(40075016.68557849)
    x, y = (grid.first_column + grid.columns // 2) // 256, (grid.first_row + grid.rows // 2) // 256
    address = f"/network/coverage/{study['id']}/sinr/{zoom}/{x}/{y}.png"
    assert made.get(zoom, x, y) == people.door(wisp).get(address).content


def test_nothing_stays_of_an_export_and_others_get_none(
    wisp: Tenant, other_wisp: Tenant, study: dict[str, Any]
) -> None:
    folder = study_folder(wisp.pk, UUID(study["id"]))
    answers = [export(wisp, study, f"signal.{ending}") for ending in exporting.ENDINGS]
    assert [path.name for path in folder.iterdir()] == ["layers"]
    assert all(b"".join(answer.streaming_content) for answer in answers)
    for name in ("signal.exe", "magic.tif", "second-signal.tif"):
        export(wisp, study, name, status=404)
    export(other_wisp, study, "signal.tif", status=404)
    waiting = started(wisp, name="Waiting")
    export(wisp, waiting, "signal.tif", status=404)


def test_a_table_that_would_be_too_long_is_refused(
    wisp: Tenant, study: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_CSV_PIXELS", 100)
    answer = export(wisp, study, "signal.csv", status=422)
    assert "than the 100 that a CSV file can have: take the GeoTIFF" in answer.content.decode()
    assert content(wisp, study, "signal.tif")


def test_what_a_killed_process_left_is_taken_away(wisp: Tenant, study: dict[str, Any]) -> None:
    folder = study_folder(wisp.pk, UUID(study["id"]))
    old, new = folder / ".unfinished-old", folder / ".unfinished-new"
    for path in (old, new):
        path.mkdir()
    stray = Path(folder / "layers" / ".unfinished-file")
    stray.touch()
    for path in (old, stray):
        os.utime(path, (0, 0))
    with in_tenant(wisp.pk, actor="test"):
        forget_strays()
    assert sorted(path.name for path in folder.iterdir()) == [".unfinished-new", "layers"]
    assert not stray.exists()
    assert len(list((folder / "layers").iterdir())) == 12
