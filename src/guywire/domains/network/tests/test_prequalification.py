"""The best spot around a place decides, through the API and the page."""

import csv
import io
import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from guywire.domains.network.inputs import QualificationInput
from guywire.domains.network.models import QualificationRun, Sector
from guywire.domains.network.queries.prequalification import PatchQuestion, prequalify
from guywire.domains.network.queries.results import result_file
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import qualification, sectors
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import door
from guywire.engines import geo
from guywire.kit.jobs import queue, runs
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
API = "/api/v1/network/prequalification"
SUMMIT = (44.1567, -71.6989)
BEHIND = (44.18, -71.73)
EDGE = (44.171, -71.74)
"""A place behind a shoulder that the summit does not serve; 100 m on a third of the ground is."""


def summit_sector(**fields: object) -> Sector:
    site = make.live_site(name="Cannon", latitude=SUMMIT[0], longitude=SUMMIT[1])
    given = {"name": "North", "azimuth_deg": 335, "mechanical_tilt_deg": 5}
    return make.sector_on_air(site_id=site.pk, **(given | fields))


@pytest.fixture
def served(wisp: Tenant) -> Tenant:
    with in_tenant(wisp.pk, actor="test"):
        summit_sector()
    return wisp


def asked(client: Client, **query: Any) -> Any:
    response = client.get(API, {"lat": 44.227, "lon": -71.747} | query)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_margin_of_the_best_spot_is_that_of_a_single_question_there(tenant: Tenant) -> None:
    summit_sector(eirp_dbm=38)
    answer = prequalify(*make.FRANCONIA, PatchQuestion(radius_m=150))
    best = answer.best
    assert best is not None
    [there] = serviceability(best.latitude, best.longitude, 5).offers
    assert there.path is not None
    assert best.margin_db == pytest.approx(there.path.margin_db, abs=0.11)
    assert 0 < best.from_place_m <= 150.5
    here = prequalify(*make.FRANCONIA, PatchQuestion(radius_m=0)).best
    assert here is not None
    assert (here.from_place_m, here.share) == (0.0, 1.0)
    assert best.margin_db > here.margin_db
    assert (answer.point_count, answer.rejected, answer.nearest) == (127, (), None)


def test_a_spot_in_the_yard_is_served_where_the_address_point_is_not(tenant: Tenant) -> None:
    summit_sector(azimuth_deg=316)
    assert not serviceability(*EDGE, 5).is_serviceable
    answer = prequalify(*EDGE, PatchQuestion(radius_m=100))
    best = answer.best
    assert best is not None
    assert answer.is_serviceable
    assert serviceability(best.latitude, best.longitude, 5).is_serviceable
    assert geo.distance_m(*EDGE, best.latitude, best.longitude) == pytest.approx(
        best.from_place_m, abs=0.2
    )
    half = prequalify(*EDGE, PatchQuestion(radius_m=100, percentile=50))
    assert not half.is_serviceable
    assert half.rejected[0].reasons[-1].text == (
        "Served at too few spots: percentile 50 was asked for."
    )


def test_sales_wants_more_margin_than_engineering(served: Tenant) -> None:
    client = door(served)
    answer = asked(client)
    margin_db = answer["margin_db"]
    assert (answer["verdict"], answer["is_serviceable"]) == ("likely", True)
    assert asked(client, likely_margin_db=margin_db + 0.1)["verdict"] == "maybe"
    picky = asked(client, likely_margin_db=margin_db + 2, maybe_margin_db=margin_db + 1)
    assert (picky["verdict"], picky["is_serviceable"]) == ("no", True)
    wrong = client.get(API, {"lat": 44, "lon": -71, "maybe_margin_db": 11})
    assert wrong.status_code == 422
    assert b"must not be above likely_margin_db" in wrong.content


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"max_distance_m": 5000}, "Too far: 8.7 km away, and at most 5.0 km was asked for."),
        ({"cut_off_dbm": -40}, "Below the signal asked for: "),
        ({"sight": "los", "lat": BEHIND[0], "lon": BEHIND[1]}, "No line of sight, and it was"),
    ],
)
def test_what_the_question_asks_for_is_a_reason_of_its_own(
    served: Tenant, query: dict[str, Any], text: str
) -> None:
    answer = asked(door(served), **query)
    assert answer["verdict"] == "no"
    rejected = answer["rejected"]
    assert rejected[0]["reasons"][0]["text"].startswith(text)
    assert answer["nearest"]["name"] == "Cannon North"


