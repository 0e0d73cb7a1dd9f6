"""Facts the network tells."""

from uuid import UUID

from guywire.kit.events import Event


class SiteAdded(Event, name="network.site_added", public=True):
    site_id: UUID


class SiteChanged(Event, name="network.site_changed", public=True):
    """``changed`` names the columns, comma between."""

    site_id: UUID
    changed: str


class SiteWentLive(Event, name="network.site_went_live", public=True):
    site_id: UUID


class SiteRetired(Event, name="network.site_retired", public=True):
    site_id: UUID


class SiteRemoved(Event, name="network.site_removed", public=True):
    site_id: UUID


class SectorAdded(Event, name="network.sector_added", public=True):
    sector_id: UUID
    site_id: UUID


class SectorChanged(Event, name="network.sector_changed", public=True):
    sector_id: UUID
    site_id: UUID
    changed: str


class SectorWentOnAir(Event, name="network.sector_went_on_air", public=True):
    sector_id: UUID
    site_id: UUID


class SectorRetired(Event, name="network.sector_retired", public=True):
    sector_id: UUID
    site_id: UUID


class SectorRemoved(Event, name="network.sector_removed", public=True):
    sector_id: UUID
    site_id: UUID


class EquipmentAdded(Event, name="network.equipment_added", public=True):
    equipment_id: UUID
    site_id: UUID


class EquipmentChanged(Event, name="network.equipment_changed", public=True):
    equipment_id: UUID
    site_id: UUID
    changed: str


class EquipmentRetired(Event, name="network.equipment_retired", public=True):
    equipment_id: UUID
    site_id: UUID


class EquipmentRemoved(Event, name="network.equipment_removed", public=True):
    equipment_id: UUID
    site_id: UUID


class LinkAdded(Event, name="network.link_added", public=True):
    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkChanged(Event, name="network.link_changed", public=True):
    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID
    changed: str


class LinkWentLive(Event, name="network.link_went_live", public=True):
    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkRetired(Event, name="network.link_retired", public=True):
    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkRemoved(Event, name="network.link_removed", public=True):
    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class QualificationRequested(Event, name="network.qualification_requested"):
    run_id: UUID


class QualificationFinished(Event, name="network.qualification_finished"):
    run_id: UUID
