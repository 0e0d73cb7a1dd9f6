"""What visitors of a WISP's web site see: yes, maybe or no, plans, and a form to leave details.

Nobody is signed in here, and nothing is told of sectors, sites, other people or what the WISP
thinks of the answer. The pages set no cookie: a token in the form says when it was shown.
"""

from collections.abc import Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from guywire.domains.network.queries.geocoding import places_of
from guywire.domains.network.queries.picking import (
    picking_map,
    suggested_addresses,
    terrain_picture,
)
from guywire.engines.money import Money
from guywire.kit.access import ActorRequest, visitor
from guywire.kit.errors import DomainError, Invalid, NotFound
from guywire.kit.pages.policy import let_frame

from ..forms import FEWEST_S, MOST_S, TRAP, ContactForm, PlaceForm, age_s, token_of
from ..models import AddressCheck
from ..queries.checks import CheckAnswer, check_answer, check_of, texts_of
from ..services.checks import count_answer, take_enquiry

ASKS = "60/m/ip,1200/m/key"
SENDS = "10/h/ip,300/h/key"
ANSWERS = "answers for the WISP's own web site: yes, maybe or no, and plans"
SHORTEST = 3


class CheckView(Protocol):
    def __call__(self, request: ActorRequest, check: AddressCheck) -> HttpResponse: ...


class KeyView(Protocol):
    def __call__(self, request: ActorRequest, check_key: str) -> HttpResponse: ...


def opened(view: CheckView) -> KeyView:
    """The view of an address check that is open; it may be framed by the sites that it names."""

    @wraps(view)
    def found(request: ActorRequest, check_key: str) -> HttpResponse:
        check = check_of(check_key)
        if check is None or not check.is_active:
            response = render(request, "customers/check/closed.html", status=HTTPStatus.NOT_FOUND)
        else:
            response = view(request, check)
        return let_frame(response, check.origins if check is not None else ())

    return found


@require_GET
@visitor(ANSWERS, limits=ASKS)
@opened
def page(request: ActorRequest, check: AddressCheck) -> HttpResponse:
    """The question, and under it the answer when a place is given."""
    is_asked = any(request.GET.get(name, "").strip() for name in ("address", "lat", "lon"))
    form = PlaceForm(request.GET if is_asked else None)
    context = _context(request, check, form)
    if not is_asked or not form.is_valid():
        return _drawn(request, context)
    try:
        place, *others = _places(request, form.cleaned_data)
    except DomainError as error:
        _refuse(form, error)
        return _drawn(request, context)
    answer = check_answer(check, place.latitude, place.longitude)
    count_answer(check, answer.verdict)
    asked = {"address": place.label, "latitude": place.latitude, "longitude": place.longitude}
    context |= _answered(context, answer, asked) | {"others": others[:5]}
    if check.takes_leads:
        initial = asked | {"token": token_of(check.key)}
        context["contact"] = ContactForm(
            consent=context["texts"].consent, answer=answer, initial=initial
        )
    return _drawn(request, context)


@csrf_exempt  # nobody is signed in: there is nothing to forge, and a frame keeps no cookie
@require_POST
@visitor("takes in who wants an answer; what it makes is a lead and nothing else", limits=SENDS)
@opened
def send(request: ActorRequest, check: AddressCheck) -> HttpResponse:
    """Take in a visitor's details as a lead."""
    if request.POST.get(TRAP):
        return redirect("check-thanks", check_key=check.key)
    at = PlaceForm({"lat": request.POST.get("latitude"), "lon": request.POST.get("longitude")})
    if not at.is_valid() or None in (at.cleaned_data["lat"], at.cleaned_data["lon"]):
        return redirect("check", check_key=check.key)
    answer = check_answer(check, at.cleaned_data["lat"], at.cleaned_data["lon"])
    context = _context(request, check, PlaceForm())
    texts = context["texts"]
    form = ContactForm(_fresh(request.POST, check), consent=texts.consent, answer=answer)
    enquiry = form.enquiry()
    if enquiry is not None and _is_timely(form, check, request.POST.get("token", "")):
        try:
            take_enquiry(check, enquiry, answer, texts.consent)
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("check-thanks", check_key=check.key)
    asked = {"address": form.data.get("address", "")[:300]}
    return _drawn(request, context | _answered(context, answer, asked) | {"contact": form})


def _fresh(given: QueryDict, check: AddressCheck) -> QueryDict:
    """What was posted; a token that is none, or too old, is one of now, to be sent again with."""
    age = age_s(check.key, given.get("token", ""))
    if age is not None and age <= MOST_S:
        return given
    renewed = given.copy()
    renewed["token"] = token_of(check.key)
    return renewed


