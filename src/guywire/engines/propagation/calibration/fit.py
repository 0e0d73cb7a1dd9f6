"""The fit: random effects and a mixture, by expectation and maximization."""

import math
from dataclasses import dataclass

import numpy as np

from guywire.engines.propagation.calibration.results import Calibration, Effect, Misaligned
from guywire.engines.propagation.calibration.samples import Floats, Groups, Samples

FARTHEST_DB = 60.0
"""Badly aimed installs lie anywhere so far below, wrong readings as far above."""

ASSUMED_SPREADS_DB = (4.0, 4.0, 1.5)
"""How far effects of sectors, classes and cells lie from 0, as long as there are few of them to
learn it from: one group's worth of belief."""

ASSUMED_SAMPLES = 20.0
"""So many samples' worth of belief holds a group's sigma to that of the groups above it."""

LEAST_SIGMA_DB = 1.0
LEAST_SPREAD_DB = 0.1
ASSUMED_BAD, ASSUMED_GOOD = 1.0, 19.0
"""Belief in the share of bad installs before any is seen: one in twenty, as of so many."""

LOW_START, HIGH_START = 0.2, 0.02
HELD_ROUNDS = 25
"""So long sigmas and shares stay as they began: a sigma that may grow at once would take a large
share of bad installs for spread."""

MOST_ROUNDS = 400
SETTLED_DB = 1e-5
MEDIAN_TO_SIGMA = 1.4826
BELOW_SIGMAS = 2.0
WANTED_PRECISION = 0.93
"""The list of misaligned installs ends where less of it is expected to be right."""


@dataclass(eq=False)
class _Kind:
    """A grouping of the samples, with the effect of each group and how sure it is."""

    groups: Groups
    effect: Floats
    variance: Floats
    assumed_db: float
    spread_db: float

    @classmethod
    def of(cls, groups: Groups, assumed_db: float) -> "_Kind":
        count = len(groups.names)
        return cls(groups, np.zeros(count), np.zeros(count), assumed_db, assumed_db)

    @property
    def of_samples(self) -> Floats:
        return self.effect[self.groups.number]

    def settle(self, rest: Floats, precision: Floats) -> None:
        """Effects that explain the rest best, drawn towards 0."""
        information = self.groups.sums(precision) + 1.0 / self.spread_db**2
        self.effect = self.groups.sums(precision * rest) / information
        self.variance = 1.0 / information

    def learn_spread(self) -> None:
        found = float(np.sum(self.effect**2 + self.variance)) + self.assumed_db**2
        self.spread_db = max(math.sqrt(found / (len(self.effect) + 1.0)), LEAST_SPREAD_DB)


@dataclass(eq=False)
class _State:
    """A fit under way. aligned, low: probability of each sample to be aligned or badly aimed."""

    samples: Samples
    network_db: float
    kinds: tuple[_Kind, _Kind, _Kind]
    sigma_db: float
    sigmas_db: list[Floats]
    aligned: Floats
    low: Floats
    shares: tuple[float, float]

    @property
    def expected_db(self) -> Floats:
        """Bias of each sample."""
        first, second, third = (kind.of_samples for kind in self.kinds)
        return self.network_db + first + second + third

    @property
    def own_sigma_db(self) -> Floats:
        """Spread of each sample: that of its sector and class."""
        return self.sigmas_db[2][self.samples.by_both.number]


def calibrate(samples: Samples) -> Calibration:
    """Biases, spreads and misaligned installs; see the package."""
    state = _start(samples)
    for _ in range(HELD_ROUNDS):
        _weigh(state)
        _settle(state)
    for _ in range(MOST_ROUNDS):
        before = state.expected_db
        _weigh(state)
        _share(state)
        _settle(state)
        _spread(state)
        if float(np.abs(state.expected_db - before).max()) < SETTLED_DB:
            break
    _weigh(state)
    return _result(state)


def _start(samples: Samples) -> _State:
    """The middle of the shortest half, and the spread above it: a tail below moves neither far."""
    ordered = np.sort(samples.residuals_db)
    half = len(ordered) // 2
    first = int(np.argmin(ordered[half:] - ordered[: len(ordered) - half]))
    middle = float(np.mean(ordered[first : first + half + 1]))
    above = ordered[ordered >= middle] - middle
    sigma = max(MEDIAN_TO_SIGMA * float(np.median(above)), 2.0 * LEAST_SIGMA_DB)
    groups = samples.by_sector, samples.by_class, samples.by_both
    kinds = [_Kind.of(*one) for one in zip(groups, ASSUMED_SPREADS_DB, strict=True)]
    return _State(
        samples=samples,
        network_db=middle,
        kinds=(kinds[0], kinds[1], kinds[2]),
        sigma_db=sigma,
        sigmas_db=[np.full(len(kind.effect), sigma) for kind in kinds],
        aligned=np.ones(len(samples)),
        low=np.zeros(len(samples)),
        shares=(LOW_START, HIGH_START),
    )


def _weigh(state: _State) -> None:
    """How likely each sample is aligned, badly aimed, or a wrong reading."""
    off = state.samples.residuals_db - state.expected_db
    sigma = state.own_sigma_db
    low_share, high_share = state.shares
    good = (1.0 - low_share - high_share) * np.exp(-0.5 * (off / sigma) ** 2)
    good /= sigma * math.sqrt(2.0 * math.pi)
    low = np.where(off < 0.0, low_share / FARTHEST_DB, 0.0)
    high = np.where(off >= 0.0, high_share / FARTHEST_DB, 0.0)
    total = good + low + high
    state.aligned, state.low = good / total, low / total


