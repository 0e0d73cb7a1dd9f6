"""Writing backhaul links."""

from typing import Any
from uuid import UUID

from guywire.domains.tenants.queries import this_tenant
from guywire.engines import geo
from guywire.kit import clock
from guywire.kit.errors import Conflict, NotFound
from guywire.kit.events import publish

from ..events import LinkAdded, LinkChanged, LinkRemoved, LinkRetired, LinkWentLive
from ..inputs import BackhaulLinkInput
from ..models import BackhaulLink, Site
from .versions import columns, delete, end, lock, reopen, write


class NoLicence(Conflict):
    """A licensed link may not be used as its licence stands."""

    code = "no_licence"


def create_link(given: BackhaulLinkInput) -> BackhaulLink:
    """Add a link between two sites; a radio's azimuths are computed where none are given.

    Raises NoLicence where it is to carry traffic without one that runs.
    """
    link = BackhaulLink()
    write(link, _values(given, link), given.effective_at)
    publish(LinkAdded(**_ids(link)))
    _settle(link, None)
    return link


def change_link(link: BackhaulLink, given: BackhaulLinkInput) -> BackhaulLink:
    """Change a link; saying the same again is no change. Raises NoLicence as create_link does."""
    link = lock(link)
    was = link.status
    changed = write(link, _values(given, link), given.effective_at)
    if changed:
        publish(LinkChanged(**_ids(link), changed=changed))
    _settle(link, was)
    return link


def put_in_service(link: BackhaulLink) -> BackhaulLink:
    """The link carries traffic. Raises NoLicence."""
    link = lock(link)
    was = link.status
    write(link, {"status": BackhaulLink.Status.ACTIVE}, None)
    _settle(link, was)
    return link


def retire_link(link: BackhaulLink) -> BackhaulLink:
    """The link is given up; its history stays."""
    link = lock(link)
    if link.status == BackhaulLink.Status.INACTIVE and link.valid_to is not None:
        return link
    write(link, {"status": BackhaulLink.Status.INACTIVE}, None)
    end(link)
    publish(LinkRetired(**_ids(link)))
    return link


def _settle(link: BackhaulLink, was: str | None) -> None:
    """What follows from a new status, whichever door it came through."""
    if link.status == was:
        return
    if link.status != BackhaulLink.Status.INACTIVE and link.valid_to is not None:
        reopen(link)
    if link.status == BackhaulLink.Status.ACTIVE:
        _refuse_unlicensed(link)
        publish(LinkWentLive(**_ids(link)))


def _refuse_unlicensed(link: BackhaulLink) -> None:
    """Pending is enough: an applicant may operate conditionally (47 CFR 101.31(b))."""
    if link.kind != BackhaulLink.Kind.LICENSED:
        return
    if link.licence_status not in {BackhaulLink.Licence.ACTIVE, BackhaulLink.Licence.PENDING}:
        state = link.get_licence_status_display().lower()
        raise NoLicence(f"The licence {link.call_sign} is {state}.", field="licence_status")
    expires = link.licence_expires_on
    if expires is None:
        raise NoLicence("Say first when the licence expires.", field="licence_expires_on")
    if expires < clock.today(this_tenant().time_zone):
        raise NoLicence(
            f"The licence {link.call_sign} ended on {expires:%Y-%m-%d}.", field="licence_expires_on"
        )


def remove_link(link: BackhaulLink) -> None:
    """Remove a link entered by mistake. Raises InUse while anything refers to it."""
    ids = _ids(link)
    delete(lock(link))
    publish(LinkRemoved(**ids))


def _ids(link: BackhaulLink) -> dict[str, UUID]:
    return {"link_id": link.pk, "site_a_id": link.site_a_id, "site_b_id": link.site_b_id}


def _end(field: str, site_id: UUID) -> Site:
    site = Site.objects.filter(pk=site_id).first()
    if site is None:
        raise NotFound("There is no such site.", field=field)
    return site


def _values(given: BackhaulLinkInput, link: BackhaulLink) -> dict[str, Any]:
    values = columns(given, link)
    a, b = _end("site_a_id", given.site_a_id), _end("site_b_id", given.site_b_id)
    if given.kind != BackhaulLink.Kind.FIBER:
        for end_name, here, there in (("a", a, b), ("b", b, a)):
            if values[f"{end_name}_azimuth_deg"] is None:
                azimuth = geo.azimuth_deg(
                    here.latitude, here.longitude, there.latitude, there.longitude
                )
                values[f"{end_name}_azimuth_deg"] = round(azimuth, 2)
    return values
