"""Customers that may be one and the same."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from ..models import Contact, Customer, LocationOccupancy

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


def normal_name(name: str) -> str:
    """Letters and digits only, in the order of the alphabet: "Doe, Jane" equals "jane doe"."""
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


def _standing() -> QuerySet[Customer]:
    return Customer.objects.exclude(state=Customer.State.MERGED)


def duplicates_of(customer: Customer) -> list[Twin]:
    """The other customers with the same e-mail, phone, or name and postcode, best match first."""
    if customer.state == Customer.State.MERGED:
        return []
    contacts = list(customer.contacts.all())
    emails = {customer.email, *(row.email for row in contacts)} - {""}
    phones = {customer.phone_digits, *(row.phone_digits for row in contacts)} - {""}
    reasons: dict[UUID, set[str]] = defaultdict(set)
    wanted = normal_name(customer.name)
    for pk, why, name in _matches(customer, emails, phones):
        if pk != customer.pk and (why != NEARBY or normal_name(name) == wanted):
            reasons[pk].add(why)
    rows = _standing().filter(pk__in=reasons) if reasons else ()
    twins = [
        Twin(row.pk, row.number, row.name, row.state, tuple(sorted(reasons[row.pk])))
        for row in rows
    ]
    return sorted(twins, key=lambda twin: (-len(twin.reasons), twin.name))


def _matches(customer: Customer, emails: set[str], phones: set[str]) -> QuerySet[Any, Any]:
    """(customer, reason, name) of whoever shares something: one query, each part by its index."""
    own = Customer.objects.order_by()
    theirs = Contact.objects.order_by()
    here = customer.occupancies.exclude(location__postcode="").values("location__postcode")
    nearby = LocationOccupancy.objects.order_by().filter(location__postcode__in=here)
    for word in normal_name(customer.name).split():
        nearby = nearby.filter(customer__name__icontains=word)
    parts: list[QuerySet[Any, Any]] = [
        _said(own.filter(email__in=emails), "pk", "e-mail", "name"),
        _said(theirs.filter(email__in=emails), "customer_id", "e-mail", "customer__name"),
        _said(own.filter(phone_digits__in=phones), "pk", "phone", "name"),
        _said(theirs.filter(phone_digits__in=phones), "customer_id", "phone", "customer__name"),
        _said(nearby, "customer_id", NEARBY, "customer__name"),
    ]
    found: QuerySet[Any, Any] = parts[0].union(*parts[1:])
    return found


def _said(rows: QuerySet[Any], pk: str, why: str, name: str) -> QuerySet[Any, Any]:
    reason = Value(why, output_field=TextField())
    said: QuerySet[Any, Any] = rows.annotate(why=reason).values_list(pk, "why", name)
    return said


def duplicate_groups() -> list[DuplicateGroup]:
    """Groups of two and more that look the same, at most 200 of each kind."""
    return [
        *_groups("e-mail", _shared("email")),
        *_groups("phone", _shared("phone_digits")),
        *_groups("name and postcode", _shared_names()),
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
    rows = (
        LocationOccupancy.objects.exclude(location__postcode="")
        .exclude(customer__state=Customer.State.MERGED)
        .values(name=Lower("customer__name"), postcode=F("location__postcode"))
        .annotate(n=Count("customer", distinct=True))
        .filter(n__gt=1)
    )
    owners: dict[str, set[UUID]] = {}
    for row in rows[:MOST_GROUPS]:
        same = LocationOccupancy.objects.filter(
            customer__name__iexact=row["name"], location__postcode=row["postcode"]
        ).exclude(customer__state=Customer.State.MERGED)
        owners[f"{row['name']}, {row['postcode']}"] = set(
            same.values_list("customer_id", flat=True)
        )
    return owners


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
