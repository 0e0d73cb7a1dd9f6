"""Sectors, equipment and backhaul links."""

from collections.abc import Iterable

from guywire.kit.entity import (
    Action,
    Changes,
    Column,
    Entity,
    Filter,
    Panel,
    Related,
    Timeline,
)

from ..inputs import BackhaulLinkInput, EquipmentInput, SectorInput
from ..models import BackhaulLink, Equipment, Sector
from ..queries import objects as queries
from ..services import equipment as equipment_services
from ..services import links as link_services
from ..services import sectors as services
from .outputs import BackhaulLinkOutput, EquipmentOutput, SectorOutput
from .plans import PATH_OF_LINK
from .versions import VERSIONS

SECTOR = Entity(
    model=Sector,
    input=SectorInput,
    output=SectorOutput,
    extra_inputs=("effective_at",),
    rows=queries.sectors,
    create=services.create_sector,
    change=services.change_sector,
    remove=services.remove_sector,
    columns=(
        Column("name", link=True),
        Column("site"),
        Column("status", badge=True),
        Column("technology"),
        Column("band"),
        Column("center_frequency_mhz", "Frequency", unit="MHz"),
        Column("bandwidth_mhz", "Bandwidth", unit="MHz"),
        Column("azimuth_deg", "Azimuth", unit="°"),
        Column("beamwidth_deg", "Beamwidth", unit="°", hidden=True),
        Column("height_m", "Height", unit="m"),
        Column("eirp_dbm", "EIRP", unit="dBm"),
        Column("max_range_m", "Range", unit="m", hidden=True),
        Column("pci", "PCI"),
        Column("tac", "TAC", hidden=True),
        Column("eci", "Cell identity", hidden=True),
        Column("antenna_pattern", "Antenna pattern", hidden=True),
        Column("antenna_model", "Antenna", hidden=True),
        Column("updated_at", "Changed", hidden=True),
    ),
    filters=("status", "technology", "band", "site"),
    search=("name", "site__name", "band", "antenna_model"),
    natural_key=("site", "name"),
    default_sort="name",
    panels=(
        Panel("Identity", "name", "site", Column("status", badge=True), "technology", "notes"),
        Panel(
            "Carrier",
            "band",
            Column("center_frequency_mhz", "Center frequency", unit="MHz"),
            Column("bandwidth_mhz", "Bandwidth", unit="MHz"),
            Column("earfcn", "EARFCN"),
            Column("nr_arfcn", "NR-ARFCN"),
            Column("wifi_channel", "Wi-Fi channel"),
            Column("pci", "PCI"),
            Column("tac", "TAC"),
            Column("eci", "Cell identity"),
        ),
        Panel(
            "Antenna",
            "antenna_pattern",
            "antenna_model",
            Column("antenna_gain_dbi", "Gain", unit="dBi"),
            Column("azimuth_deg", "Azimuth", unit="°"),
            Column("beamwidth_deg", "Beamwidth", unit="°"),
            Column("vertical_beamwidth_deg", "Vertical beamwidth", unit="°"),
            Column("mechanical_tilt_deg", "Mechanical tilt", unit="°"),
            Column("electrical_tilt_deg", "Electrical tilt", unit="°"),
            Column("front_to_back_db", "Front to back", unit="dB"),
            Column("height_m", "Height above ground", unit="m"),
        ),
        Panel(
            "Reach",
            Column("eirp_dbm", "EIRP", unit="dBm"),
            Column("receiver_gain_dbi", "Gain at the customer", unit="dBi"),
            Column("receive_threshold_dbm", "Least signal", unit="dBm"),
            Column("max_range_m", "Range", unit="m"),
        ),
        Related("equipment", "network.equipment", "Equipment", ("name", "type", "status", "model")),
        VERSIONS,
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "go_live",
            services.put_on_air,
            label="Put on air",
            when=lambda sector: sector.status != Sector.Status.ON_AIR,
            icon="antenna",
            bulk=True,
            description="Say that a sector radiates",
        ),
        Action(
            "retire",
            services.retire_sector,
            when=lambda sector: sector.status != Sector.Status.RETIRED,
            confirm="The sector serves nobody any more from now on. Its history stays.",
            danger=True,
            icon="archive",
            description="Switch a sector off for good; its history stays",
        ),
    ),
    group="plan",
    order=21,
    icon="antenna",
    empty="A sector is an antenna that serves customers. Add the site first.",
)

EQUIPMENT = Entity(
    model=Equipment,
    input=EquipmentInput,
    output=EquipmentOutput,
    extra_inputs=("effective_at",),
    rows=queries.equipment,
    create=equipment_services.create_equipment,
    change=equipment_services.change_equipment,
    remove=equipment_services.remove_equipment,
    columns=(
        Column("name", link=True),
        Column("site"),
        Column("type"),
        Column("status", badge=True),
        Column("manufacturer"),
        Column("model"),
        Column("serial_number", "Serial number"),
        Column("ip_address", "IP address"),
        Column("mac_address", "MAC address"),
        Column("firmware", hidden=True),
        Column("installed_on", hidden=True),
    ),
    filters=("status", "type", "site", "manufacturer"),
    search=("name", "serial_number", "mac_address", "model", "site__name"),
    natural_key=("site", "name"),
    default_sort="name",
    panels=(
        Panel("Identity", "name", "site", "sector", "type", Column("status", badge=True), "notes"),
        Panel("Make", "manufacturer", "model", "serial_number", "firmware", "installed_on"),
        Panel(
            "Management",
            "ip_address",
            "mac_address",
            "management_username",
            "management_password",
        ),
        VERSIONS,
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "remove_management_password",
            equipment_services.remove_management_password,
            label="Remove password",
            when=lambda equipment: equipment.has_management_password,
            confirm="The stored password is gone for good.",
            icon="lock-open",
            description="Forget equipment's password; an empty field when editing keeps it",
        ),
        Action(
            "retire",
            equipment_services.retire_equipment,
            label="Take down",
            when=lambda equipment: equipment.status != Equipment.Status.REMOVED,
            confirm="The equipment has left the site. Its history stays.",
            danger=True,
            icon="archive",
            description="Say that equipment has left its site; its history stays",
        ),
    ),
    group="plan",
    order=23,
    icon="server",
    empty="Radios, routers, switches and power at your sites.",
)

