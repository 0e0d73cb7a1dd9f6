"""The platform as its users meet it: real processes, the demo's data, a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from guywire.kit.testing import database

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DATABASE = f"test_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
PASSWORD = "mast-guy-turnbuckle-7"
START_TRIES = 900  # a busy machine takes its time to start
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Platform:
    """A running platform filled with the demo."""

    url: str
    tenant: str
    environment: dict[str, str]

    def address(self, path: str) -> str:
        return f"{self.url}/t/{self.tenant}{path}"

    def run(self, *command: str) -> str:
        """A ``guywire`` command against the same database; fails loudly."""
        done = subprocess.run(
            [sys.executable, "-m", "guywire", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(server: database.TestServer, folder: Path, port: int) -> dict[str, str]:
    given = {k: v for k, v in os.environ.items() if not k.startswith("GUYWIRE_")}
    return given | {
        "GUYWIRE_DATA_DIR": str(folder),
        "GUYWIRE_DATABASE_URL": server.url(database.APP, DATABASE),
        "GUYWIRE_OWNER_DATABASE_URL": server.url(database.OWNER, DATABASE),
        "GUYWIRE_BASE_URL": f"http://127.0.0.1:{port}",
        "GUYWIRE_BIND": f"127.0.0.1:{port}",
    }


@contextmanager
def _process(
    name: str, environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "guywire", name],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_TRIES):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            with socket.socket() as pause:  # a bounded wait without sleeping blindly
                pause.settimeout(0.1)
                try:
                    pause.connect(("127.0.0.1", int(url.rsplit(":", 1)[1])))
                except OSError:
                    process_wait(process)
    pytest.fail(f"the web process does not answer:\n{log.read_text()}")


def process_wait(process: subprocess.Popen[bytes]) -> None:
    """Wait for a moment, or until the process has died."""
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return


@pytest.fixture(scope="session")
def platform(
    test_server: database.TestServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The demo WISP served by a real web process and a real worker on a database of its own."""
    database.clone(test_server, DATABASE)
    folder = tmp_path_factory.mktemp("platform")
    port = _free_port()
    environment = _environment(test_server, folder, port)
    running = Platform(f"http://127.0.0.1:{port}", "kinsman", environment)
    running.run("demo", "--only-fill")
    web_log, worker_log = folder / "web.log", folder / "worker.log"
    with (
        _process("web", environment, web_log) as web,
        _process("worker", environment, worker_log),
    ):
        _wait_until_it_answers(running.url, web, web_log)
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser ``make setup`` found; without it Debian's Chromium or Playwright's own."""
    chromium = os.environ.get("TEST_BROWSER") or shutil.which("chromium")
    launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def signed_in(platform: Platform, browser: Browser) -> Callable[[str], str]:
    """The stored state of a session for a role's demo login, signed in once by the form."""
    states: dict[str, str] = {}

    def state_of(role: str) -> str:
        if role not in states:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{platform.url}/accounts/login/")
            page.fill("input[name=login]", f"{role}@kinsman.example")
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url("**/t/kinsman/**")
            path = Path(platform.environment["GUYWIRE_DATA_DIR"]) / f"{role}.json"
            context.storage_state(path=path)
            context.close()
            states[role] = str(path)
        return states[role]

    return state_of


@dataclass
class Visitor:
    """A browser window of one person; a script error or a broken request fails the test."""

    page: Page
    platform: Platform
    troubles: list[str]

    def visit(self, path: str) -> Page:
        response = self.page.goto(self.platform.address(path))
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        return self.page


@pytest.fixture
def visitor(
    platform: Platform, browser: Browser, signed_in: Callable[[str], str]
) -> Iterator[Callable[..., Visitor]]:
    """Make a window: ``visitor("owner", width=360, dark=True)``."""
    contexts: list[BrowserContext] = []
    windows: list[Visitor] = []

    def open_window(role: str = "owner", *, width: int = 1280, dark: bool = False) -> Visitor:
        context = browser.new_context(
            storage_state=signed_in(role),
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        window = Visitor(page, platform, [])
        page.on("pageerror", lambda error: window.troubles.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: (
                window.troubles.append(said.text)
                if "Content Security Policy" in said.text
                else None
            ),
        )
        page.on(
            "response",
            lambda r: window.troubles.append(f"{r.status} {r.url}") if r.status >= 500 else None,
        )
        page.on(
            "request",
            lambda r: (
                window.troubles.append(f"third party: {r.url}")
                if not r.url.startswith((platform.url, "data:", "blob:"))
                else None
            ),
        )
        windows.append(window)
        return window

    yield open_window
    for context in contexts:
        context.close()
    assert [trouble for window in windows for trouble in window.troubles] == []


@pytest.fixture
def serious_violations() -> Callable[[Page], list[str]]:
    """What axe finds on a page that is serious or critical (WCAG 2.1 A and AA)."""
    script = AXE.read_text()

    def find(page: Page) -> list[str]:
        page.evaluate(script)
        found = page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
            " 'wcag21aa']})).violations.filter(v => ['serious', 'critical'].includes(v.impact))"
            ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))"
        )
        return list(found)

    return find
