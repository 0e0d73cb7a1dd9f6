"""What colour a value has, and the legend that says so.

Colours come from scales that people with any of the common colour-vision deficiencies can tell
apart: viridis (Smith and van der Walt, 2015) for classes in order, a set of its own for servers
(`servers.py`). A pixel's number is 0 where nothing is drawn, else its colour's place from 1 on.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError

Values = npt.NDArray[np.number[Any]]
Bytes = npt.NDArray[np.uint8]

MOST_COLOURS = 255
VIRIDIS = (
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e",
    "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One line of a legend: from `low` to below `high` (none: open), or a category's `code`."""

    colour: str
    label: str
    low: float | None = None
    high: float | None = None
    code: int | None = None


class Palette(Protocol):
    """Colours ("#rrggbb") for values, and what they mean."""

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours by number, from 1 on."""
        ...

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What the colours mean."""
        ...

    def numbers(self, values: Values) -> Bytes:
        """The number of each value's colour, 0 where nothing is drawn."""
        ...


@dataclass(frozen=True)
class Classes:
    """Values in classes between rising `edges`: the first edge belongs to the first class.

    Below the first edge and at nan nothing is drawn; `top` ends the last class, which is open
    otherwise. is_low_best: the less the better, as of a height that is needed.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    top: float = math.inf
    is_low_best: bool = False

    def numbers(self, values: Values) -> Bytes:
        """The class of each value from 1 on, 0 where nothing is drawn."""
        # comparisons one by one: with nan all are false, and few of them beat a search
        found = np.zeros(values.shape, dtype=np.uint8)
        for edge in self.edges:
            found += values >= edge
        if self.top != math.inf:
            found[values >= self.top] = 0
        return found


@dataclass(frozen=True)
class Categories:
    """Whole numbers that name something: category i has the colour with number `places`[i].

    Numbers without a category, like -1 for "none", and nan are not drawn.
    """

    places: tuple[int, ...]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]

    def numbers(self, values: Values) -> Bytes:
        """The colour's number of each category, 0 where there is none."""
        table = np.zeros(len(self.places) + 1, dtype=np.uint8)
        table[:-1] = self.places
        is_known = (values >= 0) & (values < len(self.places))
        index = np.where(is_known, values, len(self.places)).astype(np.int64)
        return np.asarray(table[index], dtype=np.uint8)


def classes(
    edges: Sequence[float],
    *,
    unit: str = "",
    top: float = math.inf,
    is_low_best: bool = False,
    colours: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> Classes:
    """Classes between edges, best ones brightest. Raises EngineError unless the edges rise."""
    refuse_bad_edges(edges, top)
    chosen = tuple(colours) or spread(VIRIDIS, len(edges))
    named = tuple(labels) or tuple(_spans(edges, top, unit))
    if len(chosen) != len(edges) or len(named) != len(edges):
        raise EngineError(f"{len(edges)} classes need as many colours and labels")
    chosen = chosen[::-1] if is_low_best and not colours else chosen
    ends = [*edges[1:], top]
    legend = tuple(
        LegendEntry(colour=colour, label=label, low=low, high=None if end == math.inf else end)
        for colour, label, low, end in zip(chosen, named, edges, ends, strict=True)
    )
    return Classes(tuple(map(float, edges)), chosen, legend, top, is_low_best)


def categories(entries: Sequence[tuple[str, str]]) -> Categories:
    """Categories 0, 1, 2 … by label and colour; an empty colour means that it is not drawn."""
    drawn = [(code, *entry) for code, entry in enumerate(entries) if entry[1]]
    colours = tuple(dict.fromkeys(colour for _, _, colour in drawn))
    if len(colours) > MOST_COLOURS:
        raise EngineError(f"a picture has at most {MOST_COLOURS} colours, not {len(colours)}")
    places = tuple(colours.index(colour) + 1 if colour else 0 for _, colour in entries)
    legend = tuple(
        LegendEntry(colour=colour, label=label, code=code) for code, label, colour in drawn
    )
    return Categories(places, colours, legend)


def spread(scale: Sequence[str], count: int) -> tuple[str, ...]:
    """As many colours of a scale, evenly apart from its first to its last."""
    if count == 1:
        return (scale[len(scale) * 2 // 3],)
    places = np.linspace(0.0, len(scale) - 1.0, count)
    known = np.array([rgb(colour) for colour in scale], dtype=np.float64)
    mixed = [np.interp(places, np.arange(len(scale)), known[:, i]) for i in range(3)]
    return tuple(
        f"#{red:02x}{green:02x}{blue:02x}"
        for red, green, blue in np.rint(np.array(mixed)).T.astype(int).tolist()
    )


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0-255, of "#rrggbb". Raises EngineError for anything else."""
    try:
        if len(colour) != len("#rrggbb") or colour[0] != "#":
            raise ValueError
        red, green, blue = bytes.fromhex(colour[1:])
    except ValueError:
        raise EngineError(f"a colour is written #rrggbb, not {colour!r}") from None
    return red, green, blue


def refuse_bad_edges(edges: Sequence[float], top: float) -> None:
    """Raise EngineError unless there are 1 to 255 edges that rise, to the top."""
    if not 1 <= len(edges) <= MOST_COLOURS:
        raise EngineError(f"there must be 1 to {MOST_COLOURS} thresholds, not {len(edges)}")
    for low, high in itertools.pairwise([*edges, top]):
        if not -math.inf < low < high:
            raise EngineError(f"thresholds must rise: {high:g} follows {low:g}")


def _spans(edges: Sequence[float], top: float, unit: str) -> list[str]:
    tail = f" {unit}" if unit else ""
    inner = [f"{_shown(low)} … {_shown(high)}{tail}" for low, high in itertools.pairwise(edges)]
    last = f"≥ {_shown(edges[-1])}" if top == math.inf else f"{_shown(edges[-1])} … {_shown(top)}"
    return [*inner, last + tail]


def _shown(value: float) -> str:
    """A number as people write it, with a true minus."""
    return f"{value:g}".replace("-", "−")
