"""Single rows that services and handlers ask for."""

from uuid import UUID

from guywire.domains.network.queries.serviceability import candidate_sectors

from ..models import Lead


def lead_of(lead_id: UUID) -> Lead | None:
    return Lead.objects.filter(pk=lead_id).first()


def radiating_sector(sector_id: UUID) -> UUID | None:
    """The id, if that sector is on the air."""
    return next((s.pk for s in candidate_sectors() if s.pk == sector_id), None)
