"""The generated API, through the door."""

import json

import pytest

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity.tests.sample import Mast
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db
MASTS = "/api/v1/samples/masts"


def mast(of: Tenant, key: str, **fields: object) -> Mast:
    with in_tenant(of.pk, actor="test"):
        return Mast.objects.create(key=key, **{"pattern": "M-{n}", **fields})


def test_created_listed_changed_and_removed(door: Door, wisp: Tenant) -> None:
    made = door.post(MASTS, {"key": "north", "pattern": "N"}, content_type="application/json")
    assert made.status_code == 201
    body = made.json()
    assert body == {
        "id": body["id"], "key": "north", "pattern": "N", "next_value": 1, "year": 0,
    }  # fmt: skip
    one = f"{MASTS}/{body['id']}"
    assert door.get(one).json() == body
    assert door.get(MASTS).json() == {"items": [body], "next": None}
    changed = door.patch(one, {"year": 2026}, content_type="application/json")
    assert (changed.status_code, changed.json()) == (200, body | {"year": 2026})
    whole = door.put(one, {"key": "n", "pattern": "N"}, content_type="application/json")
    assert whole.json() == body | {"key": "n"}
    raised = door.post(f"{one}/raise", {"by": 4}, content_type="application/json")
    assert raised.json()["next_value"] == 5
    closed = door.post(f"{one}/close")
    assert closed.json()["year"] == 9999
    assert door.post(f"{one}/close").status_code == 409
    assert door.delete(one).status_code == 204
    assert door.get(one).status_code == 404
    assert door.get(MASTS).json()["items"] == []


def test_what_is_wrong_is_told_by_field(door: Door, wisp: Tenant) -> None:
    answer = door.post(
        MASTS, {"key": "", "pattern": "N", "hight": 3}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {"key", "hight"}
    refused = door.post(
        MASTS, {"key": "forbidden", "pattern": "N"}, content_type="application/json"
    )
    assert refused.json()["errors"] == {"key": ["This key is not for masts."]}
    mast(wisp, "north")
    twice = door.post(MASTS, {"key": "north", "pattern": "N"}, content_type="application/json")
    assert twice.status_code == 409
    assert list(twice.json()["errors"]) == ["key"]
    assert [row["key"] for row in door.get(MASTS).json()["items"]] == ["north"]


def test_pages_follow_the_cursor(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    mast(other_wisp, "alien")
    for number in range(7):
        mast(wisp, f"mast-{number}", next_value=10 - number // 2, year=number % 2)
    for sort in ("key", "-key", "next_value", "-next_value", "-year"):
        seen, cursor, pages = [], "", 0
        while cursor is not None:
            page = door.get(f"{MASTS}?sort={sort}&limit=3&cursor={cursor}").json()
            seen += page["items"]
            cursor, pages = page["next"], pages + 1
        assert pages == 3
        assert len({row["id"] for row in seen}) == 7
        name = sort.removeprefix("-")
        values = [row[name] for row in seen]
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_filters_and_search(door: Door, wisp: Tenant) -> None:
    mast(wisp, "north", next_value=40, year=2024)
    mast(wisp, "south", next_value=70, year=2026)

    def keys(query: str) -> list[str]:
        return [row["key"] for row in door.get(f"{MASTS}?{query}").json()["items"]]

    assert keys("q=OUT") == ["south"]
    assert keys("q=70") == ["south"]
    assert keys("least=50") == ["south"]
    assert keys("year=2024") == ["north"]
    assert keys("year__lte=2025") == ["north"]
    assert keys("pattern=m-") == ["north", "south"]


@pytest.mark.parametrize(
    "query",
    ["sort=nothing", "year=soon", "least=high", "cursor=x", "cursor=WzBd", "limit=0", "limit=501",
     "cursor=" + "WzAsMSx7fSwiYSJd", "year=99999999999999999999"],
)  # fmt: skip
def test_a_bad_parameter_is_refused(door: Door, query: str) -> None:
    answer = door.get(f"{MASTS}?{query}")
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_an_unknown_reference_is_refused(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    body = {"name": "ada", "made_by_id": "00000000-0000-4000-8000-000000000000"}
    answer = door.post("/api/v1/samples/badges", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"made_by_id": ["There is no such membership."]}


def test_if_match_refuses_a_stale_change(door: Door, wisp: Tenant) -> None:
    one = f"{MASTS}/{mast(wisp, 'north').pk}"
    mark = door.get(one)["ETag"]
    first = door.patch(
        one, {"year": 1}, content_type="application/json", headers={"If-Match": mark}
    )
    assert first.status_code == 200
    late = door.patch(one, {"year": 2}, content_type="application/json", headers={"If-Match": mark})
    assert late.status_code == 409
    assert door.get(one).json()["year"] == 1


def test_the_document_names_shapes_and_problems(door: Door) -> None:
    document = door.get("/api/v1/samples/openapi.json").json()
    listing = document["paths"]["/t/kinsman/api/v1/samples/masts"]["get"]
    assert listing["operationId"] == "list_masts"
    assert list(listing["responses"]) == ["200", "4XX"]
    schemas = document["components"]["schemas"]
    assert {"MastInput", "MastInputPatch", "MastOutput", "MastOutputPage", "Problem"} <= set(
        schemas
    )
    assert json.dumps(schemas["MastInputPatch"]).count("required") == 0
