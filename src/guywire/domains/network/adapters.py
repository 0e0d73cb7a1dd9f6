"""Geocoders: the imported address file, or a service on the internet that the settings name."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from guywire.kit.errors import Unavailable

from .queries.addresses import LIMIT, Place
from .queries.geocoding import AddressFile, Geocoder

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
