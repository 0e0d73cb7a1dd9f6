"""The address check in a page of another web site: a question, an answer, a lead."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from .conftest import Platform, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PLACE = "44.2100, -71.7900"
FIRST_ANSWER_MS = 30_000
"""A process that has answered nothing yet loads its compiled kernels first."""
OPEN_LONG_ENOUGH = """() => {
  const [opened] = performance.getEntriesByType("navigation");
  return performance.now() - opened.responseStart > 3000;
}"""
"""A form that has lain open for less than three seconds is no person's."""


@contextmanager
def web_site(page: Callable[[], str]) -> Iterator[str]:
    """Another origin: a WISP's own web site with one page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_a_check(window: Visitor, origin: str) -> str:
    """Add one through the pages; its snippet as the page offers it for copying."""
    page = window.visit("/customers/address-checks/new/")
    page.fill("input[name=name]", "Contact page")
    page.fill("[name=origins]", origin)
    page.locator("main").get_by_role("button", name="Save", exact=True).click()
    panel = page.get_by_role("region", name="On your web site")
    return panel.locator("pre code").first.inner_text()


def ask(frame: FrameLocator) -> None:
    frame.locator("input[name=address]").fill(PLACE)
    frame.get_by_role("button", name="Check", exact=True).click()
    answer = frame.locator("#answer")
    expect(answer).to_contain_text("Yes, we can serve this address.", timeout=FIRST_ANSWER_MS)
    expect(frame.get_by_role("list", name="Plans")).to_contain_text("$49.00 each month")


def leave_details(page: Page, frame: FrameLocator) -> None:
    frame.get_by_label("Your name").fill("Orpha Whitcomb")
    frame.get_by_label("E-mail").fill("orpha.whitcomb@example.com")
    frame.get_by_label("Plan you would like").select_option(label="Ridge 50")
    frame.get_by_label("I agree that").check()
    shown = page.frames[1]
    shown.wait_for_function(OPEN_LONG_ENOUGH)
    frame.get_by_role("button", name="Send", exact=True).click()
    thanks = frame.get_by_role("status")
    expect(thanks).to_contain_text("Thank you.", timeout=FIRST_ANSWER_MS)


def test_a_visitor_of_another_web_site_becomes_a_lead(
    platform: Platform, browser: Browser, visitor: Callable[..., Visitor]
) -> None:
    owner = visitor("owner")
    html = ["<!doctype html><html lang=en><title>Kinsman Ridge</title><h1>Contact</h1>"]
    with web_site(lambda: html[0]) as origin, web_site(lambda: html[0]) as stranger:
        html[0] += make_a_check(owner, origin)
        page = browser.new_context().new_page()
        page.goto(origin)
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1")).to_have_text("Check your address")
        before = page.locator("iframe").bounding_box()
        ask(frame)
        page.wait_for_function(
            "height => document.querySelector('iframe').clientHeight > height",
            arg=before["height"] if before else 0,
        )
        leave_details(page, frame)
        assert page.context.cookies() == []
        page.goto(stranger)
        expect(page.locator("iframe")).to_be_visible()
        expect(page.frame_locator("iframe").get_by_label("Your address")).to_have_count(0)
        page.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
        assert page.frames[1].url.startswith("chrome-error://")
        page.context.close()
    lead = owner.visit("/customers/leads/?q=Whitcomb&source=widget")
    lead.locator("main").get_by_role("link", name="LEAD", exact=False).first.click()
    panel = lead.get_by_role("region", name="Asked on your web site")
    expect(panel).to_contain_text("Contact page")
    expect(panel).to_contain_text("Yes")
    expect(lead.get_by_role("region", name="Can we serve it?")).to_contain_text("Serviceable")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_the_check(
    platform: Platform,
    visitor: Callable[..., Visitor],
    serious_violations: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    window = visitor("owner", width=width, dark=dark)
    window.visit("/customers/address-checks/")
    window.page.locator("main").get_by_role("link", name="Front page").click()
    assert serious_violations(window.page) == []
    address = window.page.get_by_role("link", name="Open the page as visitors see it")
    window.page.goto(address.get_attribute("href") or "")
    page = window.page
    page.get_by_text("Point at it on a map").click()
    page.wait_for_selector("network-map[data-drawn]")
    assert serious_violations(page) == []
    page.fill("input[name=address]", PLACE)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("Yes")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
