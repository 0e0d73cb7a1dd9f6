"""The maps of coverage studies at their doors: tiles, places, comparisons, pages."""

from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from guywire.domains.network import tasks
from guywire.domains.network.models import Sector
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.coverage.planning import grid_of
from guywire.domains.network.services import sectors
from guywire.domains.network.tests import make
from guywire.domains.network.tests.pictures import pixels_of
from guywire.domains.network.tests.studying import (
    API,
    row,
    started,
    told,
    turn_of,
    worked,
)
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import coverage
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "files")


def test_two_tenants_see_nothing_of_one_another(
    wisp: Tenant, other_wisp: Tenant, hill: list[Sector], files: Path
) -> None:
    study = worked(wisp, started(wisp))
    rival = people.door(other_wisp)
    page = f"/network/coverage/{study['id']}/"
    assert rival.get(API).json() == {"items": []}
    for path in (
        f"{API}/{study['id']}",
        f"{API}/{study['id']}/at?lat=44.17&lon=-71.7",
        f"{API}/{study['id']}/compare/{study['id']}",
        page,
        f"{page}signal/10/308/373.png",
        f"{page}difference/{study['id']}/10/308/373.png",
    ):
        assert people.door(wisp).get(path).status_code in {200, 204}, path
        assert rival.get(path).status_code == 404, path
    assert rival.post(f"{API}/{study['id']}/cancel").status_code == 404
    assert rival.delete(f"{API}/{study['id']}").status_code == 404
    tasks.cover(other_wisp.pk, run_id=study["id"], turn=turn_of(wisp, study))
    assert not (files / str(other_wisp.pk)).exists()


