"""Gains out of a table of an antenna, for many directions at once.

Degrees and dB, float32. No promise of "no nan" here: an unknown elevation gives nan.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.coverage_simd import (
    DEGREES,
    arctangent_of_share,
    cosine,
    f32,
    i32,
    sine,
)

FAST = {"contract", "arcp", "reassoc", "nsz"}
kernel = njit(cache=True, error_model="numpy", nogil=True, fastmath=FAST)
inlined = njit(cache=True, error_model="numpy", nogil=True, fastmath=FAST, forceinline=True)

RADIANS = f32(math.pi / 180.0)
ZERO, HALF, FULL = f32(0.0), f32(180.0), f32(360.0)
QUARTER = f32(90.0)
TINY = f32(1e-12)


@inlined
def arctangent_of_point(y, x):
    """Angle of a point (degrees, -180 to 180)."""
    across, along = abs(y), abs(x)
    is_flat = across > along
    low = along if is_flat else across
    high = across if is_flat else along
    turn = arctangent_of_share(low / max(high, TINY)) * DEGREES
    turn = QUARTER - turn if is_flat else turn
    turn = HALF - turn if x < ZERO else turn
    return -turn if y < ZERO else turn


@inlined
def wrapped(turn):
    """An angle as -180 to 180."""
    return turn - FULL * f32(math.floor((turn + HALF) / FULL))


@kernel
def rotated(azimuth_deg, elevation_deg, aim_deg, tilt_deg, off_deg, down_deg):
    """Directions in the frame of an antenna that is turned to aim_deg and tipped down by tilt_deg:
    off_deg clockwise from its boresight, down_deg below its horizon."""
    sine_of_tilt = f32(math.sin(tilt_deg * RADIANS))
    cosine_of_tilt = f32(math.cos(tilt_deg * RADIANS))
    for i in range(len(off_deg)):
        turn = wrapped(azimuth_deg[i] - aim_deg)
        rise = elevation_deg[i]
        is_known = not math.isnan(rise)
        rise = max(min(rise, QUARTER), -QUARTER) if is_known else ZERO
        aside = abs(turn)
        is_back = aside > QUARTER
        inner = (HALF - aside if is_back else aside) * RADIANS
        level = cosine(rise * RADIANS)
        ahead = level * cosine(inner)
        ahead = -ahead if is_back else ahead
        across = level * sine(inner)
        across = -across if turn < ZERO else across
        up = sine(rise * RADIANS)
        tipped = ahead * cosine_of_tilt - up * sine_of_tilt
        raised = ahead * sine_of_tilt + up * cosine_of_tilt
        off_deg[i] = arctangent_of_point(across, tipped)
        flat = math.sqrt(tipped * tipped + across * across)
        found = -arctangent_of_point(raised, flat)
        down_deg[i] = found if is_known else f32(np.nan)


@kernel
def upright(azimuth_deg, elevation_deg, aim_deg, off_deg, down_deg):
    """The same for an antenna that stands upright."""
    for i in range(len(off_deg)):
        off_deg[i] = wrapped(azimuth_deg[i] - aim_deg)
        down_deg[i] = -elevation_deg[i]


@kernel
def looked_up(off_deg, down_deg, shift_deg, table, gains_db):
    """Gains of directions in the antenna's frame, straight between the whole degrees.

    table[off, down + 90]: gain by degrees clockwise (0-360) and below the horizon (-90 to 90).
    shift_deg: how much farther down the beam looks than the table says.
    """
    for i in range(len(gains_db)):
        down = down_deg[i] - shift_deg + QUARTER
        is_known = not math.isnan(down)
        down = max(min(down, HALF), ZERO) if is_known else ZERO
        around = off_deg[i]
        around = around + FULL if around < ZERO else around
        around = max(min(around, FULL), ZERO)
        row = min(i32(around), i32(359))
        column = min(i32(down), i32(179))
        x, y = around - f32(row), down - f32(column)
        near = table[row, column] + (table[row, column + 1] - table[row, column]) * y
        far = table[row + 1, column]
        far += (table[row + 1, column + 1] - far) * y
        gains_db[i] = near + (far - near) * x if is_known else f32(np.nan)
