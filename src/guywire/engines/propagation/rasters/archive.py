"""PMTiles version 3: all map tiles of a raster in one file that a web server serves by ranges."""

import tempfile
from pathlib import Path
from typing import Any, cast

import numpy as np
import pmtiles.tile
import pmtiles.writer

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch
from guywire.engines.propagation.rasters.files import written
from guywire.engines.propagation.rasters.palette import Bytes, Palette, Values
from guywire.engines.propagation.rasters.png import indexed_png
from guywire.engines.propagation.rasters.tiles import (
    DEEPEST_ZOOM,
    SIZE,
    bounds,
    natural_zoom,
    refuse_other_shape,
    tile,
    tile_span,
)

writer = cast(Any, pmtiles.writer)
ids = cast(Any, pmtiles.tile)
"""The package publishes its functions without types."""

MOST_TILES = 2_000_000
E7 = 10_000_000


def write_pmtiles(
    path: Path,
    grid: Grid,
    values: Values,
    palette: Palette,
    *,
    title: str = "",
    deepest: int | None = None,
    report: Report | None = None,
    token: CancelToken | None = None,
) -> None:
    """Every tile that shows something, from zoom 0 to `deepest` (the grid's own, if not said); that
    of zoom 0 always, since an archive without any tile is none.

    Tiles stand in the order of their numbers, so that the archive is clustered; equal ones are kept
    once. The metadata carry the title and the legend.
    """
    refuse_other_shape(grid, values)
    last = natural_zoom(grid) if deepest is None else deepest
    wanted = tile_ids(grid, last)
    watch = Watch(len(wanted), report, token)
    with written(path) as beside, beside.open("wb") as file:
        made = writer.Writer(file)
        made.tile_f.close()
        # the tiles wait where the archive will be, which has room for it
        with tempfile.TemporaryFile(dir=path.parent) as made.tile_f:
            for number in wanted:
                png = tile(grid, values, palette, *ids.tileid_to_zxy(number))
                if png is None and number == 0:
                    png = indexed_png(_blank(), palette.colours)
                if png is not None:
                    made.write_tile(number, png)
                watch.step()
            made.finalize(_header(grid, last), _metadata(title, palette))


def tile_ids(grid: Grid, last: int) -> list[int]:
    """Numbers of the tiles that the grid touches, down to a zoom, rising."""
    if not 0 <= last <= DEEPEST_ZOOM:
        raise EngineError(f"a zoom is 0 to {DEEPEST_ZOOM}, not {last}")
    spans = [tile_span(grid, zoom) for zoom in range(last + 1)]
    if sum(len(across) * len(down) for across, down in spans) > MOST_TILES:
        raise EngineError(f"down to zoom {last} there are more than {MOST_TILES:,} tiles")
    return sorted(
        int(ids.zxy_to_tileid(zoom, x, y))
        for zoom, (across, down) in enumerate(spans)
        for y in down
        for x in across
    )


def _header(grid: Grid, last: int) -> dict[str, Any]:
    west, south, east, north = bounds(grid)
    return {
        "tile_type": ids.TileType.PNG,
        "tile_compression": ids.Compression.NONE,
        "min_lon_e7": round(west * E7),
        "min_lat_e7": round(south * E7),
        "max_lon_e7": round(east * E7),
        "max_lat_e7": round(north * E7),
        "center_zoom": max(0, last - 2),
        "center_lon_e7": round((west + east) / 2 * E7),
        "center_lat_e7": round((south + north) / 2 * E7),
    }


def _metadata(title: str, palette: Palette) -> dict[str, Any]:
    legend = [{"label": one.label, "colour": one.colour} for one in palette.legend]
    return {"name": title, "type": "overlay", "format": "png", "legend": legend}


def _blank() -> Bytes:
    return np.zeros((SIZE, SIZE), dtype=np.uint8)
