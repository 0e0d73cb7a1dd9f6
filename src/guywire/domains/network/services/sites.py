"""Writing sites and their contacts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guywire.domains.tenants.services.limits import require_room
from guywire.kit.errors import Conflict, NotFound
from guywire.kit.events import publish

from ..events import (
    GateCodeShown,
    SiteAdded,
    SiteChanged,
    SiteRemoved,
    SiteRetired,
    SiteWentLive,
)
from ..inputs import SiteContactInput, SiteInput
from ..models import Sector, Site, SiteContact
from ..queries.terrain import ground_elevation_m, ground_elevations_m
from .versions import (
    InUse,
    columns,
    delete,
    end,
    filled,
    lock,
    reopen,
    save,
    write,
    write_new,
)


class NoGateCode(Conflict):
    """There is no gate code to show, or none any more."""

    code = "no_gate_code"


def create_site(given: SiteInput) -> Site:
    """Add a site; its ground elevation comes from the terrain where the input has none.

    Raises LimitReached.
    """
    require_room("sites", Site.objects.count)
    site = Site()
    write(site, _values(given, site), given.effective_at)
    publish(SiteAdded(site_id=site.pk))
    _settle(site, None)
    return site


def create_sites(given: Sequence[SiteInput]) -> list[Site]:
    """Add many sites at once, each as ``create_site`` adds one. Raises Taken, LimitReached."""
    require_room("sites", Site.objects.count, adding=len(given))
    grounds = ground_elevations_m([(one.latitude, one.longitude) for one in given])
    sites = []
    for one, ground_m in zip(given, grounds, strict=True):
        site = Site()
        values = columns(one, site)
        if one.ground_elevation_m is None:
            values["ground_elevation_m"] = ground_m
        sites.append(filled(site, values, one.effective_at))
    write_new(sites)
    for site in sites:
        publish(SiteAdded(site_id=site.pk))
        _settle(site, None)
    return sites


def change_site(site: Site, given: SiteInput) -> Site:
    """Change a site; saying the same again is no change. Raises InUse as retire_site does."""
    site = lock(site)
    if given.status not in Site.LIVE:
        _refuse_radiating(site)
    was = site.status
    changed = write(site, _values(given, site), given.effective_at)
    if changed:
        publish(SiteChanged(site_id=site.pk, changed=changed))
    _settle(site, was)
    return site


def go_live(site: Site) -> Site:
    """The site is built and in use."""
    site = lock(site)
    was = site.status
    write(site, {"status": Site.Status.ACTIVE}, None)
    _settle(site, was)
    return site


def retire_site(site: Site) -> Site:
    """The site is given up; refused while a sector is on the air there. Its history stays."""
    site = lock(site)
    if site.status == Site.Status.INACTIVE and site.valid_to is not None:
        return site
    _refuse_radiating(site)
    write(site, {"status": Site.Status.INACTIVE}, None)
    end(site)
    publish(SiteRetired(site_id=site.pk))
    return site


def _refuse_radiating(site: Site) -> None:
    """Raise InUse while a sector is on the air at the site."""
    radiating = Sector.objects.filter(site=site, status=Sector.Status.ON_AIR)
    names = [sector.name for sector in radiating.order_by("name")[:5]]
    if names:
        raise InUse(
            f"{site} has sectors on the air: {', '.join(names)}. Retire them first.",
            field="status",
        )


def _settle(site: Site, was: str | None) -> None:
    """What follows from a new status, whichever door it came through."""
    if site.status == was:
        return
    if site.status != Site.Status.INACTIVE and site.valid_to is not None:
        reopen(site)
    if site.status == Site.Status.ACTIVE:
        publish(SiteWentLive(site_id=site.pk))


def remove_site(site: Site) -> None:
    """Remove a site entered by mistake; refused while anything stands there. Raises InUse."""
    site_id = site.pk
    delete(lock(site))
    publish(SiteRemoved(site_id=site_id))


def show_gate_code(site: Site) -> str:
    """The gate code in the clear; the site's timeline says who looked. Raises NoGateCode."""
    site = lock(site)
    if not site.has_gate_code:
        raise NoGateCode(f"{site} has no gate code.")
    publish(GateCodeShown(site_id=site.pk))
    return site.gate_code.reveal()


def remove_gate_code(site: Site) -> Site:
    """The gate has no code any more; a site without one stays as it is."""
    site = lock(site)
    if site.has_gate_code:
        site.gate_code = ""
        site.save(update_fields=["gate_code", "updated_at"])
        publish(SiteChanged(site_id=site.pk, changed="gate_code"))
    return site


def site_named(site_id: UUID) -> Site:
    """The site of an id that an input names. Raises NotFound with the field."""
    site = Site.objects.filter(pk=site_id).first()
    if site is None:
        raise NotFound("There is no such site.", field="site_id")
    return site


def create_contact(given: SiteContactInput) -> SiteContact:
    """Add somebody to call about a site."""
    contact = SiteContact(site=site_named(given.site_id))
    return _write_contact(contact, given)


def change_contact(contact: SiteContact, given: SiteContactInput) -> SiteContact:
    """Change a contact."""
    if given.site_id != contact.site_id:
        raise Conflict("A contact stays with its site.", field="site_id")
    return _write_contact(SiteContact.objects.select_for_update().get(pk=contact.pk), given)


def remove_contact(contact: SiteContact) -> None:
    """Remove a contact."""
    contact.delete()


def _write_contact(contact: SiteContact, given: SiteContactInput) -> SiteContact:
    contact.role, contact.name = given.role, given.name
    contact.phone, contact.email, contact.notes = given.phone, given.email or "", given.notes
    save(contact)
    return contact


def _values(given: SiteInput, site: Site) -> dict[str, Any]:
    values = columns(given, site)
    if given.ground_elevation_m is None:
        values["ground_elevation_m"] = ground_elevation_m(given.latitude, given.longitude)
    return values
