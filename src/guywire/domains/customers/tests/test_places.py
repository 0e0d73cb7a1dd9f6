"""From a place on real terrain to a lead, a customer and a quote on the best sector."""

from decimal import Decimal
from typing import Any

import pytest

from guywire.domains.customers import handlers
from guywire.domains.customers.events import LeadAdded
from guywire.domains.customers.models import (
    Customer,
    Lead,
    LocationOccupancy,
    Service,
    ServiceLocation,
)
from guywire.domains.customers.queries import plans_on_offer, points_in
from guywire.domains.customers.queries.places import address_parts
from guywire.domains.customers.services import leads
from guywire.domains.network.tests import make as network
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import DomainError
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant

from . import make


@pytest.fixture
def terrain(settings: Any) -> None:
    """The real tile N44W072."""
    settings.GUYWIRE_TERRAIN_DIR = network.TERRAIN


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("12 Main St, Franconia, NH 03580", ("12 Main St", "Franconia", "NH", "03580")),
        ("12 Main St 3, Franconia", ("12 Main St 3", "Franconia", "", "")),
        ("1 High Road, Leeds, LS1 4AB", ("1 High Road", "Leeds", "", "LS1 4AB")),
        ("Hut", ("Hut", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_an_address_line_fills_the_fields_of_a_lead(
    address: str, parts: tuple[str, str, str, str]
) -> None:
    assert tuple(address_parts(address).values()) == parts


@pytest.mark.usefixtures("tenant", "noon")
def test_only_plans_on_offer_that_the_sectors_carry_are_offered() -> None:
    lte = make.plan(technology="lte", price=Decimal(20))
    any_ = make.plan(technology="any", price=Decimal(10))
    make.plan(technology="fiber")
    make.plan(visible=False)
    make.plan(available_to="2026-03-04")
    assert [o.plan_id for o in plans_on_offer(("cbrs", []))] == [any_.pk, lte.pk]
    assert [o.plan_id for o in plans_on_offer(("wifi", []))] == [any_.pk]


@pytest.mark.usefixtures("terrain", "noon")
def test_the_answer_for_a_place_offers_plans_and_a_lead(wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        sector = network.sector_on_air()
        plan = make.plan(name="Ridge 50", technology="cbrs")
        site = sector.site
    door = people.door(wisp)
    where = {"lat": str(site.latitude + 0.003), "lon": str(site.longitude)}
    page: Any = door.get("/network/serviceability/", where)
    assert page.status_code == 200
    assert "Ridge 50" in page.content.decode()
    assert "/customers/leads/new/?latitude=" in page.content.decode()
    answer: Any = door.get("/api/v1/network/serviceability", where)
    assert str(plan.pk) in answer.content.decode()


@pytest.mark.usefixtures("tenant", "terrain", "noon")
def test_a_new_lead_is_checked_and_converted_into_a_quote_on_the_best_sector() -> None:
    sector = network.sector_on_air()
    plan = make.plan(technology="cbrs")
    lead = make.lead(
        latitude=sector.site.latitude + 0.003,
        longitude=sector.site.longitude,
        wanted_plan_id=plan.pk,
        campaign="spring",
    )
    handlers.check_new_lead(LeadAdded(lead_id=lead.pk, source=lead.source))
    lead.refresh_from_db()
    assert lead.serviceability is not None
    assert lead.serviceability["is_serviceable"] is True
    lead = leads.convert_lead(lead)
    assert lead.state == Lead.State.CONVERTED
    customer = Customer.objects.get()
    assert (lead.customer, customer.source, customer.campaign) == (customer, "web", "spring")
    assert (customer.email, customer.phone) == (lead.email, lead.phone)
    service = Service.objects.get()
    assert (service.sector_id, service.state, service.plan_version.plan) == (
        sector.pk,
        "quoted",
        plan,
    )
    assert service.location.street == lead.street
    assert LocationOccupancy.objects.get().customer == customer
    fact = LoggedEvent.objects.get(name="customers.lead_converted").payload
    assert (fact["service_id"], fact["source"]) == (str(service.pk), "web")


@pytest.mark.usefixtures("tenant", "noon")
def test_converting_twice_or_into_an_existing_customer_makes_no_second_one() -> None:
    customer = make.customer()
    lead = leads.convert_lead(make.lead(), customer_id=customer.pk)
    assert leads.convert_lead(lead).customer == customer
    assert Customer.objects.count() == 1
    assert ServiceLocation.objects.count() == 1
    assert LoggedEvent.objects.filter(name="customers.lead_converted").count() == 1
    again = make.lead_input(street=lead.street)
    leads.convert_lead(leads.create_lead(again), customer_id=customer.pk)
    assert ServiceLocation.objects.count() == 1


@pytest.mark.usefixtures("tenant", "noon")
def test_a_lead_without_street_cannot_get_a_service() -> None:
    lead = make.lead(street="", wanted_plan_id=make.plan().pk)
    with pytest.raises(DomainError, match="give the lead a street first"):
        leads.convert_lead(lead)
    assert not Customer.objects.exists()


@pytest.mark.usefixtures("tenant", "noon")
def test_a_disqualified_lead_keeps_its_reason_and_must_be_opened_again() -> None:
    lead = leads.disqualify_lead(make.lead(), reason="no line of sight")
    assert (lead.state, lead.state_reason) == ("disqualified", "no line of sight")
    for refused in (leads.convert_lead, leads.contact_lead, leads.qualify_lead):
        with pytest.raises(leads.LeadClosed):
            refused(lead)
    lead = leads.qualify_lead(leads.reopen_lead(lead))
    assert (lead.state, lead.state_reason) == ("qualified", "")
    assert leads.contact_lead(lead).state == "qualified"


@pytest.mark.usefixtures("noon")
def test_the_maps_layer_shows_each_location_once_with_its_telling_state(
    wisp: Tenant, other_wisp: Tenant
) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        make.active_service()
    with in_tenant(wisp.pk, actor="test"):
        service = make.active_service()
        make.service(customer_id=service.customer_id, location_id=service.location_id)
        points = points_in(-72, 44, -71, 45)
        assert [(p.location_id, p.state) for p in points] == [(service.location_id, "active")]
        assert points_in(-70, 44, -69, 45) == []
