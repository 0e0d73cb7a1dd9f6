"""The network as the API shows it: a contract, so written by hand."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID


class SiteOutput(Output):
    """A site. The gate code is never shown; ``has_gate_code`` says whether there is one."""

    name: str
    types: list[str]
    status: str
    latitude: float
    longitude: float
    address: str
    ground_elevation_m: float | None
    height_m: float | None
    structure: str
    owner: str
    asr_number: str
    fcc_id: str
    access_instructions: str
    access_hours: str
    has_gate_code: bool
    safety_notes: str
    tags: list[str]
    notes: str
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    updated_at: datetime


class SiteContactOutput(Output):
    site_id: UUID
    role: str
    name: str
    phone: str
    email: str
    notes: str


class SectorOutput(Output):
    """A sector; powers in dBm, angles in degrees, heights in metres above ground."""

    site_id: UUID
    name: str
    technology: str
    status: str
    band: str
    earfcn: int | None
    nr_arfcn: int | None
    wifi_channel: int | None
    center_frequency_mhz: float
    bandwidth_mhz: float
    azimuth_deg: float
    beamwidth_deg: float
    vertical_beamwidth_deg: float
    mechanical_tilt_deg: float
    electrical_tilt_deg: float
    height_m: float
    eirp_dbm: float
    antenna_pattern_id: UUID | None
    antenna_model: str
    antenna_gain_dbi: float | None
    front_to_back_db: float
    receiver_gain_dbi: float
    receive_threshold_dbm: float
    max_range_m: float
    pci: int | None
    tac: int | None
    eci: int | None
    notes: str
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    updated_at: datetime


class AntennaPatternOutput(Output):
    """An antenna; its cuts come as an MSI file. ``assumed``: what its file left open."""

    name: str
    manufacturer: str
    model: str
    gain_dbi: float | None
    low_mhz: float | None
    high_mhz: float | None
    polarization: str
    horizontal_beamwidth_deg: float
    vertical_beamwidth_deg: float
    front_to_back_db: float
    side_lobe_db: float | None
    electrical_tilt_deg: float
    combination: str
    notes: str
    origin: str
    source_name: str
    assumed: list[str]
    created_at: datetime
    updated_at: datetime


class EquipmentOutput(Output):
    """Equipment; ``has_management_password`` says whether a password is set, none is shown."""

    site_id: UUID
    sector_id: UUID | None
    name: str
    type: str
    status: str
    manufacturer: str
    model: str
    serial_number: str
    ip_address: str | None
    mac_address: str
    management_username: str
    has_management_password: bool
    firmware: str
    installed_on: date | None
    notes: str
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    updated_at: datetime


class BackhaulLinkOutput(Output):
    name: str
    kind: str
    status: str
    site_a_id: UUID
    site_b_id: UUID
    a_height_m: float | None
    a_azimuth_deg: float | None
    a_gain_dbi: float | None
    a_tx_power_dbm: float | None
    b_height_m: float | None
    b_azimuth_deg: float | None
    b_gain_dbi: float | None
    b_tx_power_dbm: float | None
    frequency_mhz: float | None
    bandwidth_mhz: float | None
    capacity_mbps: float | None
    is_upstream: bool
    call_sign: str
    licence_holder: str
    licence_status: str
    licence_expires_on: date | None
    licence_file_number: str
    emission_designator: str
    provider: str
    circuit_id: str
    handoff: str
    connector: str
    strand_count: int | None
    demarcation: str
    monthly_cost: Decimal | None
    contract_ends_on: date | None
    notes: str
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    updated_at: datetime


class RadioModelOutput(Output):
    """A radio; ``modulations``: a line each, name, threshold in dBm, Mbit/s, back-off in dB."""

    name: str
    manufacturer: str
    low_mhz: float | None
    high_mhz: float | None
    bandwidth_mhz: float | None
    modulations: str
    signature_width_mhz: float | None
    signature_depth_db: float | None
    notes: str
    created_at: datetime
    updated_at: datetime


class ClimatePointOutput(Output):
    latitude: float
    longitude: float
    rain_001_mm_h: float | None
    dn1_n_km: float | None


class LinkPlanOutput(Output):
    """The assumptions of a plan; what comes of them stands under its ``path``."""

    link_id: UUID
    radio_id: UUID | None
    polarization: str
    return_frequency_mhz: float | None
    a_antenna_pattern_id: UUID | None
    b_antenna_pattern_id: UUID | None
    a_line_loss_db: float
    b_line_loss_db: float
    other_loss_db: float
    rain_001_mm_h: float | None
    rain_zone: str
    dn1_n_km: float | None
    roughness_m: float | None
    temperature_c: float
    vapour_g_m3: float
    climate: str
    is_obstruction_extended: bool
    median_k: float
    space_diversity_m: float | None
    frequency_diversity_mhz: float | None
    required_mbps: float | None
    required_availability_percent: float
    notes: str
    created_at: datetime
    updated_at: datetime


class AddressOutput(Output):
    number: str
    street: str
    unit: str
    city: str
    region: str
    postcode: str
    latitude: float
    longitude: float


class MeasurementOutput(Output):
    """What an installed receiver gets from its sector; ``reference`` names the install."""

    sector_id: UUID
    reference: str
    latitude: float
    longitude: float
    height_m: float
    measured_dbm: float
    measured_at: datetime
    source: str
    created_at: datetime
    updated_at: datetime
