"""map-pan: frame times of the map page with 20,000 objects, dragged and zoomed by real input.

Chromium on the map page of the web process: sites, sectors, links and customers on the demo's
terrain. The pointer drags the map about and its wheel zooms in and out again, by input events of
the browser's own protocol; every frame the page is given is timed. The peer is the very same page
with our layers hidden, in turn with it in the same run: ground, terrain, controls and the browser
stay. There is no graphics card: pixels are made by the processor, in both.
Value: p95 frame time with the 20,000 objects over p95 without them, medians of the rounds.
"""

import os
import shutil
import statistics
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks import big_network
from benchmarks.house import Wisp, running, serving, settle, wisp
from benchmarks.measure import close, fail, row
from guywire.kit.tenancy import in_tenant

GOAL = 1.5
ROUNDS = 3
TERRAIN = Path(__file__).parents[1] / "src" / "guywire" / "lab" / "data" / "terrain"
LAYERS = ("sectors", "links", "sites", "customers")
OPENED = "#map=11/44.5/-71.5"
WIDTH, HEIGHT = 1024, 720
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
DRAWN = "network-map[data-drawn]"
LISTEN = """() => {
  const frames = (window.frames_ = []);
  const note = (at) => { frames.push(at); window.ticking_ = requestAnimationFrame(note); };
  window.ticking_ = requestAnimationFrame(note);
}"""
STOP = "() => { cancelAnimationFrame(window.ticking_); return window.frames_; }"
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True, slots=True)
class Tile:
    """A vector tile as it came over the wire, packed."""

    taken_ms: float
    size: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of the page: times in ms, of each frame and of each tile."""

    first_paint: float
    last_tile: float
    frames: list[float]
    tiles: list[Tile]


def hand(page: Page) -> None:
    """Drag the map four ways and zoom in and out, as a hand does."""
    x, y = WIDTH / 2 + 150, HEIGHT / 2
    for dx, dy in ((-240, 40), (40, -200), (240, 100), (-160, 160)):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=10)
        page.mouse.up()
    page.mouse.move(x, y)  # the last drag ended over the panel, which would take the wheel
    for turn in (*[-120] * 4, *[120] * 6, *[-120] * 2):
        page.mouse.wheel(0, turn)


def ended(request: Request) -> float:
    """When the last byte of the answer came, in ms of the clock."""
    return float(request.timing["startTime"] + request.timing["responseEnd"])


def tile_of(request: Request) -> Tile:
    """What a vector tile cost."""
    taken = request.timing["responseEnd"] - request.timing["requestStart"]
    return Tile(taken, request.sizes()["responseBodySize"])


def visit(browser: Browser, who: Wisp, port: int, hidden: bool) -> Visit:
    """Open the page in a fresh profile and move about."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    names = (pair.split("=", 1) for pair in who.cookie.split("; "))
    context.add_cookies(
        [{"name": k, "value": v, "url": f"http://127.0.0.1:{port}"} for k, v in names]
    )
    page = context.new_page()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    layers = f"&hide={','.join(LAYERS)}" if hidden else ""
    page.goto(f"http://127.0.0.1:{port}/t/{who.slug}/network/map/{OPENED}{layers}")
    page.wait_for_selector(DRAWN)
    last_tile = max(ended(one) for one in asked) - min(one.timing["startTime"] for one in asked)
    page.evaluate(LISTEN)
    hand(page)
    frames = [after - first for first, after in pairwise(page.evaluate(STOP))]
    page.wait_for_selector(DRAWN)
    page.wait_for_load_state("networkidle")
    tiles = [tile_of(one) for one in asked if one.url.partition("?")[0].endswith(".mvt")]
    seen = Visit(float(page.evaluate(FIRST_PAINT)), last_tile, frames, tiles)
    context.close()
    return seen


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay under."""
    return statistics.quantiles(values, n=20)[-1]


def network(owner_url: str) -> tuple[Wisp, int]:
    """A tenant with the big network, and how many objects it has."""
    who = wisp("map", 0)
    with in_tenant(who.tenant_id, actor="bench"):
        import_module("guywire.domains.customers.tests.make").plan()
    objects = big_network.build(who.tenant_id)
    settle(owner_url, *big_network.TABLES)
    return who, objects


def report(shown: list[Visit], bare: list[Visit]) -> None:
    """The rows."""
    middle = statistics.median
    row("", "20,000 objects", "layers hidden")
    for name, figure in (
        ("frame, median", lambda one: middle(one.frames)),
        ("frame, p95", lambda one: p95(one.frames)),
        ("frame, p99", lambda one: statistics.quantiles(one.frames, n=100)[-1]),
        ("first paint", lambda one: one.first_paint),
        ("last tile here", lambda one: one.last_tile),
    ):
        row(name, *(f"{middle(figure(one) for one in visits):.0f} ms" for visits in (shown, bare)))
    tiles = [tile for one in shown for tile in one.tiles]
    times, sizes = [t.taken_ms for t in tiles], [t.size / 1e3 for t in tiles]
    row(f"tiles: {len(tiles) // len(shown)} a visit",
        f"p50 {middle(times):.0f}, p95 {p95(times):.0f} ms",
        f"largest {max(sizes):.0f} kB")  # fmt: skip


def main() -> None:
    """Measure and print."""
    os.environ["GUYWIRE_TERRAIN_DIR"] = str(TERRAIN)
    chromium = os.environ.get("TEST_BROWSER") or shutil.which("chromium")
    shown: list[Visit] = []
    bare: list[Visit] = []
    with running() as owner_url:
        who, objects = network(owner_url)
        # The browser's driver leaves an event loop in this thread: the database comes before it.
        with sync_playwright() as playwright, serving() as port:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
            visit(browser, who, port, hidden=True)
            for _ in range(ROUNDS):
                for hidden, visits in ((False, shown), (True, bare)):
                    seen = visit(browser, who, port, hidden)
                    visits.append(seen)
                    print(
                        f"  {'bare' if hidden else 'full'}: p95 {p95(seen.frames):.0f} ms",
                        flush=True,
                    )
            browser.close()
    if not any(tile.size for one in shown for tile in one.tiles):
        fail("no tile came")
    print(f"{objects:,} objects, {ROUNDS} rounds, {len(shown[0].frames)} frames in the first")
    report(shown, bare)
    medians = [statistics.median(p95(one.frames) for one in visits) for visits in (shown, bare)]
    close("map-pan", medians[0] / medians[1], "<=", GOAL)


if __name__ == "__main__":
    main()
