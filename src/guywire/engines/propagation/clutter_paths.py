"""What clutter takes from many paths at once: `clutter_path`, with the arithmetic of the sweep."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m
from guywire.engines.geo.terrain import ProfileBatch
from guywire.engines.propagation.clutter import STREET_WIDTH_M
from guywire.engines.propagation.foliage import Woodland, woodland_density_db_m
from guywire.engines.propagation.ground_cover import ClutterTable, Cover
from guywire.engines.propagation.kernels import clutter_paths as kernels
from guywire.engines.propagation.paths import refuse_out_of

Floats = npt.NDArray[np.float64]
_many_losses = cast(Callable[..., None], cast(Any, kernels).many_losses)


def clutter_losses_db(
    batch: ProfileBatch,
    cover: Cover,
    table: ClutterTable,
    *,
    tx_heights_m: Floats,
    rx_height_m: float,
    frequencies_mhz: Floats,
    earth_factor: float = STANDARD_EARTH_FACTOR,
) -> Floats:
    """What to add to the loss over bare ground of each path of a batch; 0 where there is no
    profile. tx_heights_m, frequencies_mhz: one a path. cover: of the points of the batch."""
    count = len(batch.step_m)
    if len(cover.clutter_m) != len(batch.heights_m):
        raise EngineError(
            f"{len(cover.clutter_m)} points of clutter stand against {len(batch.heights_m)} heights"
        )
    refuse_out_of("receiver height", rx_height_m, 0.1, 10_000.0, "m")
    # densities grow alike with frequency, those of all classes
    usual = woodland_density_db_m(1000.0)
    growths = np.array([woodland_density_db_m(one) / usual for one in frequencies_mhz.tolist()])
    woods = Woodland.MIXED_ST_PETERSBURG
    greatest_db = np.array([woods.greatest_loss_db(one) for one in frequencies_mhz.tolist()])
    losses_db = np.empty(count)
    _many_losses(
        batch.heights_m, cover.clutter_m, cover.classes, batch.starts, batch.step_m,
        batch.status == 0, np.asarray(tx_heights_m, dtype=np.float64), float(rx_height_m),
        effective_earth_radius_m(earth_factor), frequencies_mhz / 1000.0,
        table.densities_db_m(1000.0), growths, table.are_open, greatest_db, STREET_WIDTH_M,
        losses_db,
    )  # fmt: skip
    return losses_db
