"""Leads: new → contacted → qualified → converted, or disqualified with a reason."""

from typing import Any
from uuid import UUID

from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.tenants.services.numbers import next_number
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import LeadAdded, LeadConverted, LeadDisqualified, LeadMovedOn
from ..inputs import CustomerInput, LeadInput, LocationInput, ServiceInput
from ..models import Customer, Lead, Plan, Service, ServiceLocation
from ..queries import address_key, fits, location_at, radiating_sector, snapshot
from .customers import create_customer, dialable, display_name, lock_standing, search_words
from .delivery import create_service
from .finding import find, lock
from .locations import create_location, occupy_location

State = Lead.State
PLACE = ("street", "unit", "city", "region", "postcode", "country", "latitude", "longitude")
PERSON = ("kind", "first_name", "last_name", "company_name", "email", "phone", "source", "campaign")


class LeadClosed(Conflict):
    """A converted or disqualified lead does not move on."""

    code = "lead_closed"


def create_lead(data: LeadInput, *, serviceability: dict[str, Any] | None = None) -> Lead:
    """A new lead with its number, and the serviceability answer it came from, if any.

    Without one, the domain's own handler asks as soon as the lead is stored.
    """
    lead = Lead(number=next_number("lead"), serviceability=serviceability)
    _fill(lead, data)
    lead.save()
    publish(LeadAdded(lead_id=lead.pk, source=lead.source))
    return lead


def change_lead(lead: Lead, data: LeadInput) -> Lead:
    lead = lock(lead)
    if lead.state == State.CONVERTED:
        raise LeadClosed("The lead is a customer now; change the customer.")
    _fill(lead, data)
    lead.save()
    return lead


def _fill(lead: Lead, data: LeadInput) -> None:
    if data.wanted_plan_id is not None:
        find(Plan, data.wanted_plan_id, "wanted_plan_id")
    for name, value in data:
        setattr(lead, name, value)
    phone = dialable(data.phone)
    lead.name, lead.phone = display_name(data), phone.text
    texts = (lead.number, lead.name, lead.email, lead.street, lead.city, lead.postcode)
    lead.search_text = search_words(*texts, phones=(phone,))


def remove_lead(lead: Lead) -> None:
    lead = lock(lead)
    if lead.state == State.CONVERTED:
        raise LeadClosed("The lead is a customer now and stays as its source.")
    lead.delete()


def contact_lead(lead: Lead) -> Lead:
    """Somebody has talked to the lead; harmless when it is further on."""
    return _move_on(lead, State.CONTACTED, {State.NEW})


def qualify_lead(lead: Lead) -> Lead:
    """The lead can be served and wants to be."""
    return _move_on(lead, State.QUALIFIED, {State.NEW, State.CONTACTED})


def reopen_lead(lead: Lead) -> Lead:
    """A disqualified lead is worth another try."""
    lead = lock(lead)
    if lead.state == State.CONVERTED:
        raise LeadClosed("The lead is a customer now.")
    if lead.state != State.DISQUALIFIED:
        return lead
    return _set(lead, State.NEW)


def _move_on(lead: Lead, state: State, allowed: set[State]) -> Lead:
    lead = lock(lead)
    if not lead.is_open:
        raise LeadClosed(f"The lead is {lead.state}.")
    return _set(lead, state) if lead.state in allowed else lead


def _set(lead: Lead, state: State) -> Lead:
    lead.state, lead.state_reason = state, ""
    lead.save(update_fields=["state", "state_reason", "updated_at"])
    publish(LeadMovedOn(lead_id=lead.pk, state=state))
    return lead


def disqualify_lead(lead: Lead, *, reason: str) -> Lead:
    """The lead will not become a customer; why stays with it."""
    lead = lock(lead)
    if lead.state == State.CONVERTED:
        raise LeadClosed("The lead is a customer now.")
    if lead.state == State.DISQUALIFIED:
        if lead.state_reason != reason:
            raise LeadClosed("The lead is disqualified already; open it again first.")
        return lead
    lead.state, lead.state_reason = State.DISQUALIFIED, reason
    lead.save(update_fields=["state", "state_reason", "updated_at"])
    publish(LeadDisqualified(lead_id=lead.pk, reason=reason))
    return lead


def convert_lead(
    lead: Lead, *, customer_id: UUID | None = None, plan_id: UUID | None = None
) -> Lead:
    """Make the lead a customer with its location and, when a plan is named or wanted, a quote.

    ``customer_id`` gives it to a customer there is already. Source and campaign go with it; the
    lead stays, linked. Converting twice is harmless.
    """
    lead = lock(lead)
    if lead.state == State.CONVERTED:
        return lead
    if lead.state == State.DISQUALIFIED:
        raise LeadClosed("The lead is disqualified; open it again first.")
    plan_id = plan_id or lead.wanted_plan_id
    if plan_id is not None and not lead.street:
        raise DomainError("A service needs a place: give the lead a street first.", field="plan_id")
    customer = _customer_for(lead, customer_id)
    location = _location_for(lead, customer)
    service: Service | None = None
    if plan_id is not None and location is not None:
        service = create_service(
            ServiceInput(
                customer_id=customer.pk,
                location_id=location.pk,
                plan_id=plan_id,
                sector_id=_best_sector(lead, plan_id),
            )
        )
    lead.state, lead.customer, lead.converted_at = State.CONVERTED, customer, clock.now()
    lead.save(update_fields=["state", "customer", "converted_at", "updated_at"])
    publish(
        LeadConverted(
            lead_id=lead.pk,
            customer_id=customer.pk,
            service_id=service.pk if service else None,
            source=lead.source,
        )
    )
    return lead


def check_lead(lead: Lead) -> Lead:
    """Ask whether the lead's place can be served, and keep the answer.

    Nothing without a place, and nothing once the lead is closed: it keeps what was answered.
    """
    lead = lock(lead)
    if not lead.is_open or lead.latitude is None or lead.longitude is None:
        return lead
    lead.serviceability = snapshot(serviceability(lead.latitude, lead.longitude))
    lead.save(update_fields=["serviceability", "updated_at"])
    return lead


def _best_sector(lead: Lead, plan_id: UUID) -> UUID | None:
    """The best sector of the answer kept with the lead that can carry the plan."""
    answer = lead.serviceability or {}
    plan = find(Plan, plan_id, "plan_id")
    for line in answer.get("sectors", ()):
        sector = radiating_sector(UUID(line["sector_id"]))
        if sector is not None and fits(plan, sector.technology, sector.site.tags):
            return sector.pk
    return None


def _customer_for(lead: Lead, customer_id: UUID | None) -> Customer:
    if customer_id is not None:
        return lock_standing(find(Customer, customer_id, "customer_id"))
    return create_customer(CustomerInput(**{name: getattr(lead, name) for name in PERSON}))


def _location_for(lead: Lead, customer: Customer) -> ServiceLocation | None:
    """The unit at the lead's address: the one on record, else a new one the customer occupies."""
    if not lead.street:
        return None
    known = location_at(address_key(lead.street, lead.unit, lead.city, lead.region, lead.postcode))
    if known is not None:
        return known
    location = create_location(LocationInput(**{name: getattr(lead, name) for name in PLACE}))
    return occupy_location(location, customer_id=customer.pk)
