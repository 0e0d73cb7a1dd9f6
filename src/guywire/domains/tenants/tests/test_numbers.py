"""Numbers: gapless, unique with 50 writers at once, given back by a rollback."""

import threading
from datetime import date

import pytest
from django.db import connections

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.patterns import BadPattern, check_pattern
from guywire.domains.tenants.services.numbers import next_number, set_pattern
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant

WRITERS, EACH = 50, 4


def test_a_year_counts_by_itself_even_when_a_date_goes_back(tenant: Tenant) -> None:
    assert next_number("customer", on=date(2025, 12, 31)) == "CUST-2025-0001"
    assert next_number("customer", on=date(2026, 1, 1)) == "CUST-2026-0001"
    assert next_number("customer", on=date(2025, 12, 31)) == "CUST-2025-0002"
    assert next_number("customer", on=date(2026, 1, 2)) == "CUST-2026-0002"


def test_a_new_pattern_goes_on_counting(tenant: Tenant) -> None:
    assert next_number("service") == "SVC-000001"
    set_pattern("service", "S{number}")
    assert next_number("service") == "S2"


@pytest.mark.parametrize(
    "pattern",
    ["", "CUST", "{number}{number}", "{numbr}", "{number:99}", "{number:0}", "x{", "{id}"],
)
def test_a_bad_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        check_pattern(pattern)


def test_a_rolled_back_writer_gives_its_number_back(wisp: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), in_tenant(wisp.pk, actor="test"):
        assert next_number("lead", on=date(2026, 1, 1)) == "LEAD-2026-0001"
        raise ZeroDivisionError
    with in_tenant(wisp.pk, actor="test"):
        assert next_number("lead", on=date(2026, 1, 1)) == "LEAD-2026-0001"


def test_two_tenants_count_apart(wisp: Tenant, other_wisp: Tenant) -> None:
    for tenant in (wisp, other_wisp):
        with in_tenant(tenant.pk, actor="test"):
            assert next_number("lead", on=date(2026, 1, 1)) == "LEAD-2026-0001"


@pytest.mark.slow
def test_fifty_writers_at_once_leave_no_gap_and_no_double(own_database: str) -> None:
    tenant = make.tenant("busy")
    taken: list[str] = []
    start = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait(30)
        try:
            for turn in range(EACH):
                _take(tenant, taken, fails=(writer + turn) % 5 == 0)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = WRITERS * EACH - sum((w + t) % 5 == 0 for w in range(WRITERS) for t in range(EACH))
    assert sorted(taken) == [f"CUST-2026-{n:04}" for n in range(1, kept + 1)]


def _take(tenant: Tenant, taken: list[str], *, fails: bool) -> None:
    try:
        with in_tenant(tenant.pk, actor="test"):
            number = next_number("customer", on=date(2026, 3, 4))
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        return
    taken.append(number)
