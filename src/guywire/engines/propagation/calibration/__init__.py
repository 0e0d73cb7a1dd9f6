"""Calibration: what measured signals of installed receivers say of a prediction.

A residual is measured less predicted, dB. It is taken for the sum of a bias of the network, of the
sector, of the clutter class and of both together, each drawn towards the one before where there are
few samples; and of a spread. A badly aimed install lies far below for a reason of its own: the fit
is a mixture of aligned installs, such ones, and wrong readings, so that they do not drag it.

    from guywire.engines.propagation import calibration

    fit = calibration.calibrate(calibration.Samples(
        sectors=["a", "a", "b"], classes=["suburban", "water", "water"],
        measured_dbm=[...], predicted_dbm=[...]))
    found = fit.correction("a", "suburban")       # bias_db, sigma_db, uncertainty_db, count, basis
    found.probability(signal_dbm=-84.0, threshold_dbm=-88.0)        # P(serviceable)
    fit.misaligned                                 # installs to aim anew, the surest first

The list of misaligned installs holds those more than 2 sigma below, and only as far as nine in ten
of it are expected to be so: of aligned installs one in forty lies there as well.

Method: empirical Bayes with random effects, fitted by expectation and maximization (Dempster,
Laird, Rubin 1977; Laird, Ware 1982). Proof: moonshot M4's own check in `tests/`.
"""

from guywire.engines.propagation.calibration.fit import calibrate
from guywire.engines.propagation.calibration.results import (
    Basis,
    Calibration,
    Correction,
    Effect,
    Misaligned,
)
from guywire.engines.propagation.calibration.samples import Samples

__all__ = [
    "Basis",
    "Calibration",
    "Correction",
    "Effect",
    "Misaligned",
    "Samples",
    "calibrate",
]
