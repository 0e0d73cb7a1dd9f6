"""A file's customers are written at once, by the rules that hold for one."""

import pytest

from guywire.domains.customers.models import Customer
from guywire.domains.customers.services import customers as services
from guywire.domains.customers.tests import make
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.kit.errors import LimitReached, RowsRefused
from guywire.kit.events.models import LoggedEvent
from guywire.kit.events.queries import events_about

pytestmark = pytest.mark.usefixtures("tenant")


def test_many_customers_are_what_each_would_be_alone() -> None:
    one, two = make.customer_input(), make.customer_input()
    alone = services.create_customer(one)
    [first, second] = services.create_customers([one, two])
    own = {"id", "number", "search_text", "created_at", "updated_at"}
    same = [f.attname for f in Customer._meta.concrete_fields if f.attname not in own]
    first.refresh_from_db()
    assert [getattr(first, name) for name in same] == [getattr(alone, name) for name in same]
    assert first.search_text == alone.search_text.replace(
        alone.number.lower(), first.number.lower()
    )
    assert len({alone.number, first.number, second.number}) == 3
    assert [fact.name for fact in events_about(second.pk)] == ["customers.customer_added"]


def test_numbers_brought_along_are_kept_and_passed_over() -> None:
    expected = services.create_customers([make.customer_input()])[0].number
    prefix, last = expected[:-1], int(expected[-1])
    brought = f"{prefix}{last + 1}"
    made = services.create_customers(
        [make.customer_input(), make.customer_input(number=brought), make.customer_input()]
    )
    assert [one.number for one in made] == [f"{prefix}{last + 2}", brought, f"{prefix}{last + 3}"]


def test_every_taken_number_is_told_and_nothing_is_written() -> None:
    services.create_customer(make.customer_input(number="A-1"))
    given = [make.customer_input(number=n) for n in ("A-1", "A-2", "A-2", "A-3")]
    with pytest.raises(RowsRefused) as refused:
        services.create_customers(given)
    told = {index: (one.field, one.message) for index, one in refused.value.errors.items()}
    assert told == {
        0: ("number", "Another customer has the number A-1."),
        2: ("number", "Another customer has the number A-2."),
    }
    assert Customer.objects.count() == 1
    assert LoggedEvent.objects.filter(name="customers.customer_added").count() == 1


def test_a_file_past_the_limit_is_refused_whole(tenant: Tenant) -> None:
    set_limits(LimitsInput(customers=2))
    with pytest.raises(LimitReached):
        services.create_customers([make.customer_input() for _ in range(3)])
    assert not Customer.objects.exists()
