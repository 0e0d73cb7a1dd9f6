"""Doors for gateways, which tell of payments, and for payers, who come back from their pages."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, visitor
from guywire.kit.errors import NotFound
from guywire.kit.tenancy.outside import outside

from ..gateways import asking
from ..queries.gateways import gateway_account, setup_of, shown_attempt
from ..services.attempts import ask_now
from ..services.gateway_accounts import credentials_of
from ..services.inbox import receive
from ..services.instruments import finish_setup

RETURNS = "60/m/ip,1200/m/key"


@csrf_exempt  # nobody is signed in: the signature tells who it is
@require_POST
@visitor("a payment gateway tells of payments; its signature is its key")
def hook(request: ActorRequest, account_id: UUID) -> HttpResponse:
    """Keep what a gateway tells, and answer at once; a job works on it."""
    account = gateway_account(account_id)
    if account is None:
        raise NotFound("There is no such account.")
    credentials = credentials_of(account)
    read = partial(asking.read_message, credentials, dict(request.headers), request.body)
    event = outside(request, "message", read) if asking.asks_to_read(credentials) else read()
    receive(account, event)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_GET
@visitor("a payer comes back from the gateway's page, knowing its unguessable id", limits=RETURNS)
def attempt_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The payer is back: the gateway is asked what became of it."""
    attempt = shown_attempt(pk)
    if attempt is None:
        raise NotFound("There is no such payment.")
    ask_now(attempt)
    return render(request, "billing/back.html", {"attempt": attempt})


@require_GET
@visitor("a payer comes back from the gateway's page, knowing its unguessable id", limits=RETURNS)
def setup_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The payer is back: what was entered is kept."""
    setup = setup_of(pk)
    if setup is None:
        raise NotFound("There is no such page.")
    credentials = credentials_of(setup.account)
    ask = partial(asking.finish_setup, credentials, setup.external_id)
    done = finish_setup(setup.pk, outside(request, "setup", ask))
    return render(request, "billing/back.html", {"setup": done})
