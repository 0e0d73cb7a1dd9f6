"""What the network asks of the internet, as the settings name it: geocoders, and public terrain."""

import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import httpx
from django.conf import settings

from guywire.kit.errors import DomainError, Unavailable

from .queries.addresses import LIMIT, Place
from .queries.geocoding import AddressFile, Geocoder
from .queries.terrain import Kind
from .queries.tile_sources import StoredTile
from .services.terrain import store_tile

TIMEOUT_S = 5.0
LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How one geocoding service is asked and read.

    seconds_between: the least pause between two questions of this process. read: the places in its
    answer; KeyError, TypeError or ValueError where it makes no sense.
    """

    name: str
    url: str
    question: Callable[[str, str], Mapping[str, str]]
    read: Callable[[Any], list[Place]]
    seconds_between: float


def _ask_nominatim(text: str, key: str) -> Mapping[str, str]:
    asked = {"q": text, "format": "jsonv2", "limit": str(LIMIT)}
    return asked | {"key": key} if key else asked


def _read_nominatim(answer: Any) -> list[Place]:
    if not isinstance(answer, list):
        raise TypeError("no list")
    return [_place("Nominatim", line["lat"], line["lon"], line["display_name"]) for line in answer]


def _ask_geocodio(text: str, key: str) -> Mapping[str, str]:
    return {"q": text, "limit": str(LIMIT), "api_key": key}


def _read_geocodio(answer: Any) -> list[Place]:
    return [
        _place(
            "Geocodio", line["location"]["lat"], line["location"]["lng"], line["formatted_address"]
        )
        for line in answer["results"]
    ]


def _ask_google(text: str, key: str) -> Mapping[str, str]:
    return {"address": text, "key": key}


def _read_google(answer: Any) -> list[Place]:
    """A refusal comes with status 200 and a word (OVER_QUERY_LIMIT, REQUEST_DENIED …)."""
    if answer["status"] not in {"OK", "ZERO_RESULTS"}:
        raise ValueError(str(answer["status"]))
    found = []
    for line in answer["results"][:LIMIT]:
        at = line["geometry"]["location"]
        found.append(_place("Google", at["lat"], at["lng"], line["formatted_address"]))
    return found


def _place(source: str, latitude: Any, longitude: Any, label: Any) -> Place:
    north, east = float(latitude), float(longitude)
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError("off the earth")
    return Place(north, east, str(label)[:LONGEST_LABEL], source)


def nominatim(url: str) -> Service:
    """Nominatim's API version 1; the public service asks for one question a second at most."""
    return Service(
        name="Nominatim",
        url=f"{url}/search",
        question=_ask_nominatim,
        read=_read_nominatim,
        seconds_between=1.0,
    )


GEOCODIO = Service(
    name="Geocodio",
    url="https://api.geocod.io/v1.7/geocode",
    question=_ask_geocodio,
    read=_read_geocodio,
    seconds_between=0.06,
)
GOOGLE = Service(
    name="Google",
    url="https://maps.googleapis.com/maps/api/geocode/json",
    question=_ask_google,
    read=_read_google,
    seconds_between=0.02,
)