def _is_timely(form: ContactForm, check: AddressCheck, posted: str) -> bool:
    """Whether the form was open for as long as people need; says what to do where it was not."""
    age = age_s(check.key, posted)
    if age is not None and FEWEST_S <= age <= MOST_S:
        return True
    quick = age is not None and age < FEWEST_S
    text = _("That was very quick.") if quick else _("This page has lain open for long.")
    form.add_error(None, text + " " + _("Please look over it and send it again."))
    return False


@require_GET
@visitor("thanks whoever has left their details; shows nothing of them", limits=ASKS)
@opened
def thanks(request: ActorRequest, check: AddressCheck) -> HttpResponse:
    return _drawn(request, _context(request, check, PlaceForm()) | {"is_sent": True})


@require_GET
@visitor(
    "completes an address from the imported address file, of which it shows names", limits=ASKS
)
@cache_control(private=True, max_age=300)
@opened
def suggest(request: ActorRequest, check: AddressCheck) -> HttpResponse:
    """Addresses of the file that begin like what was typed."""
    text = request.GET.get("q", "").strip()[:100]
    items = suggested_addresses(text) if len(text) >= SHORTEST else []
    return JsonResponse({"items": items})


@require_GET
@visitor(ANSWERS, limits=ASKS)
@opened
def answer(request: ActorRequest, check: AddressCheck) -> HttpResponse:
    """The answer as JSON, for sites that draw their own form; open to the sites that are named."""
    form = PlaceForm(request.GET)
    try:
        if not form.is_valid():
            raise Invalid({name: str(texts[0]) for name, texts in form.errors.items()})
        place, *_others = _places(request, form.cleaned_data)
    except DomainError as error:
        body: dict[str, Any] = {"title": error.message, "status": error.status}
        return _shared(request, check, JsonResponse(body, status=error.status))
    found = check_answer(check, place.latitude, place.longitude)
    count_answer(check, found.verdict)
    body = {
        "verdict": found.verdict.value,
        "text": texts_of(check, request.tenant.name).of(found.verdict),
        "chance": found.chance,
        "address": place.label,
        "plans": [
            {
                "name": one.name,
                "down_mbps": one.down_mbps,
                "up_mbps": one.up_mbps,
                "price": str(one.price),
                "currency": one.currency,
                "cycle": one.cycle,
            }
            for one in found.plans
        ],
    }
    return _shared(request, check, JsonResponse(body))


def _shared(request: HttpRequest, check: AddressCheck, response: HttpResponse) -> HttpResponse:
    """Cross-origin reading (Fetch standard, CORS) for the sites that may embed the check."""
    origin = request.headers.get("Origin", "")
    response["Vary"] = "Origin"
    if origin in check.origins:
        response["Access-Control-Allow-Origin"] = origin
    return response


@require_GET
@visitor("the ground as a picture, for the small map to point at")
@cache_control(public=True, max_age=86_400)
def terrain(request: ActorRequest, check_key: str, z: int, x: int, y: int) -> HttpResponse:
    if check_of(check_key) is None:
        raise NotFound("There is no such picture.")
    return HttpResponse(terrain_picture(z, x, y), content_type="image/png")


def _places(request: ActorRequest, given: Mapping[str, Any]) -> Any:
    return places_of(request, given["lat"], given["lon"], given["address"])


def _refuse(form: PlaceForm, error: DomainError) -> None:
    named = error.fields if isinstance(error, Invalid) else {"address": error.message}
    for text in named.values():
        form.add_error("address", text)


def _context(request: ActorRequest, check: AddressCheck, form: PlaceForm) -> dict[str, Any]:
    return {
        "check": check,
        "texts": texts_of(check, request.tenant.name),
        "form": form,
        "map": picking_map(
            "check-terrain", check.key, centre=(check.map_latitude, check.map_longitude)
        ),
    }


def _answered(
    context: Mapping[str, Any], answer: CheckAnswer, asked: Mapping[str, Any]
) -> dict[str, Any]:
    prices = [(one, Money.from_decimal(one.price, one.currency)) for one in answer.plans]
    return {
        "verdict": answer.verdict.value,
        "text": context["texts"].of(answer.verdict),
        "chance": answer.chance_text,
        "asked": asked,
        "plans": prices,
    }


def _drawn(request: ActorRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The page; it says 422 where a form was refused, as every page here does."""
    contact = context.get("contact")
    is_wrong = bool(context["form"].errors) or bool(contact is not None and contact.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "customers/check/page.html", dict(context), status=status)
