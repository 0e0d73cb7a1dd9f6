"""Customers that may be one and the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, Q, QuerySet, TextField, Value

from ..models import Contact, Customer, Lead, LocationOccupancy
from .keys import name_key, phone_of

MOST_GROUPS = 200
NEARBY = "name and postcode"


@dataclass(frozen=True, slots=True)
class Twin:
    """Another customer that looks the same, and why."""

    id: UUID
    number: str
    name: str
    state: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Customers that share an e-mail address, a phone number, or name and postcode."""

    reason: str
    value: str
    customers: tuple[Customer, ...]


def _standing() -> QuerySet[Customer]:
    return Customer.objects.exclude(state=Customer.State.MERGED)


def duplicates_of(customer: Customer) -> list[Twin]:
    """The other customers with the same e-mail, phone, or name and postcode, best match first."""
    if customer.state == Customer.State.MERGED:
        return []
    contacts = customer.contacts.order_by()
    emails = {customer.email}, contacts.exclude(email="").values("email")
    phones = {customer.phone_digits}, contacts.exclude(phone_digits="").values("phone_digits")
    stays = customer.occupancies.exclude(location__postcode="")
    here = stays.values("location__postcode")
    return _twins(_matches(emails, phones, customer.name_key, here), but=customer.pk)


def customers_like(lead: Lead) -> list[Twin]:
    """The customers that a lead may be already: same e-mail, phone, or name and postcode."""
    phone = phone_of(lead.phone)
    here = [lead.postcode] if lead.postcode else []
    keys = {phone.key} if phone else set()
    return _twins(_matches([{lead.email}], [keys], name_key(lead.name), here))


def _twins(found: Iterable[tuple[UUID, str]], *, but: UUID | None = None) -> list[Twin]:
    reasons: dict[UUID, set[str]] = defaultdict(set)
    for pk, why in found:
        if pk != but:
            reasons[pk].add(why)
    rows = _standing().filter(pk__in=reasons) if reasons else ()
    twins = [
        Twin(row.pk, row.number, row.name, row.state, tuple(sorted(reasons[row.pk])))
        for row in rows
    ]
    return sorted(twins, key=lambda twin: (-len(twin.reasons), twin.name))


Sought = Iterable["set[str] | QuerySet[Any, Any]"]
"""Values to look for: known ones, and those that a query gives."""


def _matches(
    emails: Sought, phones: Sought, key: str, postcodes: Iterable[Any]
) -> QuerySet[Any, tuple[UUID, str]]:
    """(customer, reason) of whoever shares something: one query, each part by its index."""
    own = Customer.objects.order_by()
    theirs = Contact.objects.order_by()
    nearby = LocationOccupancy.objects.order_by().filter(
        location__postcode__in=postcodes, customer__name_key__in={key} - {""}
    )
    parts = [_said(nearby, "customer_id", NEARBY)]
    for field, why, sought in (("email", "e-mail", emails), ("phone_digits", "phone", phones)):
        for values in sought:
            wanted = values - {""} if isinstance(values, set) else values
            parts.append(_said(own.filter(**{f"{field}__in": wanted}), "pk", why))
            parts.append(_said(theirs.filter(**{f"{field}__in": wanted}), "customer_id", why))
    return parts[0].union(*parts[1:])


def _said(rows: QuerySet[Any], pk: str, why: str) -> QuerySet[Any, tuple[UUID, str]]:
    reason = Value(why, output_field=TextField())
    said: QuerySet[Any, tuple[UUID, str]] = rows.annotate(why=reason).values_list(pk, "why")
    return said


def duplicate_groups() -> list[DuplicateGroup]:
    """Groups of two and more that look the same, at most 200 of each kind."""
    return [
        *_groups("e-mail", _shared("email")),
        *_groups("phone", _shared("phone_digits")),
        *_groups(NEARBY, _shared_names()),
    ]


def _shared(field: str) -> dict[str, set[UUID]]:
    """Values of the customers' own field and of their contacts' that several customers have."""
    owners: dict[str, set[UUID]] = defaultdict(set)
    own = _standing().exclude(**{field: ""})
    repeated = own.values(field).annotate(n=Count("pk")).filter(n__gt=1).values(field)
    theirs = Contact.objects.exclude(**{field: ""})
    for pk, value in own.filter(
        Q(**{f"{field}__in": repeated}) | Q(**{f"{field}__in": theirs.values(field)})
    ).values_list("pk", field):
        owners[value].add(pk)
    for pk, value in theirs.values_list("customer_id", field):
        owners[value].add(pk)
    return owners


def _shared_names() -> dict[str, set[UUID]]:
    """Names and postcodes that several customers have, as ``duplicates_of`` compares them."""
    there = LocationOccupancy.objects.exclude(location__postcode="").exclude(
        Q(customer__state=Customer.State.MERGED) | Q(customer__name_key="")
    )
    shared = (
        there.values_list("customer__name_key", "location__postcode")
        .annotate(names=Min("customer__name"), ids=ArrayAgg("customer", distinct=True))
        .annotate(n=Count("customer", distinct=True))
        .filter(n__gt=1)
        .order_by("names")
    )
    return {f"{name}, {place}": set(ids) for _, place, name, ids, _ in shared[:MOST_GROUPS]}


def _groups(reason: str, owners: dict[str, set[UUID]]) -> list[DuplicateGroup]:
    shared = [(value, ids) for value, ids in sorted(owners.items()) if len(ids) > 1]
    shared = shared[:MOST_GROUPS]
    rows = Customer.objects.in_bulk([pk for _, ids in shared for pk in ids])
    return [
        DuplicateGroup(
            reason, value, tuple(sorted((rows[pk] for pk in ids), key=lambda c: c.created_at))
        )
        for value, ids in shared
    ]
