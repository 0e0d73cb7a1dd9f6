"""A path profile as an SVG: the ground on the curved earth, what stands on it, ray and zone.

The drawing has two dresses: classes, for pages whose theme colours them, and colours of its own,
for paper.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines import geo, propagation
from guywire.engines.propagation import backhaul

from ..models import BackhaulLink

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT = 900.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 8.0, 14.0, 26.0
MOST_POINTS = 300
LIGHT_M_MHZ = 299.792458
STEPS = (1.0, 2.0, 2.5, 5.0)
MOST_TICKS = 8
COLOURS = {
    "ground": "fill:#d9cfc1;stroke:#7d6b53;stroke-width:1.2",
    "clutter": "fill:#a9c3a0;stroke:none",
    "low": "fill:none;stroke:#a2571b;stroke-width:1.2;stroke-dasharray:5 3",
    "zone": "fill:#1d66c3;fill-opacity:0.13;stroke:none",
    "zone60": "fill:none;stroke:#1d66c3;stroke-width:0.8;stroke-dasharray:2 2",
    "ray": "fill:none;stroke:#1d4f91;stroke-width:1.6",
    "mast": "fill:none;stroke:#333;stroke-width:2.4",
    "worst": "fill:none;stroke:#b3261e;stroke-width:1.4",
    "grid": "fill:none;stroke:#ccc;stroke-width:0.6",
}


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Paths of an SVG of 900 by 300: see COLOURS for their names."""

    shapes: tuple[tuple[str, str], ...]
    along: tuple[Tick, ...]
    up: tuple[Tick, ...]
    low_k: float
    median_k: float

    def svg(self) -> str:
        """For paper: by itself, with its colours."""
        shapes = "".join(
            f'<path style="{COLOURS[name]}" d="{path}"/>' for name, path in self.shapes
        )
        texts = "".join(
            f'<text x="{tick.x:.1f}" y="{tick.y:.1f}" text-anchor="{anchor}" font-size="11"'
            f' font-family="Libertinus Serif">{tick.label}</text>'
            for ticks, anchor in ((self.along, "middle"), (self.up, "end"))
            for tick in ticks
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
            f' width="{WIDTH:g}" height="{HEIGHT:g}">{shapes}{texts}</svg>'
        )


@dataclass(frozen=True, slots=True)
class _Frame:
    """From metres to the drawing."""

    length_m: float
    low_m: float
    high_m: float

    def x(self, along_m: Floats | float) -> Floats:
        return LEFT + np.asarray(along_m) / self.length_m * (WIDTH - LEFT - RIGHT)

    def y(self, height_m: Floats | float) -> Floats:
        share = (np.asarray(height_m) - self.low_m) / (self.high_m - self.low_m)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def line(self, along_m: Floats, height_m: Floats) -> str:
        pairs = zip(self.x(along_m).tolist(), self.y(height_m).tolist(), strict=True)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pairs)


