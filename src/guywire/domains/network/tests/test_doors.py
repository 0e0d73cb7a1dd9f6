"""The network through its doors: pages and API, two tenants, roles."""

import html
import json
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from guywire.domains.network.models import Site
from guywire.domains.network.tests import make
from guywire.domains.tenants import queries
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.services.roles import set_role_codes
from guywire.domains.tenants.tests import make as people
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
API = "/api/v1/network"
PAGES = (
    "map/", "serviceability/", "qualifications/", "terrain/", "sites/", "sectors/", "equipment/",
    "backhaul-links/", "site-contacts/", "addresses/", "sites/import-places/", "sites/new/",
    "sectors/new/", "equipment/new/", "backhaul-links/new/",
    "antenna-patterns/", "antenna-patterns/new/", "antenna-patterns/upload/",
    "link-plans/", "link-plans/new/", "radio-models/", "radio-models/new/", "climate-points/",
)  # fmt: skip


def summit(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
        make.sector_on_air(
            site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5, height_m=30
        )


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(wisp: Tenant, page: str) -> None:
    summit(wisp)
    response = people.door(wisp).get(f"/network/{page}")
    assert response.status_code == 200, response.content[:2000]


@pytest.mark.parametrize(
    "noun", ["site", "sector", "equipment", "backhaul_link", "antenna_pattern"]
)
def test_every_detail_page_opens(wisp: Tenant, noun: str) -> None:
    with in_tenant(wisp.pk, actor="test"):
        maker = {"equipment": make.equipment_at_site}.get(noun) or getattr(make, noun)
        row = maker()
    address = reverse(f"network:{noun}-detail", args=[row.pk])
    response = people.door(wisp).get(address)
    assert response.status_code == 200, response.content[:2000]
    assert str(row) in response.content.decode()


def test_the_api_answers_whether_a_place_can_be_served(wisp: Tenant) -> None:
    summit(wisp)
    response = people.door(wisp).get(f"{API}/serviceability?lat=44.227&lon=-71.747&height_m=5")
    assert response.status_code == 200, response.content
    answer = response.json()
    assert (answer["is_serviceable"], answer["ground_elevation_m"]) == (True, 284.9)
    [best] = answer["sectors"]
    assert (best["site"], best["sector"], best["distance_m"]) == ("Cannon", "North", 8706.7)
    assert best["path"]["path_loss_db"] == 122.43
    assert answer["rejected"] == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("lat=44.2", 422, "invalid"),
        ("", 422, "refused"),
        ("lat=91&lon=0", 422, "invalid"),
        ("address=Nowhere+1", 404, "unknown_address"),
    ],
)
def test_a_question_without_a_place_is_refused(
    wisp: Tenant, query: str, status: int, code: str
) -> None:
    response = people.door(wisp).get(f"{API}/serviceability?{query}")
    assert (response.status_code, response.json()["type"]) == (
        status,
        f"urn:guywire:problem:{code}",
    )


def test_an_address_of_the_file_is_found_however_it_is_written(wisp: Tenant) -> None:
    summit(wisp)
    with in_tenant(wisp.pk, actor="test"):
        make.address(number="12", street="North Main Street")
        make.address(number="120", street="North Main Street")
    response = people.door(wisp).get(f"{API}/serviceability?address=12 n. main st, franconia")
    answer = response.json()
    assert answer["address"] == "12 North Main Street, Franconia, NH 03580"
    assert (answer["latitude"], answer["alternatives"]) == (44.227, [])


def test_the_page_answers_and_draws_the_path(wisp: Tenant) -> None:
    summit(wisp)
    page = people.door(wisp).get("/network/serviceability/?address=44.227,-71.747").content.decode()
    assert "Can be served" in page
    assert "path-profile" in page
    assert "/api/v1/network/serviceability/profile?lat=44.227" in page


def test_a_page_asked_for_nonsense_says_so(wisp: Tenant) -> None:
    response = people.door(wisp).get("/network/serviceability/?lat=44.2")
    assert response.status_code == 422
    assert "Give both lat and lon." in response.content.decode()


def test_one_tenant_never_sees_the_other_s_network(wisp: Tenant, other_wisp: Tenant) -> None:
    summit(other_wisp)
    with in_tenant(other_wisp.pk, actor="test"):
        site = Site.objects.get()
    door = people.door(wisp)
    assert door.get(f"{API}/sites/{site.pk}").status_code == 404
    assert door.get(f"{API}/sites").json()["items"] == []
    assert door.get(f"{API}/tiles/0/0/0.mvt").content == b""
    assert door.get(f"{API}/places?q=Cannon").json() == {"items": []}
    assert "Cannon" not in door.get("/network/map/").content.decode()
    answer = door.get(f"{API}/serviceability?lat=44.227&lon=-71.747").json()
    assert (answer["sectors"], answer["rejected"]) == ([], [])


