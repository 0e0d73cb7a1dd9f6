"""Geocoders: the imported address file, or a Nominatim service named by the settings."""

import threading
import time
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from guywire.kit.errors import Unavailable

from .queries.addresses import LIMIT, Place
from .queries.geocoding import AddressFile, Geocoder

TIMEOUT_S = 5.0
SECONDS_BETWEEN = 1.0


class Nominatim:
    """A Nominatim service (API version 1, ``/search?format=jsonv2``).

    At most one question a second leaves this process, as the public service asks; a question that
    would have to wait longer than the time-out is refused as unavailable.
    """

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            base_url=url,
            timeout=TIMEOUT_S,
            headers={"User-Agent": "Guywire (open-source WISP platform)"},
            transport=transport,
            follow_redirects=False,
        )
        self._lock = threading.Lock()
        self._free_at = 0.0

    def find(self, text: str) -> list[Place]:
        self._take_turn()
        try:
            answer = self._client.get(
                "/search", params={"q": text, "format": "jsonv2", "limit": str(LIMIT)}
            )
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(
                "The geocoding service does not answer. Try again, or give coordinates.",
                field="address",
            ) from error
        return [_place(line) for line in found] if isinstance(found, list) else []

    def _take_turn(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait_s = max(0.0, self._free_at - now)
            if wait_s > TIMEOUT_S:
                raise Unavailable(
                    "Too many addresses are being looked up. Try again in a few seconds.",
                    field="address",
                )
            self._free_at = now + wait_s + SECONDS_BETWEEN
        if wait_s:
            time.sleep(wait_s)


def _place(line: Any) -> Place:
    try:
        return Place(
            float(line["lat"]), float(line["lon"]), str(line["display_name"])[:300], "Nominatim"
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable(
            "The geocoding service gave an answer that makes no sense.", field="address"
        ) from error


@cache
def _nominatim(url: str) -> Nominatim:
    return Nominatim(url)


def geocoder() -> Geocoder:
    """The geocoder that the settings name."""
    if settings.GUYWIRE_GEOCODER == "nominatim":
        return _nominatim(settings.GUYWIRE_NOMINATIM_URL)
    return AddressFile()
