"""What a calibration found, as plain numbers that can be kept and read back."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Any, Self

from guywire.engines.geo.errors import EngineError

FORM = 1
"""Of `told`: raised when its meaning changes."""


class Basis(StrEnum):
    """What a correction rests on, the nearest first."""

    BOTH = "sector and clutter"
    SECTOR = "sector"
    CLASS = "clutter"
    NETWORK = "network"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A group of samples. effect_db: its own part of the bias; bias_db: its whole, for samples of
    its own mixture. sigma_db: spread. variance: of the effect, as the fit is sure of it. count:
    samples; aligned: how many of them count, badly aimed ones left out."""

    effect_db: float
    bias_db: float
    sigma_db: float
    variance: float
    count: int
    aligned: float


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What to put on a prediction. uncertainty_db: of the bias itself. count: samples of basis."""

    bias_db: float
    sigma_db: float
    uncertainty_db: float
    count: int
    basis: Basis

    def probability(self, signal_dbm: float, threshold_dbm: float) -> float:
        """Probability that the true signal reaches a threshold, the fit's uncertainty included."""
        spread_db = math.hypot(self.sigma_db, self.uncertainty_db)
        return NormalDist().cdf((signal_dbm + self.bias_db - threshold_dbm) / spread_db)


@dataclass(frozen=True, kw_only=True)
class Misaligned:
    """An install far below what is expected of it. sample: its place. short_db: by how much;
    sigmas: the same in standard deviations; probability: that it is not chance."""

    sample: int
    expected_dbm: float
    short_db: float
    sigmas: float
    probability: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """A fit. sectors, classes: by name; both: by (sector, class). spread_*: how far the effects of
    sectors, classes and both lie from 0, dB, as it was learned. misaligned_share: of installs.
    misaligned: the surest first; empty in one read back."""

    network: Effect
    sectors: Mapping[str, Effect]
    classes: Mapping[str, Effect]
    both: Mapping[tuple[str, str], Effect]
    spread_sector_db: float
    spread_class_db: float
    spread_both_db: float
    misaligned_share: float
    misaligned: tuple[Misaligned, ...] = ()

    def correction(self, sector: str, clutter_class: str) -> Correction:
        """What is known for a receiver of a sector within a class, be they new to the fit."""
        own = self.sectors.get(sector)
        around = self.classes.get(clutter_class)
        cell = self.both.get((sector, clutter_class))
        parts = (
            (own, self.spread_sector_db),
            (around, self.spread_class_db),
            (cell, self.spread_both_db),
        )
        bias_db = self.network.effect_db
        bias_db += sum(effect.effect_db for effect, _ in parts if effect is not None)
        basis, told = next(
            (basis, effect)
            for basis, effect in (
                (Basis.BOTH, cell),
                (Basis.SECTOR, own),
                (Basis.CLASS, around),
                (Basis.NETWORK, self.network),
            )
            if effect is not None
        )
        return Correction(
            bias_db=bias_db,
            sigma_db=self._sigma_db(own, around, cell),
            uncertainty_db=math.sqrt(self._variance(own, around, cell)),
            count=told.count,
            basis=basis,
        )

    def _variance(self, own: Effect | None, around: Effect | None, cell: Effect | None) -> float:
        """How unsure the sum of the parts is. What the cell's own samples tell is counted once: the
        parts above it are taken as they would be without them."""
        told = 0.0 if cell is None else cell.aligned / cell.sigma_db**2
        above = self.network.variance + self.spread_both_db**2
        for effect, spread_db in ((own, self.spread_sector_db), (around, self.spread_class_db)):
            believed = 1.0 / spread_db**2
            above += 1.0 / (
                believed if effect is None else max(1.0 / effect.variance - told, believed)
            )
        return 1.0 / (told + 1.0 / above)

    def _sigma_db(self, own: Effect | None, around: Effect | None, cell: Effect | None) -> float:
        if cell is not None:
            return cell.sigma_db
        all_db = self.network.sigma_db
        return math.prod((one.sigma_db / all_db for one in (own, around) if one), start=all_db)

    def told(self) -> dict[str, Any]:
        """The fit as plain values; the misaligned installs are left out."""
        return {
            "form": FORM,
            "network": asdict(self.network),
            "sectors": {name: asdict(one) for name, one in self.sectors.items()},
            "classes": {name: asdict(one) for name, one in self.classes.items()},
            "both": [[*names, asdict(one)] for names, one in self.both.items()],
            "spread_sector_db": self.spread_sector_db,
            "spread_class_db": self.spread_class_db,
            "spread_both_db": self.spread_both_db,
            "misaligned_share": self.misaligned_share,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """A fit read back. Raises EngineError for values of another form."""
        if told.get("form") != FORM:
            raise EngineError(f"this is not a calibration of form {FORM}")
        try:
            return cls(
                network=Effect(**told["network"]),
                sectors={name: Effect(**one) for name, one in told["sectors"].items()},
                classes={name: Effect(**one) for name, one in told["classes"].items()},
                both={(one[0], one[1]): Effect(**one[2]) for one in told["both"]},
                spread_sector_db=told["spread_sector_db"],
                spread_class_db=told["spread_class_db"],
                spread_both_db=told["spread_both_db"],
                misaligned_share=told["misaligned_share"],
            )
        except (KeyError, TypeError, IndexError) as error:
            raise EngineError(f"a calibration cannot be read back ({error})") from error
