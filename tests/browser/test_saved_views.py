"""A list kept under a name as it stands on the screen, opened again, renamed and removed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import SCREENSHOTS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SITES = "/network/sites/"


def menu(page: Page, label: str = "Views") -> Page:
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator("#gw-view-form")).to_be_visible()
    return page


def keep(page: Page, name: str, *, label: str = "Views", first: bool = False) -> None:
    form = menu(page, label).locator("#gw-view-form")
    form.get_by_label("Keep what is shown as").fill(name)
    if first:
        form.get_by_label("Open the list with it").check()
    form.get_by_role("button", name="Keep view").click()
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_what_is_on_the_screen_is_kept(visitor: Callable[..., Visitor]) -> None:
    """The search is live: what is kept is what was searched since the page came."""
    window = visitor("engineer")
    page = window.visit(SITES)
    page.get_by_role("searchbox", name="Search sites").fill("ridge")
    page.wait_for_url("**q=ridge**")
    expect(page.locator("#gw-rows tbody tr")).to_have_count(1)
    keep(page, "On the ridge", first=True)
    assert "q=ridge" in page.url
    page = window.visit(SITES)
    expect(page.get_by_role("searchbox", name="Search sites")).to_have_value("ridge")
    menu(page, "On the ridge").get_by_role("link", name="All sites").click()
    expect(page.locator("#gw-rows tbody tr").nth(1)).to_be_visible()
    menu(page).get_by_role("link", name="Rename, share, remove …").click()
    page.get_by_role("textbox", name="Name").fill("Ridge")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view “Ridge” is changed.")).to_be_visible()
    page.get_by_role("button", name="Remove Ridge").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No views yet")).to_be_visible()


def test_a_filter_is_taken_away_by_its_chip(visitor: Callable[..., Visitor]) -> None:
    page = visitor("engineer").visit(f"{SITES}?q=ridge&status=active")
    page.get_by_title("Remove this filter").click()
    page.wait_for_url("**/sites/?q=ridge")
    expect(page.get_by_role("searchbox", name="Search sites")).to_have_value("ridge")
    expect(page.locator("#gw-rows tbody tr")).to_have_count(1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desk"])
def test_the_views_are_whole_and_accessible(
    visitor: Callable[..., Visitor],
    serious_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    window = visitor("owner", width=width, dark=dark)
    mode = f"{'phone' if width < 500 else 'desk'}-{'dark' if dark else 'light'}"
    page = window.visit(f"{SITES}?view=&status=active&sort=-name")
    keep(page, "Active sites by name, the last first, as we look at them")
    page = window.visit(page.url.partition("/t/kinsman")[2])
    menu(page, "Active sites by name, the last first, as we look at them")
    problems = []
    for name in ("menu", "page"):
        if name == "page":
            window.visit(f"{SITES}views/")
        page.screenshot(path=SCREENSHOTS / mode / f"saved-views-{name}.png")
        problems += serious_violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        problems += [f"{name}: {wide} px wider than the screen"] if wide > 0 else []
    assert problems == []