def test_only_the_sectors_asked_for_are_looked_at(served: Tenant) -> None:
    with in_tenant(served.pk, actor="test"):
        site = Sector.objects.get().site_id
        other = make.sector_on_air(site_id=site, name="Away", azimuth_deg=150)
        weak = make.sector_on_air(
            site_id=site, name="Weak", azimuth_deg=335, mechanical_tilt_deg=5, eirp_dbm=41
        )
        planned = make.sector(site_id=site, name="Planned", azimuth_deg=335)
    client = door(served)
    both = asked(client)["spots"]
    assert [one["sector"]["sector"] for one in both] == ["North", "Weak"]
    alone = asked(client, sector_ids=[weak.pk])["spots"]
    assert [one["sector"]["sector"] for one in alone] == ["Weak"]
    away = asked(client, sector_ids=[other.pk, planned.pk])
    assert away["spots"] == []
    rejected = away["rejected"]
    whys = {one["sector"]: [reason["why"] for reason in one["reasons"]] for one in rejected}
    assert whys == {"Away": ["outside_beam"], "Planned": ["not_on_air"]}


def test_a_place_without_terrain_is_neither_yes_nor_no(tenant: Tenant, no_terrain: object) -> None:
    summit_sector()
    answer = prequalify(*make.FRANCONIA, PatchQuestion())
    assert (answer.verdict, answer.margin_db) == ("unknown", None)
    assert answer.problem.startswith("No answer: no terrain at ")


def test_a_sector_beyond_the_model_leaves_the_answer_open(tenant: Tenant) -> None:
    site = make.live_site(name="Hut", latitude=44.3, longitude=-71.4)
    make.sector_on_air(
        site_id=site.pk, name="60", technology="fwa", earfcn=None, center_frequency_mhz=60_480,
        bandwidth_mhz=2160, beamwidth_deg=360,
    )  # fmt: skip
    answer = prequalify(44.301, -71.401, PatchQuestion())
    assert (answer.verdict, answer.problem) == (
        "unknown", "Not computable for Hut 60: the model ends at 20 GHz.",
    )  # fmt: skip
    far = prequalify(44.301, -71.401, PatchQuestion(max_distance_m=50))
    assert far.verdict == "no"


def test_a_patch_around_the_mast_is_served_beside_it(tenant: Tenant) -> None:
    summit_sector(beamwidth_deg=360, mechanical_tilt_deg=0)
    answer = prequalify(*SUMMIT, PatchQuestion())
    assert answer.best is not None
    assert answer.is_serviceable
    assert answer.best.from_place_m >= 10
    alone = prequalify(*SUMMIT, PatchQuestion(radius_m=0))
    assert (alone.verdict, alone.problem) == (
        "unknown", "The place is the site itself: there is no path to compute.",
    )  # fmt: skip


def test_a_retired_sector_serves_nobody(tenant: Tenant) -> None:
    sectors.retire_sector(summit_sector())
    answer = prequalify(*make.FRANCONIA, PatchQuestion())
    assert (answer.verdict, answer.spots, answer.rejected, answer.nearest) == ("no", (), (), None)


