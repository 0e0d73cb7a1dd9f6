"""Bulk qualification: what is read, answered, stopped, resumed and given back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from guywire.domains.network.inputs import QualificationInput
from guywire.domains.network.inputs.places_file import UnreadableFile
from guywire.domains.network.models import QualificationPart, QualificationRun
from guywire.domains.network.queries import bulk
from guywire.domains.network.queries.results import bad_rows, result_file
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import qualification
from guywire.domains.network.tasks import qualify
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.geo import EngineError
from guywire.kit.events.models import LoggedEvent
from guywire.kit.jobs import runs
from guywire.kit.jobs.runs import RunIsNotOver, RunIsOver
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
API = "/api/v1/network/qualifications"
FILE = b"""id,lat,lon,address
1,44.227,-71.747,
2,44.18,-71.73,
3,44.9,-71.1,
4,,,12 Main Street Franconia
5,,,99 Nowhere Road
6,north,-71.7,
7,91,-71.7,
8,,,
=9,44.2,-71.69,
"""


def summit() -> None:
    site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
    make.sector_on_air(site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5)
    make.address(number="12", street="Main Street")


def started(content: bytes = FILE) -> QualificationRun:
    return qualification.start_run(QualificationInput(), io.BytesIO(content), "places.csv")


def text_of(run: QualificationRun) -> str:
    with result_file(run) as file:
        return file.read().decode()


def answers(run: QualificationRun) -> list[dict[str, str]]:
    """The lines of the file that is given back."""
    return list(csv.DictReader(io.StringIO(text_of(run))))


def finished(run: QualificationRun) -> QualificationRun:
    while runs.work_on(QualificationRun, run.pk):
        pass
    run.refresh_from_db()
    return run


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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "The file is not UTF-8 text"),
        (b"a\0b\n1\n", "it holds NUL characters"),
        (b"", "The first line must name"),
        (b"lat,lon\n", "The file has no rows under its header"),
        (b"name,height\nA,3\n", "No columns lat and lon, and none address"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    tenant: Tenant, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        started(content)
    assert QualificationRun.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,-71.7,44.2", ""),
        ("1,-171.7,44.2", "latitude is -171.7, not between -90 and 90; are latitude and longitude"),
        ("1,44,nan", "longitude is 'nan', not a number"),
        ("1,44,", "longitude is '', not a number"),
        ("1,44,-71,Ridge, NH", "5 cells under 3 columns: put a text with commas into quotation"),
    ],
)
def test_a_line_without_a_usable_place_says_what_is_wrong(
    tenant: Tenant, line: str, reason: str
) -> None:
    run = started(f"id,lat,lon\n{line}\n".encode())
    [row] = csv.DictReader(io.StringIO(text_of(run)))
    assert row["reason"].startswith(reason)
    assert row["served"] == ("unusable" if reason else "waiting")


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("height_m", "high", "height_m is 'high', not a number"),
        ("Height ft", "1", "height_ft is 1, not between 1.64042 and 3280.84"),
        ("height_m", "1000.5", "height_m is 1000.5, not between 0.5 and 1000"),
    ],
)
def test_a_bad_height_is_named_by_its_row(
    tenant: Tenant, name: str, cell: str, reason: str
) -> None:
    run = started(f"lat,lon,{name}\n44.2,-71.7,\n44.2,-71.7,{cell}\n".encode())
    assert (run.row_count, run.bad_count) == (2, 1)
    assert [(row.line, row.reason) for row in bad_rows(run)] == [(3, reason)]
    assert [row["served"] for row in answers(run)] == ["waiting", "unusable"]


def test_a_row_s_own_height_counts(tenant: Tenant) -> None:
    summit()
    file = b"lat,lon,height_m,height_ft\n44.18,-71.73,,\n44.18,-71.73,60,7\n44.227,-71.747,12.5,\n"
    low, high, near = answers(finished(started(file)))
    for row, place, height_m in (
        (low, (44.18, -71.73), 5.0),
        (high, (44.18, -71.73), 60.0),
        (near, (44.227, -71.747), 12.5),
    ):
        found = serviceability(*place, height_m)
        paths = [one.path for one in (*found.offers, *found.rejected) if one.path is not None]
        assert float(row["signal_dbm"]) == pytest.approx(paths[0].signal_dbm, abs=0.11)
    assert float(high["signal_dbm"]) > float(low["signal_dbm"]) + 3.0


def test_a_long_cell_comes_back_whole(tenant: Tenant) -> None:
    text = "x" * 5000
    run = started(f"id,lat,lon\n{text},44.2,-71.7\n".encode())
    assert next(csv.DictReader(io.StringIO(text_of(run))))["id"] == text


def test_too_many_rows_are_refused(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qualification, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFile, match="more than 2 rows"):
        started()


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
