"""Trying a sector elsewhere: a planned copy of it, on a planned site where it would stand."""

from collections.abc import Callable, Iterator
from itertools import count

from django.utils.translation import gettext as _

from guywire.engines import geo

from ..inputs import SectorInput, SiteInput
from ..inputs.elsewhere import ElsewhereInput
from ..models import Sector, Site
from .sectors import create_sector
from .sites import create_site

SAME_PLACE_M = 1.0
"""Nearer than this to its site a sector has not moved."""

COPIED = (
    "technology", "band", "earfcn", "nr_arfcn", "wifi_channel", "center_frequency_mhz",
    "bandwidth_mhz", "beamwidth_deg", "vertical_beamwidth_deg", "antenna_model",
    "antenna_gain_dbi", "front_to_back_db", "receiver_gain_dbi", "receive_threshold_dbm",
    "max_range_m",
)  # fmt: skip
"""What the copy has of the sector; not its PCI, TAC and cell identity, which are of one cell."""


def is_moved(sector: Sector, given: ElsewhereInput) -> bool:
    """Whether the copy would need a site of its own."""
    here = sector.site.latitude, sector.site.longitude
    return geo.distance_m(*here, given.latitude, given.longitude) >= SAME_PLACE_M


def plan_elsewhere(sector: Sector, given: ElsewhereInput) -> Sector:
    """A planned copy of a sector. Moved away, it stands on a planned site of its own.

    Raises LimitReached where the plan allows no further site.
    """
    site, name = sector.site, sector.name
    if is_moved(sector, given):
        site = _planned_site(site, given)
    else:
        name = _free(sector.name, 80, lambda one: site.sectors.filter(name=one).exists())
    copied = {column: getattr(sector, column) for column in COPIED}
    own = given.model_dump(exclude={"latitude", "longitude"})
    return create_sector(
        SectorInput(site_id=site.pk, name=name, status=Sector.Status.PLANNED, **copied, **own)
    )


def _planned_site(site: Site, given: ElsewhereInput) -> Site:
    name = _free(site.name, 120, lambda one: Site.objects.filter(name=one).exists())
    return create_site(
        SiteInput(
            name=name,
            types=[Site.Type(one) for one in site.types],
            latitude=given.latitude,
            longitude=given.longitude,
        )
    )


def _free(name: str, longest: int, is_taken: Callable[[str], bool]) -> str:
    """The first name that nobody has: “Sugar Hill (planned)”, “Sugar Hill (planned 2)”, …"""
    return next(one for one in _names(name, longest) if not is_taken(one))


def _names(name: str, longest: int) -> Iterator[str]:
    for number in count(1):
        ending = f" ({_('planned')})" if number == 1 else f" ({_('planned')} {number})"
        yield name[: longest - len(ending)] + ending
