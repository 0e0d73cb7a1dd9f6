"""The money of one customer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guywire.domains.customers.models import Customer
from guywire.kit.access import Actor, ActorRequest, needs
from guywire.kit.errors import DomainError

from ..queries import documents, money
from ..queries.days import day_here
from ..queries.panels import toned

DEEDS = {
    "may_take": "billing.payment.add",
    "may_charge": "billing.charge.add",
    "may_credit": "billing.billing_account.give_credit",
    "may_set_terms": "billing.billing_account.set_terms",
    "may_open": "billing.billing_account.add",
    "may_see_invoices": "billing.invoice.view",
    "may_see_payments": "billing.payment.view",
    "may_see_charges": "billing.charge.view",
    "may_see_customer": "customers.customer.view",
}


class BadCursor(DomainError):
    """The address was cut or typed."""

    code = "bad_cursor"


@require_GET
@needs("billing.billing_account.view")
def money_page(request: ActorRequest, customer_id: UUID) -> HttpResponse:
    """How much, since when, why; then what can be done, and everything that was."""
    day = day_here()
    customer = money.customer_with_money(request.actor, customer_id, day)
    standing = money.standing_of(customer)
    try:
        story = money.story_of(customer.pk, request.GET.get("before", ""))
    except ValueError as error:
        raise BadCursor("This address is not complete; open the page anew.") from error
    context = {
        "customer": customer,
        "standing": standing,
        **toned(standing.word if standing else "settled"),
        "story": story,
        "is_older": "before" in request.GET,
        **_present(customer, request.actor),
    }
    return render(request, "billing/customer.html", context)


def _present(customer: Customer, actor: Actor) -> dict[str, object]:
    """What stands above the timeline."""
    day, owed = day_here(), money.open_items(customer.pk)
    return {
        "owed": [(one, documents.days_overdue(one, day)) for one in owed[: money.OPEN_SHOWN]],
        "has_more": len(owed) > money.OPEN_SHOWN,
        "unused": money.unused_credit(customer.pk),
        "waiting": money.waiting_of(customer.pk),
        "next_bill_on": money.next_bill_on(customer.pk),
        "terms": money.terms_now(customer.pk, day),
        "account": money.account_of(customer.pk),
        **{name: actor.may(code) for name, code in DEEDS.items()},
    }
