"""The map and the serviceability page in a real browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import SCREENSHOTS

FRANCONIA = "44.2270, -71.7470"


def test_look(visitor: Callable[..., Any]) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    one = visitor("owner")
    page = one.visit("/network/map/")
    page.wait_for_selector("network-map canvas")
    page.wait_for_timeout(6000)
    page.screenshot(path=SCREENSHOTS / "map.png")
    page = one.visit("/network/serviceability/?address=44.2270,-71.7470")
    page.wait_for_timeout(3000)
    page.screenshot(path=SCREENSHOTS / "serviceability.png", full_page=True)
    print(one.troubles)