def drawing(
    ground: geo.Profile, over: geo.Profile, link: BackhaulLink, heights: backhaul.AntennaHeights
) -> Drawing:
    """A path on the earth of the median k; dashed, how high the ground is at the lowest k."""
    kept = _kept(ground, heights)
    along = ground.distances_m[kept]
    left = ground.distance_m - along
    median_k, low_k = (rule.earth_factor for rule in heights.rules)
    bulge, low_bulge = (
        along * left / (2.0 * geo.effective_earth_radius_m(k)) for k in (median_k, low_k)
    )
    ends = {"tx_height_m": link.a_height_m or 0.0, "rx_height_m": link.b_height_m or 0.0}
    ray = propagation.ray_heights_m(ground, **ends, earth_factor=median_k)[kept] + bulge
    zone = np.sqrt(LIGHT_M_MHZ / (link.frequency_mhz or 1.0) * along * left / ground.distance_m)
    terrain, top = ground.heights_m[kept] + bulge, over.heights_m[kept] + bulge
    low = over.heights_m[kept] + low_bulge
    frame = _frame(ground.distance_m, terrain, np.concatenate([top, low, ray, ray + zone]))
    floor = np.full(2, frame.low_m)
    closing = frame.line(along[[-1, 0]], floor)[1:]
    back = frame.line(along[::-1], (ray - zone)[::-1])
    shapes = [
        ("grid", _grid(frame)),
        ("clutter", f"{frame.line(along, top)}L{closing}Z"),
        ("ground", f"{frame.line(along, terrain)}L{closing}Z"),
        ("low", frame.line(along, low)),
        ("zone", f"{frame.line(along, ray + zone)}L{back[1:]}Z"),
        ("zone60", frame.line(along, ray - 0.6 * zone)),
        ("ray", frame.line(along, ray)),
        ("mast", _masts(frame, terrain, ray, along)),
    ]
    worst = heights.lowest.worst
    if worst is not None and not heights.is_clear:
        shapes.append(("worst", _ring(frame, worst.distance_m, worst.terrain_m + worst.bulge_m)))
    return Drawing(
        shapes=tuple(shapes),
        along=_along_ticks(frame),
        up=_up_ticks(frame),
        low_k=round(low_k, 2),
        median_k=round(median_k, 2),
    )


def _kept(ground: geo.Profile, heights: backhaul.AntennaHeights) -> npt.NDArray[np.int64]:
    """Evenly spaced points and the worst ones."""
    count = len(ground.heights_m)
    even = np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64)
    worst = [
        round(report.worst.distance_m / ground.step_m)
        for report in (heights.median, heights.lowest)
        if report.worst is not None
    ]
    return np.unique(np.append(even, worst).astype(np.int64))


def _frame(length_m: float, terrain: Floats, all_m: Floats) -> _Frame:
    """Room for everything, with a little ground under the lowest."""
    low, high = float(np.min(terrain)), float(np.max(all_m))
    room = max(high - low, 10.0)
    return _Frame(length_m, low - 0.08 * room, high + 0.05 * room)


def _step(span: float) -> float:
    """A round step that gives at most eight parts."""
    raw = span / MOST_TICKS
    size = 10.0 ** math.floor(math.log10(raw))
    return next((step * size for step in STEPS if step * size >= raw), 10.0 * size)


def _along_ticks(frame: _Frame) -> tuple[Tick, ...]:
    kilometres = frame.length_m / 1000.0
    step = _step(kilometres)
    places = [index * step for index in range(int(kilometres / step) + 1)]
    return tuple(
        Tick(
            float(frame.x(place * 1000.0)), HEIGHT - 8.0, f"{place:.6g}{' km' if not place else ''}"
        )
        for place in places
    )


def _levels(frame: _Frame) -> list[float]:
    step = _step(frame.high_m - frame.low_m)
    first = math.ceil(frame.low_m / step)
    return [index * step for index in range(first, math.floor(frame.high_m / step) + 1)]


def _up_ticks(frame: _Frame) -> tuple[Tick, ...]:
    levels = _levels(frame)
    return tuple(
        Tick(LEFT - 5.0, float(frame.y(level)) + 4.0, f"{level:.6g}" if place else f"{level:.6g} m")
        for place, level in enumerate(levels)
    )


def _grid(frame: _Frame) -> str:
    right = WIDTH - RIGHT
    return "".join(
        f"M{LEFT:.1f} {float(frame.y(level)):.1f}H{right:.1f}" for level in _levels(frame)
    )


def _masts(frame: _Frame, terrain: Floats, ray: Floats, along: Floats) -> str:
    return "".join(frame.line(along[[end, end]], np.array([terrain[end], ray[end]]))
                   for end in (0, -1))  # fmt: skip


def _ring(frame: _Frame, along_m: float, height_m: float) -> str:
    x, y = float(frame.x(along_m)), float(frame.y(height_m))
    return f"M{x - 6:.1f} {y:.1f}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z"
