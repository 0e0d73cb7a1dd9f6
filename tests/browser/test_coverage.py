"""Coverage studies by pages: the demo's own, one that is begun and stopped, two compared."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
LONGEST_MS = 120_000
"""A study of the demo takes a few seconds once its kernels are compiled."""


def begin(window: Visitor, **fields: str) -> Page:
    """A study of the form's own choice but for what is given."""
    page = window.visit("/network/coverage/new/")
    for name, text in fields.items():
        control = page.locator(f"main [name={name}]")
        control.select_option(text) if name == "model" else control.fill(text)
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("h1")).to_have_text(fields["name"])
    return page


def finished(page: Page) -> None:
    badge = page.locator("#gw-study .gw-badge").first
    expect(badge).to_have_text("Finished", timeout=LONGEST_MS)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_demo_has_a_study_of_all_its_sectors(
    visitor: Callable[..., Visitor], serious_violations: Callable[[Page], list[str]], width: int
) -> None:
    page = visitor("engineer", width=width, dark=width == 360).visit("/network/coverage/")
    page.get_by_role("link", name="All sectors on air").click()
    finished(page)
    expect(page.get_by_role("region", name="By sector").locator("tbody tr")).to_have_count(24)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_violations(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Signal: kmz").click()
    assert waiting.value.suggested_filename == "all-sectors-on-air-signal.kmz"


def test_a_study_is_stopped_although_its_page_was_renewed_while_one_was_asked(
    visitor: Callable[..., Visitor],
) -> None:
    page = begin(
        visitor("engineer"), name="Too fine", model="p1812", radius_m="25000", resolution_m="30"
    )
    page.evaluate("document.getElementById('gw-study').dataset.old = 'yes'")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#gw-study[data-old]")).to_have_count(0)
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.locator("#gw-study .gw-badge").first).to_have_text("Cancelled")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Too fine is removed.")).to_be_visible()


def test_two_studies_are_compared_on_a_page(visitor: Callable[..., Visitor]) -> None:
    window = visitor("engineer")
    page = begin(window, name="Higher antennas", receiver_height_m="12")
    finished(page)
    page.get_by_label("With").select_option(label="All sectors on air")
    page.get_by_role("button", name="Compare").click()
    region = page.get_by_role("region", name="Compare")
    weakest = region.locator("tbody tr").last
    expect(weakest).to_contain_text("-90 dBm")
    gained, lost = (
        float(cell.inner_text().split()[0].replace(",", ""))
        for cell in (weakest.locator("td").nth(1), weakest.locator("td").nth(2))
    )
    assert lost > gained, "lower antennas reach less"
