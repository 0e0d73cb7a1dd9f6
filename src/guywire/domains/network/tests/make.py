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
    ClimatePointInput,
    EquipmentInput,
    LinkPlanInput,
    MeasurementInput,
    RadioModelInput,
    SectorInput,
    SiteContactInput,
    SiteInput,
)
from guywire.domains.network.models import (
    AddressPoint,
    AntennaPattern,
    BackhaulLink,
    ClimatePoint,
    Equipment,
    LinkPlan,
    RadioModel,
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
    plans,
    sectors,
    sites,
)

_serial = count(1)
RIDGE = (44.13, -71.74)
CANNON = (44.1567, -71.6989)
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


MODULATIONS = "QPSK, -84, 50\n64QAM, -70, 200\n1024QAM, -56, 400, 4"


def radio_model_input(**fields: Any) -> RadioModelInput:
    given = {"name": f"Radio {next(_serial)}", "modulations": MODULATIONS}
    return RadioModelInput(**(given | fields))


def radio_model(**fields: Any) -> RadioModel:
    return plans.create_radio_model(radio_model_input(**fields))


def climate_point_input(**fields: Any) -> ClimatePointInput:
    given: dict[str, Any] = {"latitude": 44.0, "longitude": -71.0 - next(_serial) / 1000}
    return ClimatePointInput(**(given | {"rain_001_mm_h": 35} | fields))


def climate_point(**fields: Any) -> ClimatePoint:
    return plans.create_climate_point(climate_point_input(**fields))


def link_plan_input(**fields: Any) -> LinkPlanInput:
    given = fields if "link_id" in fields else {"link_id": backhaul_link().pk} | fields
    return LinkPlanInput(**given)


def link_plan(**fields: Any) -> LinkPlan:
    return plans.create_link_plan(link_plan_input(**fields))


def microwave(**fields: Any) -> BackhaulLink:
    """A licensed link of 8.7 km at 11 GHz from Cannon Mountain to Franconia, complete."""
    given: dict[str, Any] = {
        "site_a_id": site(name="Cannon", latitude=CANNON[0], longitude=CANNON[1]).pk,
        "kind": BackhaulLink.Kind.LICENSED,
        "call_sign": "WQXX123",
        "frequency_mhz": 11_200,
        "bandwidth_mhz": 80,
        **{f"{end}_{name}": value for end in "ab" for name, value in (
            ("height_m", 30), ("gain_dbi", 36), ("tx_power_dbm", 20),
        )},
    }  # fmt: skip
    return backhaul_link(**(given | fields))
