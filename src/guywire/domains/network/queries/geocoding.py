"""Where an address is: the port behind which a geocoder stands, wired in ``urls``.

Only doors ask it, since an adapter may speak to the network; services and other queries never do.
"""

from collections.abc import Callable
from typing import Protocol

from django.http import HttpRequest

from guywire.kit.errors import DomainError, Invalid, NotFound
from guywire.kit.tenancy.outside import outside

from .addresses import Place, geocode_offline
from .finding import position_of


class Geocoder(Protocol):
    """Turns an address into places, best first; none when it is unknown."""

    @property
    def is_outside(self) -> bool:
        """Whether it speaks to the internet, so that no transaction may be open meanwhile."""
        ...

    def find(self, text: str) -> list[Place]:
        """Raises Unavailable when the service behind it does not answer."""
        ...


class AddressFile:
    """The imported address file of the active tenant; no network."""

    is_outside = False

    def find(self, text: str) -> list[Place]:
        return geocode_offline(text)


class UnknownAddress(NotFound):
    """The geocoder does not know the address."""

    code = "unknown_address"


_port: list[Callable[[], Geocoder]] = [AddressFile]


def use_geocoder(factory: Callable[[], Geocoder]) -> None:
    """The geocoder that doors are to ask, made anew for each question."""
    _port[0] = factory


def places_of(
    request: HttpRequest, latitude: float | None, longitude: float | None, address: str
) -> list[Place]:
    """The places that coordinates or an address may mean, best first.

    A geocoder on the internet is asked while no transaction is open (``kit.tenancy.outside``).

    Raises Invalid for half a position, UnknownAddress, and Unavailable from the geocoder.
    """
    if latitude is not None and longitude is not None:
        return [Place(latitude, longitude, address, "position")]
    if (latitude is None) != (longitude is None):
        raise Invalid({"lat" if latitude is None else "lon": "Give both lat and lon."})
    if not address.strip():
        raise DomainError("Give an address, or latitude and longitude.", field="address")
    typed = position_of(address)
    if typed:
        return [Place(*typed, "", "position")]
    geocoder = _port[0]()
    if geocoder.is_outside:
        found = outside(request, f"geocode {address}", lambda: geocoder.find(address))
    else:
        found = geocoder.find(address)
    if not found:
        raise UnknownAddress(
            "This address is not known. Write it differently, or give coordinates.",
            field="address",
        )
    return found
