"""Leads, customers, plans and services for tests, made by the services that write them."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from guywire.domains.customers.inputs import (
    AddOnInput,
    AddressCheckInput,
    ContactInput,
    CustomerInput,
    DiscountInput,
    LeadInput,
    LocationInput,
    NoteInput,
    PlanInput,
    ServiceInput,
)
from guywire.domains.customers.models import (
    AddOn,
    AddressCheck,
    Contact,
    Customer,
    Discount,
    Lead,
    Note,
    Plan,
    Service,
    ServiceChange,
    ServiceLocation,
)
from guywire.domains.customers.services import (
    catalogue,
    checks,
    customers,
    delivery,
    leads,
    locations,
)

_serial = count(1)
FIRST = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gwen", "Hal")
LAST = ("Marsh", "Nolan", "Ortiz", "Pike", "Quinn", "Reed", "Stone", "Tate")


def _person(n: int) -> dict[str, Any]:
    return {"first_name": FIRST[n % 8], "last_name": LAST[n // 8 % 8]}


def lead_input(**fields: Any) -> LeadInput:
    n = next(_serial)
    given = {
        **_person(n),
        "email": f"lead{n}@example.com",
        "phone": f"+1 603 555 {n % 10_000:04d}",
        "source": "web",
        "street": f"{n} Easton Road",
        "city": "Franconia",
        "region": "NH",
        "postcode": "03580",
        "country": "US",
        "latitude": 44.2,
        "longitude": -71.75,
    }
    return LeadInput(**(given | fields))


def lead(**fields: Any) -> Lead:
    return leads.create_lead(lead_input(**fields))


def customer_input(**fields: Any) -> CustomerInput:
    n = next(_serial)
    given = {
        **_person(n),
        "email": f"customer{n}@example.com",
        "phone": f"+1 802 555 {n % 10_000:04d}",
    }
    return CustomerInput(**(given | fields))


def customer(**fields: Any) -> Customer:
    return customers.create_customer(customer_input(**fields))


def contact_input(**fields: Any) -> ContactInput:
    n = next(_serial)
    given: dict[str, Any] = {"name": f"Contact {n}", "email": f"contact{n}@example.com"}
    if "customer_id" not in fields:
        given["customer_id"] = customer().pk
    return ContactInput(**(given | fields))


def contact(**fields: Any) -> Contact:
    return customers.create_contact(contact_input(**fields))


def note_input(**fields: Any) -> NoteInput:
    given: dict[str, Any] = {"text": f"Note {next(_serial)}"}
    if "customer_id" not in fields:
        given["customer_id"] = customer().pk
    return NoteInput(**(given | fields))


def note(**fields: Any) -> Note:
    return customers.create_note(note_input(**fields))


def service_location_input(**fields: Any) -> LocationInput:
    n = next(_serial)
    given = {
        "street": f"{n} Wells Road",
        "city": "Franconia",
        "region": "NH",
        "postcode": "03580",
        "latitude": 44.21,
        "longitude": -71.7,
    }
    return LocationInput(**(given | fields))


def service_location(**fields: Any) -> ServiceLocation:
    return locations.create_location(service_location_input(**fields))


def plan_input(**fields: Any) -> PlanInput:
    n = next(_serial)
    given = {
        "name": f"Ridge {n}",
        "code": f"R{n}",
        "down_mbps": 50,
        "up_mbps": 10,
        "price": Decimal("49.00"),
        "setup_fee": Decimal("99.00"),
        "contract_months": 12,
        "available_from": date(2020, 1, 1),
    }
    return PlanInput(**(given | fields))


def plan(**fields: Any) -> Plan:
    return catalogue.create_plan(plan_input(**fields))


def add_on_input(**fields: Any) -> AddOnInput:
    n = next(_serial)
    given = {
        "name": f"Fixed address {n}",
        "code": f"IP{n}",
        "price": Decimal("5.00"),
        "available_from": date(2020, 1, 1),
    }
    return AddOnInput(**(given | fields))


def add_on(**fields: Any) -> AddOn:
    return catalogue.create_add_on(add_on_input(**fields))


def discount_input(**fields: Any) -> DiscountInput:
    n = next(_serial)
    given = {"name": f"Welcome {n}", "code": f"W{n}", "percent": Decimal(50), "months": 3}
    return DiscountInput(**(given | fields))


def discount(**fields: Any) -> Discount:
    return catalogue.create_discount(discount_input(**fields))


def service_input(**fields: Any) -> ServiceInput:
    given: dict[str, Any] = {}
    if "customer_id" not in fields:
        given["customer_id"] = customer().pk
    if "location_id" not in fields:
        given["location_id"] = service_location().pk
    if "plan_id" not in fields:
        given["plan_id"] = plan().pk
    return ServiceInput(**(given | fields))


def service(**fields: Any) -> Service:
    """A quoted service."""
    return delivery.create_service(service_input(**fields))


def ordered_service(*, on: date | None = None, **fields: Any) -> Service:
    return delivery.order_service(service(**fields), on=on)


def active_service(*, on: date | None = None, **fields: Any) -> Service:
    """A service that runs since a day, today by default."""
    return delivery.activate_service(ordered_service(**fields), on=on)


def service_change(**fields: Any) -> ServiceChange:
    """A pending end of an active service, far off."""
    service = delivery.end_service(active_service(**fields), on=date(2030, 1, 1))
    return ServiceChange.objects.get(service=service, kind=ServiceChange.Kind.END)


def address_check_input(**fields: Any) -> AddressCheckInput:
    given = {"name": f"Web site {next(_serial)}", "origins": ["https://www.kinsman.example"]}
    return AddressCheckInput(**(given | fields))


def address_check(**fields: Any) -> AddressCheck:
    return checks.create_check(address_check_input(**fields))
