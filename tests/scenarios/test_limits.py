"""What the operator allows a tenant to hold is asked at every door that adds; none adds half."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.customers.entities import CUSTOMER
from guywire.domains.customers.models import Customer, Lead
from guywire.domains.customers.tests import make as customers
from guywire.domains.network.entities import SITE
from guywire.domains.network.tests import make as network
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity.declaration import Entity
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import doors

pytestmark = pytest.mark.django_db
JSON = "application/json"

ADDERS: dict[str, tuple[Entity, Callable[[], Any]]] = {
    "customers": (CUSTOMER, customers.customer),
    "sites": (SITE, network.site),
}
"""Each limit of what an entity's doors add; ``members`` come by invitation (test_people), space on
disk for coverage is taken by studies (test_coverage_input)."""
TICKED = {"sites": {"types": ["tower"]}}
"""What a form shows ticked from the start; a body leaves it to the input's default."""
EVERY = pytest.mark.parametrize("name", ADDERS)


@pytest.fixture
def owner(wisp: Tenant) -> Door:
    return make.door(wisp)


def fill(wisp: Tenant, name: str) -> None:
    """The one place that the limit allows is taken; another tenant's rows take none."""
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput.model_validate({name: 1}))
        ADDERS[name][1]()


def held(wisp: Tenant, entity: Entity) -> int:
    with in_tenant(wisp.pk, actor="test"):
        return entity.model._default_manager.count()


def csv_of(entity: Entity, *bodies: dict[str, Any]) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(bodies[0]))
    writer.writeheader()
    for body in bodies:
        cells = {k: ";".join(v) if isinstance(v, list) else v for k, v in body.items()}
        writer.writerow(cells)
    return SimpleUploadedFile("rows.csv", text.getvalue().encode())


def test_every_limit_is_tested_here() -> None:
    assert LimitsInput.model_fields.keys() == {*ADDERS, "members", "coverage_mb"}


@EVERY
def test_the_page_and_the_api_refuse_one_more(owner: Door, wisp: Tenant, name: str) -> None:
    entity = ADDERS[name][0]
    fill(wisp, name)
    body = doors.new_body(entity)
    said = f"The limit of 1 {name} is reached."
    page = owner.post(doors.page(entity, "new"), {**TICKED.get(name, {}), **body})
    assert (page.status_code, said in page.content.decode()) == (422, True)
    answer = owner.post(doors.resource(entity), body, content_type=JSON)
    assert (answer.status_code, answer.json()["title"]) == (402, said)
    assert answer.json()["type"] == "urn:guywire:problem:limit_reached"
    assert held(wisp, entity) == 1


@EVERY
def test_an_import_that_does_not_fit_adds_no_row(owner: Door, wisp: Tenant, name: str) -> None:
    entity = ADDERS[name][0]
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput.model_validate({name: 2}))
    bodies = [doors.new_body(entity) for _ in range(3)]
    place = doors.page(entity, "import")
    seen = owner.post(place, {"file": csv_of(entity, *bodies)})
    assert (seen.status_code, f"The limit of 2 {name} is reached." in seen.content.decode()) == (
        422,
        True,
    )
    assert held(wisp, entity) == 0
    fits = owner.post(place, {"file": csv_of(entity, *bodies[:2])})
    done = owner.post(place, {"staged": str(fits.context["staged"].pk)})
    assert (done.status_code, held(wisp, entity)) == (302, 2)


@EVERY
def test_a_limit_set_between_preview_and_import_holds(owner: Door, wisp: Tenant, name: str) -> None:
    entity = ADDERS[name][0]
    place = doors.page(entity, "import")
    bodies = [doors.new_body(entity) for _ in range(2)]
    seen = owner.post(place, {"file": csv_of(entity, *bodies)})
    fill(wisp, name)
    done = owner.post(place, {"staged": str(seen.context["staged"].pk)})
    assert done.status_code == 422
    assert held(wisp, entity) == 1


def places(*names: str) -> SimpleUploadedFile:
    features = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Point", "coordinates": [-71.7, 44.1]}}
        for name in names
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile("sites.geojson", content)


@pytest.mark.parametrize(("address", "status"), [
    ("/network/sites/import-places/", 422), ("/api/v1/network/sites/import-places", 402),
])  # fmt: skip
def test_a_map_file_that_does_not_fit_adds_no_site(
    owner: Door, wisp: Tenant, address: str, status: int
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput(sites=1))
    answer = owner.post(address, {"file": places("One", "Two"), "confirm": "1", "step": "import"})
    assert answer.status_code == status
    assert "The limit of 1 sites is reached." in answer.content.decode()
    assert held(wisp, SITE) == 0


def test_a_lead_becomes_no_customer_beyond_the_limit(owner: Door, wisp: Tenant) -> None:
    fill(wisp, "customers")
    with in_tenant(wisp.pk, actor="test"):
        lead = customers.lead()
        known = Customer.objects.get()
    page = owner.post(f"/customers/leads/{lead.pk}/convert/", {"customer_id": ""})
    assert page.status_code == 422
    assert "The limit of 1 customers is reached." in page.content.decode()
    place = f"/api/v1/customers/leads/{lead.pk}/convert"
    assert owner.post(place, {}, content_type=JSON).status_code == 402
    with in_tenant(wisp.pk, actor="test"):
        assert Lead.objects.get().state == lead.state
    assert held(wisp, CUSTOMER) == 1
    into = owner.post(place, {"customer_id": str(known.pk)}, content_type=JSON)
    assert (into.status_code, held(wisp, CUSTOMER)) == (200, 1)


def test_another_tenants_rows_take_no_place(owner: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        for _ in range(2):
            network.site()
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput(sites=1))
    body = doors.new_body(SITE)
    assert owner.post(doors.resource(SITE), body, content_type=JSON).status_code == 201
    assert (held(wisp, SITE), held(other_wisp, SITE)) == (1, 2)
