"""Two agents, or two workers, do the same at the same moment: it happens once."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connections

from guywire.domains.customers.models import Customer, Lead, Service, ServiceChange, SuspendReason
from guywire.domains.customers.services import changes, delivery, leads
from guywire.domains.customers.services.locations import LocationExists, create_location
from guywire.domains.customers.services.merging import merge_customer
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit import clock
from guywire.kit.errors import DomainError
from guywire.kit.tenancy import in_tenant

from . import make
from .stories import later, told


@pytest.fixture
def pair(own_database: str) -> Tenant:
    return people.tenant("pair")


def at_once(tenant: Tenant, *works: Callable[[], object]) -> list[DomainError]:
    """Each in a transaction of its own, begun together; what was refused."""
    refused: list[DomainError] = []
    begin = threading.Barrier(len(works))

    def go(work: Callable[[], object]) -> None:
        try:
            with in_tenant(tenant.pk, actor="test"), clock.frozen(later(0)):
                begin.wait(10)
                work()
        except DomainError as error:
            refused.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def made(tenant: Tenant, make_row: Callable[[], Service | Lead]) -> UUID:
    with in_tenant(tenant.pk, actor="test"), clock.frozen(later(0)):
        return make_row().pk


def test_a_service_activated_twice_at_once_is_activated_once(pair: Tenant) -> None:
    pk = made(pair, make.ordered_service)

    def activate() -> None:
        delivery.activate_service(Service.objects.get(pk=pk))

    assert at_once(pair, activate, activate) == []
    with in_tenant(pair.pk, actor="test"):
        assert len(told("service_activated")) == 1
        assert ServiceChange.objects.filter(kind="activate").count() == 1


def test_an_end_and_a_suspension_at_once_leave_one_story(pair: Tenant) -> None:
    pk = made(pair, make.active_service)
    refused = at_once(
        pair,
        lambda: delivery.end_service(Service.objects.get(pk=pk)),
        lambda: delivery.suspend_service(Service.objects.get(pk=pk), reason=SuspendReason.ABUSE),
    )
    with in_tenant(pair.pk, actor="test"):
        service = Service.objects.get(pk=pk)
        assert service.state == "ended"
        assert len(told("service_ended")) == 1
        assert len(told("service_suspended")) == 1 - len(refused)


def test_a_lead_converted_twice_at_once_is_one_customer(pair: Tenant) -> None:
    pk = made(pair, make.lead)

    def convert() -> None:
        leads.convert_lead(Lead.objects.get(pk=pk))

    assert at_once(pair, convert, convert) == []
    with in_tenant(pair.pk, actor="test"):
        assert Customer.objects.count() == 1
        assert len(told("lead_converted")) == 1


def test_B_CYC_4_two_workers_apply_a_due_change_once(pair: Tenant) -> None:
    def booked() -> Service:
        return delivery.end_service(make.active_service(), on=date(2026, 3, 10))

    pk = made(pair, booked)

    def work() -> None:
        with clock.frozen(later(10)):
            changes.apply_due_changes()

    assert at_once(pair, work, work) == []
    with in_tenant(pair.pk, actor="test"):
        assert Service.objects.get(pk=pk).state == "ended"
        assert len(told("service_ended")) == 1


def test_a_merger_and_a_change_of_a_service_at_once_both_happen(pair: Tenant) -> None:
    pk = made(pair, make.active_service)
    with in_tenant(pair.pk, actor="test"), clock.frozen(later(0)):
        target = make.customer()
        gone = Service.objects.get(pk=pk).customer
    assert (
        at_once(
            pair,
            lambda: merge_customer(gone, into_id=target.pk),
            lambda: delivery.pause_service(Service.objects.get(pk=pk)),
        )
        == []
    )
    with in_tenant(pair.pk, actor="test"):
        service = Service.objects.get(pk=pk)
        assert (service.customer_id, service.state) == (target.pk, "paused")
        assert Customer.objects.get(pk=target.pk).state == "active"


def test_a_unit_written_twice_at_once_is_on_record_once(pair: Tenant) -> None:
    given = make.service_location_input()
    refused = at_once(pair, lambda: create_location(given), lambda: create_location(given))
    assert [type(error) for error in refused] == [LocationExists]
