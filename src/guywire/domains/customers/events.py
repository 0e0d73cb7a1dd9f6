"""Facts of the customers domain."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from guywire.kit.events import Event

from .models import Lead, ServiceChange, SuspendReason


class LeadAdded(Event, name="customers.lead_added", public=True):
    """Somebody may want service."""

    lead_id: UUID
    source: str


class LeadMovedOn(Event, name="customers.lead_moved_on", public=True):
    """The lead was contacted, qualified or opened again."""

    lead_id: UUID
    state: Lead.State


class LeadDisqualified(Event, name="customers.lead_disqualified", public=True):
    """The lead will not become a customer; why."""

    lead_id: UUID
    reason: str


class LeadConverted(Event, name="customers.lead_converted", public=True):
    """The lead is a customer now; where it came from goes along."""

    lead_id: UUID
    customer_id: UUID
    service_id: UUID | None
    source: str


class CustomerAdded(Event, name="customers.customer_added", public=True):
    """A customer has an account."""

    customer_id: UUID


class CustomersMerged(Event, name="customers.customers_merged", public=True):
    """``merged_id`` is from now on a pointer to ``customer_id``; re-point what you keep of it."""

    customer_id: UUID
    merged_id: UUID


class LocationOccupied(Event, name="customers.location_occupied"):
    """A customer lives at a place from a day on."""

    location_id: UUID
    customer_id: UUID
    effective_on: date


class LocationVacated(Event, name="customers.location_vacated"):
    """A customer has left a place; the first empty day."""

    location_id: UUID
    customer_id: UUID
    effective_on: date


class GateCodeShown(Event, name="customers.gate_code_shown"):
    """Somebody was shown the code of a location's gate; the code itself is not told."""

    location_id: UUID


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
    kind: ServiceChange.Kind
    effective_on: date


class ServiceChangeCancelled(Event, name="customers.service_change_cancelled"):
    """A booked change was taken back before its day."""

    service_id: UUID
    customer_id: UUID
    change_id: UUID
    kind: ServiceChange.Kind
    effective_on: date


class ServiceChangeFailed(Event, name="customers.service_change_failed"):
    """A booked change could not be made when its day came; it is out of the history again."""

    service_id: UUID
    customer_id: UUID
    change_id: UUID
    kind: ServiceChange.Kind
    problem: str


class ServiceQuoted(Event, name="customers.service_quoted", public=True):
    """A service was offered on the plan's terms of the day."""

    service_id: UUID
    customer_id: UUID
    location_id: UUID
    plan_version_id: UUID
    price: Decimal
    currency: str
    effective_on: date


class ServiceOrdered(Event, name="customers.service_ordered", public=True):
    """The customer accepted the quote."""

    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServiceScheduled(Event, name="customers.service_scheduled", public=True):
    """The installation has a day."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    scheduled_for: date


class ServiceActivated(Event, name="customers.service_activated", public=True):
    """Access and charging begin."""

    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServiceSuspended(Event, name="customers.service_suspended", public=True):
    """Access is off; whether charging runs is said apart (B-DUN-9)."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: SuspendReason
    charging_percent: int


class ServiceResumed(Event, name="customers.service_resumed", public=True):
    """Access and full charging are back."""

    service_id: UUID
    customer_id: UUID
    effective_on: date


class ServicePaused(Event, name="customers.service_paused", public=True):
    """A holiday of the service: no access, no or reduced charges."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    charging_percent: int


class ServiceEnded(Event, name="customers.service_ended", public=True):
    """The first day without the service."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: str


class ServiceCancelled(Event, name="customers.service_cancelled", public=True):
    """The service never began and will not."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    reason: str


class ServicePlanChanged(Event, name="customers.service_plan_changed", public=True):
    """Other terms from a day on."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    from_version_id: UUID
    to_version_id: UUID


class ServiceMoved(Event, name="customers.service_moved", public=True):
    """The service is delivered at another place."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    from_location_id: UUID
    to_location_id: UUID


class ServiceTransferred(Event, name="customers.service_transferred", public=True):
    """The service goes on for another customer."""

    service_id: UUID
    effective_on: date
    from_customer_id: UUID
    to_customer_id: UUID


class ServiceSectorChanged(Event, name="customers.service_sector_changed", public=True):
    """Another sector serves."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    sector_id: UUID | None


class ServiceAddOnsChanged(Event, name="customers.service_add_ons_changed", public=True):
    """An add-on came or went."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    add_on_id: UUID
    quantity: int


class ServiceDiscounted(Event, name="customers.service_discounted", public=True):
    """A discount was given or ended."""

    service_id: UUID
    customer_id: UUID
    effective_on: date
    discount_id: UUID
    is_given: bool
