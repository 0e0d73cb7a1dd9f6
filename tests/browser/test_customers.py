"""A caller is found in one search, and the agent sees how things stand and what is coming."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def found_by(page: Page, words: str) -> None:
    """Open the first customer that the global search finds."""
    page.keyboard.press("/")
    page.get_by_role("dialog").get_by_role("searchbox").fill(words)
    customers = page.locator(".gw-search-results").get_by_role("region", name="Customers")
    customers.get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Is it all right?")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_caller_is_found_by_phone_and_the_page_says_how_things_stand(
    visitor: Callable[..., Visitor], serious_violations: Callable[[Page], list[str]], width: int
) -> None:
    window = visitor("helpdesk", width=width, dark=width == 360)
    page = window.visit("/customers/customers/?state=active")
    number = page.locator("tbody tr").first.locator("td").get_by_text(re.compile(r"^\+1 "))
    digits = re.sub(r"\D", "", number.inner_text())[1:]
    found_by(page, f"({digits[:3]}){digits[3:6]}.{digits[6:]}")
    health = page.get_by_role("region", name="Is it all right?")
    expect(health.locator(".gw-badge").first).to_have_text(re.compile("All right|Suspended|Paused"))
    expect(health).to_contain_text("Access")
    expect(health).to_contain_text("Next")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_violations(page) == []


def test_a_booked_pause_shows_as_coming_and_can_be_taken_back(
    visitor: Callable[..., Visitor],
) -> None:
    window = visitor("helpdesk")
    page = window.visit("/customers/services/?state=active")
    page.locator("tbody tr").first.get_by_role("link", name=re.compile("^SVC-")).click()
    page.get_by_role("button", name="More", exact=True).click()
    page.locator("main").get_by_role("link", name="Pause", exact=True).click()
    page.fill("main [name=on]", "2041-05-01")
    page.locator("main").get_by_role("button", name="Pause", exact=True).click()
    today = page.get_by_role("region", name="Today")
    expect(today).to_contain_text("to come")
    expect(page.locator("h1 .gw-badge")).to_have_text("Active")
    today.get_by_role("link", name="Pause", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Pause on 2041-05-01")
    page.locator("main").get_by_role("button", name="Take back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.locator("h1 .gw-badge")).to_have_text("Cancelled")


def test_on_the_way_the_gate_code_is_shown_in_the_page_and_gone_when_it_is_opened_again(
    visitor: Callable[..., Visitor], serious_violations: Callable[[Page], list[str]]
) -> None:
    window = visitor("helpdesk", width=360)
    page = window.visit("/customers/service-locations/")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    page.locator("main").get_by_role("link", name="Edit", exact=True).click()
    page.fill("main [name=gate_code]", "4711#")
    page.locator("main").get_by_role("button", name="Save").click()
    gate = page.get_by_role("region", name="Gate code")
    address = page.url
    expect(gate).not_to_contain_text("4711#")
    gate.get_by_role("button", name="Show gate code").click()
    expect(gate).to_contain_text("4711# The timeline says that you looked.")
    assert page.url == address
    assert serious_violations(page) == []
    page.reload()
    expect(gate.get_by_role("button", name="Show gate code")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("4711#")
    expect(page.locator("main")).to_contain_text("Gate code shown")
