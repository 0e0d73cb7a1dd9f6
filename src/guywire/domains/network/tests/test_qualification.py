"""Bulk qualification: what is read, answered, stopped, resumed and given back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from guywire.domains.network.models import QualificationPart, QualificationRun
from guywire.domains.network.queries import bulk
from guywire.domains.network.queries.results import bad_rows
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import qualification
from guywire.domains.network.tasks import qualify
from guywire.domains.network.tests import make
from guywire.domains.network.tests.qualifying import (
    FILE,
    answers,
    finished,
    started,
    summit,
    text_of,
)
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.geo import EngineError
from guywire.kit.events.models import LoggedEvent
from guywire.kit.jobs import runs
from guywire.kit.jobs.runs import RunIsNotOver, RunIsOver
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
API = "/api/v1/network/qualifications"


def test_each_line_gets_its_answer_or_its_reason(tenant: Tenant) -> None:
    summit()
    run = finished(started())
    counts = (run.state, run.row_count, run.done_count, run.served_count, run.bad_count)
    assert counts == ("finished", 9, 9, 3, 4)
    rows = answers(run)
    assert [row["served"] for row in rows] == [
        "yes", "no", "no", "yes", "unusable", "unusable", "unusable", "unusable", "yes",
    ]  # fmt: skip
    assert [row["reason"] for row in rows[4:8]] == [
        "The address is not in the address file.",
        "latitude is 'north', not a number",
        "latitude is 91, not between -90 and 90; are latitude and longitude swapped?",
        "neither coordinates nor an address",
    ]
    assert rows[1]["reason"].startswith("Obstructed at 1.2 km. Too weak: ")
    assert rows[2]["reason"] == "No sector on air looks this way within its range."
    assert rows[8]["id"] == "'=9"


def test_bulk_and_single_answers_agree(tenant: Tenant) -> None:
    summit()
    row = answers(finished(started()))[0]
    [best] = serviceability(44.227, -71.747, 5).offers
    assert best.path is not None
    assert float(row["signal_dbm"]) == pytest.approx(best.path.signal_dbm, abs=0.11)
    assert float(row["margin_db"]) == pytest.approx(best.path.margin_db, abs=0.11)
    assert (row["line_of_sight"], row["best_sector"]) == ("yes", "Cannon North")
    assert float(row["azimuth_deg"]) == best.azimuth_deg


def test_a_run_goes_on_where_a_killed_worker_left_it(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qualification, "CHUNK", 2)
    summit()
    run = started()
    assert runs.work_on(QualificationRun, run.pk)
    run.refresh_from_db()
    assert (run.state, run.done_count) == ("running", 5)
    first = answers(run)
    assert [row["served"] for row in first] == [
        "yes", "no", "waiting", "waiting", "waiting", "unusable", "unusable", "unusable", "waiting",
    ]  # fmt: skip
    run = finished(run)
    assert (run.done_count, run.served_count, run.bad_count) == (9, 3, 4)
    assert answers(run)[:2] == first[:2]
    assert not runs.work_on(QualificationRun, run.pk)
    assert LoggedEvent.objects.filter(name="network.qualification_finished").count() == 1


def test_a_stopped_run_keeps_its_answers_and_asks_nothing_more(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qualification, "CHUNK", 2)
    run = started()
    runs.work_on(QualificationRun, run.pk)
    runs.cancel(run)
    assert not runs.work_on(QualificationRun, run.pk)
    run.refresh_from_db()
    assert (run.state, run.done_count) == ("cancelled", 5)
    finished_run = finished(started())
    with pytest.raises(RunIsOver, match="is finished already"):
        runs.cancel(finished_run)


def test_missing_terrain_is_the_reason_and_no_answer_is_made_up(
    tenant: Tenant, no_terrain: object
) -> None:
    summit()
    run = finished(started(b"lat,lon\n44.227,-71.747\n"))
    [row] = answers(run)
    assert (row["served"], row["signal_dbm"], run.unknown_count) == ("unknown", "", 1)
    [rejected] = serviceability(44.227, -71.747, 5).rejected
    assert row["reason"] == rejected.reasons[0].text
    assert row["reason"].endswith("add a tile that covers it, e.g. N44W072.hgt.")
    assert ",unknown," in text_of(run).splitlines()[1]


def test_no_is_said_only_after_every_sector_in_reach(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strongest in free space stands behind a hill; a weaker one looks over it."""
    monkeypatch.setattr(bulk, "CANDIDATES", 1)
    summit()
    behind = make.live_site(name="Valley", latitude=44.18, longitude=-71.73)
    make.sector_on_air(site_id=behind.pk, name="Low", azimuth_deg=345, height_m=5)
    run = finished(started(b"lat,lon\n44.227,-71.747\n"))
    [row] = answers(run)
    assert (row["served"], row["best_sector"]) == ("yes", "Cannon North")
    page = serviceability(44.227, -71.747, 5)
    assert [one.full_name for one in page.offers] == ["Cannon North"]


