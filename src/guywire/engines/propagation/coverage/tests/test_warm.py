"""A prepared worker computes without compiling."""

from pathlib import Path
from typing import Any, cast

import pytest

from guywire.engines.geo.kernels import classes
from guywire.engines.propagation import GroundCover, Sector, SectorPattern, qualify
from guywire.engines.propagation.coverage import (
    Cell,
    CoverageCache,
    Method,
    P1812Model,
    UrbanModel,
    network_raster,
    prepare,
    sight_raster,
    signal_raster,
    sweep,
)
from guywire.engines.propagation.coverage.tests import make
from guywire.engines.propagation.coverage.tests.test_clutter import land
from guywire.engines.propagation.kernels import (
    clutter_paths,
    coverage_clutter,
    coverage_network,
    coverage_places,
    coverage_sweep,
)

KERNELS = (
    classes, clutter_paths, coverage_clutter, coverage_network, coverage_places, coverage_sweep
)  # fmt: skip


def compiled() -> dict[str, int]:
    """How many forms of each kernel there are."""
    return {
        f"{module.__name__}.{name}": len(cast(Any, kernel).signatures)
        for module in KERNELS
        for name, kernel in vars(module).items()
        if hasattr(kernel, "signatures")
    }


@pytest.mark.slow
def test_prepared_worker_compiles_nothing_more(tmp_path: Path) -> None:
    prepare()
    before = compiled()
    assert before["guywire.engines.propagation.kernels.coverage_sweep.fast_radials"] > 0
    for method in Method:
        sweep(make.store(), make.request(method=method, tx_height_m=20, radius_m=4000))
    (tmp_path / "landcover").mkdir()
    clutter = GroundCover(land=land(tmp_path / "landcover"))
    for model in (None, P1812Model(), UrbanModel()):
        sweep(make.store(), make.request(clutter=clutter, model=model))
    kept = CoverageCache(tmp_path).path_loss(make.store(), make.request())
    cells = [
        Cell(
            signal=signal_raster(found, make.emission(), make.grid()),
            frequency_mhz=3500,
            bandwidth_mhz=20,
        )
        for found in (make.losses(), kept)
    ]
    sight_raster(kept, make.grid())
    network_raster(make.grid(), cells)
    site = Sector(
        latitude=make.SITE[0], longitude=make.SITE[1], height_m=30, frequency_mhz=3500,
        eirp_dbm=47, pattern=SectorPattern(),
    )  # fmt: skip
    found = qualify(
        make.store(), [make.SITE[0] + 0.03] * 2, [make.SITE[1] + 0.01] * 2, [site], clutter=clutter
    )
    assert (found.clutter_db > 0.0).all()
    assert compiled() == before
