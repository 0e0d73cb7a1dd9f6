"""Passes over finished rasters, and the making of files, stop between two bands of rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from guywire.domains.network import tasks
from guywire.domains.network.models import Sector
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.services.coverage import exporting, network
from guywire.domains.network.services.coverage.network import compute_network
from guywire.domains.network.tests.studying import API, slice_of, started, told, worked
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import coverage, rasters
from guywire.kit.jobs import slices

pytestmark = pytest.mark.usefixtures("terrain", "files")


@pytest.mark.parametrize("share", [0.62, 0.75, 0.9], ids=["layers", "figures", "colours"])
def test_a_study_is_stopped_while_its_rasters_are_gone_over(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(slices, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(network, "PIXELS_AT_ONCE", 1_000)
    study = started(wisp)
    while told(wisp, study)["done_count"] < 2:
        slice_of(wisp, study)
    shares: list[float] = []

    def stopping(work: Any, report: coverage.Report, token: coverage.CancelToken) -> Any:
        def reported(done: float) -> None:
            shares.append(done)
            if done >= share and not token.is_cancelled:
                assert people.door(wisp).post(f"{API}/{study['id']}/cancel").status_code == 200
            report(done)

        return compute_network(work, reported, token)

    monkeypatch.setattr(tasks, "compute_network", stopping)
    assert not slice_of(wisp, study)
    assert share <= shares[-1] < share + 0.05
    assert shares == sorted(shares)
    folder = study_folder(wisp.pk, UUID(study["id"]))
    assert [path.name for path in folder.iterdir()] == ["cells"]
    assert told(wisp, study)["state"] == "cancelled"
    assert people.door(wisp).post(f"{API}/{study['id']}/restart").status_code == 202
    monkeypatch.setattr(tasks, "compute_network", compute_network)
    again = worked(wisp, study)
    assert (again["state"], again["done_count"]) == ("finished", 2)


@pytest.mark.parametrize("ending", exporting.ENDINGS)
def test_a_file_of_a_study_that_is_removed_meanwhile_is_left_off(
    wisp: Tenant,
    hill: list[Sector],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
    ending: exporting.Ending,
) -> None:
    study = worked(wisp, started(wisp))
    folder = study_folder(wisp.pk, UUID(study["id"]))
    monkeypatch.setattr(exporting, "LOOK_EVERY_S", 0.0)
    real = exporting.WRITERS[ending]
    reports: list[float] = []

    def removed(path: Path, export: exporting.Export, lookout: exporting.Lookout) -> None:
        """Somebody presses Remove when the first rows are written."""
        look = lookout.report

        def report(share: float) -> None:
            if not reports:
                with django_capture_on_commit_callbacks(execute=True):
                    answer = people.door(wisp).delete(f"{API}/{study['id']}")
                assert answer.status_code == 204
            reports.append(share)
            look(share)

        monkeypatch.setattr(lookout, "report", report)
        real(path, export, lookout)

    monkeypatch.setitem(exporting.WRITERS, ending, removed)
    answer = people.door(wisp).get(f"/network/coverage/{study['id']}/export/signal.{ending}")
    assert answer.status_code == 404
    assert len(reports) == 1
    assert not folder.exists()


def test_colours_across_the_bands_are_those_of_the_whole(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Areas that touch only where two bands meet differ too."""
    monkeypatch.setattr(network, "PIXELS_AT_ONCE", 1_000)
    met: list[set[tuple[int, int]]] = []
    real = rasters.server_palette

    def palette(names: Any, touching: set[tuple[int, int]]) -> Any:
        met.append(touching)
        return real(names, touching)

    monkeypatch.setattr(rasters, "server_palette", palette)
    worked(wisp, started(wisp))
    monkeypatch.setattr(network, "PIXELS_AT_ONCE", 10**9)
    worked(wisp, started(wisp, name="At once"))
    assert met[0] == met[1] == {(0, 1)}
