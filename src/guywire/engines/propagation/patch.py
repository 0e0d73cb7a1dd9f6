"""Patch analysis: of the ground around an address, the spot that a sector serves best.

A mast in the yard or the far end of the roof may see what the address point does not. The points
of a patch form a hexagonal lattice; each is qualified as an address of its own. Metres, degrees.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.area import LocalPlane
from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.qualification import Qualification

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

WANTED_SPACING_M = 15.0
"""Half the spacing of profile heights: closer points would read the same ground."""
FEWEST_RINGS, MOST_RINGS = 2, 6
LARGEST_RADIUS_M = 500.0
FLATTEST_DEG = 89.9
"""Nearer to a pole a degree of longitude has no length to speak of."""


def patch_points(latitude: float, longitude: float, radius_m: float) -> tuple[Floats, Floats]:
    """(latitudes, longitudes) of a patch: its middle first, then ring by ring out to radius_m.

    2 to 6 rings of 6, 12, 18 ... points, 15 m apart where that is enough; 0 m is the middle alone.
    """
    if not 0.0 <= radius_m <= LARGEST_RADIUS_M:
        raise EngineError(f"a patch's radius must be 0 to {LARGEST_RADIUS_M:g} m, is {radius_m}")
    if radius_m == 0.0:
        return np.array([latitude]), np.array([longitude])
    rings = min(MOST_RINGS, max(FEWEST_RINGS, math.ceil(radius_m / WANTED_SPACING_M)))
    east, north = _hexagon(rings)
    spacing_m = radius_m / rings
    plane = LocalPlane(min(max(latitude, -FLATTEST_DEG), FLATTEST_DEG), longitude)
    latitudes, longitudes = plane.unproject(east * spacing_m, north * spacing_m)
    return np.clip(latitudes + (latitude - plane.latitude), -90.0, 90.0), longitudes


def _hexagon(rings: int) -> tuple[Floats, Floats]:
    """Unit steps east and north of a hexagonal lattice's points, the nearest first."""
    across, along = np.meshgrid(np.arange(-rings, rings + 1), np.arange(-rings, rings + 1))
    ring = np.maximum(np.maximum(abs(across), abs(along)), abs(across + along))
    across, along, ring = (part[ring <= rings] for part in (across, along, ring))
    order = np.lexsort((along, across, ring))
    across, along = across[order].astype(np.float64), along[order].astype(np.float64)
    return across + along / 2.0, along * math.sqrt(0.75)


@dataclass(frozen=True, eq=False, kw_only=True)
class Patches:
    """One entry a pair of patch and sector, by patch, the strongest first.

    patch, sector: indices. pair: the patch's best point, an index into the qualification.
    received_dbm: what the wanted percentile of the patch's points does not exceed; -inf where so
    few points hear the sector that it does not reach them. heard: points that do.
    """

    patch: Integers
    sector: Integers
    pair: Integers
    received_dbm: Floats
    heard: Integers

    def __len__(self) -> int:
        return len(self.patch)


def patches(
    found: Qualification,
    points: int,
    *,
    percentile: float = 100.0,
    needs_sight: bool = False,
    nearest_m: float = 0.0,
) -> Patches:
    """The pairs of a qualification of whole patches, `points` addresses each, by patch.

    percentile: 100 lets the best point decide, 75 what a quarter of the patch reaches; points that
    the sector does not reach count as the weakest. needs_sight: points without line of sight count
    as not reached. nearest_m: pairs shorter than this are left out.
    """
    if points < 1 or not 0.0 < percentile <= 100.0:
        raise EngineError(f"a patch has points and a percentile up to 100, not {percentile}")
    usable = (found.status == 0) & (found.distance_m >= nearest_m)
    if needs_sight:
        usable &= found.has_line_of_sight
    pair = np.flatnonzero(usable)
    patch, sector = found.address[pair] // points, found.sector[pair]
    order = np.lexsort((found.address[pair], -found.received_dbm[pair], sector, patch))
    pair, patch, sector = pair[order], patch[order], sector[order]
    is_first = np.ones(len(pair), dtype=np.bool_)
    is_first[1:] = (np.diff(patch) != 0) | (np.diff(sector) != 0)
    first = np.flatnonzero(is_first)
    heard = np.diff(first, append=len(pair))
    rank = math.floor((100.0 - percentile) / 100.0 * (points - 1))
    deciding = pair[np.minimum(first + rank, len(pair) - 1)] if len(pair) else pair
    received_dbm = np.where(heard > rank, found.received_dbm[deciding], -np.inf)
    best = np.lexsort((sector[first], -received_dbm, patch[first]))
    return Patches(
        patch=patch[first][best],
        sector=sector[first][best],
        pair=pair[first][best],
        received_dbm=received_dbm[best],
        heard=heard[best],
    )
