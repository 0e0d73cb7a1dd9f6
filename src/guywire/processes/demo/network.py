"""The demo's network: six hills, four sectors each, the links between them."""

from datetime import timedelta
from pathlib import Path

from guywire import lab
from guywire.domains.network import inputs
from guywire.domains.network.models import (
    AntennaPattern,
    BackhaulLink,
    Equipment,
    RadioModel,
    Sector,
    Site,
)
from guywire.domains.network.queries.terrain import terrain_tiles
from guywire.domains.network.services import (
    addresses,
    antennas,
    equipment,
    links,
    plans,
    sectors,
    sites,
)
from guywire.domains.network.services.coverage import studies
from guywire.domains.network.services.terrain import add_terrain
from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant
from guywire.lab import kinsman

TERRAIN = Path(lab.__file__).parent / "data" / "terrain" / "N44W072.hgt"
QUADRANTS = ((0, "North"), (90, "East"), (180, "South"), (270, "West"))
CBRS_EARFCN = (55340, 55540, 55740, 55940)
WIFI_CHANNELS = (36, 52, 100, 149)
LICENCE_YEARS = timedelta(days=6 * 365)


def install_terrain() -> None:
    """The ground under the demo, once."""
    if not any(tile.name.startswith(TERRAIN.stem) for tile in terrain_tiles()):
        add_terrain(TERRAIN)


def _site(demo: kinsman.DemoSite) -> Site:
    made = sites.create_site(
        inputs.SiteInput(
            name=demo.name,
            types=[Site.Type(kind) for kind in demo.types],
            latitude=demo.latitude,
            longitude=demo.longitude,
            address=f"{demo.town}, NH",
            height_m=demo.height_m,
            structure=Site.Structure(demo.structure),
            access_hours="daylight",
            tags=[demo.town.lower()],
        )
    )
    return sites.go_live(made)


def _panel() -> AntennaPattern:
    """The antenna of the sectors that speak CBRS; the others are known by their beamwidths."""
    return antennas.create_antenna_pattern(
        inputs.AntennaPatternInput(
            name="90° panel",
            gain_dbi=17,
            low_mhz=3550,
            high_mhz=3700,
            polarization="+45/-45",
            horizontal_beamwidth_deg=90,
            vertical_beamwidth_deg=7,
            front_to_back_db=28,
            notes="By the 3GPP formula.",
        )
    )


def _cbrs(index: int, serial: int, panel: AntennaPattern) -> dict[str, object]:
    return {
        "technology": Sector.Technology.CBRS,
        "earfcn": CBRS_EARFCN[index],
        "bandwidth_mhz": 20,
        "eirp_dbm": 47,
        "receiver_gain_dbi": 13,
        "receive_threshold_dbm": -82,
        "antenna_pattern_id": panel.pk,
        "pci": 30 + serial,
        "tac": 603,
    }


def _wifi(index: int) -> dict[str, object]:
    return {
        "technology": Sector.Technology.WIFI,
        "wifi_channel": WIFI_CHANNELS[index],
        "bandwidth_mhz": 40,
        "eirp_dbm": 36,
        "receiver_gain_dbi": 23,
        "receive_threshold_dbm": -72,
    }


def _sector(
    site: Site, demo: kinsman.DemoSite, index: int, serial: int, panel: AntennaPattern
) -> None:
    azimuth, name = QUADRANTS[index]
    is_cbrs = demo.technology == "CBRS"
    radio = _cbrs(index, serial, panel) if is_cbrs else _wifi(index)
    made = sectors.create_sector(
        inputs.SectorInput(
            site_id=site.pk,
            name=f"{demo.name} {name}",
            azimuth_deg=azimuth,
            beamwidth_deg=90,
            mechanical_tilt_deg=2,
            height_m=demo.height_m - 3,
            max_range_m=14_000,
            antenna_model="90° panel",
            antenna_gain_dbi=17 if is_cbrs else 18,
            **radio,
        )
    )
    sectors.put_on_air(made)


