"""Single rows that services and handlers ask for."""

from uuid import UUID

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.serviceability import candidate_sectors

from ..models import Lead, ServiceLocation


def lead_of(lead_id: UUID) -> Lead | None:
    return Lead.objects.filter(pk=lead_id).first()


def radiating_sector(sector_id: UUID) -> Sector | None:
    """The sector, if it is on the air."""
    return next((s for s in candidate_sectors() if s.pk == sector_id), None)


def location_at(key: str) -> ServiceLocation | None:
    """The location with this ``address_key``."""
    return ServiceLocation.objects.filter(address_key=key).first()