LICENCE = (
    "call_sign", "licence_holder", "licence_status", "licence_expires_on", "licence_file_number",
    "emission_designator",
)  # fmt: skip
FIBER = ("provider", "circuit_id", "handoff", "connector", "strand_count", "demarcation")
RADIO = (
    "a_height_m", "a_azimuth_deg", "a_gain_dbi", "a_tx_power_dbm", "b_height_m", "b_azimuth_deg",
    "b_gain_dbi", "b_tx_power_dbm", "frequency_mhz", "bandwidth_mhz",
)  # fmt: skip


def _has(link: BackhaulLink, fields: Iterable[str]) -> bool:
    """Whether something was entered, though it may not belong to the kind of the link."""
    return any(getattr(link, name) not in (None, "") for name in fields)


def _is_radio(link: BackhaulLink) -> bool:
    return link.kind != BackhaulLink.Kind.FIBER or _has(link, RADIO)


def _is_licensed(link: BackhaulLink) -> bool:
    return link.kind == BackhaulLink.Kind.LICENSED or _has(link, LICENCE)


def _is_fiber(link: BackhaulLink) -> bool:
    return link.kind == BackhaulLink.Kind.FIBER or _has(link, FIBER)


LINK = Entity(
    model=BackhaulLink,
    input=BackhaulLinkInput,
    output=BackhaulLinkOutput,
    extra_inputs=("effective_at",),
    rows=queries.links,
    create=link_services.create_link,
    change=link_services.change_link,
    remove=link_services.remove_link,
    columns=(
        Column("name", link=True),
        Column("kind"),
        Column("status", badge=True),
        Column("site_a", "A"),
        Column("site_b", "B"),
        Column("capacity_mbps", "Capacity", unit="Mbit/s"),
        Column("is_upstream", "Upstream"),
        Column("frequency_mhz", "Frequency", unit="MHz", hidden=True),
        Column("call_sign", "Call sign"),
        Column("licence_expires_on", "Licence ends"),
        Column("monthly_cost", "Monthly cost", hidden=True),
    ),
    filters=(
        "status",
        "kind",
        "licence_status",
        Filter(
            "licence_ending",
            queries.licence_ending,
            "Licence ends",
            (
                ("0", "Ended"),
                ("30", "Within 30 days"),
                ("90", "Within 90 days"),
                ("365", "Within a year"),
            ),
        ),
        "is_upstream",
        Filter("end", queries.at_either_end, "Site", help="The name of the site at either end."),
    ),
    search=("name", "site_a__name", "site_b__name", "call_sign", "circuit_id"),
    natural_key=("name",),
    default_sort="name",
    panels=(
        Panel("Identity", "name", "kind", Column("status", badge=True), "is_upstream", "notes"),
        Panel("Ends", "site_a", "site_b", when=lambda link: not _is_radio(link)),
        Panel(
            "End A",
            Column("site_a", "Site"),
            Column("a_height_m", "Height", unit="m"),
            Column("a_azimuth_deg", "Azimuth", unit="°"),
            Column("a_gain_dbi", "Gain", unit="dBi"),
            Column("a_tx_power_dbm", "Transmit power", unit="dBm"),
            when=_is_radio,
        ),
        Panel(
            "End B",
            Column("site_b", "Site"),
            Column("b_height_m", "Height", unit="m"),
            Column("b_azimuth_deg", "Azimuth", unit="°"),
            Column("b_gain_dbi", "Gain", unit="dBi"),
            Column("b_tx_power_dbm", "Transmit power", unit="dBm"),
            when=_is_radio,
        ),
        Panel(
            "Capacity",
            Column("capacity_mbps", "Capacity", unit="Mbit/s"),
            Column("frequency_mhz", "Frequency", unit="MHz"),
            Column("bandwidth_mhz", "Bandwidth", unit="MHz"),
            when=_is_radio,
        ),
        Panel("Capacity", "capacity_mbps", when=lambda link: not _is_radio(link)),
        Panel(
            "Licence",
            *(Column(name, badge=True) if name == "licence_status" else name for name in LICENCE),
            when=_is_licensed,
        ),
        PATH_OF_LINK,
        Panel("Fiber", *FIBER, when=_is_fiber),
        Panel("Cost", "monthly_cost", "contract_ends_on"),
        VERSIONS,
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "go_live",
            link_services.put_in_service,
            label="Put in service",
            when=lambda link: link.status != BackhaulLink.Status.ACTIVE,
            icon="player-play",
            description="Say that a link carries traffic",
        ),
        Action(
            "retire",
            link_services.retire_link,
            when=lambda link: link.valid_to is None,
            confirm="The link is marked inactive from now on. Its history stays.",
            danger=True,
            icon="archive",
            description="Give a link up; its history stays",
        ),
    ),
    group="plan",
    order=22,
    icon="arrows-exchange",
    empty="What joins your sites: fiber, licensed and unlicensed radio.",
)