def _radios() -> dict[str, RadioModel]:
    """A made-up radio for each kind of link, with thresholds as such radios have them."""
    licensed = plans.create_radio_model(
        inputs.RadioModelInput(
            name="11 GHz, 80 MHz",
            low_mhz=10_700,
            high_mhz=11_700,
            bandwidth_mhz=80,
            modulations="QPSK, -84, 110\n16QAM, -77.5, 225\n64QAM, -71, 350\n"
            "256QAM, -64.5, 480, 2\n1024QAM, -58, 600, 4\n4096QAM, -51.5, 700, 6",
        )
    )
    unlicensed = plans.create_radio_model(
        inputs.RadioModelInput(
            name="5 GHz, 80 MHz",
            low_mhz=5_150,
            high_mhz=5_875,
            bandwidth_mhz=80,
            modulations="QPSK, -82, 90\n16QAM, -75, 190\n64QAM, -68, 300\n256QAM, -61, 400, 3",
        )
    )
    return {"licensed": licensed, "unlicensed": unlicensed}


def _planned(link: BackhaulLink, radio: RadioModel) -> None:
    """The path engineered, with the rain of the region left to its default."""
    plans.create_link_plan(
        inputs.LinkPlanInput(
            link_id=link.pk,
            radio_id=radio.pk,
            required_mbps=300 if link.kind == BackhaulLink.Kind.LICENSED else 190,
            required_availability_percent=99.995,
        )
    )


def _link(demo: kinsman.DemoLink, by_name: dict[str, Site]) -> BackhaulLink:
    is_licensed = demo.kind == "licensed"
    gain, power = (38.0, 21.0) if is_licensed else (30.0, 20.0)
    expires = (clock.now() + LICENCE_YEARS).date() if is_licensed else None
    made = links.create_link(
        inputs.BackhaulLinkInput(
            name=demo.name,
            kind=BackhaulLink.Kind(demo.kind),
            site_a_id=by_name[demo.a].pk,
            site_b_id=by_name[demo.b].pk,
            frequency_mhz=demo.frequency_mhz,
            bandwidth_mhz=80,
            capacity_mbps=demo.capacity_mbps,
            call_sign=demo.call_sign,
            licence_holder="Kinsman Ridge Wireless" if is_licensed else "",
            licence_expires_on=expires,
            a_height_m=(by_name[demo.a].height_m or 20.0) - 5.0,
            b_height_m=(by_name[demo.b].height_m or 20.0) - 5.0,
            a_gain_dbi=gain,
            b_gain_dbi=gain,
            a_tx_power_dbm=power,
            b_tx_power_dbm=power,
        )
    )
    return links.put_in_service(made)


def fill_network(tenant: Tenant) -> int:
    """Sites, sectors, equipment, links; the number of sectors."""
    serial = 0
    with in_tenant(tenant.pk, actor="job:demo", door="demo"):
        by_name, panel = {}, _panel()
        for number, demo in enumerate(kinsman.SITES, start=1):
            site = by_name[demo.name] = _site(demo)
            for index in range(len(QUADRANTS)):
                serial += 1
                _sector(site, demo, index, serial, panel)
            equipment.create_equipment(
                inputs.EquipmentInput(
                    site_id=site.pk,
                    name=f"{demo.name} router",
                    type=Equipment.Type.ROUTER,
                    manufacturer="MikroTik",
                    model="RB760iGS",
                    ip_address=f"10.60.{number}.1",
                )
            )
        radios = _radios()
        for link in kinsman.LINKS:
            _planned(_link(link, by_name), radios[link.kind])
    return serial


def load_address_file(households: list[kinsman.Household]) -> int:
    """The made-up addresses, so that the offline geocoder finds them."""
    given = [
        inputs.AddressInput(
            number=str(home.house_number),
            street=home.street,
            city=home.town,
            region="NH",
            postcode=home.postcode,
            latitude=home.latitude,
            longitude=home.longitude,
        )
        for home in households
    ]
    return len(addresses.load_addresses(given))


def begin_coverage(tenant: Tenant) -> None:
    """A study of all sectors, which the worker computes in its first seconds."""
    with in_tenant(tenant.pk, actor="job:demo", door="demo"):
        studies.start_study(inputs.CoverageInput(name="All sectors on air"))
