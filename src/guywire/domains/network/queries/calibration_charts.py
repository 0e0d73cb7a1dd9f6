"""A calibration to look at: measured beside predicted, and how far apart, as drawn shapes.

Lengths are those of a picture of WIDTH by HEIGHT, downwards and to the right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models import CalibrationPoint

WIDTH, HEIGHT = 360.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 10.0, 10.0, 36.0
MOST_DRAWN = 1500
BIN_DB = 2.0
FARTHEST_DB = 40.0
TICKS = 6


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    is_misaligned: bool


@dataclass(frozen=True, slots=True)
class Scatter:
    """line: the two ends of where measured equals predicted."""

    dots: list[Dot]
    ticks_x: list[Tick]
    ticks_y: list[Tick]
    line: tuple[float, float, float, float]
    drawn: int
    of: int


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    count: int
    from_db: float
    to_db: float


@dataclass(frozen=True, slots=True)
class Histogram:
    bars: list[Bar]
    ticks_x: list[Tick]
    ticks_y: list[Tick]
    zero_x: float
    base_y: float


def scatter(points: Sequence[CalibrationPoint]) -> Scatter | None:
    """Predicted to the right, measured upwards; of many installs an even choice."""
    if not points:
        return None
    every = math.ceil(len(points) / MOST_DRAWN)
    chosen = [p for i, p in enumerate(points) if i % every == 0 or p.probability is not None]
    values = [v for p in chosen for v in (p.measured_dbm, p.predicted_dbm or 0.0)]
    low, high = 10.0 * math.floor(min(values) / 10.0), 10.0 * math.ceil(max(values) / 10.0)
    high = max(high, low + 10.0)
    marks = _marks(low, high)
    return Scatter(
        dots=[
            Dot(
                _x(p.predicted_dbm or 0.0, low, high),
                _y(p.measured_dbm, low, high),
                p.probability is not None,
            )
            for p in chosen
        ],
        ticks_x=[Tick(_x(mark, low, high), f"{mark:.0f}") for mark in marks],
        ticks_y=[Tick(_y(mark, low, high), f"{mark:.0f}") for mark in marks],
        line=(_x(low, low, high), _y(low, low, high), _x(high, low, high), _y(high, low, high)),
        drawn=len(chosen),
        of=len(points),
    )


def histogram(points: Sequence[CalibrationPoint]) -> Histogram | None:
    """How many installs measure so much more (to the right) or less than predicted."""
    if not points:
        return None
    off = np.array([p.measured_dbm - (p.predicted_dbm or 0.0) for p in points])
    off = np.clip(off, -FARTHEST_DB, FARTHEST_DB - 1e-6)
    low = BIN_DB * math.floor(off.min() / BIN_DB)
    high = max(BIN_DB * (math.floor(off.max() / BIN_DB) + 1.0), low + BIN_DB)
    low, high = min(low, 0.0), max(high, 0.0)
    counts, edges = np.histogram(off, bins=round((high - low) / BIN_DB), range=(low, high))
    most = _round_up(int(counts.max()))
    return Histogram(
        bars=[
            Bar(
                x=_x(float(start), low, high),
                y=_y(float(count), 0.0, most),
                width=_x(float(end), low, high) - _x(float(start), low, high) - 1.0,
                height=_y(0.0, 0.0, most) - _y(float(count), 0.0, most),
                count=int(count),
                from_db=float(start),
                to_db=float(end),
            )
            for count, start, end in zip(counts, edges, edges[1:], strict=False)
            if count
        ],
        ticks_x=[Tick(_x(mark, low, high), f"{mark:+.0f}") for mark in _marks(low, high)],
        ticks_y=[Tick(_y(mark, 0.0, most), f"{mark:.0f}") for mark in (0.0, most / 2.0, most)],
        zero_x=_x(0.0, low, high),
        base_y=_y(0.0, 0.0, most),
    )


def _x(value: float, low: float, high: float) -> float:
    return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, low: float, high: float) -> float:
    return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)


def _marks(low: float, high: float) -> list[float]:
    """Round numbers between, about six of them."""
    step = next(s for s in (2.0, 5.0, 10.0, 20.0, 50.0) if (high - low) / s <= TICKS or s == 50.0)
    first = math.ceil(low / step)
    return [step * k for k in range(first, math.floor(high / step) + 1)]


def _round_up(count: int) -> float:
    """The next even round number, at least 2."""
    power = 10.0 ** math.floor(math.log10(max(count, 2)))
    return next(power * step for step in (2.0, 4.0, 6.0, 8.0, 10.0, 20.0) if power * step >= count)
