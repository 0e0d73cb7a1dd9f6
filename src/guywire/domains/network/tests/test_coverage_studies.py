"""Coverage studies through the API: computed in slices, stopped, gone on with, removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import connection

from guywire.domains.network import tasks
from guywire.domains.network.models import CoverageCell, Sector
from guywire.domains.network.queries.antennas import pattern_of
from guywire.domains.network.queries.coverage import planning
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.terrain import terrain_store
from guywire.domains.network.services import sectors
from guywire.domains.network.services.coverage import network, studies
from guywire.domains.network.services.coverage.computing import compute_cell
from guywire.domains.network.tests import make
from guywire.domains.network.tests.studying import (
    API,
    CANNON,
    row,
    slice_of,
    started,
    told,
    turn_of,
    worked,
)
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import Conditions, coverage
from guywire.kit.events.models import LoggedEvent
from guywire.kit.jobs import runs, slices
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.files import forget_files

pytestmark = pytest.mark.usefixtures("terrain", "files")
sweeping = import_module("guywire.engines.propagation.coverage.sweep")
keeping = import_module("guywire.engines.propagation.coverage.cache")


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> list[coverage.PathLossRequest]:
    """What was really swept, and not taken from what is kept."""
    swept: list[coverage.PathLossRequest] = []
    real = keeping.sweep

    def counted(store: Any, request: coverage.PathLossRequest, **given: Any) -> Any:
        swept.append(request)
        return real(store, request, **given)

    monkeypatch.setattr(keeping, "sweep", counted)
    return swept


def test_a_study_says_what_the_engine_says(wisp: Tenant, hill: list[Sector]) -> None:
    study = worked(wisp, started(wisp))
    assert (study["state"], study["done_count"], study["progress"]) == ("finished", 2, 1.0)
    grid = planning.grid_of(row(wisp, study).grid)
    assert grid.step == pytest.approx(156543.033928 / 2**11)
    losses = coverage.sweep(
        terrain_store(),
        coverage.PathLossRequest(
            latitude=CANNON[0], longitude=CANNON[1], tx_height_m=30, rx_height_m=5,
            frequency_mhz=3625, radius_m=4_000, step_m=100, method=coverage.Method.EXACT,
            conditions=Conditions(),
        ),
    )  # fmt: skip
    cells = [
        coverage.Cell(
            signal=coverage.signal_raster(
                losses,
                coverage.Emission(eirp_dbm=47, pattern=pattern_of(sector)),
                grid,
            ),
            frequency_mhz=3625,
            bandwidth_mhz=20,
            resource_blocks=100,
        )
        for sector in hill
    ]
    found = coverage.network_raster(grid, cells, coverage.Reception(threshold_dbm=-90))
    folder = study_folder(wisp.pk, UUID(study["id"])) / "layers"
    for name, key in network.FIELDS.items():
        np.testing.assert_array_equal(np.load(folder / f"{key}.npy"), getattr(found, name), key)
    whole = coverage.reached(
        coverage.Raster(grid, grid.whole, found.best_dbm), [-60, -70, -80, -90]
    )
    assert study["reached"] == [
        {"threshold_dbm": one.threshold, "area_km2": pytest.approx(one.area_km2, abs=1e-4)}
        for one in whole
    ]
    for place, cell in enumerate(cells):
        own = coverage.reached(cell.signal, [-60, -70, -80, -90])
        assert [line["area_km2"] for line in study["sectors"][place]["reached"]] == [
            pytest.approx(one.area_km2, abs=1e-4) for one in own
        ]
    served = sum(line["served_km2"] for line in study["sectors"])
    assert served == pytest.approx(study["reached"][-1]["area_km2"], abs=1e-3)
    assert sum(line["area_km2"] for line in study["overlap"]) == pytest.approx(served, abs=1e-3)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["layers"]


def test_a_drawn_antenna_counts_as_it_was_drawn(wisp: Tenant, hill: list[Sector]) -> None:
    with in_tenant(wisp.pk, actor="test"):
        drawn = make.antenna_pattern()
        sector = make.sector_on_air(
            site_id=hill[0].site_id, name="Drawn", antenna_pattern_id=drawn.pk, azimuth_deg=335,
            mechanical_tilt_deg=3, electrical_tilt_deg=2,
        )  # fmt: skip
        pattern, frozen = pattern_of(sector), planning.FrozenSector.of(sector)
    study = worked(wisp, started(wisp, sector_ids=[str(sector.pk)], model="free-space"))
    settings = planning.Settings.of(row(wisp, study))
    losses = coverage.sweep(terrain_store(), settings.request(frozen))
    emission = coverage.Emission(
        eirp_dbm=settings.emission(frozen).eirp_dbm, pattern=pattern, pattern_key="drawn"
    )
    signal = coverage.signal_raster(losses, emission, planning.grid_of(row(wisp, study).grid))
    found = coverage.reached(signal, [-60, -70, -80, -90])
    assert [line["area_km2"] for line in study["sectors"][0]["reached"]] == [
        pytest.approx(one.area_km2, abs=1e-4) for one in found
    ]


@pytest.mark.parametrize("model", ["p1812", "free-space", "line-of-sight"])
def test_every_model_that_is_offered_computes(wisp: Tenant, hill: list[Sector], model: str) -> None:
    study = worked(wisp, started(wisp, model=model, resolution_m=125))
    assert (study["state"], study["model"]) == ("finished", model)
    assert study["reached"][-1]["area_km2"] > 1.0


def test_sectors_of_one_band_share_the_sites_path_loss(
    wisp: Tenant, hill: list[Sector], sweeps: list[Any]
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        make.sector_on_air(site_id=hill[0].site_id, name="East", azimuth_deg=65, earfcn=56140)
    study = worked(wisp, started(wisp, model="itm"))
    assert (study["state"], len(sweeps)) == ("finished", 1)
    exact = worked(wisp, started(wisp, model="itm-exact"))
    assert len(sweeps) == 3
    for one, other in zip(study["sectors"], exact["sectors"], strict=True):
        assert one["served_km2"] == pytest.approx(other["served_km2"], rel=0.02)


def test_turning_a_sector_computes_its_pattern_only_and_moving_it_one_sweep(
    wisp: Tenant, hill: list[Sector], sweeps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[Any] = []
    real = keeping.signal_raster

    def counted(*given: Any, **named: Any) -> Any:
        passes.append(given)
        return real(*given, **named)

    monkeypatch.setattr(keeping, "signal_raster", counted)
    first = worked(wisp, started(wisp))
    assert (len(sweeps), len(passes)) == (1, 2)
    with in_tenant(wisp.pk, actor="test"):
        turned = make.sector_input(
            site_id=hill[1].site_id, name="South", azimuth_deg=65, mechanical_tilt_deg=5,
            pci=155, status="on-air",
        )  # fmt: skip
        sectors.change_sector(hill[1], turned)
    second = worked(wisp, started(wisp, name="Turned"))
    assert (len(sweeps), len(passes)) == (1, 3)
    assert second["sectors"][0]["reached"] == first["sectors"][0]["reached"]
    assert second["sectors"][1]["reached"] != first["sectors"][1]["reached"]
    assert told(wisp, first)["sectors"][1]["reached"] == first["sectors"][1]["reached"]
    with in_tenant(wisp.pk, actor="test"):
        sectors.change_sector(hill[1], turned.model_copy(update={"height_m": 40.0}))
    worked(wisp, started(wisp, name="Raised"))
    assert [one.tx_height_m for one in sweeps] == [30.0, 40.0]


def test_a_study_begun_is_not_touched_by_a_later_change(wisp: Tenant, hill: list[Sector]) -> None:
    expected = worked(wisp, started(wisp))
    late = started(wisp, name="Late")
    with in_tenant(wisp.pk, actor="test"):
        sectors.change_sector(
            hill[0], make.sector_input(site_id=hill[0].site_id, name="Weak", eirp_dbm=10)
        )
    late = worked(wisp, late)
    assert late["reached"] == expected["reached"]
    assert [line["sector_name"] for line in late["sectors"]] == ["Cannon North", "Cannon South"]


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Iterator[None]:
    """A function breaks off as a killed worker would."""

    def burst(*args: object, **named: object) -> None:
        raise ZeroDivisionError("by nought")

    with monkeypatch.context() as patched:
        patched.setattr(module, name, burst)
        yield


def files_of(wisp: Tenant, study: dict[str, Any]) -> list[str]:
    folder = study_folder(wisp.pk, UUID(study["id"]))
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_worker_that_breaks_off_leaves_nothing_half_and_the_next_goes_on(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = started(wisp)
    assert slice_of(wisp, study)
    with (
        broken(monkeypatch, coverage, "layer_raster"),
        broken(monkeypatch, keeping, "signal_raster"),
        pytest.raises(ZeroDivisionError),
    ):
        slice_of(wisp, study)
    now = told(wisp, study)
    assert (now["state"], now["done_count"], now["error"]) == (
        "running", 1, "ZeroDivisionError: by nought",
    )  # fmt: skip
    assert slice_of(wisp, study)
    for name in ("_add_layers", "_figures"):
        with broken(monkeypatch, network, name), pytest.raises(ZeroDivisionError):
            slice_of(wisp, study)
        assert "layers/signal.npy" not in files_of(wisp, study)
        assert not any("unfinished" in file for file in files_of(wisp, study))
    study = worked(wisp, study)
    assert (study["state"], study["error"]) == ("finished", "")
    assert study["reached"] == worked(wisp, started(wisp, name="Again"))["reached"]


def test_a_job_that_comes_twice_works_once(wisp: Tenant, hill: list[Sector]) -> None:
    study = started(wisp)
    slice_of(wisp, study)
    tasks.cover(wisp.pk, run_id=study["id"], turn=1)
    assert (turn_of(wisp, study), told(wisp, study)["done_count"]) == (2, 1)


def test_a_study_is_stopped_in_the_middle_of_a_sweep_and_gone_on_with(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch, sweeps: list[Any]
) -> None:
    monkeypatch.setattr(slices, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(sweeping, "HEIGHTS_AT_ONCE", 1_000)
    study, looks = started(wisp), list[float]()
    real = compute_cell

    def stopping(work: Any, report: coverage.Report, token: coverage.CancelToken) -> Any:
        def reported(share: float) -> None:
            looks.append(share)
            if len(looks) == 2:
                assert 0.0 < told(wisp, study)["progress"] < 1.0 / 3.0
                assert people.door(wisp).post(f"{API}/{study['id']}/cancel").status_code == 200
            report(share)

        return real(work, reported, token)

    monkeypatch.setattr(tasks, "compute_cell", stopping)
    assert not slice_of(wisp, study)
    assert len(looks) == 2
    now = told(wisp, study)
    assert (now["state"], now["done_count"], now["layers"]) == ("cancelled", 0, [])
    assert not slice_of(wisp, study)
    door = people.door(wisp)
    assert door.get(f"/network/coverage/{study['id']}/signal/10/308/373.png").status_code == 404
    assert door.post(f"{API}/{study['id']}/restart").status_code == 202
    study = worked(wisp, study)
    assert (study["state"], study["done_count"]) == ("finished", 2)
    assert door.post(f"{API}/{study['id']}/restart").status_code == 409
    assert door.post(f"{API}/{study['id']}/cancel").status_code == 409
    assert len(sweeps) == 2


def test_a_sector_off_the_terrain_fails_by_itself_with_the_tiles_name(
    wisp: Tenant, hill: list[Sector]
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        away = make.live_site(name="Away", latitude=44.2, longitude=-72.02)
        make.sector_on_air(site_id=away.pk, name="Away 1", azimuth_deg=90)
    study = worked(wisp, started(wisp))
    assert study["state"] == "finished"
    assert [line["state"] for line in study["sectors"]] == ["failed", "done", "done"]
    assert study["sectors"][0]["error"] == (
        "No terrain at 44.200000, -72.020000: add a tile that covers it, e.g. N44W073.hgt."
    )
    assert [line["served_km2"] is None for line in study["sectors"]] == [True, False, False]
    page = people.door(wisp).get(f"/network/coverage/{study['id']}/").content.decode()
    assert "e.g. N44W073.hgt." in page


def test_terrain_that_ends_within_the_radius_is_named(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        edge = make.live_site(name="Edge", latitude=44.2, longitude=-71.98)
        make.sector_on_air(site_id=edge.pk, name="Edge 1", azimuth_deg=270)
    study = worked(wisp, started(wisp))
    assert study["gaps"] == [{"tile": "N44W073.hgt", "kind": "missing", "sectors": 1}]
    assert study["state"] == "finished"


def test_a_study_of_nothing_that_can_be_computed_fails_and_says_why(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Hut", latitude=CANNON[0], longitude=CANNON[1])
        make.sector_on_air(
            site_id=site.pk, name="60", technology="fwa", earfcn=None, bandwidth_mhz=2160,
            center_frequency_mhz=60_480,
        )  # fmt: skip
    study = worked(wisp, started(wisp))
    assert study["state"] == "failed"
    assert study["error"].startswith("No sector could be computed. The first one: Frequency must")
    with in_tenant(wisp.pk, actor="test"):
        assert LoggedEvent.objects.filter(name="network.coverage_failed").count() == 1
        assert LoggedEvent.objects.filter(name="network.coverage_finished").count() == 0


def test_a_study_that_nobody_works_on_any_more_fails_and_can_be_gone_on_with(
    wisp: Tenant, hill: list[Sector]
) -> None:
    study = started(wisp)
    with in_tenant(wisp.pk, actor="test"):
        runs.give_up_abandoned()
    assert told(wisp, study)["state"] == "queued"
    with in_tenant(wisp.pk, actor="test"), connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed'")
        runs.give_up_abandoned()
    now = told(wisp, study)
    assert (now["state"], now["error"]) == (
        "failed", "The work broke off again and again and was given up.",
    )  # fmt: skip
    assert people.door(wisp).post(f"{API}/{study['id']}/restart").status_code == 202
    assert worked(wisp, study)["state"] == "finished"


def test_a_study_goes_with_its_maps_once_that_is_sure(
    wisp: Tenant,
    hill: list[Sector],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    study = worked(wisp, started(wisp))
    folder = study_folder(wisp.pk, UUID(study["id"]))
    assert people.door(wisp, "viewer").delete(f"{API}/{study['id']}").status_code == 403
    with django_capture_on_commit_callbacks() as waiting:
        assert people.door(wisp).delete(f"{API}/{study['id']}").status_code == 204
        assert folder.is_dir()
    for callback in waiting:
        callback()
    assert not folder.exists()
    assert people.door(wisp).get(f"{API}/{study['id']}").status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        assert CoverageCell.objects.count() == 0


def test_a_slice_of_a_study_that_was_removed_leaves_nothing(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = started(wisp)
    real = compute_cell

    def removed_meanwhile(*given: Any) -> Any:
        outcome = real(*given)
        assert people.door(wisp).delete(f"{API}/{study['id']}").status_code == 204
        return outcome

    monkeypatch.setattr(tasks, "compute_cell", removed_meanwhile)
    tasks.cover(wisp.pk, run_id=study["id"], turn=1)
    folder = study_folder(wisp.pk, UUID(study["id"]))
    assert folder.is_dir()
    with in_tenant(wisp.pk, actor="test"):
        studies.forget_strays()
    assert not folder.exists()


def test_the_files_of_a_tenant_lie_in_its_folder_and_go_with_it(
    wisp: Tenant, hill: list[Sector], files: Path
) -> None:
    worked(wisp, started(wisp))
    assert [path.name for path in files.iterdir()] == [str(wisp.pk)]
    forget_files(wisp.pk)
    assert list(files.iterdir()) == []
