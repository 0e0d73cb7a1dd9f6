"""The main job through the doors: a lead becomes a customer whose service lives and ends."""

import json
import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.customers.entities import ENTITIES
from guywire.domains.customers.models import Customer, Lead, Service, ServiceChange
from guywire.domains.customers.services.merging import merge_customer
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import Door
from guywire.kit.tenancy import in_tenant

from . import make
from .stories import story

pytestmark = pytest.mark.usefixtures("noon")
ROWS = {
    "lead": make.lead,
    "customer": make.customer,
    "contact": make.contact,
    "note": make.note,
    "service_location": make.service_location,
    "plan": make.plan,
    "add_on": make.add_on,
    "discount": make.discount,
    "service": make.active_service,
    "service_change": make.service_change,
    "address_check": make.address_check,
}


@pytest.fixture
def door(wisp: Tenant, other_wisp: Tenant) -> Door:
    return people.door(wisp)


def row_of(wisp: Tenant, noun: str) -> UUID:
    with in_tenant(wisp.pk, actor="test"):
        return ROWS[noun]().pk


def posted(door: Door, path: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
    answer: Any = door.post(f"/api/v1/customers/{path}", json.dumps(body or {}), "application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda e: e.name)
def test_every_page_of_every_entity_opens(door: Door, wisp: Tenant, entity: Any) -> None:
    pk = row_of(wisp, entity.name)
    base = f"/customers/{entity.path}/"
    pages = [base, f"{base}?q=a", f"{base}export/", f"{base}{pk}/", f"{base}{pk}/history/"]
    if entity.create is not None:
        pages += [f"{base}new/"]
    if entity.change is not None:
        pages += [f"{base}{pk}/edit/"]
    pages += [f"{base}{pk}/{action.name}/" for action in entity.actions]
    for page in pages:
        answer: Any = door.get(page)
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, (page, body[:2000])
        assert str(pk).encode() in body or "?q" in page or page != f"{base}{pk}/"


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda e: e.name)
def test_every_entity_answers_the_api(door: Door, wisp: Tenant, entity: Any) -> None:
    pk = row_of(wisp, entity.name)
    listed: Any = door.get(f"/api/v1/customers/{entity.path}")
    assert listed.status_code == 200, listed.content
    assert str(pk) in [item["id"] for item in listed.json()["items"]]
    one: Any = door.get(f"/api/v1/customers/{entity.path}/{pk}")
    assert one.json()["id"] == str(pk)


def test_from_lead_to_ended_service_through_the_api(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        slow, fast = make.plan(), make.plan()
    lead = posted(door, "leads", make_json(make.lead_input(wanted_plan_id=slow.pk)), 201)
    lead = posted(door, f"leads/{lead['id']}/convert")
    assert lead["state"] == "converted"
    found: Any = door.get(f"/api/v1/customers/services?customer={lead['customer_id']}")
    service = found.json()["items"][0]
    one = f"services/{service['id']}"
    assert (service["state"], service["plan_id"]) == ("quoted", str(slow.pk))
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("order", {}, "ordered"),
        ("schedule", {"scheduled_for": "2026-03-04"}, "scheduled"),
        ("activate", {}, "active"),
        ("change_plan", {"plan_id": str(fast.pk)}, "active"),
        ("suspend", {"reason": "non_payment"}, "suspended"),
        ("resume", {}, "active"),
        ("end", {"reason": "moved away"}, "ended"),
    ]
    for action, body, state in steps:
        assert posted(door, f"{one}/{action}", body)["state"] == state, action
    refused: Any = posted(door, f"{one}/resume", {}, 422)
    assert refused["title"] == "The service is ended on 2026-03-04: no resumption is possible."


def test_an_ended_service_is_ended_on_an_earlier_day(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        pk = make.active_service(on=date(2026, 1, 1)).pk
    assert posted(door, f"services/{pk}/end")["ended_on"] == "2026-03-04"
    assert posted(door, f"services/{pk}/end", {"on": "2026-02-01"})["ended_on"] == "2026-02-01"


def make_json(given: Any) -> dict[str, Any]:
    return dict(json.loads(given.model_dump_json()))


def test_the_pages_book_a_change_and_take_it_back(door: Door, wisp: Tenant) -> None:
    pk = row_of(wisp, "service")
    answer: Any = door.post(
        f"/customers/services/{pk}/pause/",
        {"on": "2026-04-01", "until": "2026-05-01", "charging_percent": "20", "reason": ""},
    )
    assert answer.status_code == 302, answer.content
    page: Any = door.get(f"/customers/services/{pk}/")
    assert b"to come" in page.content
    with in_tenant(wisp.pk, actor="test"):
        pause = ServiceChange.objects.get(kind="pause")
        resume = ServiceChange.objects.get(kind="resume")
        assert (pause.effective_on, pause.charging_percent) == (date(2026, 4, 1), 20)
    for change in (resume, pause):
        door.post(f"/customers/service-changes/{change.pk}/cancel/")
    with in_tenant(wisp.pk, actor="test"):
        assert not ServiceChange.objects.filter(state="pending").exists()
        assert Service.objects.get(pk=pk).periods.count() == 1


def test_a_refusal_stands_in_the_form_and_changes_nothing(door: Door, wisp: Tenant) -> None:
    pk = row_of(wisp, "service")
    answer: Any = door.post(f"/customers/services/{pk}/move/", {"location_id": str(pk)})
    assert answer.status_code == 422
    answer = door.post(
        f"/customers/services/{pk}/pause/", {"on": "2026-01-01", "charging_percent": "0"}
    )
    assert answer.status_code == 422
    assert b"is not quoted yet on 2026-01-01" in answer.content
    with in_tenant(wisp.pk, actor="test"):
        assert Service.objects.get(pk=pk).state == "active"


CSV = b"""number,kind,first_name,last_name,company_name,email,phone,tags
OLD-7,person,Ada,Marsh,,ada@example.com,+1 603 555 0101,vip; north
,company,,,Ridge Inn,inn@example.com,,
"""


def imported(door: Door, plural: str, csv: bytes) -> None:
    place = f"/customers/{plural}/import/"
    preview: Any = door.post(place, {"file": SimpleUploadedFile("rows.csv", csv)})
    assert preview.status_code == 200, preview.content[:3000]
    done: Any = door.post(place, {"staged": str(preview.context["staged"].pk)})
    assert done.status_code == 302


def test_customers_come_from_csv(door: Door, wisp: Tenant) -> None:
    imported(door, "customers", CSV)
    with in_tenant(wisp.pk, actor="test"):
        rows = Customer.objects.order_by("name").values_list("number", "name", "tags")
        assert list(rows) == [
            ("OLD-7", "Ada Marsh", ["north", "vip"]),
            ("CUST-2026-0001", "Ridge Inn", []),
        ]


def test_a_customer_file_tells_every_line_whose_number_is_taken(door: Door, wisp: Tenant) -> None:
    imported(door, "customers", CSV)
    lines = b"number,first_name\nA-1,Ada\nOLD-7,Eve\nCUST-2026-0001,Fay\nA-2,Gil\n"
    answer: Any = door.post(
        "/customers/customers/import/", {"file": SimpleUploadedFile("rows.csv", lines)}
    )
    assert answer.status_code == 422
    assert [(fault.line, fault.column, fault.message) for fault in answer.context["faults"]] == [
        (3, "number", "Another customer has the number OLD-7."),
        (4, "number", "Another customer has the number CUST-2026-0001."),
    ]
    with in_tenant(wisp.pk, actor="test"):
        assert Customer.objects.count() == 2


def test_leads_come_from_csv_and_name_their_plan_by_code(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        plan = make.plan(code="R50")
    imported(door, "leads", b"first_name,street,wanted_plan\nEve,1 Elm St,R50\n")
    with in_tenant(wisp.pk, actor="test"):
        lead = Lead.objects.get()
        assert (lead.name, lead.street, lead.wanted_plan) == ("Eve", "1 Elm St", plan)


@pytest.mark.parametrize(
    ("words", "found"),
    [("0134", True), ("555-0134", True), ("8025550134", True), ("MARSH", True), ("ada@", True),
     ("CUST-2026-0001", True), ("nobody", False), ("billing@inn", True), ("2026-0001", True),
     ("+18025550134", True), ("+1 802 555 0134", True), ("1-802-555-0134", True),
     ("802.555.0134", True), ("(802)555-0134", True), ("802/5550134", True),
     ("020 7946 0958", True), ("+44 20 7946-0958", True), ("+1 803 555 0134", False)],
)  # fmt: skip
def test_a_customer_is_found_by_name_phone_mail_and_number(
    door: Door, wisp: Tenant, words: str, found: bool
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        customer = make.customer(
            first_name="Ada", last_name="Marsh", email="ada@example.com", phone="+1 (802) 555 0134"
        )
        uk = "+44 (0)20 7946 0958"
        make.contact(customer_id=customer.pk, email="billing@inn.example", phone=uk)
    answer: Any = door.get("/api/v1/customers/customers", {"q": words})
    assert [item["id"] for item in answer.json()["items"]] == [str(customer.pk)] * found


def test_who_gives_the_number_of_a_merged_account_is_found(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        gone, kept = make.customer(), make.customer()
        merge_customer(gone, into_id=kept.pk)
    answer: Any = door.get("/api/v1/customers/customers", {"q": gone.number})
    assert str(kept.pk) in [item["id"] for item in answer.json()["items"]]
    page: Any = door.get(f"/customers/customers/{gone.pk}/")
    assert f"/customers/customers/{kept.pk}/" in page.content.decode()


def test_another_tenants_rows_cannot_be_named(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    theirs = row_of(other_wisp, "customer")
    mine = row_of(wisp, "service")
    refused = posted(door, f"services/{mine}/transfer", {"customer_id": str(theirs)}, 422)
    assert "customer_id" in json.dumps(refused)
    with in_tenant(wisp.pk, actor="test"):
        assert Lead.objects.count() == 0
        assert Service.objects.get(pk=mine).customer_id != theirs


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.SUPPORT, 403), (Role.ADMIN, 200)]
)
def test_who_may_not_suspend_cannot(
    wisp: Tenant, other_wisp: Tenant, role: Role, status: int
) -> None:
    pk = row_of(wisp, "service")
    posted(people.door(wisp, role), f"services/{pk}/suspend", {"reason": "abuse"}, status)
    with in_tenant(wisp.pk, actor="test"):
        assert (Service.objects.get(pk=pk).state == "suspended") == (status == 200)


def test_a_resumption_is_booked_for_after_a_booked_suspension(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        service = make.active_service()
    one = f"services/{service.pk}"
    page = f"/customers/{one}/"
    assert f"{page}resume/" not in door.get(page).content.decode()
    posted(door, f"{one}/suspend", {"reason": "non_payment", "on": "2026-03-10"})
    assert f"{page}resume/" in door.get(page).content.decode()
    assert 'value="2026-03-10"' in door.get(f"{page}resume/").content.decode()
    assert door.post(f"{page}resume/", {"on": "2026-03-20"}).status_code == 302
    refused = posted(door, f"{one}/resume", {"on": "2026-03-25"}, 422)
    assert refused["errors"] == {
        "on": ["The service is active on 2026-03-25: no resumption is possible."]
    }
    with in_tenant(wisp.pk, actor="test"):
        assert story(service) == [
            ("active", date(2026, 3, 4), date(2026, 3, 10)),
            ("suspended", date(2026, 3, 10), date(2026, 3, 20)),
            ("active", date(2026, 3, 20), None),
        ]
        assert Service.objects.get(pk=service.pk).state == "active"


def test_what_follows_a_booked_activation_is_booked_and_taken_back_in_the_api(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        service = make.ordered_service()
    one = f"services/{service.pk}"
    early = posted(door, f"{one}/pause", {"on": "2026-04-01"}, 422)
    assert early["errors"] == {
        "on": ["The service is ordered on 2026-04-01: no pause is possible."]
    }
    posted(door, f"{one}/activate", {"on": "2026-03-10"})
    assert f"/customers/{one}/pause/" in door.get(f"/customers/{one}/").content.decode()
    posted(door, f"{one}/pause", {"on": "2026-04-01"})
    with in_tenant(wisp.pk, actor="test"):
        pause = ServiceChange.objects.get(service=service, kind="pause")
    posted(door, f"service-changes/{pause.pk}/cancel")
    with in_tenant(wisp.pk, actor="test"):
        assert story(service) == [
            ("ordered", date(2026, 3, 4), date(2026, 3, 10)),
            ("active", date(2026, 3, 10), None),
        ]


def test_a_form_asks_first_what_it_is_called(door: Door) -> None:
    page = door.get("/customers/plans/new/").content.decode()
    named = re.findall(
        r'<(?:input|select|textarea) [^>]*?name="([a-z_]+)"', page.partition('class="card')[2]
    )
    assert named[:4] == ["csrfmiddlewaretoken", "name", "code", "down_mbps"]
    assert named[-3:] == ["visible", "areas", "q"]  # q: the search of the page
    assert "Data cap (GB)" in page
    assert 'rows="4"' in page