def test_a_viewer_may_look_and_not_ask_or_write(wisp: Tenant) -> None:
    door = people.door(wisp, "viewer")
    assert door.get("/network/map/").status_code == 200
    assert door.get(f"{API}/serviceability?lat=44&lon=-71").status_code == 403
    body = json.dumps({"name": "A", "latitude": 44, "longitude": -71})
    refused = door.post(f"{API}/sites", data=body, content_type="application/json")
    assert refused.status_code == 403
    with in_tenant(wisp.pk, actor="test"):
        assert Site.objects.count() == 0


def test_whom_to_call_is_not_for_a_viewer_unless_the_tenant_says_so(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        contact = make.site_contact(name="Edith Merrill", phone="+1 603 555 0177")
    viewer = people.door(wisp, Role.VIEWER)
    site = f"/network/sites/{contact.site_id}/"
    for path in ("/network/site-contacts/", f"{API}/site-contacts/{contact.pk}"):
        assert viewer.get(path).status_code == 403
    assert viewer.get(site).status_code == 200
    assert "555 0177" not in viewer.get(site).content.decode()
    assert "555 0177" in people.door(wisp, Role.SALES).get(site).content.decode()

    owner = queries.actor_of_membership(people.member(wisp))
    with in_tenant(wisp.pk, actor="test"):
        given = queries.codes_of_role(Role.VIEWER) | {"network.site_contact.view"}
        set_role_codes(Role.VIEWER, given, actor=owner)
    assert "555 0177" in viewer.get(site).content.decode()


def test_a_site_is_made_changed_and_put_live_through_the_api(wisp: Tenant) -> None:
    door = people.door(wisp)
    body = {"name": "Ridge", "latitude": 44.13, "longitude": -71.74, "gate_code": "4711"}
    made = door.post(f"{API}/sites", data=json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    site = made.json()
    assert (site["ground_elevation_m"], site["has_gate_code"], "gate_code" in site) == (
        1151.0, True, False,
    )  # fmt: skip
    path = f"{API}/sites/{site['id']}"
    changed = door.patch(path, data='{"owner": "Town"}', content_type="application/json")
    assert changed.status_code == 200, changed.content
    assert (changed.status_code, changed.json()["owner"]) == (200, "Town")
    assert door.post(f"{path}/go_live").json()["status"] == "active"
    with in_tenant(wisp.pk, actor="test"):
        assert Site.objects.get().gate_code.reveal() == "4711"


def test_a_sector_is_made_through_the_page(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site()
    form = {
        "site_id": site.pk, "name": "East", "technology": "cbrs", "status": "planned",
        "earfcn": "55990", "bandwidth_mhz": "20", "azimuth_deg": "90", "beamwidth_deg": "65",
        "vertical_beamwidth_deg": "7", "height_m": "30", "eirp_dbm": "47",
        "receive_threshold_dbm": "-90", "max_range_m": "15000", "front_to_back_db": "25",
        "mechanical_tilt_deg": "0", "electrical_tilt_deg": "0", "receiver_gain_dbi": "0",
    }  # fmt: skip
    response = people.door(wisp).post("/network/sectors/new/", form)
    assert response.status_code == 302, response.content.decode()[-3000:]
    with in_tenant(wisp.pk, actor="test"):
        [sector] = site.sectors.all()
        assert (sector.center_frequency_mhz, sector.band) == (3625.0, "B48")


def test_the_map_is_told_whose_background_an_operator_has_set(
    wisp: Tenant, settings: Settings
) -> None:
    def told() -> dict[str, object]:
        page = people.door(wisp).get("/network/map/").content.decode()
        attribute = page.partition('data-map="')[2].partition('"')[0]
        return dict(json.loads(html.unescape(attribute)))

    settings.GUYWIRE_MAP_ATTRIBUTION = "© Somebody"
    before = told()
    assert (before["background"], before["attribution"]) == ("", "")
    settings.GUYWIRE_MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.pbf"
    settings.GUYWIRE_MAP_TILES_KIND = "vector"
    after = told()
    assert after["background"] == "https://tiles.example/{z}/{x}/{y}.pbf"
    assert (after["backgroundKind"], after["attribution"]) == ("vector", "© Somebody")


def test_the_map_offers_each_role_the_tools_that_it_may_use(wisp: Tenant) -> None:
    def tools(role: str) -> dict[str, Any]:
        page = people.door(wisp, role).get("/network/map/").content.decode()
        attribute = page.partition('data-map="')[2].partition('"')[0]
        return dict(json.loads(html.unescape(attribute))["tools"])

    engineer, viewer = tools(Role.ENGINEER), tools(Role.VIEWER)
    assert set(engineer) == {"path", "coverage", "sector"}
    assert {"preview", "elsewhere", "antennas"} <= set(engineer["sector"])
    assert engineer["sector"]["mayChange"] is True
    assert "begin" in engineer["coverage"]
    assert "path" not in viewer
    assert viewer["sector"]["mayChange"] is False
    assert {"preview", "elsewhere"}.isdisjoint(viewer["sector"])
