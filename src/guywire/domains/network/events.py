"""Facts the network tells."""

from uuid import UUID

from guywire.kit.events import Event


class SiteAdded(Event, name="network.site_added", public=True):
    """A site is on the map."""

    site_id: UUID


class SiteChanged(Event, name="network.site_changed", public=True):
    """``changed`` names the columns, comma between."""

    site_id: UUID
    changed: str


class SiteWentLive(Event, name="network.site_went_live", public=True):
    """The site is in use."""

    site_id: UUID


class SiteRetired(Event, name="network.site_retired", public=True):
    """The site is no longer used; its history stays."""

    site_id: UUID


class SiteRemoved(Event, name="network.site_removed", public=True):
    """The site was entered by mistake and is gone."""

    site_id: UUID


class GateCodeShown(Event, name="network.gate_code_shown"):
    """Somebody was shown the code of a site's gate; the code itself is not told."""

    site_id: UUID


class SectorAdded(Event, name="network.sector_added", public=True):
    """A sector is planned."""

    sector_id: UUID
    site_id: UUID


class SectorChanged(Event, name="network.sector_changed", public=True):
    """``changed`` names the columns, comma between."""

    sector_id: UUID
    site_id: UUID
    changed: str


class SectorWentOnAir(Event, name="network.sector_went_on_air", public=True):
    """The sector serves."""

    sector_id: UUID
    site_id: UUID


class SectorRetired(Event, name="network.sector_retired", public=True):
    """The sector no longer serves; its history stays."""

    sector_id: UUID
    site_id: UUID


class SectorRemoved(Event, name="network.sector_removed", public=True):
    """The sector was entered by mistake and is gone."""

    sector_id: UUID
    site_id: UUID


class EquipmentAdded(Event, name="network.equipment_added", public=True):
    """A piece of equipment stands at a site."""

    equipment_id: UUID
    site_id: UUID


class EquipmentChanged(Event, name="network.equipment_changed", public=True):
    """``changed`` names the columns, comma between."""

    equipment_id: UUID
    site_id: UUID
    changed: str


class EquipmentRetired(Event, name="network.equipment_retired", public=True):
    """The equipment is out of use; its history stays."""

    equipment_id: UUID
    site_id: UUID


class EquipmentRemoved(Event, name="network.equipment_removed", public=True):
    """The equipment was entered by mistake and is gone."""

    equipment_id: UUID
    site_id: UUID


class LinkAdded(Event, name="network.link_added", public=True):
    """A link between two sites is planned."""

    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkChanged(Event, name="network.link_changed", public=True):
    """``changed`` names the columns, comma between."""

    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID
    changed: str


class LinkWentLive(Event, name="network.link_went_live", public=True):
    """The link carries traffic."""

    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkRetired(Event, name="network.link_retired", public=True):
    """The link is out of use; its history stays."""

    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class LinkRemoved(Event, name="network.link_removed", public=True):
    """The link was entered by mistake and is gone."""

    link_id: UUID
    site_a_id: UUID
    site_b_id: UUID


class QualificationRequested(Event, name="network.qualification_requested"):
    """A file of addresses waits to be qualified."""

    run_id: UUID


class TerrainWanted(Event, name="network.terrain_wanted"):
    """Public terrain tiles wait to be fetched."""

    fetch_id: UUID


class CalibrationRequested(Event, name="network.calibration_requested"):
    """Measured signals wait to be compared with their predictions."""

    calibration_id: UUID


class CalibrationFinished(Event, name="network.calibration_finished"):
    """It is known how far predictions are off."""

    calibration_id: UUID


class CalibrationChosen(Event, name="network.calibration_chosen"):
    """From now on answers show what this calibration says; an empty id: none does."""

    calibration_id: UUID | None


class QualificationFinished(Event, name="network.qualification_finished"):
    """Every address of the file has its answer, or the run was stopped."""

    run_id: UUID


class AntennaPatternAdded(Event, name="network.antenna_pattern_added", public=True):
    """An antenna is in the library."""

    antenna_pattern_id: UUID


class AntennaPatternChanged(Event, name="network.antenna_pattern_changed", public=True):
    """``changed`` names the columns, comma between."""

    antenna_pattern_id: UUID
    changed: str


class AntennaPatternRemoved(Event, name="network.antenna_pattern_removed", public=True):
    """No sector used the antenna, and it is gone."""

    antenna_pattern_id: UUID


class CoverageRequested(Event, name="network.coverage_requested"):
    """A coverage study waits to be computed."""

    study_id: UUID


class CoverageFinished(Event, name="network.coverage_finished", public=True):
    """A coverage study has its maps and figures."""

    study_id: UUID


class CoverageCancelled(Event, name="network.coverage_cancelled"):
    """Somebody stopped a coverage study."""

    study_id: UUID


class CoverageFailed(Event, name="network.coverage_failed", public=True):
    """A coverage study cannot be computed; ``reason`` says why."""

    study_id: UUID
    reason: str


class CoverageRemoved(Event, name="network.coverage_removed"):
    """A coverage study and its maps are gone."""

    study_id: UUID


class LinkPlanned(Event, name="network.link_planned", public=True):
    """The assumptions under which a radio link is engineered were written."""

    link_id: UUID
    link_plan_id: UUID