def tile_at(grid: coverage.Grid, zoom: int) -> tuple[int, int]:
    """The tile of the grid's own zoom that holds the grid's middle."""
    step = round(grid.step / (156543.03392804097 / 2**zoom))
    assert step == 1
    return (
        (grid.first_column + grid.columns // 2) // 256,
        (grid.first_row + grid.rows // 2) // 256,
    )


def test_a_tile_shows_the_study_pixel_by_pixel(wisp: Tenant, hill: list[Sector]) -> None:
    study = worked(wisp, started(wisp))
    grid = grid_of(row(wisp, study).grid)
    x, y = tile_at(grid, 11)
    door = people.door(wisp)
    folder = study_folder(wisp.pk, UUID(study["id"])) / "layers"
    for layer in study["layers"]:
        template = study["tiles"].partition("/t/kinsman")[2] or study["tiles"]
        address = template.format(layer=layer["key"], z=11, x=x, y=y)
        answer = door.get(address)
        assert answer.status_code == 200, layer["key"]
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        numbers, colours = pixels_of(answer.content)
        values = np.load(folder / f"{layer['key']}.npy")
        whole = np.full((256, 256), np.nan)
        top, left = grid.first_row - 256 * y, grid.first_column - 256 * x
        rows = slice(max(top, 0), min(top + grid.rows, 256))
        columns = slice(max(left, 0), min(left + grid.columns, 256))
        whole[rows, columns] = values[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
        painted = np.array(["", *colours[1:]])[numbers]
        expected = np.full((256, 256), "", dtype=painted.dtype)
        for place, line in enumerate(layer["legend"]):
            if layer["kind"] == "servers":
                expected[whole == place] = line["colour"]
            else:
                end = np.inf if line["to"] is None else line["to"]
                is_in = (whole >= line["from"]) & ((whole < end) | (end == np.inf))
                expected[is_in] = line["colour"]
        np.testing.assert_array_equal(painted, expected, layer["key"])
        assert (painted != "").any(), layer["key"]
    assert {layer["key"] for layer in study["layers"]} == {
        "signal", "best-server", "second-server", "overlap", "c-over-i", "sinr", "rsrp", "rsrq",
        "throughput", "sight", "needed-height",
    }  # fmt: skip


def test_a_tile_that_shows_nothing_is_empty_and_one_that_cannot_be_is_not_there(
    wisp: Tenant, hill: list[Sector]
) -> None:
    study = worked(wisp, started(wisp))
    door = people.door(wisp)
    page = f"/network/coverage/{study['id']}"
    assert door.get(f"{page}/signal/10/0/0.png").status_code == 204
    for path in ("signal/10/1024/0", "signal/23/0/0", "second-signal/10/308/373", "magic/1/0/0"):
        assert door.get(f"{page}/{path}.png").status_code == 404, path
    waiting = started(wisp, name="Waiting")
    assert door.get(f"/network/coverage/{waiting['id']}/signal/10/308/373.png").status_code == 404


def test_a_place_is_told_what_every_layer_says(wisp: Tenant, hill: list[Sector]) -> None:
    study = worked(wisp, started(wisp))
    door = people.door(wisp)
    grid = grid_of(row(wisp, study).grid)
    folder = study_folder(wisp.pk, UUID(study["id"])) / "layers"
    signal, best, sight = (
        np.load(folder / f"{key}.npy") for key in ("signal", "best-server", "sight")
    )
    signal[(best != 0) | (sight != 1)] = np.nan
    at, across = np.unravel_index(np.nanargmax(signal), signal.shape)
    place = f"lat={grid.latitudes([at])[0]}&lon={grid.longitudes([across])[0]}"
    found = door.get(f"{API}/{study['id']}/at?{place}").json()
    assert found["is_inside"]
    said = {line["key"]: line for line in found["values"]}
    strongest = float(signal[at, across])
    assert said["signal"]["value"] == round(strongest, 2)
    assert said["signal"]["label"] == f"{strongest:.4g} dBm"
    assert (said["best-server"]["label"], said["best-server"]["sector_id"]) == (
        "Cannon North", str(hill[0].pk),
    )  # fmt: skip
    assert said["sight"]["label"] == "In sight"
    assert door.get(f"{API}/{study['id']}/at?lat=45&lon=-71.7").json() == {
        "is_inside": False, "values": [],
    }  # fmt: skip
    assert door.get(f"{API}/{study['id']}/at?lat=95&lon=-71.7").status_code == 422


def test_two_studies_are_compared_in_areas_and_on_the_map(wisp: Tenant, hill: list[Sector]) -> None:
    before = worked(wisp, started(wisp))
    with in_tenant(wisp.pk, actor="test"):
        turned = make.sector_input(
            site_id=hill[0].site_id, name="North", azimuth_deg=65, mechanical_tilt_deg=5,
            pci=335, status="on-air",
        )  # fmt: skip
        sectors.change_sector(hill[0], turned)
    after = worked(wisp, started(wisp, name="Turned", radius_m=5_000))
    door = people.door(wisp)
    found = door.get(f"{API}/{before['id']}/compare/{after['id']}").json()
    grids = [grid_of(row(wisp, one).grid) for one in (before, after)]
    signals = [
        np.load(study_folder(wisp.pk, UUID(one["id"])) / "layers" / "signal.npy")
        for one in (before, after)
    ]
    small, large = grids
    placed = coverage.Raster(
        large,
        coverage.Window(
            small.first_row - large.first_row, small.first_column - large.first_column,
            small.rows, small.columns,
        ),
        signals[0],
    )  # fmt: skip
    whole = coverage.Raster(large, large.whole, signals[1])
    for line in found["changes"]:
        change = coverage.compare(placed, whole, line["threshold_dbm"])
        assert [line["gained_km2"], line["lost_km2"], line["kept_km2"]] == [
            pytest.approx(area, abs=1e-3)
            for area in (change.gained_km2, change.lost_km2, change.kept_km2)
        ]
    assert [line["label"] for line in found["layer"]["legend"]] == [
        "Gained", "Lost", "Stronger", "Weaker",
    ]  # fmt: skip
    x, y = tile_at(large, 11)
    template = found["tiles"].partition("/t/kinsman")[2] or found["tiles"]
    answer = door.get(template.format(z=11, x=x, y=y))
    numbers, colours = pixels_of(answer.content)
    assert set(np.unique(numbers)) == {0, 1, 2, 3, 4}
    assert colours[1:] == [line["colour"] for line in found["layer"]["legend"]]
    page = door.get(f"/network/coverage/{before['id']}/?compare={after['id']}").content.decode()
    assert "Gained there" in page
    assert f"?coverage={before['id']}&amp;compare={after['id']}" in page
    coarse = worked(wisp, started(wisp, name="Coarse", resolution_m=120))
    refused = door.get(f"{API}/{before['id']}/compare/{coarse['id']}")
    assert refused.status_code == 422
    assert "compute one again with the other's resolution" in refused.json()["title"]


def test_a_study_is_begun_followed_and_removed_on_its_pages(
    wisp: Tenant, hill: list[Sector]
) -> None:
    door = people.door(wisp)
    assert "No coverage has been computed yet" in door.get("/network/coverage/").content.decode()
    form = {
        "name": "Page", "statuses": ["on-air"], "model": "free-space", "receiver_height_m": "5",
        "radius_m": "4000", "thresholds_dbm": "-70, -80", "reliability_percent": "50",
        "confidence_percent": "50",
    }  # fmt: skip
    refused = door.post("/network/coverage/new/", form | {"thresholds_dbm": "strong"})
    assert refused.status_code == 422
    assert "valid number" in refused.content.decode()
    answer = door.post("/network/coverage/new/", form)
    assert answer.status_code == 302
    page = answer["Location"].partition("/t/kinsman")[2] or answer["Location"]
    assert 'hx-trigger="load delay:2s"' in door.get(page).content.decode()
    [listed] = door.get(API).json()["items"]
    assert (listed["name"], listed["thresholds_dbm"]) == ("Page", [-70.0, -80.0])
    study = worked(wisp, listed)
    part = door.get(page, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="gw-study">')
    assert "hx-trigger" not in part
    assert f"{study['sectors'][0]['served_km2']:.1f}" in part
    assert "Page" in door.get("/network/coverage/").content.decode()
    assert people.door(wisp, "viewer").get("/network/coverage/new/").status_code == 403
    assert people.door(wisp, "viewer").post(f"{page}remove/").status_code == 403
    assert door.post(f"{page}remove/").status_code == 302
    assert door.get(page).status_code == 404


def test_a_study_s_page_tells_its_story_and_home_counts_it(
    wisp: Tenant, hill: list[Sector]
) -> None:
    study = started(wisp)
    door = people.door(wisp)
    page = f"/network/coverage/{study['id']}/"

    def told_at_home() -> list[tuple[str, int]]:
        cards = door.get("/").context["cards"]
        [own] = [card for card in cards if card.title == "Coverage"]
        return [(figure.label, figure.value) for figure in own.figures]

    assert told_at_home() == [("finished", 0), ("under way", 1), ("failed", 0)]
    assert door.post(f"{page}cancel/").status_code == 302
    assert door.post(f"{page}restart/").status_code == 302
    worked(wisp, study)
    lines = [line["title"] for line in door.get(page).context["timeline"]]
    assert lines == [
        "Coverage finished", "Coverage requested", "Coverage cancelled", "Coverage requested",
    ]  # fmt: skip
    assert told_at_home() == [("finished", 1), ("under way", 0), ("failed", 0)]
    assert people.door(wisp, "support").get("/").status_code == 200
    assert "Coverage" not in [
        c.title for c in people.door(wisp, "support").get("/").context["cards"]
    ]


def test_a_stopped_study_goes_on_from_its_page(wisp: Tenant, hill: list[Sector]) -> None:
    study = started(wisp)
    page = f"/network/coverage/{study['id']}/"
    door = people.door(wisp)
    assert door.post(f"{page}cancel/").status_code == 302
    assert "Go on" in door.get(page).content.decode()
    assert door.post(f"{page}restart/").status_code == 302
    tasks.cover(wisp.pk, run_id=study["id"], turn=1)
    assert told(wisp, study)["state"] == "queued"
    assert worked(wisp, study)["state"] == "finished"


@pytest.mark.parametrize(
    ("role", "may_see", "may_run", "may_remove"),
    [("engineer", True, True, True), ("installer", True, False, False),
     ("helpdesk", True, False, False), ("sales", True, False, False),
     ("viewer", True, False, False), ("support", False, False, False)],
)  # fmt: skip
def test_roles_get_what_they_need_by_themselves(
    wisp: Tenant, hill: list[Sector], role: str, may_see: bool, may_run: bool, may_remove: bool
) -> None:
    study = started(wisp)
    door = people.door(wisp, role)
    assert (door.get(f"{API}/{study['id']}").status_code == 200) is may_see
    assert (door.post(f"{API}/{study['id']}/cancel").status_code == 200) is may_run
    assert (door.delete(f"{API}/{study['id']}").status_code == 204) is may_remove
