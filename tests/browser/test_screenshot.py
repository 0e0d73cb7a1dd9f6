"""The picture of the README: the map of the demo, taken anew when WRITE_SCREENSHOT is set."""

import os
import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import ROOT, SCREENSHOTS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PICTURE = ROOT / "docs" / "images" / "screenshot.png"
LARGEST_BYTES = 500_000
VIEW = "#map=10.35/44.2750/-71.6900"


def test_the_map_shows_the_network_and_its_customers(visitor: Callable[..., Visitor]) -> None:
    page = visitor("owner").visit(f"/network/map/{VIEW}")
    page.wait_for_selector("network-map canvas")
    panel = page.locator("network-map .nm-panel")
    for layer in ("Sites", "Sectors", "Customers", "Backhaul links"):
        expect(panel.get_by_role("checkbox", name=layer, exact=True)).to_be_checked()
    panel.locator("summary").first.click()
    page.wait_for_load_state("networkidle")
    taken = SCREENSHOTS / "readme.png"
    page.screenshot(path=taken)
    assert 50_000 < taken.stat().st_size < LARGEST_BYTES
    if os.environ.get("WRITE_SCREENSHOT"):
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(taken, PICTURE)
