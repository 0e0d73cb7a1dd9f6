"""Every page of the navigation, by desk and by phone, light and dark: whole, accessible, quiet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import SCREENSHOTS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def menu_paths(page: Page, prefix: str) -> list[str]:
    links = page.eval_on_selector_all(
        ".gw-sidebar a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    return sorted({link.removeprefix(prefix) for link in links if link.startswith(prefix + "/")})


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (360, False), (360, True)]
)
def test_every_page_of_the_navigation_stands(
    visitor: Callable[..., Visitor],
    serious_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    window = visitor("owner", width=width, dark=dark)
    page = window.visit("/")
    paths = menu_paths(page, "/t/kinsman")
    assert len(paths) >= 10
    folder = SCREENSHOTS / f"{width}-{'dark' if dark else 'light'}"
    found = {}
    for path in ["/", *paths]:
        window.visit(path)
        name = path.strip("/").replace("/", "-") or "home"
        page.screenshot(path=folder / f"{name}.png")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        problems = serious_violations(page)
        if overflow > 0:
            problems.append(f"{overflow} px wider than the screen")
        if problems:
            found[path] = problems
    assert found == {}
