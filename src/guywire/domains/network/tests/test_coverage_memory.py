"""What a coverage study takes of the machine."""

from typing import Any

import numpy as np
import pytest

from guywire.domains.network.models import Sector
from guywire.domains.network.services.coverage import network
from guywire.domains.network.tests.studying import started, worked
from guywire.domains.tenants.models import Tenant
from guywire.engines.propagation import coverage

pytestmark = pytest.mark.usefixtures("terrain", "files")


def test_memory_of_a_computation_is_that_of_files(
    wisp: Tenant, hill: list[Sector], monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[type] = []
    real = coverage.network_raster

    def watched(grid: Any, cells: Any, reception: Any, **named: Any) -> Any:
        kinds.extend(type(cell.signal.values) for cell in cells)
        found = real(grid, cells, reception, **named)
        kinds.extend(type(getattr(found, name)) for name in network.FIELDS)
        return found

    monkeypatch.setattr(coverage, "network_raster", watched)
    monkeypatch.setattr(network, "PIXELS_AT_ONCE", 1_000)
    study = worked(wisp, started(wisp))
    assert set(kinds) == {np.memmap}
    monkeypatch.setattr(network, "PIXELS_AT_ONCE", 10**9)
    assert study["reached"] == worked(wisp, started(wisp, name="At once"))["reached"]
