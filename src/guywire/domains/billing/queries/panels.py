"""What billing adds to the page of a customer: how he stands, and the way to his money."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guywire.domains.customers.models import Customer
from guywire.domains.customers.queries import customers
from guywire.kit.access import Actor
from guywire.kit.pages.additions import Addition, Link
from guywire.kit.pages.home import Figure
from guywire.kit.pages.statuses import TONE_ICONS, Tone

from .days import day_here
from .money import standing_of, with_standing

TONES: dict[str, Tone] = {"overdue": "bad", "open": "info", "credit": "ok", "settled": "ok"}


def toned(word: str) -> dict[str, str]:
    """Tone and icon of how a customer stands."""
    tone = TONES[word]
    return {"tone": tone, "tone_icon": TONE_ICONS[tone]}


def customer_context(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    """How a customer stands today, in one query."""
    rows = with_standing(customers(actor).filter(pk=customer.pk), day_here())
    standing = standing_of(rows.get())
    return {
        "standing": standing,
        **toned(standing.word if standing else "settled"),
        "money_url": reverse("billing:customer-money", args=[customer.pk]),
    }


def customer_figures(given: Mapping[str, Any]) -> Sequence[Figure]:
    """That something is overdue stands under the customer's name."""
    standing = given["standing"]
    if standing is None or not standing.overdue:
        return ()
    return (Figure(_("Overdue"), standing.overdue, given["money_url"], "bad"),)


def customer_links(given: Mapping[str, Any]) -> Sequence[Link]:
    return (Link(_("Money"), given["money_url"], "coins"),)


CUSTOMER = Addition(
    page="customers.customer",
    name="money",
    code="billing.billing_account.view",
    title="Money",
    template="billing/panels/customer.html",
    after="Is it all right?",
    context=customer_context,
    figures=customer_figures,
    links=customer_links,
)
