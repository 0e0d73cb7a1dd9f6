"""Writing sectors."""

from guywire.kit.errors import Conflict
from guywire.kit.events import publish

from ..events import SectorAdded, SectorChanged, SectorRemoved, SectorRetired, SectorWentOnAir
from ..inputs import SectorInput
from ..models import Sector, Site
from .sites import site_named
from .versions import columns, delete, end, lock, write


class SiteNotLive(Conflict):
    """A sector cannot radiate from a site that is not there."""

    code = "site_not_live"


def create_sector(given: SectorInput) -> Sector:
    """Add a sector to a site."""
    site = site_named(given.site_id)
    sector = Sector()
    write(sector, columns(given, sector), given.effective_at)
    publish(SectorAdded(sector_id=sector.pk, site_id=site.pk))
    return sector


def change_sector(sector: Sector, given: SectorInput) -> Sector:
    """Change a sector; saying the same again is no change."""
    sector = lock(sector)
    site = site_named(given.site_id)
    changed = write(sector, columns(given, sector), given.effective_at)
    if changed:
        publish(SectorChanged(sector_id=sector.pk, site_id=site.pk, changed=changed))
    return sector


def put_on_air(sector: Sector) -> Sector:
    """The sector radiates. Its site must be live."""
    sector = lock(sector)
    if sector.status == Sector.Status.ON_AIR:
        return sector
    if sector.site.status not in {Site.Status.ACTIVE, Site.Status.MAINTENANCE}:
        raise SiteNotLive(f"{sector.site} is {sector.site.get_status_display().lower()}.")
    write(sector, {"status": Sector.Status.ON_AIR, "valid_to": None}, None)
    publish(SectorWentOnAir(sector_id=sector.pk, site_id=sector.site_id))
    return sector


def retire_sector(sector: Sector) -> Sector:
    """The sector is switched off for good; its history stays."""
    sector = lock(sector)
    if sector.status == Sector.Status.RETIRED:
        return sector
    write(sector, {"status": Sector.Status.RETIRED}, None)
    end(sector)
    publish(SectorRetired(sector_id=sector.pk, site_id=sector.site_id))
    return sector


def remove_sector(sector: Sector) -> None:
    """Remove a sector entered by mistake. Raises InUse while anything refers to it."""
    sector_id, site_id = sector.pk, sector.site_id
    delete(lock(sector))
    publish(SectorRemoved(sector_id=sector_id, site_id=site_id))
