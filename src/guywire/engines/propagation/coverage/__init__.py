"""Coverage: what a site reaches, and what its sectors make of it, on rasters.

Two steps. The sweep computes path loss around a site, once for a site, antenna height, receiver
height and band. The pattern pass puts power and antenna on it: turning a sector repeats only that.

    from guywire.engines import geo
    from guywire.engines.propagation import SectorPattern, coverage

    store = geo.TerrainStore("var/terrain")
    request = coverage.PathLossRequest(
        latitude=44.525, longitude=-71.4758, tx_height_m=30, rx_height_m=5,
        frequency_mhz=3550, radius_m=20_000, step_m=92.6,
    )
    kept = coverage.CoverageCache("var/coverage")
    losses = kept.path_loss(store, request, workers=2, report=print)   # computed, or kept
    losses.gaps                                           # tiles that lack heights, by name
    grid = coverage.Grid.around([(44.525, -71.4758, 20_000)], pixel_m=92.6)
    east = coverage.Emission(eirp_dbm=47, pattern=SectorPattern(
        azimuth_deg=90, horizontal_beamwidth_deg=65, vertical_beamwidth_deg=8, down_tilt_deg=3))
    signal = kept.signal(losses, east, grid)              # dBm by pixel
    coverage.reached(signal, [-90, -75])                  # square kilometres at or above
    cell = coverage.Cell(signal=signal, frequency_mhz=3550, bandwidth_mhz=20, resource_blocks=100)
    network = coverage.network_raster(grid, [cell])       # best server, C/I, SINR, RSRP, RSRQ

**Accuracy.** Method.EXACT is `itm_point_to_point` of every receiver's own profile. Method.FAST
shares along a radial what its paths have in common and computes in float32; against EXACT on the
same profiles in the White Mountains its median difference is about 0.01 dB, 99 % lie within 0.5 dB
and 99.5 % within 1 dB (`tests/test_accuracy.py`, `benchmarks/bench_coverage_accuracy.py`). The few
greater ones are ITM's own jumps, where two horizons tie. A pixel takes the nearest receiver's loss,
not a mean: at most half a step off along and across.

**Memory** is that of the results, 12 bytes a receiver, which with CoverageCache are files; a
radial's terrain is held a batch at a time, a raster is made by bands.

**Terrain** comes from any number of tiles, across seams. A radial ends before its first point
without height, or bridges it (Gaps); the map names the tile. Circles across the date line are
refused.

**Speed** counts once the kernels are compiled: a worker calls `prepare()` as it starts.

**Clutter** (`PathLossRequest.clutter`, a GroundCover of a surface model, land cover or both) is in
the way of sight; ITM, which knows bare ground, gets the lesser of the loss through it (P.833), by
the density of its class, which is ours to calibrate, and of the way over its tops (`clutter_path`).

**Other models**: P1812Model (terrain and clutter), HataModel, UrbanModel (by distance and sight);
each says by `validity` for what frequencies, heights and distances it holds. More enter as a
PathModel, or a function of a profile as a ProfileModel.
All errors are EngineError. Units: metres, degrees, MHz, dB, dBm.

Sources: NTIA ITM v1.4; ITU-R P.525-4 (free space), P.310 (effective earth), P.372-16 (noise); 3GPP
TS 36.214 (RSRP, RSRQ); EPSG guidance note 7-2 (web mercator).
"""

from guywire.engines.propagation.coverage.cache import CoverageCache
from guywire.engines.propagation.coverage.grid import Grid, Lattice, Window
from guywire.engines.propagation.coverage.models import HataModel, P1812Model, UrbanModel
from guywire.engines.propagation.coverage.network import (
    Cell,
    NetworkRaster,
    Reception,
    classes,
    height_for_signal,
    network_raster,
    throughput_mbps,
)
from guywire.engines.propagation.coverage.pathloss import PathLossMap, Receiver, TerrainGap
from guywire.engines.propagation.coverage.progress import CancelToken, CoverageCancelled, Report
from guywire.engines.propagation.coverage.request import (
    Gaps,
    Method,
    PathLossRequest,
    PathModel,
    ProfileModel,
    Radial,
)
from guywire.engines.propagation.coverage.rings import Rings
from guywire.engines.propagation.coverage.signal import (
    Emission,
    Pattern,
    Raster,
    layer_raster,
    sight_raster,
    signal_raster,
)
from guywire.engines.propagation.coverage.statistics import (
    Change,
    Reached,
    compare,
    reached,
    values_at,
)
from guywire.engines.propagation.coverage.sweep import profile_to, sweep
from guywire.engines.propagation.coverage.validity import Validity
from guywire.engines.propagation.coverage.warm import prepare

__all__ = [
    "CancelToken",
    "Cell",
    "Change",
    "CoverageCache",
    "CoverageCancelled",
    "Emission",
    "Gaps",
    "Grid",
    "HataModel",
    "Lattice",
    "Method",
    "NetworkRaster",
    "P1812Model",
    "PathLossMap",
    "PathLossRequest",
    "PathModel",
    "Pattern",
    "ProfileModel",
    "Radial",
    "Raster",
    "Reached",
    "Receiver",
    "Reception",
    "Report",
    "Rings",
    "TerrainGap",
    "UrbanModel",
    "Validity",
    "Window",
    "classes",
    "compare",
    "height_for_signal",
    "layer_raster",
    "network_raster",
    "prepare",
    "profile_to",
    "reached",
    "sight_raster",
    "signal_raster",
    "sweep",
    "throughput_mbps",
    "values_at",
]
