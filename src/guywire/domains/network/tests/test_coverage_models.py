"""Models by distance in coverage studies, what each holds for, and clutter under a study."""

from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pytest

from guywire.domains.network.models import CoverageStudy, Sector
from guywire.domains.network.queries.coverage import planning
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.terrain import terrain_store
from guywire.domains.network.tests import make
from guywire.domains.network.tests.studying import API, BODY, CANNON, row, started, worked
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.geo.tests.test_terrain import write_geotiff
from guywire.engines.propagation import Environment, Scenario, coverage
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "files")
Numbers = npt.NDArray[np.float32]
SUBURBAN = coverage.HataModel(environment=Environment.SUBURBAN)


@pytest.mark.parametrize(
    ("given", "model", "title"),
    [
        ({"model": "hata", "environment": "suburban"}, SUBURBAN, "Extended Hata, suburban"),
        ({"model": "umi"}, coverage.UrbanModel(scenario=Scenario.URBAN_MICRO), "UMi street canyon"),
        ({"model": "uma"}, coverage.UrbanModel(scenario=Scenario.URBAN_MACRO), "3GPP UMa"),
        ({"model": "rma"}, coverage.UrbanModel(scenario=Scenario.RURAL_MACRO), "3GPP RMa"),
    ],
)
def test_models_by_distance_say_in_a_study_what_the_engine_says(
    wisp: Tenant, hill: list[Sector], given: dict[str, str], model: Any, title: str
) -> None:
    study = worked(wisp, started(wisp, sector_ids=[str(hill[0].pk)], **given))
    assert (study["state"], study["model"]) == ("finished", given["model"])
    assert study["environment"] == given.get("environment", "")
    settings = planning.Settings.of(row(wisp, study))
    with in_tenant(wisp.pk, actor="test"):
        frozen = planning.FrozenSector.of(hill[0])
    request = coverage.PathLossRequest(
        latitude=CANNON[0], longitude=CANNON[1], tx_height_m=30, rx_height_m=5,
        frequency_mhz=settings.band_mhz(3625), radius_m=4_000, step_m=100,
        method=coverage.Method.EXACT, model=model,
    )  # fmt: skip
    signal = coverage.signal_raster(
        coverage.sweep(terrain_store(), request),
        settings.emission(frozen),
        planning.grid_of(row(wisp, study).grid),
    )
    assert [line["area_km2"] for line in study["reached"]] == [
        pytest.approx(one.area_km2, abs=1e-4)
        for one in coverage.reached(signal, [-60, -70, -80, -90])
    ]
    assert study["reached"][-1]["area_km2"] > 1.0
    page = people.door(wisp).get(f"/network/coverage/{study['id']}/").content.decode()
    assert title in page


def test_a_band_at_the_edge_of_a_model_is_not_rounded_over_it(wisp: Tenant) -> None:
    """The lattice of bands has 6003 MHz for 5990; P.1812 ends at 6000."""
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Edge", latitude=CANNON[0], longitude=CANNON[1])
        make.sector_on_air(
            site_id=site.pk, name="Six", technology="fwa", earfcn=None, bandwidth_mhz=20,
            center_frequency_mhz=5_990,
        )  # fmt: skip
    study = worked(wisp, started(wisp, model="p1812", resolution_m=125))
    assert (study["state"], study["sectors"][0]["error"]) == ("finished", "")


