"""The story of coverage by pages: a study of all sectors, one of them turned and compared, a path
to an address, ten thousand addresses, and a visitor who becomes a lead."""

import csv
import io
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SECTOR = "Mount Prospect North"
PATIENCE = 180_000
ADDRESSES = 10_000
WEST, EAST, SOUTH, NORTH = -71.95, -71.45, 44.05, 44.45
PLACE = "44.2100, -71.7900"
OPEN_LONG_ENOUGH = """() => {
  const [opened] = performance.getEntriesByType("navigation");
  return performance.now() - opened.responseStart > 3000;
}"""
"""A form that has lain open for less than three seconds is no person's."""


def computed(window: Visitor, name: str) -> str:
    """A study of all sectors on air, once it is finished; its address."""
    page = window.visit("/network/coverage/new/")
    page.fill("main [name=name]", name)
    page.fill("main [name=radius_m]", "8000")
    page.get_by_role("button", name="Compute").click()
    badge = page.locator("#gw-study .gw-badge").first
    expect(badge).to_have_text("Finished", timeout=PATIENCE)
    expect(page.get_by_role("region", name="By sector").locator("tbody tr")).to_have_count(24)
    return page.url


def turn(window: Visitor) -> None:
    """Turn a sector by 45 degrees on the map, see what that does, and keep it."""
    page = window.visit("/network/map/")
    page.get_by_role("link", name=f"Plan {SECTOR} on the map").first.click()
    dock = page.locator(".nm-dock")
    expect(dock.locator(".nm-reached-table")).to_be_visible(timeout=PATIENCE)
    azimuth = dock.get_by_label("Azimuth")
    azimuth.fill(str((float(azimuth.input_value()) + 45) % 360))
    azimuth.press("Enter")
    expect(dock.locator(".nm-reached-table")).to_contain_text(re.compile(r"[+−]\d"))
    dock.get_by_role("button", name="Save").click()
    expect(page.locator("#gw-toasts")).to_contain_text("The sector is saved.")


def areas(page: Page, row: int) -> list[float]:
    """What is gained, lost and kept by a threshold, in square kilometres."""
    cells = page.locator("section[aria-labelledby=compare] tbody tr").nth(row).locator("td")
    return [float(re.sub(r"[^\d.]", "", cells.nth(i).inner_text())) for i in (1, 2, 3)]


def compare(window: Visitor, before: str) -> None:
    page = window.page
    page.goto(before)
    page.get_by_label("With").select_option(label="Turned")
    page.get_by_role("button", name="Compare", exact=True).click()
    gained_km2, lost_km2, kept_km2 = areas(page, 0)
    assert gained_km2 > 0
    assert lost_km2 > 0
    assert kept_km2 > 50
    page.get_by_role("link", name="Show the difference on the map").click()
    expect(page.locator(".nm-legend-list")).to_contain_text("Gained")


def profile(window: Visitor) -> None:
    """The path from a mast to an address, both written by keys."""
    page = window.visit("/network/map/")
    page.get_by_role("button", name="Path profile", exact=True).click()
    dock = page.locator(".nm-dock")
    for label, place in (("A: latitude, longitude", "44.18699, -71.81051"),
                         ("B: latitude, longitude", PLACE)):  # fmt: skip
        field = dock.get_by_label(label)
        field.fill(place)
        field.press("Enter")
    expect(dock.locator("path-profile svg path").first).to_be_visible()
    expect(dock).to_contain_text("Whole loss (Longley-Rice, ITM)")


def addresses() -> bytes:
    """A lattice of places over the demo's valleys."""
    side = math.isqrt(ADDRESSES)
    lines = ["house,lat,lon"]
    for i in range(side):
        for j in range(side):
            north = SOUTH + (NORTH - SOUTH) * i / (side - 1)
            east = WEST + (EAST - WEST) * j / (side - 1)
            lines.append(f"{i * side + j + 1},{north:.6f},{east:.6f}")
    return "\n".join(lines).encode()


def qualify(window: Visitor) -> None:
    page = window.visit("/network/qualifications/")
    file = FilePayload(name="valley.csv", mimeType="text/csv", buffer=addresses())
    page.set_input_files("main input[type=file]", files=[file])
    page.get_by_role("button", name="Qualify").click()
    run = page.locator("#gw-run")
    expect(run.locator(".gw-badge").first).to_have_text("Finished", timeout=PATIENCE)
    told = run.locator("dl div", has_text="Served").locator("dd").first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert [row["house"] for row in rows] == [str(n + 1) for n in range(ADDRESSES)]
    served = [row for row in rows if row["served"] == "yes"]
    assert len(served) == int(told.replace(",", ""))
    assert len(served) > 1000
    assert all(row["best_sector"] and float(row["margin_db"]) >= 0 for row in served)


def become_a_lead(window: Visitor) -> None:
    """A visitor asks on the demo's own check and leaves her details."""
    page = window.visit("/customers/address-checks/")
    page.locator("main").get_by_role("link", name="Front page").click()
    seen = page.get_by_role("link", name="Open the page as visitors see it")
    page.goto(seen.get_attribute("href") or "")
    page.fill("input[name=address]", PLACE)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("Yes, we can serve this address.")
    page.get_by_label("Your name").fill("Thirza Colby")
    page.get_by_label("E-mail").fill("thirza.colby@example.com")
    page.get_by_label("I agree that").check()
    page.wait_for_function(OPEN_LONG_ENOUGH)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    leads = window.visit("/customers/leads/?q=Colby&source=widget")
    leads.locator("main").get_by_role("link", name="LEAD", exact=False).first.click()
    expect(leads.locator("h1")).to_contain_text("Thirza Colby")
    asked = leads.get_by_role("region", name="Asked on your web site")
    expect(asked).to_contain_text("Front page")
    expect(asked).to_contain_text("Yes")


def test_from_a_study_of_all_sectors_to_a_lead(visitor: Callable[..., Visitor]) -> None:
    engineer, owner = visitor("engineer"), visitor("owner")
    before = computed(engineer, "As it stands")
    turn(engineer)
    computed(engineer, "Turned")
    compare(engineer, before)
    profile(engineer)
    qualify(engineer)
    become_a_lead(owner)
