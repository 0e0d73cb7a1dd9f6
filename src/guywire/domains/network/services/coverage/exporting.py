"""Maps of coverage studies as files for other programs: made when asked for, kept nowhere."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any, Literal, get_args

import numpy.typing as npt

from guywire.engines.geo import EngineError
from guywire.engines.propagation import coverage, rasters
from guywire.engines.propagation.coverage.progress import Watch
from guywire.kit.errors import DomainError, NotFound
from guywire.kit.tenancy import current

from ...models import CoverageCell, CoverageStudy
from ...queries.coverage.files import LAYERS, UNFINISHED, layer_array, study_folder
from ...queries.coverage.layers import SERVERS, Layer, layer_of
from ...queries.coverage.planning import grid_of
from ...queries.coverage.studies import cells_of

Ending = Literal["kmz", "tif", "geojson", "csv", "pmtiles"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
MEDIA_TYPES: dict[Ending, str] = {
    "kmz": "application/vnd.google-earth.kmz",
    "tif": "image/tiff; application=geotiff",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "pmtiles": "application/vnd.pmtiles",
}
MOST_CSV_PIXELS = 5_000_000


LOOK_EVERY_S = 1.0


class TooLargeForFile(DomainError):
    """A table with a line for each pixel would be of use to nobody."""

    code = "too_large_for_file"


@dataclass(frozen=True, kw_only=True)
class Export:
    """A layer with what its file needs, as plain values and an array that is a file."""

    folder: Path
    study: str
    ending: Ending
    layer: Layer
    grid: coverage.Grid
    values: npt.NDArray[Any]
    sites: Sequence[rasters.SiteMark]

    @property
    def title(self) -> str:
        return f"{self.study}: {self.layer.title}"


def export_of(study: CoverageStudy, key: str, ending: str) -> Export:
    """A layer of a finished study for a kind of file. Raises NotFound, TooLargeForFile."""
    known = next((one for one in ENDINGS if one == ending), None)
    if known is None:
        raise NotFound(f"There is no export as “{ending[:20]}”, only {', '.join(ENDINGS)}.")
    cells, grid = cells_of(study), grid_of(study.grid)
    pixels = grid.rows * grid.columns
    if known == "csv" and pixels > MOST_CSV_PIXELS:
        raise TooLargeForFile(
            f"{pixels:,} pixels are more than the {MOST_CSV_PIXELS:,} that a CSV file can have:"
            " take the GeoTIFF, or a study of a coarser resolution."
        )
    tenant_id = current().tenant_id
    return Export(
        folder=study_folder(tenant_id, study.pk),
        study=study.name,
        ending=known,
        layer=layer_of(study, cells, key),
        grid=grid,
        values=layer_array(tenant_id, study.pk, key),
        sites=_sites(cells),
    )


def exported(export: Export) -> IO[bytes]:
    """The file, open for reading and gone once it is closed. Needs no database.

    Raises NotFound soon after the study was removed.
    """
    write = WRITERS[export.ending]
    lookout = Lookout(export)
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=export.folder) as folder:
            path = Path(folder) / f"layer.{export.ending}"
            write(path, export, lookout)
            return path.open("rb")
    except (coverage.CoverageCancelled, FileNotFoundError) as error:
        raise NotFound(f"“{export.study}” was removed while its file was made.") from error
    except EngineError as error:
        raise DomainError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


class Lookout:
    """Stops the making of a file, between two of its tiles or rows, once its study is gone."""

    def __init__(self, export: Export) -> None:
        self.token = coverage.CancelToken()
        self._layers = export.folder / LAYERS
        self._looked_at = time.monotonic()

    def report(self, share: float) -> None:
        """Called by the writer as it goes on."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        if not self._layers.is_dir():
            self.token.cancel()


def _sites(cells: Sequence[CoverageCell]) -> list[rasters.SiteMark]:
    """The study's sites with their sectors, as they stood."""
    ordered = sorted(cells, key=_place)
    return [
        rasters.SiteMark(
            name=name or f"{latitude:.5f}, {longitude:.5f}",
            latitude=latitude,
            longitude=longitude,
            sectors=tuple(_sector(cell) for cell in own),
        )
        for (name, latitude, longitude), own in groupby(ordered, key=_place)
    ]


def _place(cell: CoverageCell) -> tuple[str, float, float]:
    given = cell.parameters
    return given.get("site_name", ""), given["latitude"], given["longitude"]


def _sector(cell: CoverageCell) -> rasters.SectorMark:
    given, pattern = cell.parameters, cell.parameters["pattern"]
    width = pattern.get("horizontal_beamwidth_deg") or pattern.get("beamwidth_deg") or 360.0
    return rasters.SectorMark(
        name=cell.sector_name,
        azimuth_deg=pattern["azimuth_deg"],
        beamwidth_deg=width,
        description=(
            f"{given['frequency_mhz']:g} MHz, {given['eirp_dbm']:g} dBm EIRP,"
            f" {given['height_m']:g} m above ground"
        ),
    )


def _write_kmz(path: Path, export: Export, lookout: Lookout) -> None:
    rasters.write_kmz(
        path, export.grid, export.values, export.layer.palette, title=export.title,
        sites=export.sites, report=lookout.report, token=lookout.token,
    )  # fmt: skip


def _write_tif(path: Path, export: Export, lookout: Lookout) -> None:
    rasters.write_geotiff(
        path, export.grid, export.values, title=export.title, unit=export.layer.unit,
        report=lookout.report, token=lookout.token,
    )  # fmt: skip


def _write_geojson(path: Path, export: Export, lookout: Lookout) -> None:
    rasters.write_geojson(
        path, export.grid, export.values, export.layer.palette,
        report=lookout.report, token=lookout.token,
    )  # fmt: skip


def _write_csv(path: Path, export: Export, lookout: Lookout) -> None:
    column = " ".join(filter(None, (export.layer.title, export.layer.unit)))
    names = {}
    if export.layer.kind == SERVERS:
        names[column] = [cell.sector_name for cell in export.layer.sectors]
    pieces = rasters.csv_lines(export.grid, {column: export.values}, names=names)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_watched(pieces, lookout))


def _watched(pieces: Iterator[str], lookout: Lookout) -> Iterator[str]:
    watch = Watch(1, lookout.report, lookout.token)
    for piece in pieces:
        watch.step()
        yield piece


def _write_pmtiles(path: Path, export: Export, lookout: Lookout) -> None:
    rasters.write_pmtiles(
        path, export.grid, export.values, export.layer.palette, title=export.title,
        report=lookout.report, token=lookout.token,
    )  # fmt: skip


WRITERS: dict[Ending, Callable[[Path, Export, Lookout], None]] = {
    "kmz": _write_kmz,
    "tif": _write_tif,
    "geojson": _write_geojson,
    "csv": _write_csv,
    "pmtiles": _write_pmtiles,
}
