"""Writing sectors."""

from datetime import datetime
from typing import Any

from guywire.kit.errors import Conflict, NotFound
from guywire.kit.events import publish

from ..events import SectorAdded, SectorChanged, SectorRemoved, SectorRetired, SectorWentOnAir
from ..inputs import SectorInput
from ..models import AntennaPattern, Sector, Site
from .sites import site_named
from .versions import columns, delete, end, lock, reopen, write


class SiteNotLive(Conflict):
    """A sector cannot radiate from a site that is not there."""

    code = "site_not_live"


def create_sector(given: SectorInput) -> Sector:
    """Add a sector to a site. On the air only where the site is live; raises SiteNotLive."""
    site = site_named(given.site_id)
    _refuse_dark_site(given.status, site)
    sector = Sector()
    write(sector, _columns(given, sector), given.effective_at)
    publish(SectorAdded(sector_id=sector.pk, site_id=site.pk))
    _settle(sector, None, given.effective_at)
    return sector


def change_sector(sector: Sector, given: SectorInput) -> Sector:
    """Change a sector; saying the same again is no change. Raises SiteNotLive."""
    sector = lock(sector)
    site = site_named(given.site_id)
    _refuse_dark_site(given.status, site)
    was = sector.status
    changed = write(sector, _columns(given, sector), given.effective_at)
    if changed:
        publish(SectorChanged(sector_id=sector.pk, site_id=site.pk, changed=changed))
    _settle(sector, was, given.effective_at)
    return sector


def put_on_air(sector: Sector) -> Sector:
    """The sector radiates. Its site must be live; raises SiteNotLive."""
    sector = lock(sector)
    _refuse_dark_site(Sector.Status.ON_AIR, sector.site)
    return _turn(sector, Sector.Status.ON_AIR)


def retire_sector(sector: Sector) -> Sector:
    """The sector is switched off for good; its history stays."""
    return _turn(lock(sector), Sector.Status.RETIRED)


def remove_sector(sector: Sector) -> None:
    """Remove a sector entered by mistake. Raises InUse while anything refers to it."""
    sector_id, site_id = sector.pk, sector.site_id
    delete(lock(sector))
    publish(SectorRemoved(sector_id=sector_id, site_id=site_id))


def _columns(given: SectorInput, sector: Sector) -> dict[str, Any]:
    """The columns; an electrical tilt left open is that of the antenna. Raises NotFound."""
    values = columns(given, sector)
    drawn = None
    if given.antenna_pattern_id is not None:
        drawn = AntennaPattern.objects.filter(pk=given.antenna_pattern_id).first()
        if drawn is None:
            raise NotFound("There is no such antenna pattern.", field="antenna_pattern_id")
    if given.electrical_tilt_deg is None:
        values["electrical_tilt_deg"] = drawn.electrical_tilt_deg if drawn else 0.0
    return values


def _refuse_dark_site(status: str, site: Site) -> None:
    """A sector radiates only from a site that is in use."""
    if status == Sector.Status.ON_AIR and not site.is_live:
        raise SiteNotLive(f"{site} is {site.get_status_display().lower()}.", field="status")


def _turn(sector: Sector, status: str) -> Sector:
    was = sector.status
    write(sector, {"status": status}, None)
    _settle(sector, was, None)
    return sector


def _settle(sector: Sector, was: str | None, at: datetime | None) -> None:
    """What follows from a new status, whichever door it came through."""
    if sector.status == was:
        return
    facts = {"sector_id": sector.pk, "site_id": sector.site_id}
    if sector.status == Sector.Status.RETIRED:
        end(sector, at)
        publish(SectorRetired(**facts))
    elif sector.valid_to is not None:
        reopen(sector)
    if sector.status == Sector.Status.ON_AIR:
        publish(SectorWentOnAir(**facts))
