"""The nearest sector, however far: what a place without service is told."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, FloatField, Value
from django.db.models.functions import Cos, Radians, Sin

from guywire.engines import geo

from ..models import Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestSector:
    """Where it is seen from the place."""

    sector_id: UUID
    name: str
    status: str
    distance_m: float
    azimuth_deg: float

    @property
    def distance_km(self) -> float:
        return self.distance_m / 1000.0


def nearest_sector(latitude: float, longitude: float) -> NearestSector | None:
    """The sector nearest to a place that is not retired; of one site, one on air first."""
    north, east = Radians(F("site__latitude")), Radians(F("site__longitude"))
    here, there = (Radians(Value(one, FloatField())) for one in (latitude, longitude))
    # the cosine of the angle between the two points falls as they part, across the date line too
    angle = Sin(here) * Sin(north) + Cos(here) * Cos(north) * Cos(there - east)
    live = Sector.objects.exclude(status=Sector.Status.RETIRED).select_related("site")
    near = list(live.annotate(angle=angle).order_by("-angle", "pk")[:12])
    if not near:
        return None
    first = near[0].site_id
    own = sorted(
        (one for one in near if one.site_id == first),
        key=lambda one: (one.status != Sector.Status.ON_AIR, one.name),
    )
    return _seen(own[0], latitude, longitude)


def _seen(sector: Sector, latitude: float, longitude: float) -> NearestSector:
    site = sector.site
    ends = (latitude, longitude, site.latitude, site.longitude)
    return NearestSector(
        sector_id=sector.pk,
        name=sector.full_name,
        status=sector.status,
        distance_m=round(geo.distance_m(*ends), 1),
        azimuth_deg=round(geo.azimuth_deg(*ends), 1) if geo.distance_m(*ends) >= 1.0 else 0.0,
    )
