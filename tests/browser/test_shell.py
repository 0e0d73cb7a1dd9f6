"""The shell's own conveniences: search, help, themes, shortcuts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def theme(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.bsTheme"))


def test_the_slash_opens_a_search_that_finds_a_customer_by_name(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor("owner").visit("/")
    page.keyboard.press("/")
    field = page.get_by_role("dialog").get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("Abbott Inn")
    hit = page.locator(".gw-search-results").get_by_role("link", name="Abbott Inn").first
    expect(hit).to_be_visible()
    hit.click()
    expect(page.locator("h1")).to_contain_text("Abbott Inn")


def test_help_is_of_the_page_it_is_asked_on(visitor: Callable[..., Visitor]) -> None:
    page = visitor("owner").visit("/customers/leads/")
    page.get_by_role("button", name="Help").first.click()
    panel = page.locator("#gw-help")
    expect(panel).to_be_visible()
    expect(panel.locator("h1")).to_contain_text("Lead")


def test_a_theme_is_kept_from_page_to_page(visitor: Callable[..., Visitor]) -> None:
    window = visitor("owner")
    page = window.visit("/")
    assert theme(page) == "light"
    page.locator(".gw-avatar").click()
    page.locator("[data-theme-set=dark]").click()
    assert theme(page) == "dark"
    window.visit("/network/sites/")
    assert theme(page) == "dark"


def test_the_question_mark_lists_the_shortcuts_of_the_page(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor("owner").visit("/network/sites/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("dt", has_text="New")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("n")
    page.wait_for_url("**/network/sites/new/")


def test_a_long_list_of_permissions_narrows_while_typing(visitor: Callable[..., Visitor]) -> None:
    page = visitor("owner").visit("/tenants/keys/")
    page.get_by_label("Find a permission").fill("see network")
    shown = page.locator("[data-narrow-line]:visible")
    expect(shown.filter(has_text="See sites")).to_have_count(1)
    expect(shown.filter(has_text="Change sites")).to_have_count(0)
    page.get_by_role("button", name="Tick all shown").click()
    ticked = page.locator("input[name=codes]:checked")
    values = ticked.evaluate_all("boxes => boxes.map(box => box.value)")
    assert "network.site.view" in values
    assert all(value.startswith("network.") for value in values)
    assert not [value for value in values if value.endswith((".add", ".change", ".remove"))]
    page.get_by_label("Find a permission").fill("no such thing")
    expect(shown).to_have_count(0)
    expect(page.get_by_text("No permission has these words.")).to_be_visible()


def test_the_documentation_of_the_api_is_drawn_without_a_third_party(
    visitor: Callable[..., Visitor],
) -> None:
    window = visitor("owner")
    page = window.visit("/tenants/keys/")
    page.get_by_role("link", name="API documentation").click()
    expect(page.locator(".opblock").first).to_be_visible()


def test_outside_an_organization_the_way_back_is_in_the_navigation(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor("owner").page
    window = visitor("owner")
    page.goto(f"{window.platform.url}/me/")
    page.get_by_role("navigation", name="Main").get_by_text("Kinsman Ridge Wireless").click()
    expect(page.locator("h1")).to_have_text("Kinsman Ridge Wireless")


def test_on_a_phone_the_filters_are_folded_away_and_come_at_a_touch(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor("owner", width=360).visit("/customers/services/")
    state = page.locator("select[name=state]")
    expect(state).to_be_hidden()
    assert page.locator("#gw-rows tbody tr").first.bounding_box()["y"] < 500
    page.get_by_role("button", name="Filters").click()
    expect(state).to_be_visible()
    state.select_option("paused")
    expect(page.locator("#gw-rows .gw-chip")).to_contain_text("Paused")
    wide = visitor("owner", width=1280).visit("/customers/services/")
    expect(wide.locator("select[name=state]")).to_be_visible()
    expect(wide.get_by_role("button", name="Filters")).to_be_hidden()
