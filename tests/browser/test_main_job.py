"""The main job by pages: import a network, qualify a place, lead, customer, service to its end."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SITE = "Bethlehem Water Tank"
STREET = "12 Ridge Road"
PLACE = "44.3477,-71.68395"
NETWORK = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": SITE},
            "geometry": {"type": "Point", "coordinates": [-71.6835, 44.3440]},
        }
    ],
}


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


def act(page: Page, verb: str, **fields: str) -> None:
    """Press a button of the detail page that leads to a form, fill it in and send it."""
    follow(page, verb)
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    press(page, verb)


def shows(page: Page, state: str, access: str, charged: str) -> None:
    """What the service's page says today."""
    today = page.get_by_role("region", name="Today").locator("dl")
    expect(page.locator("h1 .gw-badge")).to_have_text(state)
    for name, value in (("State", state), ("Access", access), ("Charged", charged)):
        fact = today.locator("div", has=page.locator(f"dt:text-is('{name}')")).locator("dd")
        expect(fact).to_contain_text(value)


def import_the_network(window: Visitor) -> None:
    page = window.visit("/network/map/")
    follow(page, "Import places")
    file: FilePayload = {
        "name": "network.geojson",
        "mimeType": "application/geo+json",
        "buffer": json.dumps(NETWORK).encode(),
    }
    page.set_input_files("input[name=file]", file)
    press(page, "Preview")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("1 site would be added")
    press(page, "Import")
    page.wait_for_url("**/network/sites/")
    window.visit(f"/network/sites/?q={SITE}")
    follow(page, SITE)
    press(page, "Go live")
    expect(page.locator("h1 .gw-badge")).to_have_text("Active")


def put_a_sector_on_air(page: Page) -> None:
    page.get_by_role("region", name="Sectors").get_by_role("link", name="Add").click()
    page.fill("input[name=name]", "Tank North")
    page.select_option("select[name=technology]", label="CBRS LTE")
    for name, value in {
        "earfcn": "55990", "bandwidth_mhz": "20", "azimuth_deg": "0", "beamwidth_deg": "90",
        "height_m": "30", "eirp_dbm": "47", "receiver_gain_dbi": "13",
    }.items():  # fmt: skip
        page.fill(f"input[name={name}]", value)
    press(page, "Save")
    expect(page.locator("h1 .gw-badge")).to_have_text("Planned")
    press(page, "Put on air")
    expect(page.locator("h1 .gw-badge")).to_have_text("On air")


def qualify_the_place(window: Visitor) -> None:
    page = window.visit("/network/serviceability/")
    page.fill("input[name=address]", PLACE)
    press(page, "Check")
    answer = page.get_by_role("region", name="Answer")
    expect(answer.locator("h2")).to_contain_text("Can be served")
    expect(answer.locator("tbody tr").first).to_contain_text("Tank North")
    expect(page.get_by_role("region", name="Path", exact=True)).to_contain_text("Tank North")
    expect(page.locator("path-profile svg").first).to_be_visible()


def make_a_lead(page: Page) -> None:
    follow(page, "Lead for Ridge 50")
    assert page.input_value("input[name=latitude]").startswith("44.3477")
    for name, value in {
        "first_name": "Orpha", "last_name": "Whitcomb", "email": "orpha@example.com",
        "source": "web", "street": STREET, "city": "Bethlehem",
    }.items():  # fmt: skip
        page.fill(f"input[name={name}]", value)
    press(page, "Save")
    expect(page.locator("h1")).to_contain_text("Orpha Whitcomb")
    expect(page.locator("h1 .gw-badge")).to_have_text("New")


def convert_to_a_customer(page: Page) -> None:
    act(page, "Convert", plan_id="Ridge 50")
    expect(page.locator("h1 .gw-badge")).to_have_text("Converted")
    lead = page.get_by_role("region", name="Lead", exact=True)
    lead.get_by_role("link", name=re.compile("Orpha Whitcomb")).click()
    health = page.get_by_role("region", name="Is it all right?")
    expect(health).to_contain_text("Quoted")
    health.get_by_role("link", name=re.compile("^SVC-")).click()
    shows(page, "Quoted", "off", "0")


def live_through_the_service(page: Page) -> None:
    act(page, "Order")
    shows(page, "Ordered", "off", "0")
    act(page, "Schedule", scheduled_for="2031-05-12")
    shows(page, "Scheduled", "off", "0")
    act(page, "Activate")
    shows(page, "Active", "on", "100")
    act(page, "Change plan", plan_id="Ridge 100")
    expect(page.get_by_role("region", name="Today")).to_contain_text("$89.00")
    act(page, "Suspend", reason="non-payment")
    shows(page, "Suspended", "off", "100")
    act(page, "Resume")
    shows(page, "Active", "on", "100")
    page.get_by_role("button", name="More", exact=True).click()
    act(page, "End", reason="moved away")
    shows(page, "Ended", "off", "0")
    expect(page.locator("main").get_by_role("link", name="Resume", exact=True)).to_have_count(0)


def test_from_an_imported_network_to_an_ended_service(visitor: Callable[..., Visitor]) -> None:
    window = visitor("owner")
    page = window.page
    import_the_network(window)
    put_a_sector_on_air(page)
    qualify_the_place(window)
    make_a_lead(page)
    convert_to_a_customer(page)
    live_through_the_service(page)
    titles = page.get_by_role("region", name="Timeline").locator(".gw-timeline-title")
    expect(titles).to_have_text(
        [
            "Service ended",
            "Service resumed",
            "Service suspended",
            "Service plan changed",
            "Service activated",
            "Service scheduled",
            "Service ordered",
            "Lead converted",
            "Service quoted",
        ]
    )
