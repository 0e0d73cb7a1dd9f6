"""One row that cannot be done does not keep the day from beginning for all the others."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from guywire.domains.customers.inputs import PlanTermsInput
from guywire.domains.customers.models import (
    Plan,
    Service,
    ServiceChange,
    ServicePeriod,
)
from guywire.domains.customers.services import catalogue, changes, delivery
from guywire.domains.customers.tasks import begin_day
from guywire.kit import clock

from . import make
from .stories import later, told

pytestmark = pytest.mark.usefixtures("tenant", "noon")
YEAR = date(2026, 1, 1)
TERMS = {"down_mbps": 50, "up_mbps": 10, "price": Decimal(59)}


def state_of(service: Service) -> str:
    return Service.objects.get(pk=service.pk).state


def test_what_the_database_refuses_only_at_the_end_of_a_transaction_holds_no_other_service(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = make.active_service(on=YEAR), make.active_service(on=YEAR)
    for service in (bad, good):
        delivery.end_service(service, on=date(2026, 3, 10))
    apply = changes._apply_due

    def overlapping(change: ServiceChange) -> bool:
        done = apply(change)
        if change.service_id == bad.pk:
            period = ServicePeriod.objects.filter(service=bad).earliest("from_on")
            period.pk, period._state.adding = uuid4(), True
            period.save()
        return done

    monkeypatch.setattr(changes, "_apply_due", overlapping)
    with clock.frozen(later(10)):
        begin_day()
        connection.check_constraints()
        assert (state_of(bad), state_of(good)) == ("active", "ended")
        [waiting] = bad.changes.filter(state=ServiceChange.State.PENDING)
        assert waiting.problem == changes.UNFORESEEN
        assert bad.periods.count() == good.periods.count() == 2
        assert "service_period_no_overlap" in caplog.text
        assert [fact["service_id"] for fact in told("service_ended")] == [str(good.pk)]


def test_a_plan_whose_terms_cannot_be_shown_holds_up_neither_the_others_nor_the_services(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = make.plan(), make.plan(price=Decimal(49))
    # written by hand into the table, it has no terms at all
    bad.pk, bad.code, bad._state.adding = uuid4(), "BARE", True
    bad.save()
    service = make.active_service(on=YEAR)
    delivery.end_service(service, on=date(2026, 3, 10))
    terms = PlanTermsInput(**TERMS)
    catalogue.add_plan_version(good, terms, effective_from=date(2026, 3, 10))
    with clock.frozen(later(10)):
        begin_day()
        connection.check_constraints()
        assert Plan.objects.get(pk=good.pk).price == Decimal(59)
        assert state_of(service) == "ended"
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert "plan BARE does not show" in caplog.text