@pytest.fixture
def high_band(wisp: Tenant) -> Sector:
    """A sector at 60 GHz on a mast of 160 m."""
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Hut", latitude=CANNON[0], longitude=CANNON[1])
        return make.sector_on_air(
            site_id=site.pk, name="60", technology="fwa", earfcn=None, bandwidth_mhz=2160,
            center_frequency_mhz=60_480, height_m=160,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"model": "p1812"}, {"model": "Hut 60: P.1812 holds for a frequency of 30 to 6,000 MHz,"
                                       " not 60,480 MHz."}),
        ({"model": "hata", "environment": "open"},
         {"model": "Hut 60: Extended Hata holds for a frequency of 30 to 4,000 MHz, not"
                   " 60,480 MHz."}),
        ({"model": "uma"}, {"model": "Hut 60: 3GPP UMa holds for an antenna height of 5 to 150 m,"
                                     " not 160 m."}),
        ({"model": "umi", "radius_m": 6_000, "receiver_height_m": 1},
         {"model": "Hut 60: 3GPP UMi-Street Canyon holds for an antenna height of 5 to 150 m, not"
                   " 160 m.",
          "receiver_height_m": "3GPP UMi-Street Canyon holds for a receiving antenna of 1.5 to"
                               " 22.5 m, not 1 m.",
          "radius_m": "3GPP UMi-Street Canyon holds for a radius of up to 5,000 m, not 6,000 m."}),
        ({"model": "hata"}, {"environment": "Extended Hata needs the surroundings, or clutter to"
                                            " tell them under each receiver."}),
        ({"model": "rma", "environment": "open"},
         {"environment": "Only extended Hata asks for the surroundings."}),
    ],
)  # fmt: skip
def test_a_model_is_refused_where_it_does_not_hold_and_the_sector_is_named(
    wisp: Tenant, high_band: Sector, given: dict[str, Any], errors: dict[str, str]
) -> None:
    answer = people.door(wisp).post(API, BODY | given, content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"] == {name: [text] for name, text in errors.items()}
    with in_tenant(wisp.pk, actor="test"):
        assert CoverageStudy.objects.count() == 0


def test_60_ghz_is_not_out_of_range_where_the_model_has_it(wisp: Tenant, high_band: Sector) -> None:
    study = worked(wisp, started(wisp, model="line-of-sight", radius_m=3_500))
    assert (study["state"], study["sectors"][0]["error"]) == ("finished", "")


def test_without_a_radius_a_study_goes_as_far_as_its_model(
    wisp: Tenant, hill: list[Sector]
) -> None:
    study = started(wisp, model="uma", radius_m=None)
    assert study["radius_m"] == 5_000
    assert started(wisp, name="Far", radius_m=None)["radius_m"] > 5_000


def test_the_page_takes_the_surroundings_and_says_when_they_lack(
    wisp: Tenant, hill: list[Sector]
) -> None:
    door = people.door(wisp)
    form = {
        "name": "Houses", "statuses": "on-air", "model": "hata", "receiver_height_m": "5",
        "radius_m": "4000", "resolution_m": "100", "thresholds_dbm": "-80",
        "reliability_percent": "50", "confidence_percent": "50",
    }  # fmt: skip
    answer = door.post("/network/coverage/new/", form)
    assert answer.status_code == 422
    assert "Extended Hata needs the surroundings" in answer.content.decode()
    answer = door.post("/network/coverage/new/", form | {"environment": "suburban"})
    assert answer.status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        [study] = CoverageStudy.objects.all()
        assert (study.model, study.environment, study.use_clutter) == ("hata", "suburban", False)


def wooded_north(folder: Path, code: int = 10) -> None:
    """Land cover of the demo tile: bare ground, and north of the summit by 900 m woods."""
    folder.mkdir(exist_ok=True)
    codes = np.full((1000, 1000), 60, dtype=np.uint8)
    latitudes = 45.0 - (np.arange(1000) + 0.5) * 0.001
    codes[latitudes > CANNON[0] + 0.008] = code
    write_geotiff(folder / "worldcover.tif", codes, west=-72.0, north=45.0, step=0.001)


def signal_of(wisp: Tenant, study: dict[str, Any]) -> tuple[Numbers, Any]:
    folder = study_folder(wisp.pk, UUID(study["id"])) / "layers"
    return np.load(folder / "signal.npy"), planning.grid_of(row(wisp, study).grid)


def test_clutter_changes_a_study_where_it_stands_and_nowhere_else(
    wisp: Tenant, hill: list[Sector], cover: dict[str, Path]
) -> None:
    door = people.door(wisp)
    wooded_north(cover["landcover"])
    body = {"model": "itm", "thresholds_dbm": [-80, -150]}
    bare = worked(wisp, started(wisp, name="Bare", **body))
    wooded = worked(wisp, started(wisp, name="Wooded", use_clutter=True, **body))
    assert (bare["use_clutter"], wooded["use_clutter"]) == (False, True)
    (before, grid), (after, _) = signal_of(wisp, bare), signal_of(wisp, wooded)
    latitudes = grid.latitudes(np.arange(grid.rows))
    south, north = latitudes < CANNON[0] - 0.002, latitudes > CANNON[0] + 0.012
    np.testing.assert_array_equal(after[south], before[south])
    known = np.isfinite(before[north]) & np.isfinite(after[north])
    assert known.sum() > 2000
    lost_db = before[north][known] - after[north][known]
    assert lost_db.min() >= -1e-3
    assert np.median(lost_db) > 10.0
    assert lost_db.max() <= 42.3
    assert wooded["reached"][0]["area_km2"] < bare["reached"][0]["area_km2"]
    page = door.get(f"/network/coverage/{wooded['id']}/").content.decode()
    assert "ITM (Longley-Rice), with clutter" in page


def test_what_is_kept_for_a_study_is_told_apart_by_its_clutter(
    wisp: Tenant, hill: list[Sector], cover: dict[str, Path]
) -> None:
    wooded_north(cover["landcover"])
    with in_tenant(wisp.pk, actor="test"):
        frozen = planning.FrozenSector.of(hill[0])

    def key(**given: Any) -> str:
        settings = planning.Settings.of(row(wisp, started(wisp, model="itm", **given)))
        return settings.request(frozen).key(terrain_store())

    keys = [key(), key(use_clutter=True), key(use_clutter=True)]
    wooded_north(cover["landcover"], code=50)
    keys.append(key(use_clutter=True))
    assert keys[1] == keys[2]
    assert len(set(keys)) == 3


def test_hata_goes_by_the_land_cover_under_each_receiver(
    wisp: Tenant, hill: list[Sector], cover: dict[str, Path]
) -> None:
    door = people.door(wisp)
    cover["surface"].mkdir()
    roofs = np.full((50, 50), 700.0, dtype=np.float32)
    write_geotiff(cover["surface"] / "roofs.tif", roofs, west=-71.8, north=44.3, step=0.002)
    body = BODY | {"model": "hata", "use_clutter": True, "resolution_m": 125}
    answer = door.post(API, body, content_type="application/json")
    [refusal] = answer.json()["errors"]["environment"]
    assert refusal == "This installation has no land cover to tell the surroundings: choose them."
    wooded_north(cover["landcover"], code=50)
    mixed = worked(wisp, started(wisp, **{key: body[key] for key in body if key != "name"}))
    fixed = worked(wisp, started(wisp, model="hata", environment="open", resolution_m=125))
    (by_land, grid), (opened, _) = signal_of(wisp, mixed), signal_of(wisp, fixed)
    north = grid.latitudes(np.arange(grid.rows)) > CANNON[0] + 0.012
    south = grid.latitudes(np.arange(grid.rows)) < CANNON[0] - 0.002
    np.testing.assert_array_equal(by_land[south], opened[south])
    known = np.isfinite(by_land[north]) & np.isfinite(opened[north])
    assert np.median((opened - by_land)[north][known]) > 10.0
