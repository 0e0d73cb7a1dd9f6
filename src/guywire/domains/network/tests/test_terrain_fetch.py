"""Public terrain tiles from a server on this machine: stored, absent, refused; at every door."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from guywire.domains.network import adapters
from guywire.domains.network.adapters import TileRefused, TileSource
from guywire.domains.network.models import TerrainFetch
from guywire.domains.network.queries.terrain import terrain_tiles
from guywire.domains.network.queries.tiles_wanted import missing_tiles, names_between
from guywire.domains.network.services import fetching
from guywire.domains.network.services.terrain import UnusableTerrain
from guywire.domains.network.tasks import fetch_terrain
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines import geo
from guywire.kit.jobs import runs
from guywire.kit.tenancy import in_tenant

TILE = (make.TERRAIN / "N44W072.hgt").read_bytes()
NAMES = ["N43W072", "N43W073", "N44W072"]


class Source(BaseHTTPRequestHandler):
    """Answers what `answers` say of a path; all else is not there."""

    answers: ClassVar[dict[str, tuple[int, bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = self.answers.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


@pytest.fixture
def source(settings: Settings) -> Iterator[str]:
    """The address of a server on this machine, which the settings name."""
    Source.answers, Source.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    settings.GUYWIRE_TERRAIN_URL = f"{base}/{{north}}/{{name}}.hgt.gz"
    yield base
    server.shutdown()
    server.server_close()


def answer(path: str, body: bytes, status: int = 200) -> None:
    Source.answers[path] = (status, body)


def test_a_tile_is_unpacked_checked_stored_and_its_checksum_kept(
    source: str, no_terrain: Path
) -> None:
    answer("/N44/N44W072.hgt.gz", gzip.compress(TILE, 1))
    stored = adapters.tile_source().store("N44W072")
    assert stored is not None
    digest = hashlib.sha256(TILE).hexdigest()
    assert (stored.name, stored.size, stored.sha256) == ("N44W072.hgt", len(TILE), digest)
    assert (no_terrain / "SHA256SUMS").read_text() == f"{digest}  N44W072.hgt\n"
    assert [tile.name for tile in terrain_tiles()] == ["N44W072.hgt"]
    adapters.tile_source().store("N44W072")
    assert (no_terrain / "SHA256SUMS").read_text().count("\n") == 1
    assert adapters.tile_source().store("N00E000") is None


def test_a_geotiff_comes_as_it_is(source: str, no_terrain: Path, settings: Settings) -> None:
    settings.GUYWIRE_TERRAIN_URL = f"{source}/dem_{{north}}_00_{{east}}_00.tif"
    answer("/dem_N44_00_W072_00.tif", b"II*\0 no raster")
    with pytest.raises(UnusableTerrain, match=r"^N44W072\.tif is not usable terrain: cannot be op"):
        adapters.tile_source().store("N44W072")
    assert not no_terrain.exists() or list(no_terrain.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<html>not a tile</html>", 200, "N44W072: is no gzip file"),
        (
            gzip.compress(bytes(30_000_000), 9, mtime=0),
            200,
            "N44W072: unpacks to more than 25,934,402 byte",
        ),
        (gzip.compress(TILE, 1, mtime=0)[:5000], 200, "N44W072: the gzip file is cut short"),
        (gzip.compress(TILE, 1, mtime=0) + b"more", 200, "N44W072: more follows after the end"),
        (
            gzip.compress(b"short", 1, mtime=0),
            200,
            "N44W072.hgt is not usable terrain: has 5 bytes",
        ),
        (b"", 500, "N44W072: the source answers HTTP 500"),
        (b"", 302, "N44W072: the source answers HTTP 302"),
    ],
)
def test_what_is_no_tile_is_refused_by_name_and_nothing_is_stored(
    source: str, no_terrain: Path, body: bytes, status: int, reason: str
) -> None:
    answer("/N44/N44W072.hgt.gz", body, status)
    with pytest.raises((TileRefused, UnusableTerrain)) as caught:
        adapters.tile_source().store("N44W072")
    assert caught.value.message.startswith(reason)
    assert not no_terrain.exists() or list(no_terrain.iterdir()) == []
    assert "/elsewhere" not in Source.asked


def test_more_than_a_tile_may_hold_is_not_read_on(
    source: str, no_terrain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "LARGEST_BYTES", 1000)
    answer("/N44/N44W072.hgt.gz", gzip.compress(TILE, 1))
    with pytest.raises(TileRefused, match="sends more than 1,000 bytes"):
        adapters.tile_source().store("N44W072")


def test_a_source_that_does_not_answer_is_told(no_terrain: Path) -> None:
    with pytest.raises(TileRefused, match=r"^N44W072: the source does not answer"):
        TileSource("http://127.0.0.1:9/{name}.hgt").store("N44W072")


def test_names_of_a_box(terrain: Path) -> None:
    assert names_between(43.2, -72.5, 44.8, -71.2) == [
        "N43W072", "N43W073", "N44W072", "N44W073",
    ]  # fmt: skip
    assert names_between(-0.5, 179.5, 0.5, -179.5) == ["N00E179", "N00W180", "S01E179", "S01W180"]
    assert names_between(44.0, -72.0, 45.0, -71.0) == ["N44W072"]
    with pytest.raises(geo.EngineError, match="the box holds 64800 tiles, at most 400 are fetched"):
        names_between(-90, -180, 90, 180)


def test_missing_tiles_are_those_around_the_sites(terrain: Path, tenant: Tenant) -> None:
    assert missing_tiles() == []
    make.live_site(latitude=44.5, longitude=-71.5)
    assert missing_tiles() == ["N44W071", "N44W073"]
    make.live_site(latitude=44.1, longitude=-71.9)
    assert missing_tiles() == ["N43W072", "N43W073", "N44W071", "N44W073"]


def test_the_job_fetches_tile_after_tile_and_tells_each(
    source: str, no_terrain: Path, wisp: Tenant
) -> None:
    answer("/N44/N44W072.hgt.gz", gzip.compress(TILE, 1))
    answer("/N43/N43W073.hgt.gz", b"no gzip")
    with in_tenant(wisp.pk, actor="test"):
        fetch = fetching.start_fetch(NAMES)
        with pytest.raises(fetching.FetchRuns):
            fetching.start_fetch(NAMES)
    for done in (1, 2, 3):
        fetch_terrain(wisp.pk, run_id=str(fetch.pk))
        with in_tenant(wisp.pk, actor="test"):
            fetch.refresh_from_db()
            assert (fetch.done_count, fetch.row_count) == (done, 3)
    assert fetch.state == "finished"
    assert fetch.absent == ["N43W072"]
    assert [one["name"] for one in fetch.refused] == ["N43W073"]
    (stored,) = fetch.stored
    assert (stored["name"], stored["bytes"]) == ("N44W072.hgt", len(TILE))
    fetch_terrain(wisp.pk, run_id=str(fetch.pk))
    assert len(Source.asked) == 3


def test_a_stopped_fetch_asks_no_more(source: str, no_terrain: Path, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        fetch = fetching.start_fetch(NAMES)
        fetching.cancel_fetch(fetch)
    fetch_terrain(wisp.pk, run_id=str(fetch.pk))
    assert Source.asked == []
    with in_tenant(wisp.pk, actor="test"):
        fetch.refresh_from_db()
        assert (fetch.state, fetch.waiting) == ("cancelled", NAMES)


def test_a_fetch_that_no_job_works_on_is_failed(source: str, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        left = TerrainFetch.objects.create(waiting=NAMES)
        runs.give_up_abandoned()
        left.refresh_from_db()
        assert left.state == "failed"


def test_only_an_operator_fetches_and_only_with_a_source(
    source: str, no_terrain: Path, wisp: Tenant, settings: Settings
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        make.live_site(latitude=44.5, longitude=-71.5)
    owner = people.door(wisp)
    assert "Fetch missing tiles" not in owner.get("/network/terrain/").content.decode()
    assert owner.post("/network/terrain/fetch/").status_code == 403
    operator = people.Door(wisp, None)
    operator.force_login(people.person("op@example.com", is_operator=True))
    Client.generic(
        operator, "POST", f"/platform/{wisp.pk}/enter/", "enter-reason=Ticket+42",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    shown = operator.get("/network/terrain/").content.decode()
    assert "Fetch missing tiles" in shown
    assert "N44W072" in shown
    assert operator.post("/network/terrain/fetch/").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        assert "N44W072" in TerrainFetch.objects.get().waiting
    assert "Stop" in operator.get("/network/terrain/").content.decode()
    assert operator.post("/network/terrain/cancel/").status_code == 302
    assert owner.post("/network/terrain/restart/").status_code == 403
    assert "Go on" in operator.get("/network/terrain/").content.decode()
    assert operator.post("/network/terrain/restart/").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        assert TerrainFetch.objects.get().state == "queued"
    assert operator.post("/network/terrain/cancel/").status_code == 302
    settings.GUYWIRE_TERRAIN_URL = ""
    assert "Fetch missing tiles" not in operator.get("/network/terrain/").content.decode()
    operator.post("/network/terrain/fetch/")
    with in_tenant(wisp.pk, actor="test"):
        assert TerrainFetch.objects.count() == 1
