"""Every page of the shell, by desk and by phone, light and dark: whole, accessible, quiet."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Browser, Page

from .conftest import SCREENSHOTS, Platform, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

RECORDS = {
    "/network/sites/": ("edit/", "history/", "remove/"),
    "/network/sectors/": ("edit/", "history/"),
    "/network/backhaul-links/": ("edit/",),
    "/network/antenna-patterns/": ("edit/",),
    "/network/link-plans/": ("edit/",),
    "/network/radio-models/": ("edit/",),
    "/customers/customers/": ("edit/", "history/", "merge/"),
    "/customers/leads/": ("edit/", "history/"),
    "/customers/services/?state=active": ("edit/", "history/", "suspend/"),
    "/customers/plans/": ("edit/", "history/"),
}
IMPORTABLE = {"/network/sites/", "/customers/customers/"}
MORE = (
    "/network/serviceability/?address=44.2100,-71.7900",
    "/network/sites/import-places/",
    "/network/antenna-patterns/upload/",
    "/network/as-of/?at=2100-01-01T00:00",
)
ACCOUNT = ("email/", "password/change/", "2fa/", "sessions/")

Violations = Callable[[Page], list[str]]


def menu_paths(page: Page, prefix: str) -> list[str]:
    links = page.eval_on_selector_all(
        ".gw-sidebar a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    return sorted({link.removeprefix(prefix) for link in links if link.startswith(prefix + "/")})


def record_paths(window: Visitor, prefix: str) -> list[str]:
    """The pages of one row of each main entity, and the forms that make one."""
    paths = []
    for listing, pages in RECORDS.items():
        page = window.visit(listing)
        link = page.locator("#gw-rows tbody td:not(.gw-tick) a").first.get_attribute("href")
        assert link is not None
        detail = link.removeprefix(prefix)
        base = listing.partition("?")[0]
        paths += [detail, *(detail + one for one in pages), f"{base}new/"]
        paths += [f"{base}import/"] if base in IMPORTABLE else []
    return [*paths, *MORE]


def look(page: Page, name: str, mode: str, violations: Violations) -> list[str]:
    """A screenshot of the page as it stands, and what is wrong with it."""
    if page.locator("network-map").count():
        page.wait_for_selector("network-map[data-drawn]")
    page.screenshot(path=SCREENSHOTS / mode / f"{name}.png")
    problems = violations(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*problems, f"{overflow} px wider than the screen"] if overflow > 0 else problems


def look_at_all(window: Visitor, paths: Iterable[str], mode: str, violations: Violations) -> None:
    found = {}
    for path in paths:
        page = window.visit(path)
        name = "-".join(part for part in path.partition("?")[0].split("/") if len(part) < 36)
        problems = look(page, name.strip("-") or "home", mode, violations)
        if problems:
            found[path] = problems
    assert found == {}


def mode_of(width: int, dark: bool) -> str:
    return f"{width}-{'dark' if dark else 'light'}"


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (360, False), (360, True)]
)
def test_every_page_of_the_navigation_stands(
    visitor: Callable[..., Visitor],
    serious_violations: Violations,
    width: int,
    dark: bool,
) -> None:
    window = visitor("owner", width=width, dark=dark)
    paths = menu_paths(window.visit("/"), "/t/kinsman")
    assert len(paths) >= 10
    look_at_all(window, ["/", *paths], mode_of(width, dark), serious_violations)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_the_pages_of_a_row_stand(
    visitor: Callable[..., Visitor],
    serious_violations: Violations,
    width: int,
    dark: bool,
) -> None:
    window = visitor("owner", width=width, dark=dark)
    paths = record_paths(window, "/t/kinsman")
    look_at_all(window, paths, mode_of(width, dark), serious_violations)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_the_pages_of_an_account_stand(
    visitor: Callable[..., Visitor],
    platform: Platform,
    browser: Browser,
    serious_violations: Violations,
    width: int,
    dark: bool,
) -> None:
    page, mode = visitor("owner", width=width, dark=dark).page, mode_of(width, dark)
    found = {}
    for path in ACCOUNT:
        response = page.goto(f"{platform.url}/accounts/{path}")
        assert response is not None
        assert response.ok, path
        name = f"account-{path.strip('/').replace('/', '-')}"
        found[path] = look(page, name, mode, serious_violations)
    stranger = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    ).new_page()
    for path in ("login/", "password/reset/"):
        stranger.goto(f"{platform.url}/accounts/{path}")
        name = path.strip("/").replace("/", "-")
        found[path] = look(stranger, name, mode, serious_violations)
    stranger.context.close()
    assert {path: problems for path, problems in found.items() if problems} == {}
