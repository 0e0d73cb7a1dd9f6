"""What the write shapes refuse, and how they say it."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from guywire.domains.network.inputs import BackhaulLinkInput, EquipmentInput, SectorInput, SiteInput
from guywire.domains.network.models import Sector, Site


def sector(**fields: Any) -> SectorInput:
    given = {
        "site_id": uuid4(), "name": "North", "technology": "lte", "bandwidth_mhz": 10,
        "azimuth_deg": 360, "beamwidth_deg": 65, "height_m": 30, "eirp_dbm": 60,
    }  # fmt: skip
    return SectorInput(**(given | fields))


def complaint(error: ValidationError) -> str:
    return error.errors()[0]["msg"].removeprefix("Value error, ")


def test_the_channel_number_gives_frequency_and_band() -> None:
    given = sector(earfcn=66486)
    assert (given.center_frequency_mhz, given.band, given.azimuth_deg) == (2115.0, "B66", 0.0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "give a centre frequency or a channel number"),
        (
            {"earfcn": 66486, "center_frequency_mhz": 2120},
            "the channel number means 2115 MHz, not 2120 MHz: leave one of them empty",
        ),
        ({"center_frequency_mhz": 2115, "pci": 504}, "the PCI of LTE is at most 503, not 504"),
        ({"center_frequency_mhz": 5800, "technology": "wifi", "pci": 1}, "Wi-Fi has no PCI"),
        ({"nr_arfcn": 123400}, "LTE has no NR-ARFCN"),
        ({"center_frequency_mhz": 2115, "tac": 65536}, "the TAC of LTE is at most 65535"),
        (
            {"technology": "cbrs", "earfcn": 55240, "bandwidth_mhz": 20},
            "20 MHz around 3550 MHz leave the CBRS band of 3550 to 3700 MHz",
        ),
        ({"earfcn": 18000}, "18000 is no downlink EARFCN of any LTE band"),
    ],
)
def test_numbers_of_a_sector_must_agree(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        sector(**fields)
    assert complaint(caught.value) == message


def test_nr_cells_have_larger_identities() -> None:
    given = sector(technology="nr", nr_arfcn=640000, pci=1007, tac=2**24 - 1, eci=2**36 - 1)
    assert (given.technology, given.center_frequency_mhz) == (Sector.Technology.NR, 3600.0)


@pytest.mark.parametrize(
    "field",
    [{"azimuth_deg": -1}, {"height_m": 0}, {"eirp_dbm": float("nan")}, {"beamwidth_deg": 0}],
)
def test_values_out_of_range_are_named(field: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        sector(center_frequency_mhz=2115, **field)
    assert [error["loc"] for error in caught.value.errors()] == [tuple(field)]


def test_a_site_may_be_several_things_written_with_commas() -> None:
    given = SiteInput(name="A", latitude=44, longitude=-71, types="tower, noc,tower", tags="a;b")
    assert given.types == [Site.Type.TOWER, Site.Type.NOC]
    assert given.tags == ["a", "b"]


@pytest.mark.parametrize("field", ["latitude", "longitude", "asr_number", "types"])
def test_a_site_off_the_earth_or_of_no_type_is_refused(field: str) -> None:
    wrong = {"latitude": 91, "longitude": -181, "asr_number": "12", "types": ""}[field]
    with pytest.raises(ValidationError) as caught:
        SiteInput(**{"name": "A", "latitude": 44, "longitude": -71, field: wrong})
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]


def link(**fields: Any) -> BackhaulLinkInput:
    given = {"name": "L", "kind": "unlicensed", "site_a_id": uuid4(), "site_b_id": uuid4()}
    return BackhaulLinkInput(**(given | fields))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "licensed", "frequency_mhz": 11000}, "a licensed link needs its FCC call sign"),
        ({"kind": "licensed", "call_sign": "wqab123"}, "a licensed link needs its frequency"),
        (
            {
                "kind": "licensed",
                "call_sign": "WQAB123",
                "frequency_mhz": 11000,
                "status": "active",
            },
            "an active licensed link needs the date its licence expires",
        ),
        (
            {"call_sign": "WQAB123"},
            "Unlicensed radio carries no licence: leave the licence empty",
        ),
        (
            {"kind": "fiber", "frequency_mhz": 11000},
            "a fiber has no frequency, bandwidth or transmit power",
        ),
        ({"circuit_id": "X-1"}, "a radio link has no circuit id or strands"),
    ],
)
def test_a_link_must_fit_its_kind(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        link(**fields)
    assert complaint(caught.value) == message


def test_a_link_joins_two_sites() -> None:
    same = uuid4()
    with pytest.raises(ValidationError, match="a link joins two different sites"):
        link(site_a_id=same, site_b_id=same)


def test_addresses_of_equipment_are_written_one_way() -> None:
    given = EquipmentInput(
        site_id=uuid4(), name="R1", type="router", mac_address="00-1b.77 49:54fd",
        ip_address="2001:0DB8::0001",
    )  # fmt: skip
    assert (given.mac_address, given.ip_address) == ("00:1B:77:49:54:FD", "2001:db8::1")


@pytest.mark.parametrize(
    ("field", "value"), [("mac_address", "00:1b:77:49:54"), ("ip_address", "10.0.0.256")]
)
def test_broken_addresses_are_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EquipmentInput(**{"site_id": uuid4(), "name": "R1", "type": "router", field: value})
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]


def test_a_moment_without_its_offset_is_refused() -> None:
    with pytest.raises(ValidationError, match="say the offset from UTC too"):
        SiteInput(name="A", latitude=44, longitude=-71, effective_at="2026-03-04T09:00:00")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"earfcn": 55990, "band": "B3"}, "EARFCN 55990 is one of band B48, not B3"),
        (
            {"center_frequency_mhz": 3600, "band": "band 3"},
            "10 MHz around 3600 MHz leave band B3 of 1805 to 1880 MHz",
        ),
        ({"center_frequency_mhz": 3600, "band": "B99"}, "LTE has no band B99"),
        (
            {"center_frequency_mhz": 3600, "band": "3.5 GHz"},
            "write the band of LTE as B48, not '3.5 GHz'",
        ),
        (
            {"technology": "nr", "nr_arfcn": 640_000, "band": "n71"},
            "10 MHz around 3600 MHz leave band n71 of 617 to 652 MHz",
        ),
        ({"technology": "nr", "nr_arfcn": 640_000, "band": "B48"}, "write the band of 5G NR as"),
        (
            {"center_frequency_mhz": 2115, "bandwidth_mhz": 7},
            "LTE has channels of 1.4, 3, 5, 10, 15, 20 MHz, not 7 MHz",
        ),
        (
            {"technology": "nr", "nr_arfcn": 2_070_833, "band": "n261", "bandwidth_mhz": 20},
            "5G NR has channels of 50, 100, 200, 400, 800, 1600, 2000 MHz, not 20 MHz",
        ),
        (
            {"technology": "wifi", "center_frequency_mhz": 5180, "band": "6 GHz"},
            "10 MHz around 5180 MHz leave the 6 GHz band of 5925 to 7125 MHz",
        ),
        (
            {"technology": "wifi", "wifi_channel": 6, "band": "60 GHz"},
            "Wi-Fi has bands at 2.4, 5 and 6 GHz, not '60 GHz'",
        ),
    ],
)
def test_a_carrier_lies_in_the_band_it_names(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        sector(**fields)
    assert complaint(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("fields", "band"),
    [
        ({"earfcn": 66486, "band": "66"}, "B66"),
        ({"technology": "cbrs", "center_frequency_mhz": 3600, "band": "CBRS"}, "B48"),
        ({"technology": "cbrs", "earfcn": 44090, "band": "CBRS"}, "B43"),
        ({"technology": "nr", "nr_arfcn": 640_000, "band": "N78"}, "n78"),
        ({"technology": "nr", "nr_arfcn": 640_000}, ""),
        ({"technology": "wifi", "center_frequency_mhz": 5180, "band": "U-NII-1"}, "U-NII-1"),
        ({"technology": "fwa", "center_frequency_mhz": 60_480, "band": "60 GHz"}, "60 GHz"),
    ],
)
def test_a_band_is_written_one_way(fields: dict[str, Any], band: str) -> None:
    assert sector(**fields).band == band


def test_a_beam_narrower_than_the_engine_takes_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        sector(center_frequency_mhz=2115, vertical_beamwidth_deg=0.05)
    assert [error["loc"] for error in caught.value.errors()] == [("vertical_beamwidth_deg",)]


@pytest.mark.parametrize("field", ["tags", "types"])
def test_a_list_holds_no_nul(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SiteInput(**{"name": "A", "latitude": 44, "longitude": -71, field: ["a\0b"]})
    assert caught.value.errors()[0]["loc"][0] == field