class WebGeocoder:
    """A service on the internet; asked with no transaction open.

    A question that would have to wait for its turn longer than the time-out is refused.
    """

    is_outside = True

    def __init__(
        self, service: Service, key: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        self.service = service
        self._key = key
        self._client = httpx.Client(
            timeout=TIMEOUT_S,
            headers={"User-Agent": "Guywire (open-source WISP platform)"},
            transport=transport,
            follow_redirects=False,
        )
        self._lock = threading.Lock()
        self._free_at = 0.0

    def find(self, text: str) -> list[Place]:
        self._take_turn()
        asked = dict(self.service.question(text, self._key))
        try:
            answer = self._client.get(self.service.url, params=asked)
        except httpx.HTTPError as error:
            raise self._unavailable("does not answer") from error
        if answer.status_code != httpx.codes.OK:
            raise self._unavailable(f"refuses (HTTP {answer.status_code})")
        try:
            return self.service.read(answer.json())
        except (KeyError, TypeError, ValueError) as error:
            raise self._unavailable("gave an answer that makes no sense") from error

    def _unavailable(self, what: str) -> Unavailable:
        return Unavailable(
            f"The geocoding service {self.service.name} {what}."
            " Try again later, or give coordinates.",
            field="address",
        )

    def _take_turn(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait_s = max(0.0, self._free_at - now)
            if wait_s > TIMEOUT_S:
                raise Unavailable(
                    "Too many addresses are being looked up. Try again in a few seconds.",
                    field="address",
                )
            self._free_at = now + wait_s + self.service.seconds_between
        if wait_s:
            time.sleep(wait_s)


@cache
def _web(kind: str, url: str, key: str) -> WebGeocoder:
    service = {"geocodio": GEOCODIO, "google": GOOGLE}.get(kind) or nominatim(url)
    return WebGeocoder(service, key)


def geocoder() -> Geocoder:
    """The geocoder that the settings name."""
    if settings.GUYWIRE_GEOCODER == "offline":
        return AddressFile()
    return _web(
        settings.GUYWIRE_GEOCODER, settings.GUYWIRE_NOMINATIM_URL, settings.GUYWIRE_GEOCODER_KEY
    )


TILE_TIMEOUT_S = 30.0
LONGEST_S = 600.0
LARGEST_BYTES = 600 * 2**20
LARGEST_HGT_BYTES = 2 * 3601 * 3601
CHUNK_BYTES = 2**16


class TileRefused(DomainError):
    """A tile of the source is not taken; the message names it and says why."""

    code = "tile_refused"


class TileSource:
    """Public terrain tiles behind an address with {name}, {north} and {east}.

    A tile is taken as it is sent, at most so many bytes, unpacked where the address ends in .gz,
    and stored only when it is terrain. Redirections are not followed.
    """

    def __init__(self, template: str, transport: httpx.BaseTransport | None = None) -> None:
        self._template = template
        self._client = httpx.Client(
            timeout=TILE_TIMEOUT_S,
            headers={
                "User-Agent": "Guywire (open-source WISP platform)",
                "Accept-Encoding": "identity",
            },
            transport=transport,
            follow_redirects=False,
        )

    def store(self, name: str, kind: Kind = Kind.TERRAIN) -> StoredTile | None:
        """Fetch a tile such as N44W072 and store it; None where the source does not have it.

        Raises TileRefused, UnusableTerrain; nothing is stored then.
        """
        url = self._template.format(name=name, north=name[:3], east=name[3:])
        packed = url.lower().endswith(".gz")
        ending = Path(url.lower().removesuffix(".gz")).suffix
        with tempfile.TemporaryDirectory(prefix="terrain-") as folder:
            path = Path(folder) / f"{name}{ending}"
            try:
                with self._client.stream("GET", url) as answer, path.open("wb") as file:
                    if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
                        return None
                    if answer.status_code != httpx.codes.OK:
                        raise _refused(name, f"the source answers HTTP {answer.status_code}")
                    chunks = _bounded(name, answer.iter_raw(CHUNK_BYTES))
                    _copy(_unpacked(name, chunks) if packed else chunks, file)
            except httpx.HTTPError as error:
                told = str(error) or type(error).__name__
                raise _refused(name, f"the source does not answer ({told})") from error
            return store_tile(path, kind)


def _refused(name: str, reason: str) -> TileRefused:
    return TileRefused(f"{name}: {reason}.")


def _copy(chunks: Iterator[bytes], file: BinaryIO) -> None:
    for chunk in chunks:
        file.write(chunk)


def _bounded(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What is sent, as long as it is neither too much nor too slow."""
    until, total = time.monotonic() + LONGEST_S, 0
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST_BYTES:
            raise _refused(name, f"the source sends more than {LARGEST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise _refused(name, f"the source takes longer than {LONGEST_S:.0f} seconds")
        yield chunk


def _unpacked(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A gzip file unpacked, at most as long as the largest SRTM tile."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    left = LARGEST_HGT_BYTES
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpack.eof:
                raise _refused(name, "more follows after the end of the gzip file")
            try:
                part = unpack.decompress(rest, CHUNK_BYTES)
            except zlib.error as error:
                raise _refused(name, f"is no gzip file ({error})") from error
            left -= len(part)
            if left < 0:
                raise _refused(name, f"unpacks to more than {LARGEST_HGT_BYTES:,} bytes")
            yield part
            rest = unpack.unconsumed_tail or unpack.unused_data
    if not unpack.eof:
        raise _refused(name, "the gzip file is cut short")


@cache
def _source(template: str) -> TileSource:
    return TileSource(template)


def tile_source() -> TileSource:
    """The source that the settings name. Raises TileRefused where they name none."""
    if not settings.GUYWIRE_TERRAIN_URL:
        raise TileRefused("No source of terrain is configured: set GUYWIRE_TERRAIN_URL.")
    return _source(settings.GUYWIRE_TERRAIN_URL)
