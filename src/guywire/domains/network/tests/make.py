"""Network rows for tests, made by the services that make them in earnest.

The ground is N44W072, the White Mountains; Kinsman Ridge lies at 44.13 N 71.74 W.
"""

from itertools import count
from pathlib import Path
from typing import Any

from guywire.domains.network.inputs import (
    AddressInput,
    AntennaPatternInput,
    BackhaulLinkInput,
    EquipmentInput,
    MeasurementInput,
    SectorInput,
    SiteContactInput,
    SiteInput,
)
from guywire.domains.network.models import (
    AddressPoint,
    AntennaPattern,
    BackhaulLink,
    Equipment,
    Sector,
    SignalMeasurement,
    Site,
    SiteContact,
)
from guywire.domains.network.services import (
    addresses,
    antennas,
    equipment,
    links,
    measurements,
    sectors,
    sites,
)

_serial = count(1)
RIDGE = (44.13, -71.74)
FRANCONIA = (44.227, -71.747)
TERRAIN = Path(__file__).parent / "terrain"


def site_input(**fields: Any) -> SiteInput:
    latitude, longitude = RIDGE
    given = {"name": f"Site {next(_serial)}", "latitude": latitude, "longitude": longitude}
    return SiteInput(**(given | fields))


def site(**fields: Any) -> Site:
    return sites.create_site(site_input(**fields))


def live_site(**fields: Any) -> Site:
    return sites.go_live(site(**fields))


def site_contact_input(**fields: Any) -> SiteContactInput:
    given: dict[str, Any] = {"name": f"Person {next(_serial)}", "phone": "+1 603 555 0100"}
    if "site_id" not in fields:
        given["site_id"] = site().pk
    return SiteContactInput(**(given | fields))


def site_contact(**fields: Any) -> SiteContact:
    return sites.create_contact(site_contact_input(**fields))


def sector_input(**fields: Any) -> SectorInput:
    given: dict[str, Any] = {
        "name": f"Sector {next(_serial)}",
        "technology": Sector.Technology.CBRS,
        "earfcn": 55990,
        "bandwidth_mhz": 20,
        "azimuth_deg": 0,
        "beamwidth_deg": 65,
        "height_m": 30,
        "eirp_dbm": 47,
    }
    if "site_id" not in fields:
        given["site_id"] = live_site().pk
    return SectorInput(**(given | fields))


def sector(**fields: Any) -> Sector:
    return sectors.create_sector(sector_input(**fields))


def sector_on_air(**fields: Any) -> Sector:
    return sectors.put_on_air(sector(**fields))


def antenna_pattern_input(**fields: Any) -> AntennaPatternInput:
    return AntennaPatternInput(**({"name": f"Antenna {next(_serial)}"} | fields))


def antenna_pattern(**fields: Any) -> AntennaPattern:
    return antennas.create_antenna_pattern(antenna_pattern_input(**fields))


def equipment_input(**fields: Any) -> EquipmentInput:
    given: dict[str, Any] = {"name": f"Router {next(_serial)}", "type": Equipment.Type.ROUTER}
    if "site_id" not in fields:
        given["site_id"] = site().pk
    return EquipmentInput(**(given | fields))


def equipment_at_site(**fields: Any) -> Equipment:
    return equipment.create_equipment(equipment_input(**fields))


def backhaul_link_input(**fields: Any) -> BackhaulLinkInput:
    given: dict[str, Any] = {
        "name": f"Link {next(_serial)}",
        "kind": BackhaulLink.Kind.UNLICENSED,
        "frequency_mhz": 5800,
    }
    if "site_a_id" not in fields:
        given["site_a_id"] = site().pk
    if "site_b_id" not in fields:
        given["site_b_id"] = site(latitude=FRANCONIA[0], longitude=FRANCONIA[1]).pk
    return BackhaulLinkInput(**(given | fields))


def backhaul_link(**fields: Any) -> BackhaulLink:
    return links.create_link(backhaul_link_input(**fields))


def address_input(**fields: Any) -> AddressInput:
    given: dict[str, Any] = {
        "number": str(next(_serial)),
        "street": "Main Street",
        "city": "Franconia",
        "region": "NH",
        "postcode": "03580",
        "latitude": FRANCONIA[0],
        "longitude": FRANCONIA[1],
    }
    return AddressInput(**(given | fields))


def address(**fields: Any) -> AddressPoint:
    return addresses.create_address(address_input(**fields))


def measured_signal_input(**fields: Any) -> MeasurementInput:
    given: dict[str, Any] = {
        "reference": f"install {next(_serial)}",
        "latitude": FRANCONIA[0],
        "longitude": FRANCONIA[1],
        "measured_dbm": -71.5,
    }
    if "sector_id" not in fields:
        given["sector_id"] = sector_on_air().pk
    return MeasurementInput(**(given | fields))


def measured_signal(**fields: Any) -> SignalMeasurement:
    return measurements.create_measurement(measured_signal_input(**fields))
