"""Rain and refractivity of a place: typed, by the tenant's climate points, else by latitude."""

from dataclasses import dataclass

from guywire.engines import geo
from guywire.engines.propagation import backhaul

from ..models import ClimatePoint, LinkPlan
from .terrain import terrain_store

ZONE_MM_H = {
    "A": 8.0, "B": 12.0, "C": 15.0, "D": 19.0, "E": 22.0, "F": 28.0, "G": 30.0, "H": 32.0,
    "J": 35.0, "K": 42.0, "L": 60.0, "M": 63.0, "N": 95.0, "P": 145.0, "Q": 115.0,
}  # fmt: skip
"""Rain rate of 0.01 % of the year by the zones of ITU-R P.837-1, which newer editions replaced."""

DEFAULT_ZONES = ((15.0, "N"), (25.0, "M"), (35.0, "L"), (45.0, "K"), (55.0, "F"), (65.0, "E"))
POLAR_ZONE = "C"
"""A rule of thumb by latitude north or south: a zone on the rainy side of what is found there."""

DEFAULT_GRADIENTS = ((25.0, -400.0), (35.0, -300.0))
TEMPERATE_GRADIENT = -200.0
"""A rule of thumb for dN1; coasts of warm seas have far steeper ones."""

NEIGHBOURS = 4
FARTHEST_M = 300_000.0
EXACT_M = 1.0
WHOLE = 0.99
"""Share of the square around a path from which on its terrain counts as known."""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure and where it comes from; a default is one that nobody stated."""

    value: float
    source: str
    is_default: bool = False


def rain_of(plan: LinkPlan, latitude: float, longitude: float) -> Known:
    """Rain rate (mm/h) exceeded for 0.01 % of the average year."""
    if plan.rain_001_mm_h is not None:
        return Known(plan.rain_001_mm_h, "typed")
    if plan.rain_zone:
        return Known(ZONE_MM_H[plan.rain_zone], f"rain zone {plan.rain_zone} of ITU-R P.837-1")
    found = _by_points("rain_001_mm_h", latitude, longitude)
    if found is not None:
        return found
    zone = next((zone for limit, zone in DEFAULT_ZONES if abs(latitude) < limit), POLAR_ZONE)
    return Known(ZONE_MM_H[zone], f"default for latitude {latitude:.0f}° (zone {zone})", True)


def gradient_of(plan: LinkPlan, latitude: float, longitude: float) -> Known:
    """Point refractivity gradient dN1 (N-units/km), not exceeded for 1 % of the average year."""
    if plan.dn1_n_km is not None:
        return Known(plan.dn1_n_km, "typed")
    found = _by_points("dn1_n_km", latitude, longitude)
    if found is not None:
        return found
    steps = (value for limit, value in DEFAULT_GRADIENTS if abs(latitude) < limit)
    value = next(steps, TEMPERATE_GRADIENT)
    return Known(value, f"default for latitude {latitude:.0f}°", True)


def roughness_of(plan: LinkPlan, latitude: float, longitude: float) -> Known | None:
    """Roughness s_a (m) of the terrain around the path; None where no terrain is known.

    A default where the terrain of a part of the square is not known.
    """
    if plan.roughness_m is not None:
        return Known(plan.roughness_m, "typed")
    found = backhaul.terrain_roughness(terrain_store(), latitude, longitude)
    if found is None:
        return None
    is_whole = found.known_share > WHOLE
    part = "" if is_whole else f", of which {100.0 * found.known_share:.0f} % is known"
    told = f"terrain of the 110 km around{part}"
    return Known(round(found.roughness_m, 1), told, not is_whole)


def _by_points(column: str, latitude: float, longitude: float) -> Known | None:
    """The nearest points that tell it, weighted by one over the square of their distance."""
    around = geo.bounding_box(latitude, longitude, FARTHEST_M)
    box = ClimatePoint.objects.filter(
        latitude__range=(around.south, around.north), **{f"{column}__isnull": False}
    )
    if around.west <= around.east:
        box = box.filter(longitude__range=(around.west, around.east))
    else:
        box = box.exclude(longitude__gt=around.east, longitude__lt=around.west)
    near = sorted(
        (geo.distance_m(latitude, longitude, place[0], place[1]), place[2])
        for place in box.values_list("latitude", "longitude", column)
    )[:NEIGHBOURS]
    near = [one for one in near if one[0] <= FARTHEST_M]
    if not near:
        return None
    if near[0][0] < EXACT_M:
        return Known(near[0][1], "climate point at the place")
    weights = [1.0 / distance**2 for distance, _ in near]
    pairs = zip(weights, near, strict=True)
    value = sum(weight * one[1] for weight, one in pairs) / sum(weights)
    told = "the climate point" if len(near) == 1 else f"{len(near)} climate points"
    return Known(round(value, 2), f"{told} within {near[-1][0] / 1000:.0f} km")
