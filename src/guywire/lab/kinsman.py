"""Kinsman Ridge Wireless: a made-up WISP on the real hills of northern New Hampshire.

Six sites on true high ground of the SRTM tile N44W072, 24 sectors, links between the sites and
as many households as asked for, all from one seed: the same seed makes the same WISP.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from random import Random

M_PER_DEGREE = 111_195.0
VALLEY_BELOW_M = 560.0
NEAREST_M, FARTHEST_M = 500.0, 9_000.0


@dataclass(frozen=True, slots=True)
class DemoSite:
    name: str
    latitude: float
    longitude: float
    height_m: float
    structure: str
    types: tuple[str, ...]
    technology: str
    town: str


@dataclass(frozen=True, slots=True)
class DemoLink:
    name: str
    a: str
    b: str
    kind: str
    frequency_mhz: float | None
    capacity_mbps: int
    call_sign: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """A made-up customer or lead and the place it lives at."""

    given_name: str
    family_name: str
    company: str
    email: str
    phone: str
    house_number: int
    street: str
    town: str
    postcode: str
    latitude: float
    longitude: float


SITES = (
    DemoSite("Mount Agassiz", 44.25833, -71.67000, 36, "self-supporting", ("tower", "noc"), "CBRS", "Bethlehem"),
    DemoSite("Kinsman Ridge", 44.12333, -71.73667, 18, "self-supporting", ("tower",), "CBRS", "Easton"),
    DemoSite("Sugar Hill", 44.19667, -71.83083, 30, "guyed", ("tower",), "WiFi", "Sugar Hill"),
    DemoSite("Littleton North", 44.33750, -71.76500, 42, "self-supporting", ("tower", "internet-access"), "CBRS", "Littleton"),
    DemoSite("Kimball Hill", 44.34417, -71.62667, 27, "monopole", ("tower",), "WiFi", "Whitefield"),
    DemoSite("Mount Prospect", 44.45750, -71.58917, 33, "guyed", ("tower",), "CBRS", "Lancaster"),
)  # fmt: skip

LINKS = (
    DemoLink("Littleton – Agassiz", "Littleton North", "Mount Agassiz", "licensed", 11_245.0, 1000, "WQXY101"),
    DemoLink("Agassiz – Kimball Hill", "Mount Agassiz", "Kimball Hill", "licensed", 10_995.0, 650, "WQXY102"),
    DemoLink("Kimball Hill – Prospect", "Kimball Hill", "Mount Prospect", "unlicensed", 5_785.0, 400),
    DemoLink("Agassiz – Sugar Hill", "Mount Agassiz", "Sugar Hill", "unlicensed", 5_745.0, 450),
    DemoLink("Sugar Hill – Kinsman", "Sugar Hill", "Kinsman Ridge", "unlicensed", 5_825.0, 300),
)  # fmt: skip

POSTCODES = {
    "Bethlehem": "03574",
    "Easton": "03580",
    "Sugar Hill": "03586",
    "Littleton": "03561",
    "Whitefield": "03598",
    "Lancaster": "03584",
}
STREETS = (
    "Ridge Road", "Mill Street", "Pond Lane", "Sugarhouse Road", "Old Post Road", "Quarry Hill Road",
    "Meadow Street", "Birch Lane", "Notch Road", "Depot Street", "Orchard Road", "Covered Bridge Road",
)  # fmt: skip
GIVEN = (
    "Ada", "Ben", "Clara", "Dan", "Elsie", "Frank", "Grace", "Henry", "Ida", "Jonas", "Kate", "Liam",
    "Mara", "Noah", "Olive", "Paul", "Quinn", "Rosa", "Sam", "Tess", "Uri", "Vera", "Will", "Yara",
)  # fmt: skip
FAMILY = (
    "Abbott", "Bean", "Cilley", "Dow", "Eastman", "Flanders", "Glidden", "Hoyt", "Ingalls", "Jewell",
    "Kimball", "Ladd", "Merrill", "Nutter", "Ordway", "Peaslee", "Quimby", "Rollins", "Sawyer",
    "Tilton", "Upham", "Varney", "Weeks", "York",
)  # fmt: skip
TRADES = ("Maple Farm", "Sawmill", "Inn", "Orchards", "Outfitters", "Garage", "Bakery", "Dental")
BUSINESS_SHARE = 0.12

SampleHeight = Callable[[float, float], float]


def place_near(random: Random, site: DemoSite, height_at: SampleHeight) -> tuple[float, float]:
    """A place where people would live: in the valley, some way from the mast."""
    while True:
        share = random.random()
        distance_m = sqrt(NEAREST_M**2 + share * (FARTHEST_M**2 - NEAREST_M**2))
        bearing = random.random() * 2 * pi
        latitude = site.latitude + distance_m * cos(bearing) / M_PER_DEGREE
        longitude = site.longitude + distance_m * sin(bearing) / (
            M_PER_DEGREE * cos(radians(site.latitude))
        )
        inside = 44.01 < latitude < 44.99 and -71.99 < longitude < -71.01
        if inside and height_at(latitude, longitude) < VALLEY_BELOW_M:
            return round(latitude, 6), round(longitude, 6)


def households(seed: int, count: int, height_at: SampleHeight) -> Iterator[Household]:
    """As many households as asked for; ``height_at(lat, lon)`` is the ground's height in metres."""
    random = Random(seed)  # noqa: S311  repeatable, not secret
    taken: set[tuple[int, str, str]] = set()
    for number in range(1, count + 1):
        site = random.choice(SITES)
        latitude, longitude = place_near(random, site, height_at)
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        is_business = random.random() < BUSINESS_SHARE
        address = (random.randrange(1, 900), random.choice(STREETS), site.town)
        while address in taken:
            address = (random.randrange(1, 900), random.choice(STREETS), site.town)
        taken.add(address)
        yield Household(
            given_name=given,
            family_name=family,
            company=f"{family} {random.choice(TRADES)}" if is_business else "",
            email=f"{given}.{family}.{number}@example.com".lower(),
            phone=f"+1603555{number % 10_000:04d}",
            house_number=address[0],
            street=address[1],
            town=address[2],
            postcode=POSTCODES[site.town],
            latitude=latitude,
            longitude=longitude,
        )
