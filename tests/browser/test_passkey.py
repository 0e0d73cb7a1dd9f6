"""A passkey made in the browser opens the door again, with no password (virtual authenticator)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Platform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

EMAIL = "passkey@example.com"
STRONG = "ladder-quartz-mitten-52"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def place(platform: Platform) -> str:
    """The same server by its name: a passkey belongs to a domain, and an address is none."""
    return platform.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser whose device has a fingerprint reader, and nobody signed in."""
    context = browser.new_context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def confirm_address(platform: Platform, page: Page, place: str) -> None:
    """Follow the link of the letter that signing up has sent."""
    letters = Path(platform.environment["GUYWIRE_DATA_DIR"]) / "mail" / "people"
    text = next(t for path in letters.iterdir() if EMAIL in (t := path.read_text()))
    link = re.search(r"/accounts/confirm-email/[^\s/]+/", text)
    assert link is not None
    page.goto(place + link.group())
    page.locator("main form button[type=submit]").click()


def test_a_passkey_is_made_and_signs_in(platform: Platform, page: Page, place: str) -> None:
    page.goto(f"{place}/accounts/signup/")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password1]", STRONG)
    page.fill("input[name=password2]", STRONG)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/found/")
    confirm_address(platform, page, place)

    page.goto(f"{place}/accounts/2fa/webauthn/add/")
    page.wait_for_url("**/accounts/reauthenticate/**")  # so weighty a step asks for the password
    page.fill("input[name=password]", STRONG)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/accounts/2fa/webauthn/add/")
    page.fill("input[name=name]", "Laptop")
    page.check("input[name=passwordless]")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/accounts/2fa/(?!webauthn/add)"))
    page.goto(f"{place}/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Laptop")

    page.goto(f"{place}/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    page.goto(f"{place}/me/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/me/$"))
    expect(page.locator("body")).not_to_contain_text(EMAIL)

    page.goto(f"{place}/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/found/")
    page.goto(f"{place}/me/")
    expect(page.locator("body")).to_contain_text(EMAIL)
