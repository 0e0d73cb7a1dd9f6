"""Coverage and sectors on the map, in a real browser: real studies, a real worker, real terrain."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

NEAR = "#map=11/44.2500/-71.7500&hide=customers"
PATIENCE = 60_000
STARTED = """async ([name, height]) => {
  const {tools} = JSON.parse(document.querySelector('network-map').dataset.map);
  const token = document.querySelector('meta[name=csrf-token]').content;
  const body = {name, receiver_height_m: height, radius_m: 6000, resolution_m: 120};
  const answer = await fetch(tools.coverage.studies, {
    method: 'POST', body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
  });
  return (await answer.json()).id;
}"""
FINISHED = """async (id) => {
  const {tools} = JSON.parse(document.querySelector('network-map').dataset.map);
  return (await (await fetch(`${tools.coverage.studies}/${id}`)).json()).state === 'finished';
}"""
CANVAS = "network-map > .nm-canvas > .maplibregl-canvas-container canvas"


def drawn(page: Page) -> Page:
    expect(page.locator("network-map[data-drawn]")).to_be_attached(timeout=PATIENCE)
    return page


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The ids of the studies of this module by name, once they are made."""
    return {}


@pytest.fixture
def studies(visitor: Callable[..., Any], made: dict[str, str]) -> dict[str, str]:
    """Two finished studies of all sectors: roofs at 5 m, masts at 12 m."""
    if not made:
        page = visitor("engineer").visit("/network/map/")
        for name, height in (("Roofs", 5), ("Masts", 12)):
            made[name] = page.evaluate(STARTED, [name, height])
            page.wait_for_function(FINISHED, arg=made[name], timeout=2 * PATIENCE)
    return made


def click(page: Page, x: float, y: float) -> None:
    """Click on the map at shares of its width and height."""
    box = page.locator(CANVAS).bounding_box()
    assert box is not None
    page.locator(CANVAS).click(position={"x": box["width"] * x, "y": box["height"] * y})


def planned(page: Page, sector: str) -> Locator:
    """The panel of a sector, opened from the list by its link."""
    page.get_by_role("link", name=f"Plan {sector} on the map").first.click()
    dock = page.locator(".nm-dock")
    expect(dock.locator(".nm-reached-table")).to_be_visible(timeout=PATIENCE)
    return dock


def area(dock: Locator, column: int) -> list[str]:
    """A column of the table of what is reached."""
    return dock.locator(f".nm-reached-table td:nth-of-type({column})").all_inner_texts()


def test_a_study_is_chosen_and_its_layer_explained(
    visitor: Callable[..., Any], studies: dict[str, str]
) -> None:
    page = drawn(visitor("engineer").visit(f"/network/map/{NEAR},sectors,links,sites"))
    section = page.locator(".nm-coverage")
    section.locator("summary").click()
    section.get_by_label("Study").select_option(label="Roofs")
    legend = section.locator(".nm-legend-list")
    expect(legend).to_contain_text("dBm")
    section.get_by_label("Layer").select_option(label="Best server")
    expect(legend.locator("li").first).to_be_visible()
    expect(legend).to_contain_text("Sugar Hill")
    section.get_by_label("Opacity").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        f"location.hash.includes('study={studies['Roofs']}&layer=best-server&opacity=65')"
    )
    drawn(page)
    click(page, 0.7, 0.5)
    told = page.get_by_role("region", name="Coverage here")
    expect(told.get_by_role("status")).to_contain_text("Roofs")
    told.get_by_role("button", name="Close").click()
    expect(told).to_be_hidden()
    section.get_by_role("button", name="Read at the middle").press("Enter")
    expect(told).to_be_visible()
    section.get_by_label("Study").select_option(label="None")
    expect(section.get_by_label("Layer")).to_be_hidden()
    expect(told).to_be_hidden()
    page.wait_for_function("!location.hash.includes('study=')")


def test_two_studies_are_compared_by_a_curtain_and_by_their_difference(
    visitor: Callable[..., Any], studies: dict[str, str]
) -> None:
    shown = f"{NEAR}&study={studies['Roofs']}&compare={studies['Masts']}&how=curtain&curtain=60"
    page = drawn(visitor("engineer").visit(f"/network/map/{shown}"))
    curtain = page.get_by_role("slider", name=re.compile("Curtain between"))
    expect(curtain).to_have_attribute("aria-valuenow", "60")
    curtain.press("ArrowLeft")
    curtain.press("Shift+ArrowLeft")
    expect(curtain).to_have_attribute("aria-valuenow", "48")
    assert page.locator(".nm-curtain-signs span").all_inner_texts() == ["Roofs", "Masts"]
    page.wait_for_function("location.hash.endsWith('&curtain=48')")
    section = page.locator(".nm-coverage")
    expect(section.locator(".nm-changes")).to_contain_text("km² gained")
    section.get_by_label("Show").select_option(label="What is gained and lost")
    expect(section.locator(".nm-legend-list")).to_contain_text("Gained")
    expect(curtain).to_have_count(0)
    expect(section.get_by_label("Layer")).to_be_hidden()


