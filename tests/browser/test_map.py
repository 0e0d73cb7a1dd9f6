"""The map and the serviceability page in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SUGAR_HILL = "#map=12/44.2100/-71.7900"


def opened(page: Page) -> Page:
    """The map once its tiles are drawn."""
    page.wait_for_selector("network-map canvas")
    page.wait_for_function(
        "document.querySelectorAll('network-map .nm-panel input[type=checkbox]').length > 10"
    )
    return page


def test_a_site_is_found_and_its_place_stands_in_the_address(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    page = opened(one.visit("/network/map/"))
    page.get_by_role("searchbox", name="Find a site, an address or a position").fill("Sugar Hill")
    page.locator("network-map .nm-result", has_text="Sugar Hill").first.click()
    page.wait_for_function("location.hash.startsWith('#map=14.00/')")
    page.locator("network-map canvas").click()
    card = page.locator("network-map .nm-card")
    expect(card).to_contain_text("Sugar Hill")
    expect(card.get_by_role("link", name="Open")).to_be_visible()
    assert one.troubles == []


def test_one_tile_has_all_layers_and_is_asked_once(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url.partition("?")[0]))
    page = opened(one.visit(f"/network/map/{SUGAR_HILL}"))
    expect(page.locator("network-map[data-drawn]")).to_be_attached(timeout=60_000)
    asked = [address for address in asked if address.endswith(".mvt")]
    assert asked
    assert len(set(asked)) == len(asked)
    for address in asked:
        assert re.search(r"/network/tiles/\d+/\d+/\d+\.mvt$", address)
    assert one.troubles == []


def test_a_hidden_layer_stays_hidden_in_a_shared_address(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    page = opened(one.visit("/network/map/"))
    page.get_by_role("checkbox", name="Customers").uncheck()
    page.wait_for_function("location.hash.includes('hide=customers')")
    address = page.evaluate("location.hash")
    page = opened(one.visit(f"/network/map/?again=1{address}"))
    expect(page.get_by_role("checkbox", name="Customers")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Sites")).to_be_checked()


def test_the_menu_of_a_place_opens_the_form_filled_in(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    page = opened(one.visit("/network/map/#map=12/44.35/-71.2"))
    page.locator("network-map canvas").click(button="right")
    menu = page.get_by_role("menu", name="What to do here")
    expect(menu.get_by_role("menuitem", name="Can we serve this place?")).to_be_visible()
    menu.get_by_role("menuitem", name="Add a site here").click()
    page.wait_for_url("**/network/sites/new/**")
    assert page.input_value("input[name=latitude]").startswith("44.3")
    assert page.input_value("input[name=longitude]").startswith("-71.2")


def test_the_map_is_measured_and_its_menu_opened_by_keys(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    page = opened(one.visit(f"/network/map/{SUGAR_HILL}"))
    page.get_by_role("button", name="Measure distance").click()
    canvas = page.locator("network-map canvas")
    box = canvas.bounding_box()
    assert box is not None
    for x in (0.5, 0.7):
        canvas.click(position={"x": box["width"] * x, "y": box["height"] * 0.5})
    expect(page.locator("network-map .nm-readout")).to_contain_text("90° from the last point")
    canvas.press("m")
    expect(page.get_by_role("menu", name="What to do here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu", name="What to do here")).to_be_hidden()


def test_a_place_picked_on_the_small_map_is_answered(visitor: Callable[..., Any]) -> None:
    one = visitor("owner")
    page = one.visit("/network/serviceability/?address=44.2100,-71.7900")
    expect(page.locator("path-profile svg").first).to_be_visible()
    page.wait_for_selector("network-map canvas")
    page.locator("network-map canvas").click(position={"x": 60, "y": 60})
    page.wait_for_url("**/network/serviceability/?*lat=44.*")
    expect(page.locator("#answer")).to_be_visible()
    assert one.troubles == []


def test_a_drag_let_go_over_the_panel_ends_and_the_map_comes_to_rest(
    visitor: Callable[..., Any],
) -> None:
    one = visitor("owner")
    page = opened(one.visit(f"/network/map/{SUGAR_HILL}&hide=sectors,links,sites,customers"))
    drawn = page.locator("network-map[data-drawn]")
    expect(drawn).to_be_attached(timeout=60_000)
    canvas, panel = page.locator("network-map canvas"), page.locator("network-map .nm-panel")
    start, over = canvas.bounding_box(), panel.bounding_box()
    assert start is not None
    assert over is not None
    page.mouse.move(start["x"] + start["width"] - 40, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(over["x"] + 30, over["y"] + over["height"] - 10, steps=5)
    page.mouse.up()
    page.wait_for_function("!location.hash.includes('44.21000/-71.79000')")
    expect(drawn).to_be_attached(timeout=60_000)
    at_rest = page.evaluate("location.hash")
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(null)))")
    assert page.evaluate("location.hash") == at_rest
    assert one.troubles == []
