"""What clutter takes along a whole path: through it or over it, whichever takes less.

Through: a ray below the top of clutter is attenuated by its density for as long as it stays there,
and no more than the greatest loss of vegetation, at which a wood of any depth saturates (ITU-R
P.833-9 eqn 1).

Over: as ITU-R P.1812-6 section 3.2 has it, clutter stands on the profile with its representative
height, the two ends being bare; that around an end stands a street's width in front of it, as in
ITU-R P.2108-1 section 3.1. Of all points one edge is made (Bullington's, P.526-15 section 4.5.1, or
the worst point of a path in sight), and what it loses more than that of the bare ground counts; at
least the terminal corrections of P.2108-1 section 3.1. Where the clutter around an end is all that
the far antenna sees, the edge is that of P.2108 itself, which takes off the 6.03 dB of a path that
grazes it. Bullington's own allowance for further edges is left out: with it the loss at street
level would be 10 dB over the median of P.2108-1 section 3.2; without it the two agree within 1 dB
between 0.5 and 6 GHz. P.833-9 section 3.2 adds the powers of both ways, which is 3 dB less at most;
the lesser loss is kept, so that thin clutter never seems to help.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m
from guywire.engines.propagation.clutter import STREET_WIDTH_M, TerminalClutter, terminal_db
from guywire.engines.propagation.diffraction import knife_edge_db
from guywire.engines.propagation.foliage import Woodland, foliage_loss_db
from guywire.engines.propagation.kernels.diffraction import SPEED_M_GHZ
from guywire.engines.propagation.paths import TerrainPath, refuse_out_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PathClutter:
    """Clutter of a path, dB over the bare ground. depth_m: of the ray within clutter. tx_db, rx_db:
    terminal corrections, less than which the way over the tops does not lose."""

    depth_m: float
    through_db: float
    over_db: float
    tx_db: float
    rx_db: float

    @property
    def loss_db(self) -> float:
        """The lesser of the two ways."""
        return min(self.through_db, self.over_db)


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

    @property
    def top_m(self) -> float:
        """Its height over the ground."""
        return self.kind.height_m if self.clutter_height_m is None else self.clutter_height_m

    def loss_db(self, height_m: float, frequency_mhz: float) -> float:
        """Terminal loss; above 3 GHz by the same formula, for which P.2108 does not vouch."""
        gigahertz = frequency_mhz / 1000.0
        return terminal_db(height_m, gigahertz, self.kind, self.top_m, self.street_width_m)


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
    clutter and density run straight from point to point. tx_clutter, rx_clutter: None where there
    is none around the end. greatest_db: A_m; None for that of mixed wood at this frequency. Where
    the ray is below the bare ground, diffraction counts, not the way through.
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
    through_db = float(np.sum(inside_m * (densities_db_m[1:] + densities_db_m[:-1]) / 2.0))
    if greatest_db is None:
        greatest_db = Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(frequency_mhz)
    ends = (_End.of(tx_clutter, tx_height_m), _End.of(rx_clutter, rx_height_m))
    tx_db, rx_db = (end.correction_db(frequency_mhz) for end in ends)
    more_db = _more_over_tops_db(path, ends, frequency_mhz, effective_earth_radius_m(earth_factor))
    return PathClutter(
        depth_m=float(np.sum(inside_m)),
        through_db=foliage_loss_db(min(through_db, 1e6), 1.0, greatest_db),
        over_db=max(more_db, tx_db + rx_db),
        tx_db=tx_db,
        rx_db=rx_db,
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


@dataclass(frozen=True)
class _End:
    """An antenna and the clutter around it; top_m 0 where there is none."""

    height_m: float
    clutter: EndClutter | None

    @classmethod
    def of(cls, clutter: EndClutter | None, height_m: float) -> "_End":
        return cls(height_m, clutter if clutter and clutter.top_m > 0.0 else None)

    @property
    def street_m(self) -> float:
        return self.clutter.street_width_m if self.clutter else STREET_WIDTH_M

    def correction_db(self, frequency_mhz: float) -> float:
        return self.clutter.loss_db(self.height_m, frequency_mhz) if self.clutter else 0.0


def _more_over_tops_db(
    path: TerrainPath, ends: tuple[_End, _End], frequency_mhz: float, radius_m: float
) -> float:
    """What the edge over the clutter's tops loses more than the one over the bare ground."""
    whole_m = path.distance_m
    start_m = float(path.heights_m[0]) + ends[0].height_m
    slope = (float(path.heights_m[-1]) + ends[1].height_m - start_m) / whole_m

    def ray_m(along_m: Floats) -> Floats:
        return start_m + slope * along_m - along_m * (whole_m - along_m) / (2.0 * radius_m)

    inner = slice(1, -1)
    along_m = path.distances_m[inner]
    rise_m = path.heights_m[inner] - ray_m(along_m)
    ground = _Edges(rise_m, along_m, whole_m - along_m)
    tops = _Edges(
        rise_m + path.clutter_m[inner],
        np.maximum(along_m, ends[0].street_m),
        np.maximum(whole_m - along_m, ends[1].street_m),
    )
    all_edges = [ground, tops]
    for end, foot_m, is_rx in zip(ends, path.heights_m[[0, -1]], (False, True), strict=True):
        if end.clutter is not None:
            away_m = min(end.street_m, 0.5 * whole_m)
            at_m = np.array([whole_m - away_m if is_rx else away_m])
            top_m = float(foot_m) + end.clutter.top_m
            all_edges.append(_Edges(top_m - ray_m(at_m), at_m, whole_m - at_m))
    wavelength_m = SPEED_M_GHZ / (frequency_mhz / 1000.0)
    bare_db = _one_edge_db([ground], whole_m, wavelength_m)
    return _one_edge_db(all_edges, whole_m, wavelength_m) - bare_db


@dataclass(frozen=True, eq=False)
class _Edges:
    """Points that may be in the way: heights over the ray, distances from either end."""

    rise_m: Floats
    from_tx_m: Floats
    from_rx_m: Floats


def _one_edge_db(edges: list[_Edges], whole_m: float, wavelength_m: float) -> float:
    """Loss of the one edge in place of all: where the rays to both horizons meet, or in sight the
    worst point. Seen from the ends by angles a and b over the ray it has v = sqrt(2 d a b / L)."""
    scale = math.sqrt(2.0 * whole_m / wavelength_m)
    at_tx = max(float(np.max(one.rise_m / one.from_tx_m)) for one in edges)
    at_rx = max(float(np.max(one.rise_m / one.from_rx_m)) for one in edges)
    if at_tx > 0.0:
        return knife_edge_db(scale * math.sqrt(at_tx * at_rx))
    roots = (one.rise_m / np.sqrt(one.from_tx_m * one.from_rx_m) for one in edges)
    return knife_edge_db(scale * max(float(np.max(found)) for found in roots))
