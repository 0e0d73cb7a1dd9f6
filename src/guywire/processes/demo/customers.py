"""The demo's plans, customers and leads; each service on the sector that serves the place best."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.conf import settings

from guywire.domains.customers import inputs
from guywire.domains.customers.models import Customer, Lead, Plan, Service
from guywire.domains.customers.models.people import Kind
from guywire.domains.customers.models.service import SuspendReason
from guywire.domains.customers.services import (
    catalogue,
    checks,
    customers,
    delivery,
    leads,
    locations,
)
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.tenants.models import Tenant
from guywire.engines.geo import TerrainStore
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant
from guywire.lab import kinsman

from .network import load_address_file

CUSTOMERS, LEADS = 400, 60
OLDEST_DAYS = 720
PLANS = (
    ("Ridge 25", "R25", 25, 5, "49.00", 40),
    ("Ridge 50", "R50", 50, 10, "69.00", 35),
    ("Ridge 100", "R100", 100, 20, "89.00", 20),
    ("Business 100", "B100", 100, 50, "149.00", 5),
)
SOURCES = ("web", "referral", "yard sign", "county fair", "door hanger")
SUSPENDED, PAUSED, ENDED, CHANGING = 0.04, 0.03, 0.06, 0.05


def _plans(first_day: date) -> list[Plan]:
    made = [
        catalogue.create_plan(
            inputs.PlanInput(
                name=name,
                code=code,
                down_mbps=down,
                up_mbps=up,
                price=Decimal(price),
                setup_fee=Decimal("99.00"),
                contract_months=12,
                available_from=first_day,
            )
        )
        for name, code, down, up, price, _ in PLANS
    ]
    catalogue.create_add_on(
        inputs.AddOnInput(
            name="Fixed IPv4 address", code="IP4", price=Decimal("5.00"), available_from=first_day
        )
    )
    catalogue.create_discount(
        inputs.DiscountInput(name="Neighbour", code="NEIGHBOUR", percent=Decimal(10), months=6)
    )
    return made


def _customer(home: kinsman.Household, random: Random) -> Customer:
    company = {"kind": Kind.COMPANY, "company_name": home.company} if home.company else {}
    return customers.create_customer(
        inputs.CustomerInput(
            first_name=home.given_name,
            last_name=home.family_name,
            email=home.email,
            phone=home.phone,
            source=random.choice(SOURCES),
            **company,
        )
    )


def _place(home: kinsman.Household) -> inputs.LocationInput:
    return inputs.LocationInput(
        street=f"{home.house_number} {home.street}",
        city=home.town,
        region="NH",
        postcode=home.postcode,
        country="US",
        latitude=home.latitude,
        longitude=home.longitude,
    )


def _fate(service: Service, plans: list[Plan], random: Random, today: date) -> None:
    """Most services just run; some are suspended, paused, ended or about to change."""
    draw = random.random()
    since = today - timedelta(days=random.randrange(1, 25))
    if draw < SUSPENDED:
        delivery.suspend_service(service, reason=SuspendReason.NON_PAYMENT, on=since)
    elif draw < SUSPENDED + PAUSED:
        delivery.pause_service(service, on=since, until=today + timedelta(days=60))
    elif draw < SUSPENDED + PAUSED + ENDED:
        delivery.end_service(service, on=since, reason="moved away")
    elif draw < SUSPENDED + PAUSED + ENDED + CHANGING:
        first_of_next = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        delivery.change_service_plan(service, plan_id=plans[2].pk, on=first_of_next)


def _serve(
    home: kinsman.Household, sector_id: UUID, plans: list[Plan], random: Random, today: date
) -> None:
    customer = _customer(home, random)
    location = locations.create_location(_place(home))
    plan = random.choices(plans, weights=[weight for *_, weight in PLANS])[0]
    began = today - timedelta(days=random.randrange(30, OLDEST_DAYS))
    service = delivery.create_service(
        inputs.ServiceInput(
            customer_id=customer.pk,
            location_id=location.pk,
            plan_id=plan.pk,
            sector_id=sector_id,
            quoted_on=began - timedelta(days=14),
        )
    )
    service = delivery.order_service(service, on=began - timedelta(days=10))
    service = delivery.activate_service(service, on=began)
    _fate(service, plans, random, today)


def _lead(home: kinsman.Household, random: Random) -> Lead:
    place = _place(home).model_dump(exclude={"directions", "gate_code", "parking"})
    lead = leads.create_lead(
        inputs.LeadInput(
            first_name=home.given_name,
            last_name=home.family_name,
            email=home.email,
            phone=home.phone,
            source=random.choice(SOURCES),
            **place,
        )
    )
    draw = random.random()
    if draw < 0.3:  # a third has been called
        return leads.contact_lead(lead)
    if draw < 0.5:
        return leads.qualify_lead(leads.contact_lead(lead))
    return lead


def _address_check() -> None:
    """The page that the WISP shows on its own web site."""
    checks.create_check(
        inputs.AddressCheckInput(
            name="Front page",
            origins=["https://www.kinsman.example"],
            map_latitude=44.2,
            map_longitude=-71.72,
        )
    )


def served(homes: list[kinsman.Household], wanted: int) -> dict[kinsman.Household, UUID]:
    """The first homes that some sector reaches, each with its best sector."""
    reached: dict[kinsman.Household, UUID] = {}
    for home in homes:
        answer = serviceability(home.latitude, home.longitude)
        if answer.offers:
            reached[home] = answer.offers[0].sector_id
        if len(reached) == wanted:
            break
    return reached


def fill_customers(tenant: Tenant, *, seed: int) -> tuple[int, int]:
    """Plans, customers with services, leads; how many customers and leads there are."""
    random = Random(seed)  # noqa: S311  repeatable, not secret
    store = TerrainStore(settings.GUYWIRE_TERRAIN_DIR)
    homes = list(kinsman.households(seed, (CUSTOMERS + LEADS) * 3, store.height_m))
    today = clock.today(tenant.time_zone)
    with in_tenant(tenant.pk, actor="job:demo", door="demo"):
        load_address_file(homes)
        plans = _plans(today - timedelta(days=OLDEST_DAYS + 30))
        _address_check()
        chosen = served(homes, CUSTOMERS)
        for home, sector_id in chosen.items():
            _serve(home, sector_id, plans, random, today)
        rest = [home for home in homes if home not in chosen][:LEADS]
        for home in rest:
            _lead(home, random)
    return len(chosen), len(rest)
