"""The domain's figures on the home page."""

from django.urls import reverse
from django.utils.text import capfirst

from guywire.kit.access import Actor
from guywire.kit.pages.home import Entry, Figure

from ..models import Customer, Lead, Plan, Service
from .board import changes_due, leads_by_state, services_by_state

LEAD_TONES = {"new": "info", "contacted": "info", "qualified": "ok"}
SERVICE_TONES = {"active": "ok", "suspended": "warn", "paused": "warn", "scheduled": "info"}


def lead_figures(actor: Actor) -> list[Figure]:
    counts, base = leads_by_state(), reverse("customers:lead-list")
    return [
        Figure(str(Lead.State(state).label).lower(), counts[state], f"{base}?state={state}", tone)
        for state, tone in LEAD_TONES.items()
    ]


def service_figures(actor: Actor) -> list[Figure]:
    counts, base = services_by_state(), reverse("customers:service-list")
    return [
        Figure(
            str(Service.State(state).label).lower(), counts[state], f"{base}?state={state}", tone
        )
        for state, tone in SERVICE_TONES.items()
    ]


def coming_changes(actor: Actor) -> list[Entry]:
    base = reverse("customers:service_change-list")
    return [
        Entry(
            f"{capfirst(due.label)} · {due.customer_name}",
            due.effective_on,
            f"{base}{due.change_id}/",
        )
        for due in changes_due(limit=5)
    ]


def has_plans() -> bool:
    return Plan.objects.exists()


def has_customers() -> bool:
    return Customer.objects.exists()
