"""Facts of the customers domain."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from guywire.kit.events import Event


class LeadAdded(Event, name="customers.lead_added", public=True):
    lead_id: UUID
    source: str


class LeadMovedOn(Event, name="customers.lead_moved_on", public=True):
    """The lead was contacted, qualified or opened again."""

    lead_id: UUID
    state: str


class LeadDisqualified(Event, name="customers.lead_disqualified", public=True):
    lead_id: UUID
    reason: str


class LeadConverted(Event, name="customers.lead_converted", public=True):
    lead_id: UUID
    customer_id: UUID
    service_id: UUID | None
    source: str


class CustomerAdded(Event, name="customers.customer_added", public=True):
    customer_id: UUID


class CustomersMerged(Event, name="customers.customers_merged", public=True):
    """``merged_id`` is from now on a pointer to ``customer_id``; re-point what you keep of it."""

    customer_id: UUID
    merged_id: UUID


class LocationOccupied(Event, name="customers.location_occupied"):
    location_id: UUID
    customer_id: UUID
    effective_on: date


class LocationVacated(Event, name="customers.location_vacated"):
    location_id: UUID
    customer_id: UUID
    effective_on: date


class PlanTermsChanged(Event, name="customers.plan_terms_changed"):
    """A new version of a plan; services keep the version they agreed to."""

    plan_id: UUID
    plan_version_id: UUID
    price: Decimal
    currency: str
    effective_on: date


class ServiceChangeBooked(Event, name="customers.service_change_booked"):
    """A change lies in the future; the history already shows it (B-CYC-9)."""

    service_id: UUID
    customer_id: UUID
    change_id: UUID
    kind: str
    effective_on: date


class ServiceChangeCancelled(Event, name="customers.service_change_cancelled"):
    service_id: UUID
    customer_id: UUID
    change_id: UUID
    kind: str
    effective_on: date


class ServiceChangeFailed(Event, name="customers.service_change_failed"):
    """A booked change could not be made when its day came; it is out of the history again."""

    service_id: UUID
    customer_id: UUID
    change_id: UUID
    kind: str
    problem: str


class ServiceQuoted(Event, name="customers.service_quoted", public=True):
    service_id: UUID
    customer_id: UUID
    location_id: UUID
    plan_version_id: UUID
    price: Decimal
    currency: str
    effective_on: date


class ServiceOrdered(Event, name="customers.service_ordered", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServiceScheduled(Event, name="customers.service_scheduled", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    scheduled_for: date


class ServiceActivated(Event, name="customers.service_activated", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServiceSuspended(Event, name="customers.service_suspended", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: str
    charging_percent: int


class ServiceResumed(Event, name="customers.service_resumed", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServicePaused(Event, name="customers.service_paused", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    charging_percent: int


class ServiceEnded(Event, name="customers.service_ended", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: str


class ServiceCancelled(Event, name="customers.service_cancelled", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: str


class ServicePlanChanged(Event, name="customers.service_plan_changed", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    from_version_id: UUID
    to_version_id: UUID


class ServiceMoved(Event, name="customers.service_moved", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    from_location_id: UUID
    to_location_id: UUID


class ServiceTransferred(Event, name="customers.service_transferred", public=True):
    service_id: UUID
    effective_on: date
    from_customer_id: UUID
    to_customer_id: UUID


class ServiceSectorChanged(Event, name="customers.service_sector_changed", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    sector_id: UUID | None


class ServiceAddOnsChanged(Event, name="customers.service_add_ons_changed", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    add_on_id: UUID
    quantity: int


class ServiceDiscounted(Event, name="customers.service_discounted", public=True):
    service_id: UUID
    customer_id: UUID
    effective_on: date
    discount_id: UUID
    is_given: bool