def test_a_place_at_the_mast_and_one_beyond_the_model_have_no_answer(tenant: Tenant) -> None:
    summit()
    site = make.live_site(name="Hut", latitude=44.3, longitude=-71.4)
    make.sector_on_air(
        site_id=site.pk, name="60", technology="fwa", earfcn=None, center_frequency_mhz=60_480,
        bandwidth_mhz=2160, beamwidth_deg=360,
    )  # fmt: skip
    run = finished(started(b"lat,lon\n44.1567,-71.6989\n44.301,-71.401\n"))
    mast, hut = answers(run)
    assert (mast["served"], mast["reason"]) == (
        "unknown", "The place is the site itself: there is no path to compute.",
    )  # fmt: skip
    assert (hut["served"], hut["reason"]) == (
        "unknown", "Not computable for Hut 60: the model ends at 20 GHz.",
    )  # fmt: skip
    assert not serviceability(44.301, -71.401, 5).is_serviceable
    assert serviceability(44.301, -71.401, 5).problem.startswith("Not computable: frequency must")


def test_an_address_that_means_two_places_is_not_guessed(tenant: Tenant) -> None:
    make.address(number="7", street="Elm Street", unit="1")
    make.address(number="7", street="Elm Street", unit="2")
    make.address(number="8", street="Elm Street", city="Lisbon", latitude=44.1)
    make.address(number="8", street="Elm Street", city="Bath", latitude=44.2)
    run = finished(started(b"address\n7 Elm St\n8 Elm St\n8 Elm St Bath\n"))
    rows = answers(run)
    assert [row["served"] for row in rows] == ["no", "unusable", "no"]
    assert [(row.line, row.reason) for row in bad_rows(run)] == [(3, rows[1]["reason"])]
    assert rows[1]["reason"] == (
        "The address may mean 8 Elm Street, Bath, NH 03580 or 8 Elm Street, Lisbon, NH 03580."
    )


