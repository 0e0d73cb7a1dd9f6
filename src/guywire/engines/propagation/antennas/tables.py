"""Two cuts as one table of gains by direction."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

SHARPNESS = 2.0
"""Exponent that makes the weights of the cross-weighted way add up (k = 2)."""


class Combination(StrEnum):
    """How two cuts make a gain in every direction.

    SUM: both losses added, held to the front-to-back ratio or what one cut alone loses, whichever
    is more (3GPP TR 36.814 table A.2.1.1-2). CROSS_WEIGHTED: a mean of both cuts in dB in which
    each weighs more where the other one is strong (Vasiliadis et al. 2005; from memory).
    """

    SUM = "sum"
    CROSS_WEIGHTED = "cross-weighted"


def gain_table(
    horizontal_db: Floats, vertical_db: Floats, limit_db: float, combination: Combination
) -> Singles:
    """Gains by whole degrees clockwise (0-360) and below the horizon (-90 to 90)."""
    around = np.append(horizontal_db, horizontal_db[0])[:, None]
    ahead = np.roll(vertical_db, 90)[:181][None, :]
    if combination is Combination.CROSS_WEIGHTED:
        gains: Floats = cross_weighted(around, ahead)
    else:
        gains = -np.minimum(around + ahead, np.maximum(np.maximum(around, ahead), limit_db))
    return gains.astype(np.float32)


def cross_weighted(around_db: Floats, ahead_db: Floats) -> Floats:
    """Gains of two cuts, each weighted with the power of the other: exact on both cuts."""
    around, ahead = 10.0 ** (-around_db / 10.0), 10.0 ** (-ahead_db / 10.0)
    of_around, of_ahead = ahead * (1.0 - around), around * (1.0 - ahead)
    total = (of_around**SHARPNESS + of_ahead**SHARPNESS) ** (1.0 / SHARPNESS)
    loss = around_db * of_around + ahead_db * of_ahead
    return -np.divide(loss, total, out=np.zeros(total.shape), where=total > 0.0)
