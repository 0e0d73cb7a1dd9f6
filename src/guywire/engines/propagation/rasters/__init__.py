"""Rasters as people and programs take them: tiles, pictures and files of coverage.

    from guywire.engines.propagation import rasters

    palette = rasters.classes([-100, -90, -80, -70], unit="dBm")
    png = rasters.tile(grid, values, palette, z, x, y)       # None where nothing is drawn
    palette.legend                                           # colours and what they mean
    servers = rasters.server_palette(names, rasters.neighbours(best))
    rasters.write_geotiff(path, grid, values, unit="dBm")    # also kmz, geojson, pmtiles, csv_lines

Values are those of a `coverage.Grid`, rows from the north: an array or a memory-mapped file, floats
with nan where there is none, or whole numbers (a server's place, -1 for none).

A file appears whole or not at all. Writers hold a band of rows at a time, tell their progress and
can be stopped (CoverageCancelled).

All errors are EngineError. Sources: ISO/IEC 15948 (PNG), EPSG guidance note 7-2 (web mercator), OGC
19-008r4 (GeoTIFF), OGC 12-007r2 (KML 2.3), RFC 7946 (GeoJSON), RFC 4180 (CSV), PMTiles 3.
"""

from guywire.engines.propagation.rasters.archive import write_pmtiles
from guywire.engines.propagation.rasters.geotiff import write_geotiff
from guywire.engines.propagation.rasters.kmz import SectorMark, SiteMark, write_kmz
from guywire.engines.propagation.rasters.legend import legend_png
from guywire.engines.propagation.rasters.palette import (
    Categories,
    Classes,
    LegendEntry,
    Palette,
    categories,
    classes,
)
from guywire.engines.propagation.rasters.png import indexed_png, rgb_png
from guywire.engines.propagation.rasters.polygons import write_geojson
from guywire.engines.propagation.rasters.servers import neighbours, server_palette
from guywire.engines.propagation.rasters.table import csv_lines
from guywire.engines.propagation.rasters.tiles import (
    bounds,
    image,
    natural_zoom,
    part_of,
    tile,
    tile_values,
    tiles_at,
)

__all__ = [
    "Categories",
    "Classes",
    "LegendEntry",
    "Palette",
    "SectorMark",
    "SiteMark",
    "bounds",
    "categories",
    "classes",
    "csv_lines",
    "image",
    "indexed_png",
    "legend_png",
    "natural_zoom",
    "neighbours",
    "part_of",
    "rgb_png",
    "server_palette",
    "tile",
    "tile_values",
    "tiles_at",
    "write_geojson",
    "write_geotiff",
    "write_kmz",
    "write_pmtiles",
]
