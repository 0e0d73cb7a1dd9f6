"""Path loss around a site, as computed and as kept on disk."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import distances_and_azimuths
from guywire.engines.propagation.coverage.request import PathLossRequest
from guywire.engines.propagation.kernels import coverage_places

Singles = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
compiled = cast(Any, coverage_places)
LAYERS = ("loss_db", "elevation_deg", "sight_height_m")


@dataclass(frozen=True)
class TerrainGap:
    """A tile without height somewhere on the map: kind is "missing" or "void", latitude and
    longitude the first such point met, radials how many radials meet one."""

    tile: str
    kind: str
    latitude: float
    longitude: float
    radials: int


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """One receiver of a map. loss_db is nan where it is not known."""

    distance_m: float
    azimuth_deg: float
    loss_db: float
    elevation_deg: float
    sight_height_m: float
    radial: int
    step: int


@dataclass(frozen=True, kw_only=True, eq=False)
class PathLossMap:
    """Losses from a site to every receiver of its rings, free of antenna, power and azimuth.

    loss_db: basic transmission loss. elevation_deg: of the ray, at the transmitter. sight_height_m:
    least height above ground from which the transmitter is seen (0 if any). Flat float32 arrays in
    the order of `request.rings`, nan where unknown. gaps: tiles that lack heights.
    """

    request: PathLossRequest
    key: str
    loss_db: Singles
    elevation_deg: Singles
    sight_height_m: Singles
    gaps: tuple[TerrainGap, ...]

    def places(self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> Integers:
        """Index of the receiver nearest to each point, -1 outside the radius."""
        north = np.array(latitudes, dtype=np.float64, ndmin=1)
        east = np.array(longitudes, dtype=np.float64, ndmin=1)
        lengths_m, azimuths = distances_and_azimuths(
            np.full_like(north, self.request.latitude),
            np.full_like(east, self.request.longitude),
            north,
            east,
        )
        return nearest(self.request, azimuths, lengths_m)

    def at(self, latitude: float, longitude: float) -> Receiver:
        """The receiver nearest to a point; EngineError outside the radius."""
        place = int(self.places([latitude], [longitude])[0])
        if place < 0:
            raise EngineError(
                f"{latitude:.6f}, {longitude:.6f} lies outside the {self.request.radius_m:g} m"
                f" around {self.request.latitude:.6f}, {self.request.longitude:.6f}"
            )
        rings = self.request.rings
        radial, step = rings.radial_and_receiver(place)
        return Receiver(
            distance_m=step * rings.step_m,
            azimuth_deg=360.0 * radial / rings.radials,
            loss_db=float(self.loss_db[place]),
            elevation_deg=float(self.elevation_deg[place]),
            sight_height_m=float(self.sight_height_m[place]),
            radial=radial,
            step=step,
        )

    def save(self, folder: Path) -> None:
        """Write the arrays that are not files there already, and what belongs to them."""
        for layer in LAYERS:
            values: Singles = getattr(self, layer)
            if isinstance(values, np.memmap):
                values.flush()
            else:
                np.save(folder / f"{layer}.npy", values)
        gaps = [asdict(gap) for gap in self.gaps]
        (folder / "map.json").write_text(json.dumps({"key": self.key, "gaps": gaps}))

    @classmethod
    def load(cls, folder: Path, request: PathLossRequest) -> Self:
        """A saved map by memory map. Raises EngineError if the folder does not hold this one."""
        try:
            told = json.loads((folder / "map.json").read_text())
            layers: dict[str, Singles] = {
                layer: np.load(folder / f"{layer}.npy", mmap_mode="r") for layer in LAYERS
            }
            gaps = tuple(TerrainGap(**gap) for gap in told["gaps"])
            key = str(told["key"])
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise EngineError(f"{folder.name} is not a kept path-loss map ({error})") from error
        if any(values.shape != (request.rings.receivers,) for values in layers.values()):
            raise EngineError(f"{folder.name} does not fit the request")
        return cls(request=request, key=key, gaps=gaps, **layers)


def nearest(
    request: PathLossRequest,
    azimuths_deg: npt.NDArray[Any],
    distances_m: npt.NDArray[Any],
) -> Integers:
    """Index of the receiver nearest to each bearing and distance, -1 past the outermost."""
    place = np.empty(len(azimuths_deg), dtype=np.int64)
    rings = request.rings
    compiled.nearest_receivers(
        azimuths_deg.astype(np.float32),
        distances_m.astype(np.float32),
        rings.table,
        rings.radials,
        rings.step_m,
        place,
    )
    return place
