"""The rows of each entity, as an actor may see them, and its special filters."""

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guywire.kit.access import Actor

from ..models import (
    AddOn,
    Contact,
    Customer,
    Discount,
    Lead,
    LocationOccupancy,
    Note,
    Plan,
    Service,
    ServiceChange,
    ServiceLocation,
)
from .days import today


def leads(actor: Actor) -> QuerySet[Lead]:
    return Lead.objects.select_related("wanted_plan", "customer")


def customers(actor: Actor) -> QuerySet[Customer]:
    counted = (
        Service.objects.filter(customer=OuterRef("pk"))
        .order_by()
        .values("customer")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Customer.objects.annotate(service_count=Coalesce(Subquery(counted), 0))


def contacts(actor: Actor) -> QuerySet[Contact]:
    return Contact.objects.select_related("customer")


def notes(actor: Actor) -> QuerySet[Note]:
    return Note.objects.select_related("customer")


def locations(actor: Actor) -> QuerySet[ServiceLocation]:
    day = today()
    stays = LocationOccupancy.objects.order_by().filter(
        Q(to_on=None) | Q(to_on__gt=day), location=OuterRef("pk"), from_on__lte=day
    )
    name = Subquery(stays.values("customer__name")[:1])
    return ServiceLocation.objects.annotate(occupant_name=name)


def plans(actor: Actor) -> QuerySet[Plan]:
    return Plan.objects.all()


def add_ons(actor: Actor) -> QuerySet[AddOn]:
    return AddOn.objects.all()


def discounts(actor: Actor) -> QuerySet[Discount]:
    return Discount.objects.all()


def services(actor: Actor) -> QuerySet[Service]:
    return Service.objects.select_related(
        "customer", "location", "plan_version__plan", "sector"
    ).annotate(plan_id=F("plan_version__plan"))


def service_changes(actor: Actor) -> QuerySet[ServiceChange]:
    return ServiceChange.objects.select_related("service__customer")


def with_tag(rows: QuerySet[Customer], tag: str) -> QuerySet[Customer]:
    return rows.filter(tags__contains=[tag.strip().lower()])


def near_place(rows: QuerySet[ServiceLocation], words: str) -> QuerySet[ServiceLocation]:
    """Locations in a town or postcode."""
    return rows.filter(city__iexact=words) | rows.filter(postcode__iexact=words)


def due_within(rows: QuerySet[ServiceChange], days: str) -> QuerySet[ServiceChange]:
    """Pending changes of the next N days; ValueError when it is no whole number."""
    until = today() + timedelta(days=min(int(days), 3650))
    return rows.filter(state=ServiceChange.State.PENDING, effective_on__lt=until)
