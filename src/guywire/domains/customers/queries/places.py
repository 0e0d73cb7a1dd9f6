"""From the answer "can we serve this place?" to plans, a lead and a record of the answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.panels import PlaceAnswer
from guywire.domains.network.queries.serviceability import (
    SectorAnswer,
    Serviceability,
    candidate_sectors,
)
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.access import Actor

from .catalogue import PlanOffer, plans_on_offer

KEPT = 5
CODES = {str(label): str(value) for value, label in Sector.Technology.choices}
POSTCODE = re.compile(r"(?:(?P<region>\D*?)\s+)?(?P<postcode>\S*\d\S*(?: \S*\d\S*)?)")


def offered_here(answer: Serviceability) -> list[PlanOffer]:
    """The plans that the sectors which serve the place can carry; none when none serves it."""
    if not answer.offers:
        return []
    tags = {sector.pk: sector.site.tags for sector in candidate_sectors()}
    return plans_on_offer(
        *((CODES[one.technology], tags.get(one.sector_id, ())) for one in answer.offers)
    )


def address_parts(address: str) -> dict[str, str]:
    """Street, city, region and postcode of "12 Main St, Franconia, NH 03580", as far as told."""
    street, *rest = [part.strip() for part in address.split(",")]
    parts = {"street": street[:160], "city": "", "region": "", "postcode": ""}
    found = POSTCODE.fullmatch(rest[-1]) if rest else None
    if found:
        parts["region"] = (found["region"] or "")[:80]
        parts["postcode"] = found["postcode"][:20]
        rest = rest[:-1]
    if rest:
        parts["city"] = rest[-1][:80]
    return parts


def lead_address(place: PlaceAnswer, plan: PlanOffer | None = None) -> str:
    """The page that adds a lead for the place, its fields filled in."""
    given = {
        "latitude": f"{place.answer.latitude:.6f}",
        "longitude": f"{place.answer.longitude:.6f}",
        "source": "serviceability check",
        **address_parts(place.address),
    }
    if plan is not None:
        given["wanted_plan_id"] = str(plan.plan_id)
    return f"{reverse('customers:lead-new')}?{urlencode(given)}"


def place_panel(place: PlaceAnswer, actor: Actor) -> Mapping[str, Any]:
    """What the panel under the answer shows."""
    may_add = actor.may("customers.lead.add")
    return {
        "lines": [
            (
                offer,
                Money.from_decimal(offer.price, offer.currency),
                lead_address(place, offer) if may_add else "",
            )
            for offer in offered_here(place.answer)
        ],
        "lead_url": lead_address(place) if may_add else "",
    }


def place_offers(place: PlaceAnswer, actor: Actor) -> Sequence[Mapping[str, Any]]:
    """The offered plans as the API says them."""
    return [
        {
            "plan_id": str(offer.plan_id),
            "code": offer.code,
            "name": offer.name,
            "down_mbps": offer.down_mbps,
            "up_mbps": offer.up_mbps,
            "price": str(offer.price),
            "setup_fee": str(offer.setup_fee),
            "currency": offer.currency,
            "contract_months": offer.contract_months,
        }
        for offer in offered_here(place.answer)
    ]


def snapshot(answer: Serviceability) -> dict[str, Any]:
    """The answer as it is kept with a lead: the best sectors, or why there is none."""
    return {
        "checked_at": clock.now().isoformat(),
        "is_serviceable": answer.is_serviceable,
        "problem": answer.problem,
        "receive_height_m": answer.receive_height_m,
        "sectors": [_line(one) for one in answer.offers[:KEPT]],
        "rejected": [
            _line(one) | {"reasons": [reason.text for reason in one.reasons]}
            for one in answer.rejected[:KEPT]
        ],
    }


def _line(one: SectorAnswer) -> dict[str, Any]:
    return {
        "sector_id": str(one.sector_id),
        "name": one.sector if one.site in one.sector else f"{one.site} {one.sector}",
        "technology": CODES[one.technology],
        "distance_m": one.distance_m,
        "azimuth_deg": one.back_azimuth_deg,
        "signal_dbm": one.path.signal_dbm if one.path else None,
        "margin_db": one.path.margin_db if one.path else None,
        "chance_percent": round(one.calibrated.percent) if one.calibrated else None,
    }
