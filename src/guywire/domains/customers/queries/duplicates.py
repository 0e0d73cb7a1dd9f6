"""Customers that may be one and the same."""

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from ..models import Contact, Customer, LocationOccupancy

MOST_GROUPS = 200


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
    others = _standing().exclude(pk=customer.pk)
    reasons: dict[UUID, set[str]] = defaultdict(set)
    by_email = Q(email__in=emails) | Q(contacts__email__in=emails)
    by_phone = Q(phone_digits__in=phones) | Q(contacts__phone_digits__in=phones)
    for label, match, known in (("e-mail", by_email, emails), ("phone", by_phone, phones)):
        if known:
            for pk in others.filter(match).values_list("pk", flat=True).distinct():
                reasons[pk].add(label)
    for pk in _same_name_nearby(customer, others):
        reasons[pk].add("name and postcode")
    rows = others.filter(pk__in=reasons)
    twins = [
        Twin(row.pk, row.number, row.name, row.state, tuple(sorted(reasons[row.pk])))
        for row in rows
    ]
    return sorted(twins, key=lambda twin: (-len(twin.reasons), twin.name))


def _same_name_nearby(customer: Customer, others: QuerySet[Customer]) -> set[UUID]:
    here = customer.occupancies.exclude(location__postcode="")
    postcodes = set(here.values_list("location__postcode", flat=True))
    if not postcodes:
        return set()
    wanted = normal_name(customer.name)
    words = wanted.split()
    near = others.filter(occupancies__location__postcode__in=postcodes).distinct()
    for word in words:
        near = near.filter(name__icontains=word)
    found = near.values_list("pk", "name")
    return {pk for pk, name in found if normal_name(name) == wanted}


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
