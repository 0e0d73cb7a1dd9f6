"""The network's own layers of the map."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from guywire.engines import geo

from ..models import BackhaulLink, Sector, Site
from ..models.sectors import full_name
from .crowding import roomy_zoom
from .layers import Box, Feature, MapLayer, Point

CONE_STEP_DEG = 6.0
COARSEST_STEP_DEG = 30.0
FINEST_ZOOM = 14  # the map stretches the tiles of this zoom when it goes closer
METRES_PER_PIXEL_AT_0 = 78_271.5
ALL_ROUND_DEG = 360.0
METRES_PER_DEGREE = 111_000.0
LARGEST_RANGE_DEG = 2.0
FIRST_SECTOR_ZOOM = 10
"""Farther out than this a cone stands for all that look alike."""
SPOT_PIXELS = 24.0
"""Side of a spot at every zoom, and the reach of a cone where sites stand close."""
SECTOR_SPOT_DEG = 360.0 / 512 * SPOT_PIXELS
"""The same at zoom 0."""
LOOKING_DEG = 60.0
SECTOR_COLUMNS = (
    "pk", "name", "site__name", "status", "technology", "azimuth_deg", "beamwidth_deg",
    "max_range_m", "site__longitude", "site__latitude",
)  # fmt: skip
RETIRED = Sector.Status.RETIRED


def _in_box(rows: QuerySet[Any], box: Box, prefix: str = "", margin_deg: float = 0.0) -> Any:
    return rows.filter(
        **{
            f"{prefix}latitude__range": (box.south - margin_deg, box.north + margin_deg),
            f"{prefix}longitude__range": (box.west - margin_deg, box.east + margin_deg),
        }
    )


def _address(noun: str) -> str:
    """The address of a page of one row, up to its id."""
    return reverse("network:site-list").removesuffix("sites/") + f"{noun}/"


def sites_in(box: Box, zoom: int) -> Iterator[Feature]:
    rows = _in_box(Site.objects.order_by("pk"), box)
    base = _address("sites")
    for row in rows.values_list("pk", "name", "status", "types", "longitude", "latitude"):
        pk, name, status, types, longitude, latitude = row
        yield Feature(
            ((longitude, latitude),),
            {
                "id": str(pk),
                "name": name,
                "status": status,
                "kind": types[0] if types else "other",
                "url": f"{base}{pk}/",
            },
        )


def sectors_in(box: Box, zoom: int) -> Iterator[Feature]:
    rows = Sector.objects.exclude(status=RETIRED).order_by("pk")
    widest_m = rows.aggregate(widest=Max("max_range_m"))["widest"] or 0.0
    margin = min(LARGEST_RANGE_DEG, widest_m / 60_000.0)
    is_crowded = zoom < roomy_zoom()
    if is_crowded:
        margin = min(margin, SECTOR_SPOT_DEG / 2**zoom)
    near = _in_box(rows, box, "site__", margin).values_list(*SECTOR_COLUMNS)
    found = [row for row in (_short(row, zoom) if is_crowded else row for row in near)
             if _reaches(box, row[8], row[9], range_m=row[7])]  # fmt: skip
    if zoom < FIRST_SECTOR_ZOOM:
        yield from _sector_crowds(found, zoom)
        return
    base = _address("sectors")
    for row in found:
        pk, name, site, status, technology, azimuth = row[:6]
        yield Feature(
            _cone_of(row, zoom),
            {
                "id": str(pk),
                "name": full_name(site, name),
                "status": status,
                "technology": technology,
                "azimuth": azimuth,
                "url": f"{base}{pk}/",
            },
        )


def _short(row: tuple[Any, ...], zoom: int) -> tuple[Any, ...]:
    """The sector of a row where there is no room: where it looks is shown, not how far."""
    most_m = SPOT_PIXELS * _pixel_m(row[9], zoom)
    return *row[:7], min(row[7], most_m), *row[8:]


def _cone_of(row: tuple[Any, ...], zoom: int) -> tuple[Point, ...]:
    azimuth, width, range_m, longitude, latitude = row[5:]
    step = _step(range_m, latitude, zoom)
    return cone((longitude, latitude), azimuth, width, range_m, step)


def _sector_crowds(rows: Iterable[tuple[Any, ...]], zoom: int) -> Iterator[Feature]:
    """Far out one cone, the farthest reaching, for all of a spot that look the same way.

    Those of another status or technology stand apart, since the map filters by both.
    """
    side_deg = SECTOR_SPOT_DEG / 2**zoom
    crowds: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        spot = row[8] // side_deg, row[9] // side_deg
        crowds.setdefault((*spot, row[3], row[4], row[5] // LOOKING_DEG), []).append(row)
    for members in crowds.values():
        widest = max(members, key=lambda row: float(row[7]))
        one = {"id": str(widest[0]), "url": f"{_address('sectors')}{widest[0]}/"}
        yield Feature(
            _cone_of(widest, zoom),
            {
                "name": full_name(widest[2], widest[1]),
                "status": widest[3],
                "technology": widest[4],
                "azimuth": widest[5],
                **(one if len(members) == 1 else {"count": len(members)}),
            },
        )


def _reaches(box: Box, longitude: float, latitude: float, range_m: float) -> bool:
    """Whether the square around a site, as wide as its reach, touches the box."""
    up = range_m / METRES_PER_DEGREE
    across = up / max(0.01, math.cos(math.radians(latitude)))
    is_beside = longitude + across < box.west or longitude - across > box.east
    return not is_beside and latitude + up >= box.south and latitude - up <= box.north


def _pixel_m(latitude: float, zoom: int) -> float:
    """Side of a pixel of the tile, m."""
    return METRES_PER_PIXEL_AT_0 * math.cos(math.radians(latitude)) / float(2**zoom)


def _step(range_m: float, latitude: float, zoom: int) -> float:
    """How far apart the corners of a rim may be, deg, for it to look round to half a pixel."""
    if zoom >= FINEST_ZOOM:
        return CONE_STEP_DEG
    pixel_m = _pixel_m(latitude, zoom)
    step = math.degrees(math.sqrt(4.0 * pixel_m / max(1.0, range_m)))
    return max(CONE_STEP_DEG, min(COARSEST_STEP_DEG, step))


def cone(
    at: Point, azimuth_deg: float, width_deg: float, range_m: float, step_deg: float = CONE_STEP_DEG
) -> tuple[Point, ...]:
    """The outline of a beam, a closed ring of (longitude, latitude); a full circle has no tip."""
    plane = geo.LocalPlane(at[1], at[0])
    is_circle = width_deg >= ALL_ROUND_DEG
    width = min(width_deg, ALL_ROUND_DEG)
    steps = max(2, round(width / step_deg))
    across = range_m / plane.metres_per_longitude
    up = range_m / plane.metres_per_latitude
    first = math.radians(azimuth_deg - width / 2)
    turn = math.radians(width / steps)
    rim = tuple(
        (at[0] + across * math.sin(first + turn * step), at[1] + up * math.cos(first + turn * step))
        for step in range(steps + 1)
    )
    return rim if is_circle else (at, *rim, at)


def links_in(box: Box, zoom: int) -> Iterator[Feature]:
    """The links whose ends' box touches this one."""
    rows = BackhaulLink.objects.filter(
        Q(site_a__latitude__gte=box.south) | Q(site_b__latitude__gte=box.south),
        Q(site_a__latitude__lte=box.north) | Q(site_b__latitude__lte=box.north),
        Q(site_a__longitude__gte=box.west) | Q(site_b__longitude__gte=box.west),
        Q(site_a__longitude__lte=box.east) | Q(site_b__longitude__lte=box.east),
    ).order_by("pk")
    base = _address("backhaul-links")
    for row in rows.values_list(
        "pk", "name", "status", "kind", "capacity_mbps", "site_a__longitude", "site_a__latitude",
        "site_b__longitude", "site_b__latitude",
    ):  # fmt: skip
        pk, name, status, kind, capacity, west, south, east, north = row
        yield Feature(
            ((west, south), (east, north)),
            {
                "id": str(pk),
                "name": name,
                "status": status,
                "kind": kind,
                "capacity": capacity or 0.0,
                "url": f"{base}{pk}/",
            },
        )


LAYERS = (
    MapLayer(
        name="sectors",
        label="Sectors",
        code="network.sector.view",
        geometry="polygon",
        features=sectors_in,
        rows_of=(Sector, Site),
        status_labels={key: label for key, label in Sector.Status.choices if key != RETIRED},
        min_zoom=7,
        order=10,
    ),
    MapLayer(
        name="links",
        label="Backhaul links",
        code="network.backhaul_link.view",
        geometry="line",
        features=links_in,
        rows_of=(BackhaulLink, Site),
        status_labels=dict(BackhaulLink.Status.choices),
        order=20,
    ),
    MapLayer(
        name="sites",
        label="Sites",
        code="network.site.view",
        geometry="point",
        features=sites_in,
        rows_of=(Site,),
        status_labels=dict(Site.Status.choices),
        order=90,
    ),
)
