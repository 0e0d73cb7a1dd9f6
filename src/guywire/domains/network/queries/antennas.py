"""Antennas as the engines take them, as files, and as curves to look at."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation import antennas as engine
from guywire.kit.access import Actor

from ..models import AntennaPattern, Sector

FLOOR_DB = 40.0
"""Loss at the middle of a drawn curve; what is weaker is drawn there."""

RADIUS = 100.0
KEPT = 512


def antenna_patterns(actor: Actor) -> QuerySet[AntennaPattern]:
    """Every antenna, with how many sectors use it; without the cuts, which are long."""
    counted = (
        Sector.objects.filter(antenna_pattern=OuterRef("pk"))
        .order_by()
        .values("antenna_pattern")
        .annotate(count=Count("pk"))
        .values("count")
    )
    used = Coalesce(Subquery(counted), 0)
    return AntennaPattern.objects.annotate(sector_count=used).defer("horizontal_db", "vertical_db")


def antenna_of(drawn: AntennaPattern) -> engine.Antenna:
    """The engine's antenna; equal ones are one object, and share their tables."""
    return _antenna(
        tuple(drawn.horizontal_db),
        tuple(drawn.vertical_db),
        drawn.front_to_back_db,
        drawn.electrical_tilt_deg,
    )


@lru_cache(maxsize=KEPT)
def _antenna(
    horizontal: tuple[float, ...], vertical: tuple[float, ...], back_db: float, tilt_deg: float
) -> engine.Antenna:
    return engine.Antenna(
        name="",
        horizontal_db=np.array(horizontal),
        vertical_db=np.array(vertical),
        front_to_back_db=back_db,
        electrical_tilt_deg=tilt_deg,
    )


def pattern_of(sector: Sector) -> SectorPattern | engine.CutPattern:
    """The sector's antenna as the engine takes it: as it is drawn, else by its beamwidths."""
    drawn = sector.antenna_pattern
    if drawn is None:
        return SectorPattern(
            azimuth_deg=sector.azimuth_deg,
            horizontal_beamwidth_deg=sector.beamwidth_deg,
            vertical_beamwidth_deg=sector.vertical_beamwidth_deg,
            down_tilt_deg=sector.tilt_deg,
            front_to_back_db=sector.front_to_back_db,
        )
    return engine.CutPattern(
        antenna=antenna_of(drawn),
        azimuth_deg=sector.azimuth_deg,
        mechanical_tilt_deg=sector.mechanical_tilt_deg,
        electrical_tilt_deg=sector.electrical_tilt_deg,
        beamwidth_deg=sector.beamwidth_deg,
        combination=engine.Combination(drawn.combination),
    )


def msi_file(drawn: AntennaPattern) -> str:
    """The antenna as an MSI Planet file."""
    antenna = engine.Antenna(
        name=drawn.name,
        horizontal_db=np.array(drawn.horizontal_db),
        vertical_db=np.array(drawn.vertical_db),
        manufacturer=drawn.manufacturer,
        model=drawn.model,
        gain_dbi=drawn.gain_dbi,
        front_to_back_db=drawn.front_to_back_db,
        electrical_tilt_deg=drawn.electrical_tilt_deg,
        low_mhz=drawn.low_mhz if drawn.low_mhz is not None else drawn.high_mhz,
        high_mhz=drawn.high_mhz if drawn.high_mhz is not None else drawn.low_mhz,
        polarization=drawn.polarization,
    )
    return engine.write_msi(antenna)


@dataclass(frozen=True, slots=True)
class Curve:
    """A cut as the path of an SVG, 200 units across; ahead is up (seen from above) or right."""

    path: str
    rings: tuple[tuple[float, int], ...]


def curve(losses_db: Sequence[float], *, is_vertical: bool) -> Curve:
    """The path of a cut: 0 dB at the rim, FLOOR_DB in the middle."""
    points = []
    for degree, loss in enumerate(losses_db):
        length = RADIUS * (1.0 - min(loss, FLOOR_DB) / FLOOR_DB)
        turn = math.radians(degree)
        if is_vertical:
            points.append((length * math.cos(turn), length * math.sin(turn)))
        else:
            points.append((length * math.sin(turn), -length * math.cos(turn)))
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    rings = tuple((RADIUS * (1.0 - db / FLOOR_DB), -db) for db in (0, 10, 20, 30))
    return Curve(f"M{path}Z", rings)