def _share(state: _State) -> None:
    """Which shares of the installs are badly aimed, and which are wrong readings."""
    high = 1.0 - state.aligned - state.low
    count = len(high) + ASSUMED_BAD + ASSUMED_GOOD
    state.shares = (
        (float(state.low.sum()) + ASSUMED_BAD) / count,
        (float(high.sum()) + HIGH_START * ASSUMED_BAD) / count,
    )


def _settle(state: _State) -> None:
    """Network, sector, class and cell in turn, each given the others."""
    precision = state.aligned / state.own_sigma_db**2
    residuals = state.samples.residuals_db
    for kind in state.kinds:
        kind.settle(residuals - state.expected_db + kind.of_samples, precision)
        # at the best the effects' mean is 0: the network has it
        state.network_db += float(kind.effect.mean())
        kind.effect = kind.effect - kind.effect.mean()
    off = residuals - state.expected_db
    state.network_db += float(np.sum(precision * off) / np.sum(precision))
    for kind in state.kinds:
        kind.learn_spread()


def _spread(state: _State) -> None:
    """Sigmas: of all, then of each sector and class, then of each cell, drawn to those above."""
    squared = state.aligned * (state.samples.residuals_db - state.expected_db) ** 2
    state.sigma_db = _root(float(squared.sum()), float(state.aligned.sum()))
    above = state.sigma_db**2
    by_sector, by_class, by_both = (kind.groups for kind in state.kinds)
    sectors = _drawn(by_sector, squared, state.aligned, np.full(len(by_sector.names), above))
    classes = _drawn(by_class, squared, state.aligned, np.full(len(by_class.names), above))
    parent = np.empty(len(by_both.names))
    parent[by_both.number] = sectors[by_sector.number] * classes[by_class.number] / above
    cells = _drawn(by_both, squared, state.aligned, parent)
    state.sigmas_db = [np.sqrt(one) for one in (sectors, classes, cells)]


def _root(squares: float, count: float) -> float:
    return max(math.sqrt(squares / max(count, 1.0)), LEAST_SIGMA_DB)


def _drawn(groups: Groups, squared: Floats, aligned: Floats, parent: Floats) -> Floats:
    """Variances of groups, drawn to their parents' by so many samples' worth."""
    sums, counts = groups.sums(squared), groups.sums(aligned)
    found = (sums + ASSUMED_SAMPLES * parent) / (counts + ASSUMED_SAMPLES)
    return np.maximum(found, LEAST_SIGMA_DB**2)


def _result(state: _State) -> Calibration:
    sectors, classes, cells = (
        _effects(state, kind, sigmas)
        for kind, sigmas in zip(state.kinds, state.sigmas_db, strict=True)
    )
    aligned = float(state.aligned.sum())
    first, second, third = state.kinds
    network = Effect(
        effect_db=state.network_db,
        bias_db=float(np.sum(state.aligned * state.expected_db) / aligned),
        sigma_db=state.sigma_db,
        # of the sectors that it is the middle of, and of the samples
        variance=first.spread_db**2 / len(first.effect) + state.sigma_db**2 / aligned,
        count=len(state.samples),
        aligned=aligned,
    )
    return Calibration(
        network=network,
        sectors=sectors,
        classes=classes,
        both={_pair(name): effect for name, effect in cells.items()},
        spread_sector_db=first.spread_db,
        spread_class_db=second.spread_db,
        spread_both_db=third.spread_db,
        misaligned_share=state.shares[0],
        misaligned=_misaligned(state),
    )


def _effects(state: _State, kind: _Kind, sigmas: Floats) -> dict[str, Effect]:
    """The groups of a kind by name."""
    groups = kind.groups
    counts = groups.sums(np.ones(len(state.samples)))
    aligned = groups.sums(state.aligned)
    biases = groups.sums(state.aligned * state.expected_db) / np.maximum(aligned, 1e-9)
    return {
        name: Effect(
            effect_db=float(kind.effect[number]),
            bias_db=float(biases[number]),
            sigma_db=float(sigmas[number]),
            variance=float(kind.variance[number]),
            count=int(counts[number]),
            aligned=float(aligned[number]),
        )
        for number, name in enumerate(groups.names)
    }


def _pair(name: str) -> tuple[str, str]:
    sector, _, clutter_class = name.rpartition("\n")
    return sector, clutter_class


def _misaligned(state: _State) -> tuple[Misaligned, ...]:
    """Installs more than 2 sigma below, the surest first, while they are expected to be right."""
    off = state.samples.residuals_db - state.expected_db
    sigmas = off / state.own_sigma_db
    candidates = np.flatnonzero(sigmas < -BELOW_SIGMAS)
    candidates = candidates[np.lexsort((off[candidates], -state.low[candidates]))]
    right = np.cumsum(state.low[candidates]) / np.arange(1, len(candidates) + 1)
    expected = np.asarray(state.samples.predicted_dbm) + state.expected_db
    return tuple(
        Misaligned(
            sample=int(place),
            expected_dbm=float(expected[place]),
            short_db=float(-off[place]),
            sigmas=float(-sigmas[place]),
            probability=float(state.low[place]),
        )
        for place in candidates[right >= WANTED_PRECISION].tolist()
    )
