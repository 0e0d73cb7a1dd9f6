"""What a service and a place offer on their pages: what to do first, and what only on purpose."""

from datetime import date
from typing import Any

import pytest
from lxml import html

from guywire.domains.customers.models import Service, ServiceLocation
from guywire.domains.customers.models.service import SuspendReason
from guywire.domains.customers.services import delivery
from guywire.domains.customers.services.merging import merge_customer
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import Door
from guywire.kit.tenancy import in_tenant

from . import make

pytestmark = pytest.mark.usefixtures("noon")


def suspended_service() -> Service:
    service = make.active_service(on=date(2026, 1, 1))
    return delivery.suspend_service(service, reason=SuspendReason.NON_PAYMENT)


def ended_service() -> Service:
    return delivery.end_service(make.active_service(on=date(2026, 1, 1)), on=date(2026, 2, 1))


MADE = {
    "quoted": make.service,
    "ordered": make.ordered_service,
    "active": lambda: make.active_service(on=date(2026, 1, 1)),
    "suspended": suspended_service,
    "ended": ended_service,
}
FIRST = {
    "quoted": ["Order", "Change plan", "Call off"],
    "ordered": ["Schedule", "Activate", "Call off"],
    "active": ["Change plan", "Move", "Suspend"],
    "suspended": ["Resume", "End"],
    "ended": ["End"],
}


def bar_of(door: Door, address: str) -> Any:
    answer: Any = door.get(address)
    assert answer.status_code == 200
    page: Any = html.fromstring(answer.content.decode())
    return page.find_class("gw-page-actions")[0]


def words(nodes: Any) -> list[str]:
    return [" ".join(node.text_content().split()) for node in nodes]


def buttons(bar: Any) -> list[str]:
    return words([*bar.xpath("./a"), *bar.xpath("./form/button")])


@pytest.mark.parametrize("state", MADE)
def test_a_service_offers_first_what_its_state_asks_for(wisp: Tenant, state: str) -> None:
    with in_tenant(wisp.pk, actor="test"):
        service = MADE[state]()
        assert service.state == state
    bar = bar_of(people.door(wisp), f"/customers/services/{service.pk}/")
    assert [word for word in buttons(bar) if word not in {"Edit", "History"}] == FIRST[state]
    menu = words(bar.find_class("dropdown-item"))
    assert (menu == []) == (state == "ended")
    assert set(menu).isdisjoint(buttons(bar))
    if state == "active":
        assert menu == [
            "Pause", "Transfer", "Assign sector", "Add an add-on", "Remove an add-on",
            "Give discount", "End discount", "History", "End",
        ]  # fmt: skip
        assert words(bar.find_class("text-danger")) == ["End"]


def test_who_may_do_little_has_no_menu(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        service = make.service()
    bar = bar_of(people.door(wisp, Role.SALES), f"/customers/services/{service.pk}/")
    assert buttons(bar) == ["Order", "History"]
    assert bar.find_class("dropdown-menu") == []


def test_a_gate_code_goes_only_when_somebody_says_so(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        place = make.service_location(gate_code="4711#")
        bare = make.service_location()
    door = people.door(wisp)
    page = f"/customers/service-locations/{place.pk}/"
    form = {"street": "2 Elm St", "latitude": "44.3", "longitude": "-71.7", "gate_code": ""}
    edited: Any = door.post(f"{page}edit/", form)
    assert edited.status_code == 302, edited.content
    with in_tenant(wisp.pk, actor="test"):
        kept = ServiceLocation.objects.get(pk=place.pk)
        assert (kept.street, kept.gate_code.reveal()) == ("2 Elm St", "4711#")
    assert "Remove gate code" in buttons(bar_of(door, page))
    assert door.post(f"{page}remove_gate_code/").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        gone = ServiceLocation.objects.get(pk=place.pk)
        assert (gone.has_gate_code, gone.street) == (False, "2 Elm St")
    for one in (place, bare):
        address = f"/customers/service-locations/{one.pk}/"
        assert "Remove gate code" not in buttons(bar_of(door, address))
    api = f"/api/v1/customers/service-locations/{bare.pk}/remove_gate_code"
    assert door.post(api).json()["has_gate_code"] is False


def test_who_may_only_read_removes_no_gate_code(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        place = make.service_location(gate_code="4711#")
    door = people.door(wisp, Role.INSTALLER)
    page = f"/customers/service-locations/{place.pk}/"
    assert door.post(f"{page}remove_gate_code/").status_code == 403
    assert buttons(bar_of(door, page)) == ["History"]
    with in_tenant(wisp.pk, actor="test"):
        assert ServiceLocation.objects.get(pk=place.pk).gate_code.reveal() == "4711#"


def test_the_timeline_of_a_customer_tells_what_the_merged_one_s_told(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        service = make.active_service(on=date(2026, 1, 1))
        kept, other = make.customer(), make.customer()
        merge_customer(service.customer, into_id=other.pk)
        merge_customer(other, into_id=kept.pk)
        stranger = make.active_service(on=date(2026, 1, 1)).customer
    page = people.door(wisp).get(f"/customers/customers/{kept.pk}/").content.decode()
    tree: Any = html.fromstring(page)
    titles = words(tree.find_class("gw-timeline-title"))
    assert titles.count("Service activated") == 1
    assert titles.count("Customers merged") == 2
    lone = people.door(wisp).get(f"/customers/customers/{stranger.pk}/").content.decode()
    assert "Customers merged" not in lone
