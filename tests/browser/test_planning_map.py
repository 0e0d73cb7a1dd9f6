"""Planning on the map, in a real browser on the demo's real terrain: paths, print, addresses."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SUGAR_HILL = "#map=12/44.2100/-71.7900&hide=customers"
PATH = "&path=44.18699,-71.81051,30~44.22538,-71.79009,5~3550~1.3333"
PATIENCE = 60_000


def drawn(page: Page) -> Page:
    expect(page.locator("network-map[data-drawn]")).to_be_attached(timeout=PATIENCE)
    return page


def at(page: Page, x: float, y: float) -> dict[str, Any]:
    """A place on the map's canvas by shares of its width and height."""
    box = page.locator("network-map .maplibregl-canvas").first.bounding_box()
    assert box is not None
    return {"x": box["width"] * x, "y": box["height"] * y}


def test_two_clicks_draw_the_path_between_them(visitor: Callable[..., Any]) -> None:
    one = visitor("engineer")
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}"))
    page.get_by_role("button", name="Path profile").click()
    dock = page.get_by_role("region", name="Path profile")
    expect(dock.locator(".nm-told")).to_have_text(
        "Click on the map where the path begins, or write the position of A."
    )
    canvas = page.locator("network-map .maplibregl-canvas")
    canvas.click(position=at(page, 0.35, 0.8))
    expect(dock.locator(".nm-told")).to_contain_text("Now click where it ends")
    canvas.click(position=at(page, 0.75, 0.3))
    expect(dock.locator("path-profile svg path").first).to_be_visible()
    expect(dock.locator(".nm-told")).to_contain_text("from A (30")
    for told in ("Length", "Azimuths", "Antennas look", "A alone would need", "P.526", "ITM"):
        expect(dock.locator(".nm-facts")).to_contain_text(told)
    page.wait_for_function("location.hash.includes('&path=44.')")
    assert page.locator("network-map .nm-end").all_inner_texts() == ["A", "B"]


def test_a_path_is_written_by_keys_raised_and_shared(visitor: Callable[..., Any]) -> None:
    one = visitor("engineer")
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}"))
    button = page.get_by_role("button", name="Path profile")
    button.focus()
    button.press("Enter")
    dock = page.get_by_role("region", name="Path profile")
    expect(dock).to_be_focused()
    place = dock.get_by_label("A: latitude, longitude")
    place.fill("somewhere")
    place.press("Tab")
    assert place.evaluate("field => field.validationMessage").startswith("Write degrees north")
    place.fill("44.1567, -71.6989")
    dock.get_by_label("B: latitude, longitude").fill("44.18, -71.73")
    dock.get_by_label("B: latitude, longitude").press("Enter")
    expect(dock.locator(".pp-judgement")).to_contain_text("rises")
    expect(dock.locator(".nm-facts")).to_contain_text("B alone would need")
    dock.get_by_label("Antenna at B").fill("300")
    dock.get_by_label("Antenna at B").press("Enter")
    expect(dock.locator(".pp-judgement")).to_contain_text("are clear")
    dock.get_by_label("Earth curved for k").select_option("2/3")
    expect(dock.locator(".pp-explained")).to_contain_text("k = 2/3")
    page.wait_for_function("location.hash.endsWith('~3550~0.6667')")
    shared = page.evaluate("location.hash")
    again = visitor("engineer")
    page = drawn(again.visit(f"/network/map/{shared}"))
    dock = page.get_by_role("region", name="Path profile")
    expect(dock.get_by_label("Antenna at B")).to_have_value("300")
    expect(dock.locator(".pp-explained")).to_contain_text("k = 2/3")
    dock.get_by_label("Antenna at B").press("Escape")
    expect(dock).to_be_hidden()
    page.wait_for_function("!location.hash.includes('path=')")


def test_what_is_refused_is_told_in_the_panel(visitor: Callable[..., Any]) -> None:
    one = visitor("engineer")
    page = one.visit(f"/network/map/{SUGAR_HILL}&path=44.2,-71.7,30~48.2,-71.7,5~3550~1.3333")
    told = page.locator(".nm-dock .nm-told")
    expect(told).to_contain_text("a path may be 300 km long")
    assert page.locator("path-profile").count() == 0


def test_an_end_is_dragged(visitor: Callable[..., Any]) -> None:
    one = visitor("engineer")
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}{PATH}"))
    expect(page.locator("path-profile svg path").first).to_be_visible()
    end = page.locator("network-map .nm-end", has_text="A").bounding_box()
    assert end is not None
    page.mouse.move(end["x"] + 10, end["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 90, end["y"] + 10, steps=4)
    page.mouse.up()
    page.wait_for_function("!location.hash.includes('path=44.18699,-71.81051')")
    field = page.get_by_label("A: latitude, longitude")
    assert field.input_value().startswith("44.1")
    assert field.input_value() != "44.18699, -71.81051"
    assert page.get_by_label("B: latitude, longitude").input_value() == "44.22538, -71.79009"


def test_who_may_not_ask_about_places_is_offered_no_path(visitor: Callable[..., Any]) -> None:
    one = visitor("viewer")
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}{PATH}"))
    expect(page.get_by_role("button", name="Print or PDF")).to_be_visible()
    assert page.get_by_role("button", name="Path profile").count() == 0
    assert page.locator(".nm-dock").count() == 0


def test_the_sheet_has_title_date_map_scale_and_legend(visitor: Callable[..., Any]) -> None:
    one = visitor("engineer", dark=True)
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}{PATH}"))
    expect(page.locator("path-profile svg path").first).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("network-map .nm-print")
    expect(sheet.get_by_role("heading", level=2).first).to_contain_text("Kinsman Ridge Wireless")
    expect(sheet.locator("header p")).to_contain_text("202")
    expect(sheet.locator(".nm-print-scale")).to_contain_text("km")
    legend = sheet.locator(".nm-print-legend")
    expect(legend).to_contain_text("On air")
    assert "Customers" not in legend.inner_text()
    expect(page.locator("network-map .nm-facts")).to_be_visible()
    expect(page.locator("network-map .nm-panel")).to_be_hidden()
    expect(page.locator("#gw-map-list")).to_be_hidden()
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector('.nm-print-map');
          const pen = canvas.getContext('2d');
          const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
          const seen = new Set();
          for (let i = 0; i < pixels.length; i += 4000) seen.add(pixels.slice(i, i + 4).join());
          return [seen.size, [...seen].some((one) => one.endsWith(',0'))];
        }"""
    )
    assert colours[0] > 20
    assert not colours[1]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True])
def test_the_tools_are_for_everybody_at_every_width(
    visitor: Callable[..., Any],
    serious_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    one = visitor("engineer", width=width, dark=dark)
    page = drawn(one.visit(f"/network/map/{SUGAR_HILL}{PATH}"))
    expect(page.locator("path-profile svg path").first).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 700:
        page.get_by_role("button", name="Fold").click()
        expect(page.locator("path-profile")).to_be_hidden()
