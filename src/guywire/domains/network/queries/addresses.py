"""Finding an address in the imported file, without any network."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery

from ..models import AddressPoint

LIMIT = 8
MOST_WORDS = 12

# The commonest of USPS Publication 28, appendices B and C1, to the form they are abbreviated to.
SHORT = {
    "avenue": "ave", "av": "ave", "boulevard": "blvd", "circle": "cir", "court": "ct",
    "drive": "dr", "east": "e", "expressway": "expy", "extension": "ext", "freeway": "fwy",
    "heights": "hts", "highway": "hwy", "hill": "hl", "junction": "jct", "lake": "lk",
    "lane": "ln", "mount": "mt", "mountain": "mtn", "north": "n", "northeast": "ne",
    "northwest": "nw", "parkway": "pkwy", "place": "pl", "plaza": "plz", "point": "pt",
    "ridge": "rdg", "road": "rd", "route": "rte", "rt": "rte", "saint": "st", "south": "s",
    "southeast": "se", "southwest": "sw", "spring": "spg", "springs": "spgs", "square": "sq",
    "street": "st", "str": "st", "terrace": "ter", "trail": "trl", "turnpike": "tpke",
    "valley": "vly", "view": "vw", "west": "w", "apartment": "apt", "suite": "ste", "unit": "apt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A position, what it is called, and who says so."""

    latitude: float
    longitude: float
    label: str
    source: str


def words_of(text: str) -> str:
    """A text as it is compared: small letters, no punctuation, street words abbreviated."""
    words = re.findall(r"[^\W_]+", text.lower())
    return " ".join(SHORT.get(word, word) for word in words)[:320]


def find_addresses(text: str, limit: int = LIMIT) -> list[AddressPoint]:
    """The addresses that hold every word of the text (the last one may be cut), best first.

    A leading number is the house number. A postcode of nine digits counts by its first five.
    """
    words = words_of(re.sub(r"\b(\d{5})-\d{4}\b", r"\1", text)).split()[:MOST_WORDS]
    if not words:
        return []
    query = " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])
    found = AddressPoint.objects.filter(
        search=SearchQuery(query, search_type="raw", config="simple")
    )
    if words[0][0].isdigit() and len(words) > 1:
        found = found.filter(number__in={words[0], words[0].upper()})
    return list(found.order_by("street", "number", "unit", "city")[:limit])


def geocode_offline(text: str) -> list[Place]:
    """The places of an address by the imported file; empty when it holds none."""
    return [
        Place(point.latitude, point.longitude, str(point), "address file")
        for point in find_addresses(text)
    ]
