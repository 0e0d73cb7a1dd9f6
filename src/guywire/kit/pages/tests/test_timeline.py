"""What a timeline tells of an event's facts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import TextChoices
from django.utils import timezone, translation

from guywire.domains.tenants.models import Tenant
from guywire.kit.events import Event, publish
from guywire.kit.events.models import LoggedEvent
from guywire.kit.pages.timeline import timeline

pytestmark = pytest.mark.django_db


class Why(TextChoices):
    LATE = "late_payment", "paid too late"
    OTHER = "other"


class MastSold(Event, name="test.mast_sold"):
    """Every kind of small fact; what is not given says nothing."""

    mast_id: UUID
    buyer_id: UUID | None = None
    buyer: UUID | None = None
    price: Decimal | None = None
    currency: str = ""
    effective_on: date | None = None
    seen_at: datetime | None = None
    deadline: date | None = None
    why: Why | None = None
    is_given: bool | None = None
    has_access: bool | None = None
    urgent: bool | None = None
    height_m: float | None = None
    share_percent: int | None = None
    count: int | None = None
    text: str = ""


def told(**facts: Any) -> str:
    mast = uuid4()
    publish(MastSold(mast_id=mast, **facts))
    (entry,) = timeline([mast], 5)
    assert entry["title"] == "Mast sold"
    return str(entry["text"])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        ({"buyer_id": UUID(int=1), "buyer": UUID(int=2)}, ""),
        ({"is_given": True}, "Given"),
        ({"is_given": False}, "Not given"),
        ({"has_access": True}, "With access"),
        ({"has_access": False}, "Without access"),
        ({"urgent": True}, "Urgent"),
        ({"urgent": False}, "Not urgent"),
        ({"why": Why.LATE}, "Why: paid too late"),
        ({"price": Decimal("1049.50"), "currency": "USD"}, "Price: $1,049.50"),
        ({"price": Decimal("1049"), "currency": "JPY"}, "Price: ¥1,049"),
        ({"currency": "USD"}, "Currency: USD"),
        ({"effective_on": date(2026, 3, 9)}, "Effective on March 9, 2026"),
        ({"deadline": date(2026, 3, 9)}, "Deadline: March 9, 2026"),
        ({"height_m": 12.5}, "Height: 12.5\u202fm"),
        ({"share_percent": 0}, "Share: 0\u202f%"),
        ({"count": 3}, "Count: 3"),
        ({"text": "name, height_m"}, "Text: name, height m"),
        ({"count": 3, "is_given": True}, "Given · Count: 3"),
    ],
)
def test_facts_are_said_as_people_say_them(
    tenant: Tenant, facts: dict[str, Any], words: str
) -> None:
    with translation.override("en-us"):
        assert told(**facts) == words


def test_dates_and_money_follow_the_tenants_language_and_zone(tenant: Tenant) -> None:
    seen = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    with translation.override("de"), timezone.override("Europe/Berlin"):
        assert told(effective_on=date(2026, 3, 9)) == "Effective on 9. März 2026"
        assert told(price=Decimal("1049.50"), currency="EUR") == "Price: 1.049,50\xa0€"
        assert told(seen_at=seen) == "Seen at 10. März 2026 00:30"


def test_facts_of_an_event_that_nobody_declares_any_more_are_told_as_they_stand(
    tenant: Tenant,
) -> None:
    mast = uuid4()
    publish(MastSold(mast_id=mast, count=1))
    payload = {"mast_id": str(mast), "is_lost": True, "lost_on": "2026-03-09", "parts": ["a"]}
    LoggedEvent.objects.update(name="test.mast_lost", payload=payload)
    (entry,) = timeline([mast], 5)
    assert (entry["title"], entry["text"]) == ("Mast lost", "Lost · Lost on: 2026-03-09")


def test_a_choice_that_is_gone_is_told_by_its_value(tenant: Tenant) -> None:
    mast = uuid4()
    publish(MastSold(mast_id=mast, why=Why.OTHER))
    row = LoggedEvent.objects.get()
    row.payload |= {"why": "no_longer_there"}
    row.save()
    assert timeline([mast], 5)[0]["text"] == "Why: no longer there"
