"""Service locations, and who occupies them when."""

from datetime import date

from django.db.models import Q

from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import LocationOccupied, LocationVacated
from ..inputs import LocationInput
from ..models import Customer, LocationOccupancy, Service, ServiceLocation
from ..queries import today
from .finding import find, lock
from .history import LIVE


class LocationTaken(Conflict):
    """Somebody else lives there at that time."""

    code = "location_taken"


class LocationInUse(DomainError):
    code = "location_in_use"


def address_of(data: LocationInput) -> str:
    """One line: "12 Main St, Unit 3, Littleton NH 03561, US"."""
    town = " ".join(part for part in (data.city, data.region, data.postcode) if part)
    return ", ".join(part for part in (data.street, data.unit, town, data.country) if part)[:300]


def create_location(data: LocationInput) -> ServiceLocation:
    return ServiceLocation.objects.create(**dict(data), address=address_of(data))


def change_location(location: ServiceLocation, data: LocationInput) -> ServiceLocation:
    """Write the fields anew; an empty gate code keeps the stored one."""
    location = lock(location)
    given = dict(data)
    if not data.gate_code:
        given.pop("gate_code")
    for name, value in given.items():
        setattr(location, name, value)
    location.address = address_of(data)
    location.save()
    return location


def remove_location(location: ServiceLocation) -> None:
    """Only a location that never had a service or an occupant can go."""
    location = lock(location)
    if location.occupancies.exists() or location.serviceperiods.exists():
        raise LocationInUse("This location has a history of occupants or services; it stays.")
    location.delete()


def occupy_location(
    location: ServiceLocation, *, customer_id: object, on: date | None = None
) -> ServiceLocation:
    """A customer moves in on a day; who was there without a running service has moved out.

    LocationTaken if somebody with a running service, or from a later day on, is there.
    """
    location = lock(location)
    customer = find(Customer, customer_id, "customer_id")  # type: ignore[arg-type]
    on = on or today()
    overlapping = location.occupancies.filter(Q(to_on=None) | Q(to_on__gt=on))
    mine: LocationOccupancy | None = None
    for occupancy in overlapping.order_by("from_on"):
        if occupancy.customer_id == customer.pk and mine is None:
            mine = occupancy
        elif occupancy.customer_id == customer.pk:
            occupancy.delete()
        else:
            _move_out(occupancy, on)
    if mine is not None and mine.from_on <= on and mine.to_on is None:
        return location
    row = mine or LocationOccupancy(location=location, customer=customer, from_on=on)
    row.from_on, row.to_on = min(row.from_on, on), None
    row.save()
    publish(LocationOccupied(location_id=location.pk, customer_id=customer.pk, effective_on=on))
    return location


def _move_out(occupancy: LocationOccupancy, on: date) -> None:
    who = occupancy.customer
    running = Service.objects.filter(
        location=occupancy.location_id, customer=who, state__in=[str(state) for state in LIVE]
    )
    if occupancy.from_on >= on or running.exists():
        raise LocationTaken(
            f"{who} has been at this location since {occupancy.from_on}; end or move that"
            " service first, or add another unit.",
            field="location_id",
        )
    occupancy.to_on = on
    occupancy.save(update_fields=["to_on"])
    publish(LocationVacated(location_id=occupancy.location_id, customer_id=who.pk, effective_on=on))


def vacate_location(location: ServiceLocation, *, on: date | None = None) -> ServiceLocation:
    """Whoever is there moves out on a day; an empty location stays empty."""
    location = lock(location)
    on = on or today()
    for occupancy in location.occupancies.filter(Q(to_on=None) | Q(to_on__gt=on)):
        leave(occupancy, on)
    return location


def leave(occupancy: LocationOccupancy, on: date) -> None:
    """End an occupancy on a day; one of no days vanishes."""
    if occupancy.from_on >= on:
        occupancy.delete()
    else:
        occupancy.to_on = on
        occupancy.save(update_fields=["to_on"])
    publish(
        LocationVacated(
            location_id=occupancy.location_id,
            customer_id=occupancy.customer_id,
            effective_on=on,
        )
    )


def leave_if_unserved(location_id: object, customer_id: object, on: date) -> None:
    """The customer has moved out unless another of its services runs there."""
    here = {"location_id": location_id, "customer_id": customer_id}
    if Service.objects.filter(**here, state__in=[str(state) for state in LIVE]).exists():
        return
    open_ended = Q(to_on=None) | Q(to_on__gt=on)
    for occupancy in LocationOccupancy.objects.filter(open_ended, **here):
        leave(occupancy, on)
