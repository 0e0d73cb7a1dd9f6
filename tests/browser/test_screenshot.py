"""The picture of the README: the map of the demo, taken anew when WRITE_SCREENSHOT is set."""

import os
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from playwright.sync_api import expect
from rasterio.errors import NotGeoreferencedWarning

from .conftest import ROOT, SCREENSHOTS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PICTURE = ROOT / "docs" / "images" / "screenshot.png"
LARGEST_BYTES = 500_000
VIEW = "#map=10.35/44.2750/-71.6900"


def write_small(taken: Path, target: Path) -> None:
    """The picture with 32 levels a colour: the hillshade's noise is most of the file's size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(taken) as picture:
            pixels = picture.read((1, 2, 3))
        levels = np.minimum((pixels.astype(np.uint16) + 4) // 8 * 8, 255).astype(np.uint8)
        _, height, width = levels.shape
        with rasterio.open(
            target, "w", driver="PNG", height=height, width=width, count=3,
            dtype="uint8", ZLEVEL=9,
        ) as small:  # fmt: skip
            small.write(levels)


def test_the_map_shows_the_network_and_its_customers(visitor: Callable[..., Visitor]) -> None:
    page = visitor("owner").visit(f"/network/map/{VIEW}")
    panel = page.locator("network-map .nm-panel")
    for layer in ("Sites", "Sectors", "Customers", "Backhaul links"):
        expect(panel.get_by_role("checkbox", name=layer, exact=True)).to_be_checked()
    panel.locator("summary").first.click()
    page.wait_for_selector("network-map[data-drawn]")
    taken = SCREENSHOTS / "readme.png"
    page.screenshot(path=taken)
    assert taken.stat().st_size > 100_000  # an empty map is far smaller
    if os.environ.get("WRITE_SCREENSHOT"):
        write_small(taken, PICTURE)
        assert PICTURE.stat().st_size < LARGEST_BYTES
