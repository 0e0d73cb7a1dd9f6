"""What clutter takes along a whole path: through it on the way, and at either end.

A ray that passes below the top of clutter is attenuated by its density for as long as it stays
there, and no more than the greatest loss of vegetation (ITU-R P.833-9 eqn 1); an antenna that
stands below the clutter around it loses what ITU-R P.2108-1 section 3.1 says. Where an end has such
a correction, the clutter within a street's width of it is not counted again on the way.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m
from guywire.engines.propagation.clutter import STREET_WIDTH_M, TerminalClutter, terminal_db
from guywire.engines.propagation.foliage import Woodland, foliage_loss_db
from guywire.engines.propagation.paths import TerrainPath, refuse_out_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PathClutter:
    """Clutter of a path, dB. depth_m: of the ray within clutter, without the corrected ends."""

    depth_m: float
    along_db: float
    tx_db: float
    rx_db: float

    @property
    def loss_db(self) -> float:
        """All of it."""
        return self.along_db + self.tx_db + self.rx_db


@dataclass(frozen=True, kw_only=True)
class EndClutter:
    """Clutter around an antenna; clutter_height_m None for the usual height of its kind."""

    kind: TerminalClutter
    clutter_height_m: float | None = None
    street_width_m: float = STREET_WIDTH_M

    def __post_init__(self) -> None:
        if self.clutter_height_m is not None:
            refuse_out_of("clutter's height", self.clutter_height_m, 0.0, 1000.0, "m")
        refuse_out_of("street width", self.street_width_m, 0.1, 10_000.0, "m")

    def loss_db(self, height_m: float, frequency_mhz: float) -> float:
        """Terminal loss; above 3 GHz by the same formula, for which P.2108 does not vouch."""
        top_m = self.kind.height_m if self.clutter_height_m is None else self.clutter_height_m
        return terminal_db(height_m, frequency_mhz / 1000.0, self.kind, top_m, self.street_width_m)


def path_clutter(
    path: TerrainPath,
    densities_db_m: Floats,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    tx_clutter: EndClutter | None = None,
    rx_clutter: EndClutter | None = None,
    earth_factor: float = STANDARD_EARTH_FACTOR,
    greatest_db: float | None = None,
) -> PathClutter:
    """Loss in the clutter of a path, over what a model of the bare ground says.

    densities_db_m: one a point of the path, at this frequency (`ClutterClass.density_at_db_m`);
    clutter and density run straight from point to point. greatest_db: A_m; None for that of mixed
    wood at this frequency. Where the ray is below the bare ground, diffraction counts, not this.
    """
    refuse_out_of("transmitter height", tx_height_m, 0.1, 10_000.0, "m")
    refuse_out_of("receiver height", rx_height_m, 0.1, 10_000.0, "m")
    refuse_out_of("frequency", frequency_mhz, 30.0, 100_000.0, "MHz")
    densities_db_m = np.asarray(densities_db_m, dtype=np.float64)
    if densities_db_m.shape != path.heights_m.shape:
        raise EngineError(
            f"densities_db_m has shape {densities_db_m.shape},"
            f" the path has {len(path.heights_m)} points"
        )
    if not (densities_db_m >= 0.0).all():
        index = int(np.argmin(densities_db_m >= 0.0))
        raise EngineError(f"densities_db_m[{index}] is {densities_db_m[index]}, not 0 or more")
    inside_m = _lengths_inside_m(path, tx_height_m, rx_height_m, earth_factor)
    inside_m *= _share_between_ends(path, tx_clutter, rx_clutter)
    through_db = float(np.sum(inside_m * (densities_db_m[1:] + densities_db_m[:-1]) / 2.0))
    if greatest_db is None:
        greatest_db = Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(frequency_mhz)
    return PathClutter(
        depth_m=float(np.sum(inside_m)),
        along_db=foliage_loss_db(min(through_db, 1e6), 1.0, greatest_db),
        tx_db=tx_clutter.loss_db(tx_height_m, frequency_mhz) if tx_clutter else 0.0,
        rx_db=rx_clutter.loss_db(rx_height_m, frequency_mhz) if rx_clutter else 0.0,
    )


def _lengths_inside_m(
    path: TerrainPath, tx_height_m: float, rx_height_m: float, earth_factor: float
) -> Floats:
    """Length of the ray below the clutter's top and over the ground, for each interval."""
    along_m, whole_m = path.distances_m, path.distance_m
    start_m = float(path.heights_m[0]) + tx_height_m
    rise_m = float(path.heights_m[-1]) + rx_height_m - start_m
    bulge_m = along_m * (whole_m - along_m) / (2.0 * effective_earth_radius_m(earth_factor))
    over_ground_m = start_m + rise_m * along_m / whole_m - bulge_m - path.heights_m
    share = _share_below(over_ground_m - path.clutter_m) - _share_below(over_ground_m)
    lengths_m: Floats = np.diff(along_m) * np.maximum(share, 0.0)
    return lengths_m


def _share_below(clearance_m: Floats) -> Floats:
    """Share of each interval where a clearance that runs straight between points is negative."""
    low = np.minimum(clearance_m[1:], clearance_m[:-1])
    high = np.maximum(clearance_m[1:], clearance_m[:-1])
    span = np.where(high > low, high - low, 1.0)
    crossing = np.clip(-low / span, 0.0, 1.0)
    share: Floats = np.where(high <= 0.0, np.where(low < 0.0, 1.0, 0.0), crossing)
    return share


def _share_between_ends(
    path: TerrainPath, tx_clutter: EndClutter | None, rx_clutter: EndClutter | None
) -> Floats:
    """Share of each interval that is not within the width of a street from a corrected end."""
    first_m = tx_clutter.street_width_m if tx_clutter else 0.0
    last_m = path.distance_m - (rx_clutter.street_width_m if rx_clutter else 0.0)
    starts_m, ends_m = path.distances_m[:-1], path.distances_m[1:]
    kept_m = np.minimum(ends_m, last_m) - np.maximum(starts_m, first_m)
    share: Floats = np.maximum(kept_m, 0.0) / (ends_m - starts_m)
    return share
