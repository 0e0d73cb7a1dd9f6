"""Rasters as people and programs take them: tiles, pictures and files of coverage.

    from guywire.engines.propagation import rasters

    palette = rasters.classes([-100, -90, -80, -70], unit="dBm")
    png = rasters.tile(grid, values, palette, z, x, y)       # None where nothing is drawn
    palette.legend                                           # colours and what they mean
    servers = rasters.server_palette(names, rasters.neighbours(best))

Values are those of a `coverage.Grid`, rows from the north: an array or a memory-mapped file, floats
with nan where there is none, or whole numbers (a server's place, -1 for none).

All errors are EngineError. Sources: ISO/IEC 15948 (PNG), EPSG guidance note 7-2 (web mercator).
"""

from guywire.engines.propagation.rasters.palette import (
    Categories,
    Classes,
    LegendEntry,
    Palette,
    categories,
    classes,
)
from guywire.engines.propagation.rasters.png import indexed_png, rgb_png
from guywire.engines.propagation.rasters.servers import neighbours, server_palette
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
    "bounds",
    "categories",
    "classes",
    "image",
    "indexed_png",
    "natural_zoom",
    "neighbours",
    "part_of",
    "rgb_png",
    "server_palette",
    "tile",
    "tile_values",
    "tiles_at",
]
