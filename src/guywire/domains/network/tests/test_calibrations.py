"""Measured signals in, calibrations out: what is found, chosen, shown and refused."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.network.inputs import CalibrationInput
from guywire.domains.network.models import (
    Calibration,
    CalibrationPoint,
    Sector,
    SignalMeasurement,
)
from guywire.domains.network.queries.bulk import Manner, qualify_rows
from guywire.domains.network.queries.calibrated import chance_of
from guywire.domains.network.queries.calibrations import (
    misaligned_file,
    misaligned_of,
    next_measurements,
    predicted,
    sector_lines,
)
from guywire.domains.network.queries.rows import QualificationRow
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import calibrations, measurements
from guywire.domains.network.services.calibrations import (
    NothingMeasured,
    NotUsable,
)
from guywire.domains.network.services.versions import Taken
from guywire.domains.network.tasks import calibrate
from guywire.domains.network.tests import make
from guywire.domains.network.tests.test_ground_cover import classes
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.events.models import LoggedEvent
from guywire.kit.jobs import runs
from guywire.kit.jobs.runs import RunIsOver
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "cover")
API = "/api/v1/network/calibrations"
BIAS_DB = -6.0
BADLY_AIMED = (3, 17, 40)


def summit() -> Sector:
    site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
    return make.sector_on_air(site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5)


def installs(sector: Sector, count: int = 60, bias_db: float = BIAS_DB) -> None:
    """Installs in the beam that get 6 dB less than predicted, three of them badly aimed."""
    random = np.random.default_rng(9)
    rows = [
        SignalMeasurement(
            sector=sector,
            reference=f"C-{number:03d}",
            latitude=round(float(random.uniform(44.19, 44.25)), 6),
            longitude=round(float(random.uniform(-71.77, -71.71)), 6),
            measured_dbm=-70.0,
        )
        for number in range(count)
    ]
    for number, (row, point) in enumerate(zip(rows, predicted(rows), strict=True)):
        assert point.predicted_dbm is not None
        short_db = 22.0 if number in BADLY_AIMED else 0.0
        row.measured_dbm = point.predicted_dbm + bias_db + float(random.normal(0, 3)) - short_db
    SignalMeasurement.objects.bulk_create(rows)


def finished(name: str = "") -> Calibration:
    row = calibrations.start_calibration(CalibrationInput(name=name))
    while runs.work_on(Calibration, row.pk):
        pass
    row.refresh_from_db()
    return row


def test_the_bias_of_a_sector_is_found_and_badly_aimed_installs_are_listed(tenant: Tenant) -> None:
    installs(summit())
    row = finished("spring")
    assert (row.state, row.done_count, row.skipped_count, row.in_use) == ("finished", 60, 0, False)
    (line,) = sector_lines(row)
    assert (line.name, line.count) == ("Cannon North", 60)
    assert line.bias_db == pytest.approx(BIAS_DB, abs=1.0)
    assert line.sigma_db == pytest.approx(3.0, abs=1.0)
    assert line.words == f"Receives {-line.bias_db:.1f} dB less than predicted."
    found = misaligned_of(row, None)
    assert {one.reference for one in found} == {f"C-{number:03d}" for number in BADLY_AIMED}
    assert row.misaligned_count == 3
    rows = list(csv.DictReader(io.StringIO(misaligned_file(row))))
    assert {one["install"] for one in rows} == {one.reference for one in found}
    assert all(float(one["short_db"]) > 15 and 120 < float(one["aim_at_deg"]) < 200 for one in rows)


def test_predictions_are_those_of_a_single_question(tenant: Tenant) -> None:
    sector = summit()
    make.measured_signal(sector_id=sector.pk, height_m=7.0)
    (point,) = predicted(next_measurements(None, 10))
    (offer,) = serviceability(*make.FRANCONIA, 7.0).offers
    assert offer.path is not None
    assert point.predicted_dbm == pytest.approx(offer.path.signal_dbm, abs=0.051)
    assert point.azimuth_deg == offer.back_azimuth_deg


def test_answers_change_only_when_a_calibration_is_chosen_and_never_the_margin(
    tenant: Tenant,
) -> None:
    installs(summit())
    (before,) = serviceability(*make.FRANCONIA).offers
    row = finished("spring")
    assert serviceability(*make.FRANCONIA).offers == (before,)
    calibrations.use_calibration(row)
    answer = serviceability(*make.FRANCONIA)
    (after,) = answer.offers
    assert answer.calibration == "spring"
    assert (after.path, after.reasons) == (before.path, before.reasons)
    known = after.calibrated
    assert before.path is not None
    assert known is not None
    assert known.signal_dbm == pytest.approx(before.path.signal_dbm + BIAS_DB, abs=1.0)
    assert (known.basis, known.installs) == ("sector and clutter", 60)
    expected = before.path.margin_db + known.bias_db
    assert (known.probability > 0.5) == (expected > 0)
    calibrations.leave_calibration(row)
    assert serviceability(*make.FRANCONIA).offers == (before,)


def test_the_clutter_around_an_install_has_its_own_bias(tenant: Tenant, cover: Any) -> None:
    cover["landcover"].mkdir()
    classes(cover["landcover"])
    installs(summit())
    row = finished()
    assert set(row.points.values_list("clutter_class", flat=True)) == {"broad-leaved trees"}
    calibrations.use_calibration(row)
    answer = serviceability(*make.FRANCONIA)
    (seen,) = (*answer.offers, *answer.rejected)
    assert seen.calibrated is not None
    assert seen.calibrated.basis == "sector and clutter"


def test_the_best_spot_tells_the_chance_too_and_no_verdict_depends_on_it(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
    door = people.door(wisp)
    place = {"lat": str(make.FRANCONIA[0]), "lon": str(make.FRANCONIA[1]), "patch_radius_m": "0"}
    api = "/api/v1/network/prequalification"
    before = door.get(api, place).json()
    assert (before["probability"], before["chance"]) == (None, None)
    with in_tenant(wisp.pk, actor="test"):
        calibrations.use_calibration(finished("spring"))
        (offer,) = serviceability(*make.FRANCONIA).offers
    assert offer.calibrated is not None
    after = door.get(api, place).json()
    assert after["probability"] == pytest.approx(offer.calibrated.probability, abs=0.01)
    assert after["chance"] == chance_of(offer.calibrated.probability)
    spot = after["spots"][0]["sector"]["calibrated"]
    assert spot["signal_dbm"] == pytest.approx(offer.calibrated.signal_dbm, abs=0.11)
    assert [after[name] for name in ("verdict", "margin_db")] == [
        before[name] for name in ("verdict", "margin_db")
    ]
    page = door.get("/network/serviceability/", place).content.decode()
    spot_card = page.partition('id="spot"')[2].partition("</section>")[0]
    assert "<dt>Chance</dt>" in spot_card


@pytest.mark.parametrize(
    ("probability", "word"),
    [(1.0, "very likely"), (0.9, "very likely"), (0.899, "likely"), (0.7, "likely"),
     (0.699, "possible"), (0.4, "possible"), (0.399, "unlikely"), (0.0, "unlikely")],
)  # fmt: skip
def test_a_chance_has_a_word(probability: float, word: str) -> None:
    assert chance_of(probability) == word


def test_bulk_qualification_tells_chance_and_corrected_signal(tenant: Tenant) -> None:
    installs(summit())
    calibrations.use_calibration(finished())
    rows = [
        QualificationRow(line=2, latitude=make.FRANCONIA[0], longitude=make.FRANCONIA[1]),
        QualificationRow(line=3, latitude=44.9, longitude=-71.1),
    ]
    qualify_rows(rows, Manner())
    (offer,) = serviceability(*make.FRANCONIA).offers
    assert offer.calibrated is not None
    assert rows[0].corrected_dbm == pytest.approx(offer.calibrated.signal_dbm, abs=0.11)
    assert rows[0].probability == pytest.approx(offer.calibrated.probability, abs=0.02)
    assert (rows[1].corrected_dbm, rows[1].probability) == (None, None)


def test_one_calibration_at_most_is_in_use(tenant: Tenant) -> None:
    installs(summit())
    first, second = finished("first"), finished("second")
    calibrations.use_calibration(first)
    calibrations.use_calibration(calibrations.use_calibration(second))
    assert list(Calibration.objects.filter(in_use=True)) == [second]
    told = LoggedEvent.objects.filter(name="network.calibration_chosen").count()
    assert told == 2
    calibrations.remove_calibration(Calibration.objects.get(pk=second.pk))
    assert serviceability(*make.FRANCONIA).calibration == ""
    assert SignalMeasurement.objects.count() == 60


def test_too_few_installs_fail_with_words_and_nothing_is_used(tenant: Tenant) -> None:
    with pytest.raises(NothingMeasured, match="no measured signals yet"):
        calibrations.start_calibration(CalibrationInput())
    assert not Calibration.objects.exists()
    sector = summit()
    installs(sector, 9)
    make.measured_signal(sector_id=sector.pk, reference="far", latitude=10.0, longitude=10.0)
    row = calibrations.start_calibration(CalibrationInput())
    assert runs.work_on(Calibration, row.pk)
    with pytest.raises(NotUsable) as caught:
        runs.work_on(Calibration, row.pk)
    assert caught.value.message == (
        "A calibration needs at least 10 samples, has 9; 1 of 10 installs have no prediction."
    )
    (problem,) = CalibrationPoint.objects.exclude(problem="")
    assert problem.reference == "far"
    assert problem.problem.startswith("No terrain at 44")
    with pytest.raises(NotUsable):
        calibrations.use_calibration(row)


def test_the_job_takes_slices_and_goes_on_where_a_killed_one_ended(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrations, "SLICE", 25)
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
        row = calibrations.start_calibration(CalibrationInput())
    calibrate(wisp.pk, run_id=str(row.pk))
    with in_tenant(wisp.pk, actor="test"):
        row.refresh_from_db()
        assert (row.state, row.done_count, row.points.count()) == ("running", 25, 25)
    for _ in range(3):
        calibrate(wisp.pk, run_id=str(row.pk))
    with in_tenant(wisp.pk, actor="test"):
        row.refresh_from_db()
        assert (row.state, row.done_count) == ("finished", 60)
        assert sorted(row.points.values_list("number", flat=True)) == list(range(60))
        assert row.points.values("reference").distinct().count() == 60


def test_trouble_is_told_and_a_run_nobody_works_on_is_failed(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
        row = calibrations.start_calibration(CalibrationInput())

    def broken(*_: object) -> None:
        raise MemoryError("no memory")

    monkeypatch.setattr(calibrations, "predicted", broken)
    with pytest.raises(MemoryError):
        calibrate(wisp.pk, run_id=str(row.pk))
    with in_tenant(wisp.pk, actor="test"):
        row.refresh_from_db()
        assert (row.state, row.error) == ("queued", "MemoryError: no memory")
    with in_tenant(wisp.pk, actor="test"):
        runs.cancel(row)
        row.refresh_from_db()
        assert row.state == "cancelled"
        assert runs.cancel(row).state == "cancelled"
        assert not runs.work_on(Calibration, row.pk)
        runs.give_up_abandoned()
        row.refresh_from_db()
        assert row.state == "cancelled"


def test_a_stopped_run_goes_on_behind_what_was_compared(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrations, "SLICE", 25)
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
        row = calibrations.start_calibration(CalibrationInput())
    calibrate(wisp.pk, run_id=str(row.pk))
    door = people.door(wisp)
    page = f"/network/calibrations/{row.pk}/"
    assert door.post(f"{page}cancel/").status_code == 302
    assert f"{page}restart/" in door.get(page).content.decode()
    assert people.door(wisp, "viewer").post(f"{page}restart/").status_code == 403
    again = door.post(f"{API}/{row.pk}/restart")
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert door.post(f"{API}/{row.pk}/restart").status_code == 409
    for _ in range(3):
        calibrate(wisp.pk, run_id=str(row.pk))
    with in_tenant(wisp.pk, actor="test"):
        row.refresh_from_db()
        assert (row.state, row.done_count, row.points.count()) == ("finished", 60, 60)
        assert sorted(row.points.values_list("number", flat=True)) == list(range(60))
    assert "hx-get" not in door.get(page, headers={"HX-Request": "true"}).content.decode()


def test_a_finished_run_is_not_stopped(tenant: Tenant) -> None:
    installs(summit())
    with pytest.raises(RunIsOver, match="is finished already"):
        runs.cancel(finished())


def test_an_install_stands_once_in_a_sector_and_takes_the_newest_reading(tenant: Tenant) -> None:
    sector = summit()
    row = make.measured_signal(sector_id=sector.pk, reference=" C 7 ")
    assert row.reference == "C 7"
    given = make.measured_signal_input(sector_id=sector.pk, reference="C 7", measured_dbm=-80)
    with pytest.raises(Taken) as caught:
        measurements.create_measurement(given)
    assert caught.value.field == "reference"
    assert measurements.change_measurement(row, given).measured_dbm == -80
    assert SignalMeasurement.objects.get().measured_dbm == -80


def test_a_csv_file_is_imported_whole_or_its_bad_rows_are_named(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        summit()
    client = people.door(wisp)
    head = "sector,reference,latitude,longitude,measured_dbm\n"
    good = "Cannon / North,C-1,44.22,-71.74,-71\n"
    bad = "Cannon / South,C-2,44.22,-71.74,-71\nCannon / North,C-3,44.22,-71.74,-7100\n"
    for content, status, count in ((head + good + bad, 422, 0), (head + good, 201, 1)):
        file = SimpleUploadedFile("installs.csv", content.encode(), "text/csv")
        answer = client.post("/api/v1/network/measured-signals/file", {"file": file})
        assert answer.status_code == status, answer.content[:1000]
        if status == 422:
            said = answer.content.decode()
            assert "line 3, sector_id" in said
            assert "Cannon / South" in said
            assert "line 4, measured_dbm" in said
        with in_tenant(wisp.pk, actor="test"):
            assert SignalMeasurement.objects.count() == count
    newer = SimpleUploadedFile("installs.csv", (head + good.replace("-71\n", "-80\n")).encode())
    assert client.post("/api/v1/network/measured-signals/file", {"file": newer}).json() == {
        "count": 1
    }
    with in_tenant(wisp.pk, actor="test"):
        assert SignalMeasurement.objects.get().measured_dbm == -80


def test_pages_show_progress_what_was_found_and_the_choice(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
    client = people.door(wisp)
    assert (
        "60 installs have a measured signal"
        in client.get("/network/calibrations/").content.decode()
    )
    answer = client.post("/network/calibrations/new/", {"name": "spring"})
    page = answer["Location"]
    assert "You may leave this page" in client.get(page).content.decode()
    with in_tenant(wisp.pk, actor="test"):
        row = Calibration.objects.get()
        while runs.work_on(Calibration, row.pk):
            pass
    shown = client.get(page).content.decode()
    assert "dB less than predicted." in shown
    assert shown.count("<circle ") == 57
    assert "C-017" in shown
    asked = f"/network/serviceability/?lat={make.FRANCONIA[0]}&lon={make.FRANCONIA[1]}"
    assert "Chance" not in client.get(asked).content.decode()
    assert client.post(f"{page}use/")["Location"] == page
    assert "calibration spring" in client.get(asked).content.decode()
    body = client.get(f"{API}/{row.pk}").json()
    assert (body["in_use"], len(body["misaligned"]), len(body["sectors"])) == (True, 3, 1)
    told = client.get("/api/v1/network/serviceability", {"lat": "44.227", "lon": "-71.747"}).json()
    assert told["sectors"][0]["calibrated"]["calibration"] == "spring"
    assert client.post(f"{API}/{row.pk}/leave").json()["in_use"] is False
    assert client.delete(f"{API}/{row.pk}").status_code == 204


def test_a_viewer_sees_but_neither_starts_nor_chooses(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        installs(summit())
        row = finished()
    viewer = people.door(wisp, role="viewer")
    assert viewer.get(f"/network/calibrations/{row.pk}/").status_code == 200
    assert viewer.post(f"/network/calibrations/{row.pk}/use/").status_code == 403
    assert viewer.post(API, {}, content_type="application/json").status_code == 403
    with in_tenant(wisp.pk, actor="test"):
        assert Calibration.objects.count() == 1
        assert not Calibration.objects.filter(in_use=True).exists()
