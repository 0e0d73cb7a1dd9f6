"""The preview of one sector: what a study would say of it, at once and without a trace."""

from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from guywire.domains.network.models import CoverageStudy, Sector
from guywire.domains.network.queries.coverage import preview as previews
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.coverage.planning import grid_of
from guywire.domains.network.tests import make
from guywire.domains.network.tests.pictures import pixels_of
from guywire.domains.network.tests.studying import CANNON, row, started, worked
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import coverage, rasters
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "files")
API = "/api/v1/network/coverage-preview"
NEAR: dict[str, Any] = {"radius_m": 4_000, "resolution_m": 100}
VALUES: dict[str, Any] = {
    "latitude": CANNON[0], "longitude": CANNON[1], "height_m": 30, "frequency_mhz": 3625,
    "eirp_dbm": 47, "azimuth_deg": 335, "beamwidth_deg": 65, "vertical_beamwidth_deg": 7,
    "tilt_deg": 5,
}  # fmt: skip


def asked(wisp: Tenant, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = people.door(wisp).post(API, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was really swept, in a process that holds nothing yet."""
    swept: list[Any] = []
    real = coverage.sweep

    def counted(*given: Any, **named: Any) -> Any:
        swept.append(given[1])
        return real(*given, **named)

    monkeypatch.setattr(coverage, "sweep", counted)
    monkeypatch.setattr(previews, "_maps", previews.Maps())
    return swept


def test_the_preview_of_a_sector_is_what_a_study_of_it_says(
    wisp: Tenant, hill: list[Sector]
) -> None:
    found = asked(wisp, sector_id=str(hill[0].pk), **NEAR)
    study = worked(wisp, started(wisp, sector_ids=[str(hill[0].pk)], model="itm"))
    assert found["reached_km2"] == {
        f"{line['threshold_dbm']:g}": line["area_km2"] for line in study["reached"]
    }
    assert found["bounds"] == study["bounds"]
    assert found["legend"] == study["layers"][0]["legend"]
    assert found["gaps"] == []
    kind, _, code = found["image"].partition(",")
    assert kind == "data:image/png;base64"
    numbers, colours = pixels_of(b64decode(code))
    signal = np.load(study_folder(wisp.pk, UUID(study["id"])) / "layers" / "signal.npy")
    expected = rasters.classes([-90, -80, -70, -60]).numbers(signal)
    np.testing.assert_array_equal(numbers, expected)
    assert colours[1:] == [line["colour"] for line in found["legend"]]
    assert numbers.shape == (grid_of(row(wisp, study).grid).rows, signal.shape[1])


def test_a_sector_that_is_nowhere_saved_is_previewed_by_its_values(
    wisp: Tenant, hill: list[Sector]
) -> None:
    by_values = asked(wisp, **VALUES, **NEAR)
    assert by_values == asked(wisp, sector_id=str(hill[0].pk), **NEAR)
    turned = asked(wisp, sector_id=str(hill[0].pk), azimuth_deg=155, **NEAR)
    assert turned == asked(wisp, sector_id=str(hill[1].pk), **NEAR)
    assert turned["reached_km2"] != by_values["reached_km2"]
    with in_tenant(wisp.pk, actor="test"):
        assert Sector.objects.get(pk=hill[0].pk).azimuth_deg == 335
        drawn = make.antenna_pattern()
    other = asked(wisp, **VALUES, **NEAR, antenna_pattern_id=str(drawn.pk))
    assert other["reached_km2"] != by_values["reached_km2"]


def test_turning_repeats_the_pattern_only_and_nothing_is_kept_on_disk(
    wisp: Tenant, other_wisp: Tenant, hill: list[Sector], sweeps: list[Any], files: Path
) -> None:
    for azimuth in (0, 90, 180):
        asked(wisp, sector_id=str(hill[0].pk), azimuth_deg=azimuth, tilt_deg=2, eirp_dbm=40, **NEAR)
    assert len(sweeps) == 1
    asked(wisp, sector_id=str(hill[0].pk), height_m=12, **NEAR)
    assert len(sweeps) == 2
    asked(other_wisp, **VALUES, **NEAR)
    assert len(sweeps) == 3
    assert not files.exists()
    with in_tenant(wisp.pk, actor="test"):
        assert CoverageStudy.objects.count() == 0


def test_what_a_process_holds_is_bounded(
    wisp: Tenant, hill: list[Sector], sweeps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_RECEIVERS", 8_000)
    for height in (10, 20, 10, 20):
        asked(wisp, sector_id=str(hill[0].pk), height_m=height, **NEAR)
    assert len(sweeps) == 4


def test_a_large_radius_is_computed_no_finer_than_in_time(wisp: Tenant, hill: list[Sector]) -> None:
    assert asked(wisp, sector_id=str(hill[0].pk), radius_m=4_000)["resolution_m"] == 92.7
    assert asked(wisp, sector_id=str(hill[0].pk), radius_m=1_000)["resolution_m"] == 31.2
    found = asked(wisp, sector_id=str(hill[0].pk), radius_m=20_000, resolution_m=1)
    assert found["resolution_m"] == 50


@pytest.mark.parametrize(
    ("given", "status", "field", "message"),
    [
        ({}, 422, "body", "name a sector, or give latitude, longitude, height_m, frequency_mhz"),
        ({"sector_id": str(uuid4())}, 404, "sector_id", "There is no such sector."),
        (VALUES | {"antenna_pattern_id": str(uuid4())}, 404, "antenna_pattern_id",
         "There is no such antenna."),
        (VALUES | {"radius_m": 20_001}, 422, "radius_m", "less than or equal to 20000"),
        (VALUES | {"height_m": 4000}, 422, "height_m", "less than or equal to 1000"),
        (VALUES | {"eirp_dbm": 200}, 422, "eirp_dbm", "less than or equal to 90"),
        (VALUES | {"latitude": 91}, 422, "latitude", "less than or equal to 90"),
    ],
)  # fmt: skip
def test_bad_questions_are_refused_in_words(
    wisp: Tenant, given: dict[str, Any], status: int, field: str, message: str
) -> None:
    [text] = asked(wisp, status, **given)["errors"][field]
    assert message in text


def test_what_cannot_be_computed_says_why(wisp: Tenant) -> None:
    found = asked(wisp, 422, **(VALUES | {"longitude": -72.5}))
    assert found["title"] == (
        "No terrain at 44.156700, -72.500000: add a tile that covers it, e.g. N44W073.hgt."
    )
    found = asked(wisp, 422, **(VALUES | {"frequency_mhz": 60_000}))
    assert found["title"].startswith("Frequency must")
    assert asked(wisp, **(VALUES | {"longitude": -71.98}))["gaps"] == ["N44W073.hgt"]


def test_who_may_not_compute_gets_no_preview(wisp: Tenant, hill: list[Sector]) -> None:
    body = {"sector_id": str(hill[0].pk)}
    door = people.door(wisp, "viewer")
    assert door.post(API, body, content_type="application/json").status_code == 403
