"""KMZ (OGC KML 2.2): coverage over the earth of Google Earth, its legend, and the sites.

A ground overlay is stretched between latitudes, rows equally far apart in degrees; the rows of a
web-mercator grid are not, so the picture is resampled: nearest row, none left out. A picture of
more than 2048 pixels is cut into pieces, one of more than MOST_SIDE thinned.
"""

import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.geodesy import destination
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch
from guywire.engines.propagation.rasters.files import written
from guywire.engines.propagation.rasters.legend import legend_png
from guywire.engines.propagation.rasters.palette import Palette, Values
from guywire.engines.propagation.rasters.png import indexed_png
from guywire.engines.propagation.rasters.tiles import bounds, drawn, refuse_other_shape

Places = npt.NDArray[np.int64]

NAMESPACE = "http://www.opengis.net/kml/2.2"
PIECE = 2048
MOST_SIDE = 8192
SEE_THROUGH = "b3ffffff"
"""KML's colours begin with their opacity: 70 %."""
CONE_M = 400.0
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True, kw_only=True)
class SectorMark:
    """A sector to be shown as a cone; 360 degrees: a circle."""

    name: str
    azimuth_deg: float
    beamwidth_deg: float
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteMark:
    """A site to be shown, with its sectors."""

    name: str
    latitude: float
    longitude: float
    description: str = ""
    sectors: tuple[SectorMark, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A picture of the overlay, its place in degrees, and the grid's rows and columns in it."""

    name: str
    west: float
    south: float
    east: float
    north: float
    rows: Places
    columns: Places


def write_kmz(
    path: Path,
    grid: Grid,
    values: Values,
    palette: Palette,
    *,
    title: str,
    description: str = "",
    sites: Sequence[SiteMark] = (),
    report: Report | None = None,
    token: CancelToken | None = None,
) -> None:
    """The overlay, a legend that stays on the screen, and a folder for each site."""
    refuse_other_shape(grid, values)
    pieces = list(pieces_of(grid))
    watch = Watch(len(pieces), report, token)
    shown: list[Piece] = []
    with written(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        for piece in pieces:
            numbers = drawn(values, palette, piece.rows, piece.columns)
            if numbers is not None:
                archive.writestr(piece.name, indexed_png(numbers, palette.colours))
                shown.append(piece)
            watch.step()
        archive.writestr("legend.png", legend_png(title, palette.legend))
        document = _document(title, description, shown, sites)
        archive.writestr("doc.kml", document, compress_type=zipfile.ZIP_DEFLATED)


def pieces_of(grid: Grid) -> Iterator[Piece]:
    """The pictures that cover the grid; their rows are equally far apart in degrees."""
    west, south, east, north = bounds(grid)
    heights = -np.diff(grid.latitudes([-0.5, 0.5, grid.rows - 1.5, grid.rows - 0.5]))[::2]
    # as many rows that even the lowest of the grid's gets one
    height = min(MOST_SIDE, math.ceil((north - south) / float(heights.min()) - 1e-6))
    width = min(MOST_SIDE, grid.columns)
    step = (north - south) / height
    edges = north - step * np.arange(height + 1)
    middles = np.clip(edges[:-1] - step / 2, south, north)
    rows, _ = grid.pixels(middles, np.full(height, (west + east) / 2))
    columns = ((np.arange(width) + 0.5) * grid.columns / width).astype(np.int64)
    sides = west + (east - west) * np.arange(width + 1) / width
    for top in range(0, height, PIECE):
        bottom = min(top + PIECE, height)
        for left in range(0, width, PIECE):
            right = min(left + PIECE, width)
            yield Piece(
                f"coverage-{top // PIECE}-{left // PIECE}.png",
                *(float(sides[left]), float(edges[bottom])),
                *(float(sides[right]), float(edges[top])),
                rows[top:bottom],
                columns[left:right],
            )


def _document(
    title: str, description: str, pieces: Sequence[Piece], sites: Sequence[SiteMark]
) -> bytes:
    root = Element("kml", xmlns=NAMESPACE)
    document = _named(root, "Document", title, description)
    _add_legend(document)
    folder = _named(document, "Folder", title)
    for piece in pieces:
        overlay = _named(folder, "GroundOverlay", piece.name.removesuffix(".png"))
        _text(overlay, "color", SEE_THROUGH)
        _text(SubElement(overlay, "Icon"), "href", piece.name)
        box = SubElement(overlay, "LatLonBox")
        for side in ("north", "south", "east", "west"):
            _text(box, side, f"{getattr(piece, side):.12g}")
    for site in sites:
        _add_site(document, site)
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _add_legend(document: Element) -> None:
    overlay = _named(document, "ScreenOverlay", "legend")
    _text(SubElement(overlay, "Icon"), "href", "legend.png")
    for kind, x, y in (("overlayXY", "0", "0"), ("screenXY", "0.02", "0.06")):
        SubElement(overlay, kind, x=x, y=y, xunits="fraction", yunits="fraction")


def _add_site(document: Element, site: SiteMark) -> None:
    """A folder with the site's point and its sectors' cones."""
    folder = _named(document, "Folder", site.name)
    mark = _named(folder, "Placemark", site.name, site.description)
    point = SubElement(mark, "Point")
    _text(point, "coordinates", f"{site.longitude:.7f},{site.latitude:.7f}")
    for sector in site.sectors:
        mark = _named(folder, "Placemark", sector.name, sector.description)
        line = SubElement(mark, "LineString")
        _text(line, "tessellate", "1")
        _text(line, "coordinates", " ".join(_cone(site, sector)))


def _cone(site: SiteMark, sector: SectorMark) -> Iterator[str]:
    """Corners of a sector's cone: from the site along its edge and back, or a whole circle."""
    is_circle = sector.beamwidth_deg >= 360.0
    apex = f"{site.longitude:.7f},{site.latitude:.7f}"
    half = min(sector.beamwidth_deg, 360.0) / 2.0
    if not is_circle:
        yield apex
    for azimuth in np.linspace(sector.azimuth_deg - half, sector.azimuth_deg + half, 25).tolist():
        at = destination(site.latitude, site.longitude, azimuth % 360.0, CONE_M)
        yield f"{float(at[1]):.7f},{float(at[0]):.7f}"
    if not is_circle:
        yield apex


def _named(parent: Element, kind: str, name: str, description: str = "") -> Element:
    made = SubElement(parent, kind)
    _text(made, "name", name)
    if description:
        _text(made, "description", description)
    return made


def _text(parent: Element, kind: str, text: str) -> None:
    SubElement(parent, kind).text = FORBIDDEN.sub("�", text)
