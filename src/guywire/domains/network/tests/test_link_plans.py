"""Path engineering through its doors: what is computed, from what, and what is missing."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from guywire.domains.network.inputs import RadioModelInput
from guywire.domains.network.models import BackhaulLink, ClimatePoint, LinkPlan, RadioModel, Site
from guywire.domains.network.queries.engineering import engineered
from guywire.domains.network.queries.terrain import terrain_store
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines.propagation import backhaul
from guywire.kit.tenancy import in_tenant

API = "/api/v1/network"


def planned(wisp: Tenant, **fields: object) -> LinkPlan:
    with in_tenant(wisp.pk, actor="test"):
        link, radio = make.microwave(), make.radio_model()
        given = {"rain_001_mm_h": 42, "dn1_n_km": -200, "radio_id": radio.pk}
        return make.link_plan(link_id=link.pk, **(given | fields))


@pytest.mark.usefixtures("terrain")
def test_a_path_is_what_the_engine_says_of_it(wisp: Tenant) -> None:
    plan = planned(wisp, required_mbps=200, required_availability_percent=99.99)
    path = people.door(wisp).get(f"{API}/link-plans/{plan.pk}/path").json()
    rough = path["roughness"]
    assert [one["text"] for one in path["notices"]] == [
        "Nothing is known of trees and houses: install a surface, or add other loss.",
        f"Roughness of the terrain: {rough['value']:g} m, {rough['source']}. Type it, or add"
        " terrain.",
    ]
    a, b = path["a"], path["b"]
    assert (a["eirp_dbm"], a["azimuth_deg"], b["azimuth_deg"]) == (56.0, 333.81, 153.77)
    hop = backhaul.Hop(
        distance_m=path["distance_m"],
        frequency_mhz=11_200,
        tx_asl_m=a["ground_asl_m"] + 30,
        rx_asl_m=b["ground_asl_m"] + 30,
        latitude=44.19185,
    )
    rain = backhaul.rain_fading(hop, 42, polarization_tilt_deg=90)
    assert path["rain_fade_001_db"] == round(rain.fade_at_001_db, 2)
    found = backhaul.terrain_roughness(terrain_store(), 44.19185, -71.72295)
    assert found is not None
    assert rough["value"] == pytest.approx(found.roughness_m, abs=0.2)
    assert rough["source"] == (
        f"terrain of the 110 km around, of which {100 * found.known_share:.0f} % is known"
    )
    assert path["occurrence_percent"] == pytest.approx(
        backhaul.occurrence_by_gradient(hop, -200, rough["value"])
    )
    names = [row["name"] for row in path["modulations"]]
    assert names == ["QPSK", "64QAM", "1024QAM"]
    loss = path["free_space_db"] + path["gas_db"] + path["obstruction_db"]
    qpsk = path["modulations"][0]["there"]
    assert qpsk["received_dbm"] == pytest.approx(56.0 + 36.0 - loss, abs=0.02)
    assert qpsk["margin_db"] == pytest.approx(qpsk["received_dbm"] + 84.0, abs=0.02)
    assert path["modulations"][2]["there"]["received_dbm"] == pytest.approx(
        qpsk["received_dbm"] - 4.0, abs=0.02
    )
    assert (path["deciding"], path["rain"]["source"]) == ("64QAM", "typed")
    minutes = path["outcome"]["minutes_down_a_year"]
    down = 100.0 - path["outcome"]["availability_percent"]
    assert minutes == pytest.approx(down / 100.0 * 525_960.0, abs=0.1)
    assert path["is_enough"] is (path["outcome"]["availability_percent"] >= 99.99)
    sheet = path["coordination"]
    assert (sheet["call_sign"], sheet["emission_designator"]) == ("WQXX123", "80M0D7W")
    assert sheet["is_beamwidth_by_gain"] is True


@pytest.mark.usefixtures("terrain")
def test_a_typed_roughness_stands_and_without_terrain_the_quick_method_does(
    wisp: Tenant, settings: Settings, tmp_path: Path
) -> None:
    plan = planned(wisp, roughness_m=40)
    door = people.door(wisp)
    page = f"{API}/link-plans/{plan.pk}/path"
    path = door.get(page).json()
    assert (path["roughness"]["value"], path["roughness"]["source"]) == (40.0, "typed")
    assert not any("Roughness" in one["text"] for one in path["notices"])
    with in_tenant(wisp.pk, actor="test"):
        LinkPlan.objects.filter(pk=plan.pk).update(roughness_m=None)
        Site.objects.update(ground_elevation_m=500)
    computed = door.get(page).json()
    assert computed["roughness"]["value"] > 100
    assert computed["occurrence_percent"] < path["occurrence_percent"]
    settings.GUYWIRE_TERRAIN_DIR = tmp_path
    bare = door.get(page).json()
    assert bare["roughness"] is None
    hop = backhaul.Hop(
        distance_m=bare["distance_m"], frequency_mhz=11_200, tx_asl_m=530, rx_asl_m=530,
        latitude=44.19185,
    )  # fmt: skip
    assert bare["occurrence_percent"] == pytest.approx(backhaul.occurrence_by_gradient(hop, -200))


@pytest.mark.usefixtures("terrain")
def test_low_antennas_are_told_how_high_they_must_be(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        link = make.microwave(a_height_m=2, b_height_m=2)
        path = engineered(make.link_plan(link_id=link.pk))
        assert path.is_clear is False
        assert path.b.needed_m is not None
        BackhaulLink.objects.filter(pk=link.pk).update(b_height_m=path.b.needed_m + 0.1)
        again = engineered(LinkPlan.objects.select_related("link").get())
    assert again.is_clear is True
    assert path.obstruction_db > again.obstruction_db == 0.0
    assert [one.is_met for one in again.clearances] == [True, True]
    assert again.clearances[1].k == round(backhaul.lowest_earth_factor(again.distance_m), 3)


@pytest.mark.usefixtures("terrain")
def test_diversity_and_both_ways_count(wisp: Tenant) -> None:
    plan = planned(wisp, dn1_n_km=-900)
    with in_tenant(wisp.pk, actor="test"):
        bare = engineered(plan).modulations[1]
        plan.space_diversity_m = 10
        diverse = engineered(plan).modulations[1]
        plan.link.b_tx_power_dbm = 10
        weak = engineered(plan).modulations[1]
    assert 0.0 < diverse.both.multipath_percent < bare.both.multipath_percent
    assert bare.there == bare.back
    assert weak.back.received_dbm == round(weak.there.received_dbm - 10.0, 2)
    assert weak.both.rain_percent == weak.back.rain_percent > weak.there.rain_percent


@pytest.mark.usefixtures("terrain")
def test_oxygen_counts_at_60_ghz_and_multipath_does_not(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        link = make.microwave(
            kind=BackhaulLink.Kind.UNLICENSED, call_sign="", frequency_mhz=60_480,
            site_b_id=make.site(latitude=44.165, longitude=-71.70).pk,
        )  # fmt: skip
        path = engineered(make.link_plan(link_id=link.pk, radio_id=make.radio_model().pk))
    assert path.gas_db is not None
    # some 13 dB/km at the height of these hills
    assert path.gas_db / path.distance_km == pytest.approx(13.0, abs=1.5)
    assert path.occurrence_percent == 0.0
    assert "Multipath does not count on this hop (up to 5 km, or over 45 GHz)." in [
        one.text for one in path.notices
    ]
    assert path.modulations[0].both.multipath_percent == 0.0


@pytest.mark.usefixtures("terrain")
def test_the_weather_comes_from_points_zones_or_latitude_and_says_so(wisp: Tenant) -> None:
    plan = planned(wisp, rain_001_mm_h=None, dn1_n_km=None)
    door = people.door(wisp)
    address = f"{API}/link-plans/{plan.pk}/path"
    path = door.get(address).json()
    assert path["rain"] == {
        "value": 42.0, "source": "default for latitude 44° (zone K)", "is_default": True,
    }  # fmt: skip
    assert (path["gradient"]["value"], path["gradient"]["is_default"]) == (-200.0, True)
    assert sum("Type it, or import a map" in one["text"] for one in path["notices"]) == 2
    content = b"latitude,longitude,rain_001_mm_h,dn1_n_km\n44.2,-71.7,30,-150\n44.2,-71.8,34,\n"
    place = "/network/climate-points/import/"
    seen = door.post(place, {"file": SimpleUploadedFile("map.csv", content)})
    door.post(place, {"staged": str(seen.context["staged"].pk)})
    path = door.get(address).json()
    assert 30 < path["rain"]["value"] < 34
    assert path["rain"]["source"].startswith("2 climate points within")
    assert path["gradient"]["value"] == -150.0
    door.patch(f"{API}/link-plans/{plan.pk}", json.dumps({"rain_zone": "N"}), "application/json")
    assert door.get(address).json()["rain"]["value"] == 95.0


@pytest.mark.usefixtures("terrain")
def test_what_is_missing_is_named_and_the_rest_is_computed(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        bare = engineered(make.link_plan())
        link = make.microwave(a_gain_dbi=None, b_tx_power_dbm=None)
        drawn = make.antenna_pattern(name="Dish", gain_dbi=38)
        plan = make.link_plan(link_id=link.pk, a_antenna_pattern_id=drawn.pk)
        partly = engineered(plan)
    assert [one.text for one in bare.notices if one.is_problem] == [
        "Not yet computed; the link lacks the antenna's height at A and the antenna's height at B."
    ]
    assert [one.text for one in partly.notices if one.is_problem] == [
        "No budget yet; the plan lacks the transmit power at B and a radio with its modulations."
    ]
    assert (partly.a.gain_dbi, partly.is_clear, partly.modulations) == (38, True, [])
    page = people.door(wisp).get(f"/network/link-plans/{plan.pk}/").content.decode()
    assert "No budget yet; the plan lacks the transmit power at B" in page
    assert page.count("gw-path-ray") == 1


@pytest.mark.usefixtures("no_terrain")
def test_without_terrain_clearance_is_not_known(wisp: Tenant) -> None:
    plan = planned(wisp)
    with in_tenant(wisp.pk, actor="test"):
        path = engineered(plan)
    assert path.is_clear is None
    assert [one.text for one in path.notices if one.is_problem] == [
        "Clearance is not known: no terrain at 44.156700, -71.698900: add a tile that covers it,"
        " e.g. N44W072.hgt.",
        "No terrain, and no ground elevation at the sites.",
    ]


@pytest.mark.usefixtures("terrain")
def test_the_report_is_the_same_bytes_for_the_same_path(wisp: Tenant) -> None:
    plan = planned(wisp)
    door = people.door(wisp)
    one = door.get(f"{API}/link-plans/{plan.pk}/report.pdf")
    two = door.get(f"/network/link-plans/{plan.pk}/report.pdf")
    assert (one.status_code, one["Content-Type"]) == (200, "application/pdf")
    assert one.content.startswith(b"%PDF-")
    assert hashlib.sha256(one.content).digest() == hashlib.sha256(two.content).digest()
    with in_tenant(wisp.pk, actor="test"):
        LinkPlan.objects.update(other_loss_db=3.0)
    assert door.get(f"{API}/link-plans/{plan.pk}/report.pdf").content != one.content


def test_a_plan_is_one_for_each_radio_link(wisp: Tenant, other_wisp: Tenant) -> None:
    plan = planned(wisp)
    door = people.door(wisp)
    with in_tenant(wisp.pk, actor="test"):
        fiber = make.backhaul_link(kind=BackhaulLink.Kind.FIBER, frequency_mhz=None)
        link_id = plan.link_id
    twice = door.post(
        f"{API}/link-plans", json.dumps({"link_id": str(link_id)}), "application/json"
    )
    assert (twice.status_code, twice.json()["title"]) == (409, "The link has a plan already.")
    none = door.post(
        f"{API}/link-plans", json.dumps({"link_id": str(fiber.pk)}), "application/json"
    )
    assert (none.status_code, none.json()["type"]) == (422, "urn:guywire:problem:no_radio_path")
    stranger = people.door(other_wisp)
    for address in (f"{API}/link-plans/{plan.pk}/path", f"{API}/link-plans/{plan.pk}/report.pdf"):
        assert stranger.get(address).status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        assert LinkPlan.objects.count() == 1
        radio = RadioModel.objects.get()
        drawn = make.antenna_pattern()
        LinkPlan.objects.update(a_antenna_pattern=drawn)
    for address in (f"{API}/radio-models/{radio.pk}", f"{API}/antenna-patterns/{drawn.pk}"):
        refused = door.delete(address)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:guywire:problem:in_use")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "give a line for each modulation"),
        ("QPSK, -84", "line 1 must be: name, threshold in dBm, Mbit/s"),
        ("QPSK, -84, 50\n64QAM, low, 200", "line 2 must be: name"),
        ("QPSK, 84, 50", "line 1: the threshold must be -130 to 0"),
        ("QPSK, -84, nan", "line 1: the Mbit/s must be 0.01 to 1e"),
        ("QPSK, -84, 50\nQPSK, -80, 60", "QPSK stands there twice"),
        ("\n".join(f"M{n}, -50, 1" for n in range(33)), "at most 32 modulations, not 33"),
    ],
)
def test_a_wrong_table_is_refused_by_its_line(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        RadioModelInput(name="x", modulations=text)


def test_a_table_is_kept_tidy(wisp: Tenant) -> None:
    given = RadioModelInput(name="x", modulations="QPSK;-84;50\n\n1024QAM\t\u221256\t400\t4")
    assert given.modulations == "QPSK, -84, 50\n1024QAM, -56, 400, 4"
    with in_tenant(wisp.pk, actor="test"):
        assert ClimatePoint.objects.count() == 0
