"""Service locations, and who occupies them when."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import GateCodeShown
from ..inputs import LocationInput
from ..models import Customer, ServiceLocation
from ..queries import address_key, location_at, today
from .customers import lock_standing
from .finding import find, lock
from .stays import Stay, move_in, move_out, served_during


class LocationServed(Conflict):
    """Nobody moves out of a place where their service runs."""

    code = "location_served"


class LocationExists(Conflict):
    """Another location has this address and unit."""

    code = "location_exists"


class LocationInUse(DomainError):
    code = "location_in_use"


class NoGateCode(Conflict):
    """There is no gate code to show, or none any more."""

    code = "no_gate_code"


def address_of(data: LocationInput) -> str:
    """One line: "12 Main St, Unit 3, Littleton NH 03561, US"."""
    town = " ".join(part for part in (data.city, data.region, data.postcode) if part)
    return ", ".join(part for part in (data.street, data.unit, town, data.country) if part)[:300]


def create_location(data: LocationInput) -> ServiceLocation:
    """A new unit; LocationExists when its address is on record already."""
    _check_address(data, None)
    location = ServiceLocation(**dict(data), address=address_of(data), address_key=key_of(data))
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as error:  # somebody else was faster
        if "service_location_address_once" not in str(error):
            raise
        _check_address(data, None)
    return location


def change_location(location: ServiceLocation, data: LocationInput) -> ServiceLocation:
    """Write the fields anew; an empty gate code keeps the stored one."""
    location = lock(location)
    _check_address(data, location)
    given = dict(data)
    if not data.gate_code:
        given.pop("gate_code")
    for name, value in given.items():
        setattr(location, name, value)
    location.address, location.address_key = address_of(data), key_of(data)
    location.save()
    return location


def key_of(data: LocationInput) -> str:
    return address_key(data.street, data.unit, data.city, data.region, data.postcode)


def _check_address(data: LocationInput, own: ServiceLocation | None) -> None:
    other = location_at(key_of(data))
    if other is not None and other != own:
        raise LocationExists(
            f"{other} is on record already; give the unit if this is another one there.",
            field="unit",
        )


def remove_location(location: ServiceLocation) -> None:
    """Only a location that never had a service or an occupant can go."""
    location = lock(location)
    if location.occupancies.exists() or location.serviceperiods.exists():
        raise LocationInUse("This location has a history of occupants or services; it stays.")
    location.delete()


def show_gate_code(location: ServiceLocation) -> str:
    """The gate code in the clear; the location's timeline says who looked. Raises NoGateCode."""
    location = lock(location)
    if not location.has_gate_code:
        raise NoGateCode(f"{location} has no gate code.")
    publish(GateCodeShown(location_id=location.pk))
    return location.gate_code.reveal()


def remove_gate_code(location: ServiceLocation) -> ServiceLocation:
    """The gate has no code any more; a location without one stays as it is."""
    location = lock(location)
    if location.has_gate_code:
        location.gate_code = ""
        location.save(update_fields=["gate_code", "updated_at"])
    return location


def occupy_location(
    location: ServiceLocation, *, customer_id: UUID, on: date | None = None
) -> ServiceLocation:
    """A customer moves in on a day; who was there without a running service has moved out.

    LocationTaken if somebody with a running service, or from a later day on, is there.
    """
    location = lock(location)
    customer = lock_standing(find(Customer, customer_id, "customer_id"))
    move_in(Stay(location.pk, customer.pk, on or today()))
    return location


def vacate_location(location: ServiceLocation, *, on: date | None = None) -> ServiceLocation:
    """Whoever is there moves out on a day; an empty location stays empty.

    LocationServed while a service of theirs runs there on that day or later.
    """
    location = lock(location)
    on = on or today()
    occupants = location.occupancies.filter(Q(to_on=None) | Q(to_on__gt=on))
    for occupancy in occupants.select_related("customer"):
        stay = Stay(location.pk, occupancy.customer_id, on)
        running = served_during(stay).select_related("service").first()
        if running is not None:
            raise LocationServed(
                f"{occupancy.customer} is served here by {running.service}; end or move that"
                " service first.",
                field="on",
            )
        move_out(stay)
    return location
