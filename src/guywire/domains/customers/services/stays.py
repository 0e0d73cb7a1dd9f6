"""Who lives where because a service runs there, and the occupancies that follow from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from guywire.kit.errors import Conflict
from guywire.kit.events import publish

from ..events import LocationOccupied, LocationVacated
from ..models import LocationOccupancy, Service, ServiceLocation, ServicePeriod
from .history import LIVE, Span

FOR_EVER = date.max


class LocationTaken(Conflict):
    """Somebody else lives there at that time."""

    code = "location_taken"


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer served at a location for the days ``[from_on, to_on)``."""

    location_id: UUID
    customer_id: UUID
    from_on: date
    to_on: date = FOR_EVER

    def without(self, others: Iterable["Stay"]) -> "list[Stay]":
        """What is left of it when the days of equal stays among ``others`` are taken out."""
        left = [self]
        for other in others:
            if (other.location_id, other.customer_id) == (self.location_id, self.customer_id):
                left = [part for stay in left for part in stay._outside(other)]
        return left

    def _outside(self, other: "Stay") -> "list[Stay]":
        parts = (
            replace(self, to_on=min(self.to_on, other.from_on)),
            replace(self, from_on=max(self.from_on, other.to_on)),
        )
        return [part for part in parts if part.from_on < part.to_on]


def stays_in(spans: Sequence[Span]) -> list[Stay]:
    """Where the service runs or has run, and for whom; stays that touch are one."""
    stays: list[Stay] = []
    for span in spans:
        if span.terms.state not in LIVE:
            continue
        here = Stay(
            span.terms.location_id, span.terms.customer_id, span.from_on, span.to_on or FOR_EVER
        )
        if stays and stays[-1] == replace(here, from_on=stays[-1].from_on, to_on=here.from_on):
            here = replace(here, from_on=stays.pop().from_on)
        stays.append(here)
    return stays


def follow(service: Service, before: Sequence[Stay], after: Sequence[Stay]) -> None:
    """Let occupancies follow a service from what held to what holds; LocationTaken."""
    left = [part for stay in before for part in stay.without(after)]
    gained = [part for stay in after for part in stay.without(before)]
    places = {stay.location_id for stay in (*left, *gained)}
    list(ServiceLocation.objects.filter(pk__in=places).order_by("pk").select_for_update())
    for stay in left:
        for part in stay.without(_served_by_others(service, stay)):
            move_out(part)
    for stay in gained:
        move_in(stay)


def _overlapping(stay: Stay) -> Q:
    return Q(from_on__lt=stay.to_on) & (Q(to_on=None) | Q(to_on__gt=stay.from_on))


def served_during(stay: Stay) -> QuerySet[ServicePeriod]:
    """The periods in which services of the customer run at the location on these days."""
    return ServicePeriod.objects.filter(
        _overlapping(stay),
        location=stay.location_id,
        customer=stay.customer_id,
        state__in=[str(state) for state in LIVE],
    )


def _served_by_others(service: Service, stay: Stay) -> list[Stay]:
    return [
        replace(stay, from_on=period.from_on, to_on=period.to_on or FOR_EVER)
        for period in served_during(stay).exclude(service=service)
    ]


def _rows(stay: Stay) -> QuerySet[LocationOccupancy]:
    return LocationOccupancy.objects.filter(_overlapping(stay), location=stay.location_id)


def move_out(stay: Stay) -> None:
    """The customer is not there on these days."""
    for row in _rows(stay).filter(customer=stay.customer_id):
        there = _stay_of(row)
        _write(row, there.without([stay]))
        publish(
            LocationVacated(
                location_id=stay.location_id,
                customer_id=stay.customer_id,
                effective_on=max(stay.from_on, there.from_on),
            )
        )


def move_in(stay: Stay) -> None:
    """The customer is there on these days; who was there without a service has moved out.

    LocationTaken if somebody is served there on one of them, or came later.
    """
    rows = list(_rows(stay).select_related("customer").order_by("from_on"))
    mine = [row for row in rows if row.customer_id == stay.customer_id]
    for row in rows:
        if row not in mine:
            _make_room(row, stay)
    there = [_stay_of(row) for row in mine]
    if not stay.without(there):
        return
    for row in mine[1:]:
        row.delete()
    first = min(s.from_on for s in (stay, *there))
    whole = replace(stay, from_on=first, to_on=max(s.to_on for s in (stay, *there)))
    _write(mine[0] if mine else LocationOccupancy(), [whole])
    publish(
        LocationOccupied(
            location_id=stay.location_id, customer_id=stay.customer_id, effective_on=stay.from_on
        )
    )


def _make_room(row: LocationOccupancy, stay: Stay) -> None:
    who = row.customer
    is_served = served_during(replace(stay, customer_id=who.pk)).exists()
    if row.from_on >= stay.from_on or is_served:
        until = f" until {row.to_on}" if row.to_on else ""
        raise LocationTaken(
            f"{who} has been at this location since {row.from_on}{until}; end or move that"
            " service first, or add another unit.",
            field="location_id",
        )
    move_out(replace(stay, customer_id=who.pk, to_on=FOR_EVER))


def _stay_of(row: LocationOccupancy) -> Stay:
    return Stay(row.location_id, row.customer_id, row.from_on, row.to_on or FOR_EVER)


def _write(row: LocationOccupancy, parts: Sequence[Stay]) -> None:
    """Let the row and, where there are more parts, new ones hold these days; none: it goes."""
    if not parts:
        row.delete()
    for part in parts:
        row.location_id, row.customer_id = part.location_id, part.customer_id
        row.from_on, row.to_on = part.from_on, None if part.to_on == FOR_EVER else part.to_on
        row.save()
        row = LocationOccupancy()
