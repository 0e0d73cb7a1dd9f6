"""The domain as the API shows it: a contract, so written by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID


class LeadOutput(Output):
    """A lead; ``serviceability`` is the answer it came from, as it was then."""

    number: str
    state: str
    state_reason: str
    kind: str
    first_name: str
    last_name: str
    company_name: str
    name: str
    email: str
    phone: str
    source: str
    campaign: str
    street: str
    unit: str
    city: str
    region: str
    postcode: str
    country: str
    latitude: float | None
    longitude: float | None
    wanted_plan_id: UUID | None
    notes: str
    serviceability: dict[str, Any] | None
    customer_id: UUID | None
    converted_at: datetime | None
    created_at: datetime
    updated_at: datetime


class CustomerOutput(Output):
    number: str
    kind: str
    first_name: str
    last_name: str
    company_name: str
    name: str
    state: str
    email: str
    phone: str
    language: str
    tags: list[str]
    source: str
    campaign: str
    referred_by_id: UUID | None
    merged_into_id: UUID | None
    service_count: int
    created_at: datetime
    updated_at: datetime


class ContactOutput(Output):
    customer_id: UUID
    kind: str
    name: str
    email: str
    phone: str
    address: str
    channel: str
    preferred: bool
    created_at: datetime
    updated_at: datetime


class AddressCheckOutput(Output):
    """A page for visitors; ``key`` stands in its address, /t/<organization>/check/<key>/."""

    name: str
    key: str
    is_active: bool
    origins: list[str]
    likely_margin_db: float
    maybe_margin_db: float
    receive_height_m: float
    patch_radius_m: float
    technologies: list[str]
    plan_codes: list[str]
    takes_leads: bool
    title: str
    intro: str
    yes_text: str
    maybe_text: str
    no_text: str
    thanks_text: str
    consent_text: str
    map_latitude: float | None
    map_longitude: float | None
    asked_count: int
    lead_count: int
    created_at: datetime
    updated_at: datetime


class NoteOutput(Output):
    customer_id: UUID
    author: str
    text: str
    pinned: bool
    created_at: datetime
    updated_at: datetime


class ServiceLocationOutput(Output):
    """A location. Its gate code is never shown; ``has_gate_code`` says whether there is one."""

    street: str
    unit: str
    city: str
    region: str
    postcode: str
    country: str
    address: str
    latitude: float | None
    longitude: float | None
    directions: str
    parking: str
    has_gate_code: bool
    occupant_name: str | None
    created_at: datetime
    updated_at: datetime


class PlanOutput(Output):
    """A plan on the terms in force today; amounts are decimal texts, speeds in Mbit/s."""

    name: str
    code: str
    technology: str
    description: str
    tax_class: str
    visible: bool
    areas: list[str]
    available_from: date | None
    available_to: date | None
    down_mbps: int
    up_mbps: int
    data_cap_gb: int | None
    price: Decimal
    setup_fee: Decimal
    currency: str
    cycle_unit: str
    cycle_length: int
    contract_months: int
    created_at: datetime
    updated_at: datetime


class AddOnOutput(Output):
    name: str
    code: str
    description: str
    tax_class: str
    price: Decimal
    currency: str
    visible: bool
    available_from: date | None
    available_to: date | None
    created_at: datetime
    updated_at: datetime


class DiscountOutput(Output):
    name: str
    code: str
    kind: str
    percent: Decimal
    amount: Decimal
    currency: str
    months: int | None
    combines: bool
    available_from: date | None
    available_to: date | None
    created_at: datetime
    updated_at: datetime


class ServiceOutput(Output):
    """A service as it is today; charging and access are said apart from its state."""

    number: str
    state: str
    reason: str
    customer_id: UUID
    location_id: UUID
    sector_id: UUID | None
    plan_id: UUID
    plan_version_id: UUID
    price: Decimal
    currency: str
    charging_percent: int
    access: bool
    quoted_on: date
    scheduled_for: date | None
    activated_on: date | None
    contract_months: int
    contract_ends_on: date | None
    ended_on: date | None
    notes: str
    created_at: datetime
    updated_at: datetime


class ServiceChangeOutput(Output):
    """Something booked for a service; empty fields are not changed by it."""

    service_id: UUID
    kind: str
    effective_on: date
    state: str
    reason: str
    problem: str
    charging_percent: int | None
    scheduled_for: date | None
    plan_version_id: UUID | None
    price: Decimal | None
    customer_id: UUID | None
    location_id: UUID | None
    sector_id: UUID | None
    add_on_version_id: UUID | None
    quantity: int
    discount_id: UUID | None
    booked_by: str
    created_at: datetime
    applied_at: datetime | None