def test_the_page_shows_the_best_spot_and_what_sales_may_say(served: Tenant) -> None:
    client = door(served)
    page = client.get("/network/serviceability/?lat=44.227&lon=-71.747&patch_radius_m=150")
    text = page.content.decode()
    assert "Best spot within" in text
    assert "Sales may promise it" in text
    assert 'spot-lat="' in text
    alone = client.get("/network/serviceability/?lat=44.227&lon=-71.747&patch_radius_m=0")
    assert "At the place itself" in alone.content.decode()
    assert 'spot-lat="' not in alone.content.decode()
    wrong = client.get("/network/serviceability/?lat=44.227&lon=-71.747&patch_radius_m=201")
    assert wrong.status_code == 422


def test_doors_keep_to_their_role_and_tenant(served: Tenant, other_wisp: Tenant) -> None:
    assert door(served, "viewer").get(f"{API}?lat=44.227&lon=-71.747").status_code == 403
    answer = asked(door(other_wisp))
    assert (answer["spots"], answer["rejected"], answer["nearest"]) == ([], [], None)


def answers(given: QualificationInput, file: bytes) -> list[dict[str, str]]:
    run = qualification.start_run(given, io.BytesIO(file), "places.csv")
    while runs.work_on(QualificationRun, run.pk):
        pass
    with result_file(run) as result:
        return list(csv.DictReader(io.StringIO(result.read().decode())))


def test_the_best_spot_of_a_patch_decides_and_the_next_sectors_are_named(tenant: Tenant) -> None:
    """Behind a shoulder: not served at the address, served within a hundred metres of it."""
    site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
    for name, eirp_dbm in (("North", 47), ("Weak", 45)):
        make.sector_on_air(
            site_id=site.pk, name=name, azimuth_deg=316, mechanical_tilt_deg=5, eirp_dbm=eirp_dbm
        )
    file = b"lat,lon\n44.171,-71.74\n44.9,-71.2\n"
    alone = answers(QualificationInput(), file)
    [behind, far] = alone
    assert (behind["served"], behind["spot_latitude"], far["served"]) == ("no", "", "no")
    given = QualificationInput(patch_radius_m=100)
    around = answers(given, file)
    [best, far] = around
    assert (best["served"], best["best_sector"], best["reason"]) == ("yes", "Cannon North", "")
    assert best["next_sectors"].startswith("Cannon Weak +")
    assert far["reason"] == "No sector on air looks this way within its range."
    page = prequalify(44.171, -71.74, PatchQuestion(radius_m=100)).best
    assert page is not None
    assert float(best["margin_db"]) == page.margin_db
    spot = float(best["spot_latitude"]), float(best["spot_longitude"])
    assert spot == (page.latitude, page.longitude)


def test_the_runs_of_two_tenants_take_turns_by_the_part(
    wisp: Tenant, other_wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qualification, "CHUNK", 1)
    lines = "".join(f"44.9,-71.2{n}\n" for n in range(5))
    order: list[str] = []
    slice_of = queue.works()[QualificationRun.job]

    for tenant, rows in ((wisp, lines), (other_wisp, lines[:22])):
        with in_tenant(tenant.pk, actor="test"):
            file = io.BytesIO(f"lat,lon\n{rows}".encode())
            qualification.start_run(QualificationInput(), file, "a")
    while job := waiting():
        order.append("many" if job["tenant_id"] == str(wisp.pk) else "few")
        slice_of(UUID(job.pop("tenant_id")), **job)
    assert order == ["many", "few", "many", "few", "many", "many", "many"]
    for tenant in (wisp, other_wisp):
        with in_tenant(tenant.pk, actor="test"):
            assert QualificationRun.objects.get().state == "finished"


def waiting() -> dict[str, Any] | None:
    """Take the heavy job whose turn it is off the queue, as a worker does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'succeeded' where id = (select id from"
            " procrastinate_jobs where status = 'todo' and task_name = %s"
            " order by priority desc, id limit 1) returning args",
            [QualificationRun.job],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    return dict(json.loads(found[0]) if isinstance(found[0], str) else found[0])