def test_a_run_that_cannot_go_on_says_why(wisp: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_tenant(wisp.pk, actor="test"):
        run = started()

    def refuse(*args: object) -> None:
        raise EngineError("the ground is out of range")

    monkeypatch.setattr(qualification, "qualify_rows", refuse)
    qualify(wisp.pk, run_id=str(run.pk))
    with in_tenant(wisp.pk, actor="test"):
        run.refresh_from_db()
        assert (run.state, run.error) == ("failed", "the ground is out of range")
        assert run.done_count == 3


def given_up() -> None:
    """Every job of the queue has failed for good, and the clock comes round."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    runs.give_up_abandoned()


def test_an_unforeseen_error_ends_in_a_run_that_failed_and_can_be_restarted(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        summit()
        run = started()

    def burst(*args: object) -> None:
        raise ZeroDivisionError("by nought")

    with monkeypatch.context() as broken:
        broken.setattr(qualification, "qualify_rows", burst)
        with pytest.raises(ZeroDivisionError):
            qualify(wisp.pk, run_id=str(run.pk))
    door = people.door(wisp)
    told = door.get(f"{API}/{run.pk}").json()
    assert (told["state"], told["error"]) == ("queued", "ZeroDivisionError: by nought")
    assert door.post(f"{API}/{run.pk}/restart").status_code == 409
    with in_tenant(wisp.pk, actor="test"):
        runs.give_up_abandoned()
        run.refresh_from_db()
        assert run.state == "queued"  # the job is still to be tried
        given_up()
    told = door.get(f"{API}/{run.pk}").json()
    assert (told["state"], told["error"]) == ("failed", "ZeroDivisionError: by nought")
    assert people.door(wisp, "viewer").post(f"{API}/{run.pk}/restart").status_code == 403
    page = door.get(f"/network/qualifications/{run.pk}/").content.decode()
    assert f"/network/qualifications/{run.pk}/restart/" in page
    again = door.post(f"{API}/{run.pk}/restart")
    assert (again.status_code, again.json()["state"], again.json()["error"]) == (202, "queued", "")
    with in_tenant(wisp.pk, actor="test"):
        runs.give_up_abandoned()
        run.refresh_from_db()
        assert run.state == "queued"
    qualify(wisp.pk, run_id=str(run.pk))
    told = door.get(f"{API}/{run.pk}").json()
    assert (told["state"], told["done_count"], told["served_count"]) == ("finished", 9, 3)
    assert door.post(f"{API}/{run.pk}/restart").status_code == 409


def test_a_run_whose_job_kept_killing_its_worker_says_that_it_was_given_up(tenant: Tenant) -> None:
    run = started()
    given_up()
    run.refresh_from_db()
    assert (run.state, run.error) == (
        "failed", "The work broke off again and again and was given up.",
    )  # fmt: skip


def test_a_stopped_run_goes_on_from_its_page(wisp: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qualification, "CHUNK", 2)
    with in_tenant(wisp.pk, actor="test"):
        summit()
        run = started()
        runs.work_on(QualificationRun, run.pk)
        with pytest.raises(RunIsNotOver, match="is running"):
            runs.resume(run)
        runs.cancel(run)
    path = f"/network/qualifications/{run.pk}/"
    assert people.door(wisp).post(f"{path}restart/").status_code == 302
    for lane in (0, 1):  # a slice for each of the two parts that are left
        qualify(wisp.pk, run_id=str(run.pk), lane=lane)
    with in_tenant(wisp.pk, actor="test"):
        run.refresh_from_db()
        assert (run.state, run.done_count, run.served_count) == ("finished", 9, 3)
        assert not QualificationPart.objects.exclude(lines="").exists()


def test_a_run_is_forgotten_through_the_api(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        run = started()
    assert people.door(wisp, "viewer").delete(f"{API}/{run.pk}").status_code == 403
    assert people.door(wisp).delete(f"{API}/{run.pk}").status_code == 204
    with in_tenant(wisp.pk, actor="test"):
        assert QualificationPart.objects.count() == 0


def test_the_job_works_in_scopes_of_its_own(wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        summit()
        run = started()
    qualify(other_wisp.pk, run_id=str(run.pk))
    with in_tenant(wisp.pk, actor="test"):
        run.refresh_from_db()
        assert run.state == "queued"
    qualify(wisp.pk, run_id=str(run.pk))
    with in_tenant(wisp.pk, actor="test"):
        run.refresh_from_db()
        assert run.state == "finished"


def test_a_file_goes_in_and_comes_out_through_the_api(wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        summit()
    door = people.door(wisp)
    file = SimpleUploadedFile("leads.csv", FILE, content_type="text/csv")
    made = door.post(API, {"file": file, "receive_height_m": "6"})
    assert made.status_code == 202, made.content
    run = made.json()
    assert (run["name"], run["state"], run["row_count"], run["receive_height_m"]) == (
        "leads.csv", "queued", 9, 6.0,
    )  # fmt: skip
    assert [row["line"] for row in run["bad_rows"]] == [7, 8, 9]
    qualify(wisp.pk, run_id=run["id"])
    assert door.get(f"{API}/{run['id']}").json()["state"] == "finished"
    result = door.get(f"{API}/{run['id']}/result.csv")
    assert (
        b"".join(result)
        .decode()
        .splitlines()[0]
        .startswith("id,lat,lon,address,served,best_sector")
    )
    rival = people.door(other_wisp)
    assert rival.get(f"{API}/{run['id']}").status_code == 404
    assert rival.get(API).json() == {"items": []}


def test_the_page_takes_a_file_and_shows_how_far_it_is(wisp: Tenant) -> None:
    door = people.door(wisp)
    file = SimpleUploadedFile("leads.csv", FILE, content_type="text/csv")
    answer = door.post("/network/qualifications/new/", {"file": file, "receive_height_m": "5"})
    assert answer.status_code == 302
    page = door.get(answer["Location"]).content.decode()
    assert "latitude is 91, not between -90 and 90" in page
    assert 'hx-trigger="load delay:2s"' in page
    part = door.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert door.post(f"{answer['Location']}cancel/").status_code == 302
    stopped = door.get(answer["Location"]).content.decode()
    assert "Remove this run and all its answers?" in stopped
    assert door.post(f"{answer['Location']}remove/").status_code == 302
    assert door.get(answer["Location"]).status_code == 404
    assert "hx-trigger" not in stopped.partition('id="gw-run"')[2].partition(">")[0]