def test_the_page_of_a_study_leads_to_the_map_and_the_map_to_a_new_study(
    visitor: Callable[..., Any], studies: dict[str, str]
) -> None:
    page = visitor("engineer").visit(f"/network/coverage/{studies['Roofs']}/")
    page.get_by_role("link", name="Show on the map").click()
    expect(page.locator(".nm-legend-list")).to_contain_text("dBm")
    page.wait_for_function("location.hash.includes('study=')")
    page.get_by_role("group", name="Sectors").get_by_role("checkbox", name="Planned").uncheck()
    page.get_by_role("button", name="New study of what is shown").click()
    page.wait_for_url("**/network/coverage/new/**")
    expect(page.get_by_role("checkbox", name="On air")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Planned")).not_to_be_checked()


def test_the_sheet_says_which_study_is_shown_and_what_its_colours_mean(
    visitor: Callable[..., Any], studies: dict[str, str]
) -> None:
    shown = f"{NEAR}&study={studies['Roofs']}&compare={studies['Masts']}&how=curtain"
    page = drawn(visitor("engineer").visit(f"/network/map/{shown}"))
    expect(page.locator(".nm-changes")).to_contain_text("gained")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    legend = page.locator(".nm-print-legend")
    for told in ("Roofs", "dBm", "km² gained"):
        expect(legend).to_contain_text(told)


def test_a_sector_is_turned_by_keys_and_by_hand_and_undone(visitor: Callable[..., Any]) -> None:
    page = drawn(visitor("engineer").visit(f"/network/map/{NEAR}"))
    dock = planned(page, "Sugar Hill North")
    azimuth = dock.get_by_label("Azimuth")
    first, stored = azimuth.input_value(), area(dock, 1)
    assert area(dock, 2) == stored
    assert set(area(dock, 3)) == {"0.0"}
    expect(dock.get_by_role("button", name="Save")).to_be_disabled()
    knob = page.get_by_role("slider", name=re.compile("Azimuth: drag"))
    knob.press("ArrowRight")
    knob.press("Shift+ArrowRight")
    turned = str((float(first) + 6) % 360).removesuffix(".0")
    expect(azimuth).to_have_value(turned)
    expect(dock.locator(".nm-reached-table td.num").nth(1)).not_to_have_text("")
    box = knob.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 16, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 120, steps=6)
    page.mouse.up()
    expect(azimuth).not_to_have_value(turned)
    expect(dock.locator(".nm-reached-table")).to_contain_text(re.compile("[+−]\\d"))
    assert area(dock, 1) == stored
    page.keyboard.press("Control+z")
    expect(azimuth).to_have_value(turned)
    dock.get_by_role("button", name="Undo").click()
    page.keyboard.press("Control+z")
    expect(azimuth).to_have_value(first)
    expect(dock.get_by_role("button", name="Undo")).to_be_disabled()
    page.keyboard.press("Control+y")
    expect(azimuth).not_to_have_value(first)


def test_what_is_not_saved_is_asked_about_and_what_is_saved_stays(
    visitor: Callable[..., Any],
) -> None:
    page = drawn(visitor("engineer").visit(f"/network/map/{NEAR}"))
    dock = planned(page, "Sugar Hill South")
    height = dock.get_by_label("Height above ground")
    higher = str(float(height.input_value()) + 7).removesuffix(".0")
    height.fill(higher)
    height.press("Enter")
    height.press("Escape")
    asked = page.get_by_role("dialog", name="Leave without saving?")
    asked.get_by_role("button", name="Stay").click()
    expect(dock).to_be_visible()
    expect(height).to_have_value(higher)
    dock.get_by_role("button", name="Save").click()
    expect(page.locator("#gw-toasts")).to_contain_text("The sector is saved.")
    expect(dock.get_by_role("button", name="Save")).to_be_disabled()
    height.press("Escape")
    expect(dock).to_be_hidden()
    page.reload()
    dock = planned(drawn(page), "Sugar Hill South")
    expect(dock.get_by_label("Height above ground")).to_have_value(higher)


def test_a_moved_sector_is_planned_as_a_copy_and_not_saved(visitor: Callable[..., Any]) -> None:
    page = drawn(visitor("engineer").visit(f"/network/map/{NEAR}"))
    dock = planned(page, "Sugar Hill East")
    mast = page.locator("network-map .nm-site").bounding_box()
    assert mast is not None
    page.mouse.move(mast["x"] + 16, mast["y"] + 16)
    page.mouse.down()
    page.mouse.move(mast["x"] + 90, mast["y"] + 60, steps=5)
    page.mouse.up()
    expect(dock.locator(".nm-sector")).to_contain_text("Moved by")
    expect(dock.get_by_role("button", name="Save")).to_be_disabled()
    dock.get_by_role("button", name="Plan as a copy").click()
    expect(page.locator("#gw-toasts")).to_contain_text("A planned sector stands there now.")
    expect(dock.get_by_role("heading", level=2)).to_contain_text(re.compile(r"Sugar Hill .planned"))
    expect(dock.locator(".nm-sector")).to_contain_text("Planned")
    expect(dock.get_by_role("button", name="Undo")).to_be_disabled()


def test_who_may_only_look_turns_nothing_for_good(visitor: Callable[..., Any]) -> None:
    page = drawn(visitor("viewer").visit(f"/network/map/{NEAR}"))
    page.get_by_role("link", name="Plan Sugar Hill North on the map").click()
    dock = page.locator(".nm-dock")
    expect(dock.get_by_label("Azimuth")).to_be_visible(timeout=PATIENCE)
    for name in ("Save", "Plan as a copy", "Path profile from here"):
        assert dock.get_by_role("button", name=name).count() == 0


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True])
def test_coverage_and_sectors_are_for_everybody_at_every_width(
    visitor: Callable[..., Any],
    studies: dict[str, str],
    serious_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    shown = f"{NEAR}&study={studies['Roofs']}&compare={studies['Masts']}&how=curtain"
    page = visitor("engineer", width=width, dark=dark).visit(f"/network/map/{shown}")
    expect(page.locator(".nm-changes")).to_contain_text("gained")
    planned(page, "Sugar Hill North")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
