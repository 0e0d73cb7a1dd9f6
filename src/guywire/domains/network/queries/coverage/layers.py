"""The layers of a finished coverage study: what they show, in what classes and colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guywire.engines.propagation import rasters
from guywire.kit.errors import NotFound

from ...models import CoverageCell, CoverageStudy

CLASSES, SERVERS, DIFFERENCE = "classes", "servers", "difference"
SIGNAL, BEST, SECOND = "signal", "best-server", "second-server"
SIGHT = "sight"
CELLULAR_LAYERS = frozenset({"rsrp", "rsrq"})
CHANGES = (
    ("#009e73", gettext_noop("Gained")),
    ("#d55e00", gettext_noop("Lost")),
    ("#56b4e9", gettext_noop("Stronger")),
    ("#cc79a7", gettext_noop("Weaker")),
)
"""What a difference shows, by its class from 1 on; colours after Okabe and Ito (2008)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A line of a legend: a class from a value to the next, or a sector."""

    colour: str
    label: str
    from_: float | None
    to: float | None
    sector_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer as the map draws it; ``sectors`` stand for the numbers in a layer of servers."""

    key: str
    title: str
    unit: str
    kind: str
    palette: rasters.Classes | rasters.Categories
    sectors: Sequence[CoverageCell] = ()

    @property
    def legend(self) -> list[Legend]:
        return [
            Legend(
                colour=one.colour,
                label=one.label,
                from_=one.low,
                to=one.high,
                sector_id=self._sector_id(one.code),
            )
            for one in self.palette.legend
        ]

    def _sector_id(self, code: int | None) -> UUID | None:
        if code is None or not self.sectors:
            return None
        return self.sectors[code].sector_id


@dataclass(frozen=True, slots=True)
class Scale:
    """A layer of numbers: its title, unit and where its classes begin."""

    title: str
    unit: str
    edges: Sequence[float]
    labels: Sequence[str] = ()
    is_low_best: bool = False


SCALES = {
    "overlap": Scale(
        gettext_noop("Overlap"), "", (1, 2, 3, 4, 5), labels=("1", "2", "3", "4", "≥ 5")
    ),
    "c-over-i": Scale(gettext_noop("Carrier over interference"), "dB", (0, 5, 10, 15, 20, 25)),
    "sinr": Scale("SINR", "dB", (-10, -5, 0, 5, 10, 15, 20, 25)),
    "rsrp": Scale("RSRP", "dBm", (-125, -115, -105, -95, -85, -75)),
    "rsrq": Scale("RSRQ", "dB", (-20, -17, -14, -12, -11)),
    "throughput": Scale(gettext_noop("Throughput"), "Mb/s", (1, 5, 10, 25, 50, 100, 200)),
    SIGHT: Scale(gettext_noop("Line of sight"), "", (1,), labels=(gettext_noop("In sight"),)),
    "needed-height": Scale(
        gettext_noop("Height needed for sight"), "m", (0, 3, 5, 8, 12, 20, 40), is_low_best=True
    ),
}
"""Every layer of numbers but the signal, whose classes are the study's thresholds."""


def layers_of(study: CoverageStudy, cells: Sequence[CoverageCell]) -> list[Layer]:
    """What the map can show of a study; nothing until it is finished."""
    if not study.is_finished:
        return []
    return [
        signal_layer(study.thresholds_dbm),
        _servers(BEST, _("Best server"), study, cells),
        _servers(SECOND, _("Second server"), study, cells),
        *(
            _classes(key, scale)
            for key, scale in SCALES.items()
            if study.result["has_rsrp"] or key not in CELLULAR_LAYERS
        ),
    ]


def layer_of(study: CoverageStudy, cells: Sequence[CoverageCell], key: str) -> Layer:
    """One layer of a finished study. Raises NotFound."""
    found = next((layer for layer in layers_of(study, cells) if layer.key == key), None)
    if found is None:
        raise NotFound(f"“{study}” has no layer “{key[:40]}”.")
    return found


def signal_layer(thresholds_dbm: Sequence[float]) -> Layer:
    """The signal in the classes of a study's thresholds."""
    return _classes(SIGNAL, Scale(gettext_noop("Signal"), "dBm", sorted(thresholds_dbm)))


def difference_layer() -> Layer:
    """What two studies differ in."""
    entries = [("", ""), *((_(label), colour) for colour, label in CHANGES)]
    palette = rasters.categories(entries)
    return Layer(key=DIFFERENCE, title=_("Difference"), unit="", kind=DIFFERENCE, palette=palette)


def tiles_of(study: CoverageStudy) -> str:
    """The address of the study's tiles, with places for layer, zoom, column and row."""
    address = reverse("network:coverage-tile", args=[study.pk, SIGNAL, 0, 0, 0])
    return address.replace(f"{SIGNAL}/0/0/0", "{layer}/{z}/{x}/{y}")


def difference_tiles_of(before: CoverageStudy, after: CoverageStudy) -> str:
    """The same of the difference between two studies."""
    address = reverse("network:coverage-difference", args=[before.pk, after.pk, 0, 0, 0])
    return address.replace("0/0/0", "{z}/{x}/{y}")


def _classes(key: str, scale: Scale) -> Layer:
    palette = rasters.classes(
        scale.edges,
        unit=scale.unit,
        is_low_best=scale.is_low_best,
        labels=[_(label) for label in scale.labels],
    )
    return Layer(key=key, title=_(scale.title), unit=scale.unit, kind=CLASSES, palette=palette)


def _servers(key: str, title: str, study: CoverageStudy, cells: Sequence[CoverageCell]) -> Layer:
    """The colours were chosen when the study was computed, so that neighbours differ."""
    colours = study.result["server_colours"]
    palette = rasters.categories([(cell.sector_name, colours[cell.number]) for cell in cells])
    return Layer(key=key, title=title, unit="", kind=SERVERS, palette=palette, sectors=cells)
