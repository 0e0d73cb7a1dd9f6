"""Charges put together as invoices (B-CYC-6, B-CYC-7, B-PR-1, B-PR-11)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from guywire.engines.rating.difference import Charge
from guywire.engines.rating.history import Ref
from guywire.engines.rating.segments import Kind

KINDS = {kind: place for place, kind in enumerate(Kind)}


class Draft(NamedTuple):
    """An invoice to be: its date, its lines in order, and their sum before tax."""

    dated_on: date
    charges: list[Charge]
    amount_minor: int


class Drafts(NamedTuple):
    """Invoices by date, and the charges that wait because they are too little for one."""

    invoices: list[Draft]
    carried: list[Charge]


def invoices(
    charges: Iterable[Charge],
    *,
    services_apart: bool = False,
    minimum_minor: int = 0,
    is_final: bool = False,
) -> Drafts:
    """The invoices of an account's charges, those of all its services in the order of its services.

    Each bill date has its own, so has each service if they are billed apart, and so has a stub
    that is to be apart. One of less than `minimum_minor` waits for the next of its kind, or, if
    there is none, for a later run, which finds its charges again; a final bill does not wait.
    Lines are ordered by service, kind, and days.
    """
    services: dict[Ref, int] = {}
    series: dict[tuple[Ref, bool], dict[date, list[Charge]]] = {}
    for charge in charges:
        segment = charge.segment
        services.setdefault(segment.service_id, len(services))
        key = (segment.service_id if services_apart else "", segment.apart)
        series.setdefault(key, {}).setdefault(charge.dated_on, []).append(charge)
    drafts: list[Draft] = []
    carried: list[Charge] = []
    for by_date in series.values():
        waiting: list[Charge] = []
        for number, dated_on in enumerate(sorted(by_date)):
            waiting += by_date[dated_on]
            amount = sum(charge.amount_minor for charge in waiting)
            is_last = is_final and number == len(by_date) - 1
            if amount < minimum_minor and not is_last:
                continue
            drafts.append(Draft(dated_on, _ordered(waiting, services), amount))
            waiting = []
        carried += waiting
    return Drafts(sorted(drafts, key=lambda draft: draft.dated_on), carried)


def _ordered(charges: list[Charge], services: dict[Ref, int]) -> list[Charge]:
    return sorted(
        charges,
        key=lambda charge: (
            services[charge.segment.service_id],
            KINDS[charge.segment.kind],
            charge.from_on,
        ),
    )
