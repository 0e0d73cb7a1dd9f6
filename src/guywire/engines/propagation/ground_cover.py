"""What stands on the ground: heights and classes of clutter out of a surface model and land cover.

A surface model less the ground is the height of what stands there, where both are known; elsewhere
the land cover's class gives its representative height. Of either there may be none.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.kernels.sampling import LEAST_SENTINEL
from guywire.engines.geo.landcover import NLCD_OFFSET, UNKNOWN, LandCoverStore
from guywire.engines.geo.terrain import ProfileBatch, TerrainStore
from guywire.engines.geo.tiles import TileInfo
from guywire.engines.propagation.clutter import CLUTTER_CLASSES, ClutterClass, TerminalClutter

Floats = npt.NDArray[np.float64]
Classes = npt.NDArray[np.int16]
Ends = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]

LEAST_MEASURED_M = 1.0
"""A surface so little above the ground is crops, or the noise of two surveys."""

TALLEST_M = 300.0
DENSEST_DB_M = 5.0
COLUMNS = ("class", "height_m", "density_db_m")
LARGEST_TABLE = 100_000

UNCLASSED = ClutterClass(
    name="unclassified", terminal=TerminalClutter.TREES, height_m=0.0, density_db_m=0.2
)
"""Where no land cover is known. What a surface model shows there is taken for trees."""


@dataclass(frozen=True)
class ClutterTable:
    """Classes of clutter by number, that of `UNCLASSED` being the last."""

    classes: tuple[ClutterClass, ...] = (*CLUTTER_CLASSES, UNCLASSED)

    def with_figures(self, figures: Mapping[str, tuple[float, float]]) -> "ClutterTable":
        """The same with other heights (m) and densities (dB/m at 1 GHz) of some classes.

        Raises EngineError for a class that there is not, or a figure out of range.
        """
        known = {found.name for found in self.classes}
        for name, (height_m, density_db_m) in figures.items():
            if name not in known:
                raise EngineError(f"there is no clutter class {name!r}: {', '.join(sorted(known))}")
            for what, value, most in (
                ("height_m", height_m, TALLEST_M),
                ("density_db_m", density_db_m, DENSEST_DB_M),
            ):
                if not 0.0 <= value <= most:
                    raise EngineError(f"{what} of {name} must be 0 to {most:g}, is {value:g}")
        return ClutterTable(
            tuple(
                replace(found, height_m=figures[found.name][0], density_db_m=figures[found.name][1])
                if found.name in figures
                else found
                for found in self.classes
            )
        )

    @classmethod
    def read(cls, path: Path) -> "ClutterTable":
        """The usual table with the figures of a CSV file: class, height_m, density_db_m.

        Raises EngineError that names the file and the line.
        """
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"{path.name} cannot be read ({error})") from error
        if len(content) > LARGEST_TABLE:
            raise EngineError(f"{path.name} has {len(content):,} bytes, which is too many")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise EngineError(f"{path.name} has no column {', '.join(missing)}")
        table = cls()
        for row in reader:
            try:
                figures = float(row["height_m"]), float(row["density_db_m"])
            except (TypeError, ValueError):
                given = f"{row['height_m']!r} and {row['density_db_m']!r} are not two numbers"
                raise EngineError(f"{path.name}, line {reader.line_num}: {given}") from None
            try:
                table = table.with_figures({row["class"]: figures})
            except EngineError as error:
                raise EngineError(f"{path.name}, line {reader.line_num}: {error}") from error
        return table

    def numbers_of(self, codes: npt.NDArray[np.int16]) -> Classes:
        """Numbers of the classes that codes of a LandCoverStore stand for."""
        number_of = np.full(2 * NLCD_OFFSET + 1, len(self.classes) - 1, dtype=np.int16)
        for number, found in enumerate(self.classes):
            number_of[list(found.worldcover)] = number
            number_of[[code + NLCD_OFFSET for code in found.nlcd]] = number
        return number_of[codes]

    @property
    def heights_m(self) -> Floats:
        """Representative heights by number."""
        return np.array([found.height_m for found in self.classes])

    def densities_db_m(self, frequency_mhz: float) -> Floats:
        """Densities at a frequency by number."""
        return np.array([found.density_at_db_m(frequency_mhz) for found in self.classes])

    @property
    def are_open(self) -> npt.NDArray[np.bool_]:
        """By number, whether a terminal within it has the height gain of open ground."""
        return np.array([found.terminal.is_open for found in self.classes])

    def told(self) -> list[tuple[str, float, float]]:
        """All that figures of a result depend on."""
        return [(one.name, one.height_m, one.density_db_m) for one in self.classes]


@dataclass(frozen=True, eq=False)
class Cover:
    """Clutter at points: height over the ground (m, 0 where there is none) and number of class."""

    clutter_m: Floats
    classes: Classes

    @classmethod
    def bare(cls, count: int) -> "Cover":
        """Nothing on any of so many points."""
        return cls(np.zeros(count), np.full(count, UNKNOWN, dtype=np.int16))


@dataclass(frozen=True, eq=False)
class GroundCover:
    """A surface model and land cover, or one of them, and what their classes mean.

    Heights of both stores are over the same datum; where they are not, a constant error of clutter
    height shows.
    """

    surface: TerrainStore | None = None
    land: LandCoverStore | None = None
    table: ClutterTable = ClutterTable()

    def along(self, batch: ProfileBatch, ends: Ends, *, step_m: float) -> Cover:
        """Clutter at the points of a batch, which lies between these ends at this step.

        ends: latitudes and longitudes of the one and of the other ends, as given to `profiles`.
        """
        surface_m = None
        if self.surface is not None:
            surface_m = self.surface.profiles(*ends, step_m=step_m).heights_m
        codes = np.full(len(batch.heights_m), UNKNOWN, dtype=np.int16)
        if self.land is not None:
            codes = self.land.codes_along(*ends, step_m=step_m)
        return self._cover(batch.heights_m, surface_m, codes)

    def at(self, ground_m: Floats, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> Cover:
        """Clutter at points, arrays of shape (n,); ground_m: nan where it is not known."""
        surface_m = None
        if self.surface is not None:
            surface_m = self.surface.heights_m(latitudes, longitudes, gaps_as_nan=True)
        codes = np.full(len(ground_m), UNKNOWN, dtype=np.int16)
        if self.land is not None:
            codes = self.land.codes(latitudes, longitudes)
        return self._cover(ground_m, surface_m, codes)

    def _cover(
        self, ground_m: Floats, surface_m: Floats | None, codes: npt.NDArray[np.int16]
    ) -> Cover:
        classes = self.table.numbers_of(codes)
        clutter_m = self.table.heights_m[classes]
        if surface_m is not None:
            is_measured = (surface_m < LEAST_SENTINEL) & (ground_m < LEAST_SENTINEL)
            over_m = np.where(is_measured, surface_m - ground_m, 0.0)
            over_m = np.where(over_m < LEAST_MEASURED_M, 0.0, np.minimum(over_m, TALLEST_M))
            clutter_m = np.where(is_measured, over_m, clutter_m)
        return Cover(clutter_m, classes)

    def tiles(self) -> Iterable[tuple[str, TileInfo]]:
        """All files in use and what they are, for the key of a result."""
        if self.surface is not None:
            yield from (("surface", tile) for tile in self.surface.coverage())
        if self.land is not None:
            yield from (("land cover", tile) for tile in self.land.coverage())
