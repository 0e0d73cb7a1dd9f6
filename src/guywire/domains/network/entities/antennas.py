"""The library of antennas."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Changes, Column, Entity, Html, ListLink, Panel, Related, Timeline

from ..inputs import AntennaPatternInput
from ..models import AntennaPattern
from ..queries import antennas as queries
from ..services import antennas as services
from .outputs import AntennaPatternOutput


def _curves(row: AntennaPattern, actor: Actor) -> Mapping[str, Any]:
    return {
        "horizontal": queries.curve(row.horizontal_db, is_vertical=False),
        "vertical": queries.curve(row.vertical_db, is_vertical=True),
    }


def _is_from_file(row: AntennaPattern) -> bool:
    return row.origin == AntennaPattern.Origin.FILE


ANTENNA_PATTERN = Entity(
    model=AntennaPattern,
    input=AntennaPatternInput,
    output=AntennaPatternOutput,
    rows=queries.antenna_patterns,
    create=services.create_antenna_pattern,
    change=services.change_antenna_pattern,
    remove=services.remove_antenna_pattern,
    columns=(
        Column("name", link=True),
        Column("manufacturer"),
        Column("model", hidden=True),
        Column("gain_dbi", "Gain", unit="dBi"),
        Column("horizontal_beamwidth_deg", "Horizontal beamwidth", unit="°"),
        Column("vertical_beamwidth_deg", "Vertical beamwidth", unit="°"),
        Column("front_to_back_db", "Front to back", unit="dB", hidden=True),
        Column("electrical_tilt_deg", "Electrical tilt", unit="°"),
        Column("low_mhz", "From", unit="MHz", hidden=True),
        Column("high_mhz", "To", unit="MHz", hidden=True),
        Column("origin"),
        Column("sector_count", "Sectors"),
    ),
    filters=("origin", "manufacturer"),
    search=("name", "manufacturer", "model"),
    natural_key=("name",),
    default_sort="name",
    panels=(
        Html("Pattern", "network/panels/antenna.html", _curves),
        Panel(
            "Antenna",
            "name",
            "manufacturer",
            "model",
            Column("gain_dbi", "Gain", unit="dBi"),
            Column("low_mhz", "Lowest frequency", unit="MHz"),
            Column("high_mhz", "Highest frequency", unit="MHz"),
            "polarization",
            "notes",
        ),
        Panel(
            "Beam",
            Column("horizontal_beamwidth_deg", "Horizontal beamwidth", unit="°"),
            Column("vertical_beamwidth_deg", "Vertical beamwidth", unit="°"),
            Column("front_to_back_db", "Front to back", unit="dB"),
            Column("side_lobe_db", "Side lobes", unit="dB"),
            Column("electrical_tilt_deg", "Electrical tilt", unit="°"),
            Column("combination", "Between the cuts"),
        ),
        Panel("File", "source_name", when=_is_from_file),
        Html(
            "What was assumed",
            "network/panels/assumed.html",
            when=lambda row, actor: bool(row.assumed),
        ),
        Related("sectors", "network.sector", "Sectors", ("name", "site", "status", "azimuth_deg")),
        Timeline(),
        Changes(),
    ),
    list_links=(
        ListLink("Upload files", "network:antenna-upload", "network.antenna_pattern.add", "upload"),
    ),
    group="plan",
    order=23,
    icon="antenna",
    empty="Upload the maker's files (MSI, NSMA, Radio Mobile), or make one by its numbers.",
)
