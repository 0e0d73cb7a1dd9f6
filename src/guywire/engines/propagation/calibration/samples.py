"""Measured signals beside their predictions, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LEAST_SAMPLES = 10
WEAKEST_DBM, STRONGEST_DBM = -200.0, 60.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Samples:
    """One entry a measured install: its sector, the clutter class where it stands, what was
    measured and what is predicted, dBm.

    Raises EngineError for fewer than 10, and for a value that is not a power, by its place.
    """

    sectors: Sequence[str]
    classes: Sequence[str]
    measured_dbm: npt.ArrayLike
    predicted_dbm: npt.ArrayLike

    def __post_init__(self) -> None:
        columns = {
            name: np.ascontiguousarray(getattr(self, name), dtype=np.float64)
            for name in ("measured_dbm", "predicted_dbm")
        }
        lengths = {len(self.sectors), len(self.classes), *(len(one) for one in columns.values())}
        if len(lengths) != 1:
            raise EngineError(f"the samples' columns have different lengths: {sorted(lengths)}")
        count = lengths.pop()
        if count < LEAST_SAMPLES:
            raise EngineError(f"a calibration needs at least {LEAST_SAMPLES} samples, has {count}")
        for name, values in columns.items():
            is_power = (values >= WEAKEST_DBM) & (values <= STRONGEST_DBM)
            if not is_power.all():
                index = int(np.argmin(is_power))
                raise EngineError(
                    f"{name}[{index}] must be {WEAKEST_DBM:g} to {STRONGEST_DBM:g} dBm,"
                    f" is {values[index]:g}"
                )

    def __len__(self) -> int:
        return len(self.sectors)

    @cached_property
    def residuals_db(self) -> Floats:
        """Measured less predicted."""
        measured = np.asarray(self.measured_dbm, dtype=np.float64)
        return measured - np.asarray(self.predicted_dbm, dtype=np.float64)

    @cached_property
    def by_sector(self) -> "Groups":
        """The samples by sector."""
        return Groups.of(self.sectors)

    @cached_property
    def by_class(self) -> "Groups":
        """The samples by clutter class."""
        return Groups.of(self.classes)

    @cached_property
    def by_both(self) -> "Groups":
        """The samples by sector and class; a name is both joined by a line feed."""
        return Groups.of([f"{s}\n{c}" for s, c in zip(self.sectors, self.classes, strict=True)])


@dataclass(frozen=True, eq=False)
class Groups:
    """Names, and the number of each sample's."""

    names: tuple[str, ...]
    number: Integers

    @classmethod
    def of(cls, labels: Sequence[str]) -> "Groups":
        """Number labels by their order."""
        names = tuple(sorted(set(labels)))
        numbers = {name: number for number, name in enumerate(names)}
        return cls(names, np.array([numbers[label] for label in labels], dtype=np.int64))

    def sums(self, values: Floats) -> Floats:
        """Sum of each group."""
        found = np.bincount(self.number, weights=values, minlength=len(self.names))
        return found.astype(np.float64)
