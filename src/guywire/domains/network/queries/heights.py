"""How high an antenna must stand to be served."""

import math
from collections.abc import Callable

from .reasons import Length, Reason, Why

HIGHEST_MAST_M = 60.0
"""Nobody is told to put up a higher mast for a customer's antenna."""
FIRST_STEP_M = 1.0


def serving_height_m(margin_at: Callable[[float], float], height_m: float) -> float | None:
    """The lowest whole metre above a height that is not served at which the margin is not negative.

    Looked for in steps that double, then halved down; None where no height up to 60 m is served.
    """
    below, step_m = height_m, FIRST_STEP_M
    while below < HIGHEST_MAST_M:
        above = min(height_m + step_m, HIGHEST_MAST_M)
        if margin_at(above) >= 0.0:
            return _lowest(margin_at, below, above)
        below, step_m = above, step_m * 2.0
    return None


def _lowest(margin_at: Callable[[float], float], below: float, above: float) -> float:
    """Between a height that is not served and one that is."""
    while above - below > FIRST_STEP_M / 2.0:
        middle = (below + above) / 2.0
        if margin_at(middle) >= 0.0:
            above = middle
        else:
            below = middle
    whole = float(math.ceil(above))
    return whole if margin_at(whole) >= 0.0 else above


def lacking(lack_db: float, height_m: float, serving_height_m: float | None) -> Reason:
    """The reason of a signal that is too weak, with the height that would mend it."""
    text = f"Too weak: {lack_db:.1f} dB below what it needs"
    if serving_height_m is not None:
        higher = Length(serving_height_m, "high")
        text = f"{text}; an antenna {{}} above ground would do."
    elif height_m < HIGHEST_MAST_M:
        higher = Length(HIGHEST_MAST_M, "high")
        text = f"{text}, and no antenna up to {{}} above ground would do."
    else:
        return Reason(Why.BELOW_THRESHOLD, f"{text}.")
    return Reason(Why.BELOW_THRESHOLD, text, (higher,))
