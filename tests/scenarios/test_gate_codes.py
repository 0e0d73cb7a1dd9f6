"""A gate code is shown to those who must open the gate, on purpose, and the timeline says so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse

from guywire.domains.customers.models import ServiceLocation
from guywire.domains.customers.tests import make as customers
from guywire.domains.network.models import Site
from guywire.domains.network.tests import make as network
from guywire.domains.tenants.models import Membership, Role, Tenant
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import Door
from guywire.kit.audit.models import Change
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant

CODE = "4711#"
SHOWN_IN = '<p class="m-0"><code class="gw-mono">4711#</code>'
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Place:
    """A kind of place that has a gate."""

    path: str
    event: str
    subject: str
    make: Any
    model: Any


PLACES = {
    "site": Place(
        "network/sites", "network.gate_code_shown", "site_id", network.site, Site
    ),
    "location": Place(
        "customers/service-locations", "customers.gate_code_shown", "location_id",
        customers.service_location, ServiceLocation,
    ),
}  # fmt: skip
OPENS = {Role.OWNER, Role.ADMIN, Role.ENGINEER, Role.INSTALLER, Role.HELPDESK}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Place:
    return PLACES[request.param]


def gated(place: Place, of: Tenant, code: str = CODE) -> UUID:
    with in_tenant(of.pk, actor="test"):
        return UUID(str(place.make(gate_code=code).pk))


def shown(place: Place, of: Tenant) -> list[tuple[dict[str, str], str]]:
    """What the log says of codes shown: the payload, and who looked."""
    with in_tenant(of.pk, actor="test"):
        found = LoggedEvent.objects.filter(name=place.event)
        return list(found.values_list("payload", "actor"))


def text(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def door_of(of: Tenant, role: Role) -> tuple[Door, Membership]:
    member = people.member(of, role)
    return Door(of, member), member


def test_the_code_is_put_into_the_page_and_the_timeline_says_who_looked(
    wisp: Tenant, place: Place
) -> None:
    pk = gated(place, wisp)
    door, member = door_of(wisp, Role.INSTALLER)
    page, url = f"/{place.path}/{pk}/", f"/{place.path}/{pk}/gate-code/"
    before = text(door.get(page))
    assert (f'hx-post="/t/{wisp.slug}{url}"' in before, CODE in before) == (True, False)
    assert "Gate code shown" not in before

    answer: Any = door.post(url, headers=HTMX)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert text(answer).startswith(SHOWN_IN)
    assert "<html" not in text(answer)
    [(payload, actor)] = shown(place, wisp)
    assert payload == {place.subject: str(pk)}
    assert actor == f"person:{member.person.email}"
    after = text(door.get(page))
    assert ("Gate code shown" in after, CODE in after) == (True, False)


def test_without_script_the_code_stands_on_a_page_of_its_own(wisp: Tenant, place: Place) -> None:
    pk = gated(place, wisp)
    answer: Any = people.door(wisp, Role.HELPDESK).post(f"/{place.path}/{pk}/gate-code/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert SHOWN_IN in text(answer)
    assert "<h1>Gate code</h1>" in text(answer)
    assert f'href="/t/{wisp.slug}/{place.path}/{pk}/"' in text(answer)
    assert len(shown(place, wisp)) == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_who_opens_gates_is_shown_the_code(wisp: Tenant, place: Place, role: Role) -> None:
    pk = gated(place, wisp)
    door = people.door(wisp, role)
    page: Any = door.get(f"/{place.path}/{pk}/")
    assert ("Show gate code" in text(page)) == (role in OPENS)
    answer: Any = door.post(f"/{place.path}/{pk}/gate-code/", headers=HTMX)
    assert answer.status_code == (200 if role in OPENS else 403)
    assert (CODE in text(answer)) == (role in OPENS)
    assert len(shown(place, wisp)) == (1 if role in OPENS else 0)


def test_nobody_and_a_forged_request_are_shown_nothing(wisp: Tenant, place: Place) -> None:
    pk = gated(place, wisp)
    forged = people.door(wisp, Role.OWNER)
    forged.handler.enforce_csrf_checks = True
    for door, status in ((people.door(wisp, None), 302), (forged, 403)):
        answer: Any = door.post(f"/{place.path}/{pk}/gate-code/")
        assert (answer.status_code, CODE in text(answer)) == (status, False)
    assert shown(place, wisp) == []


def test_another_tenants_code_is_nowhere(wisp: Tenant, other_wisp: Tenant, place: Place) -> None:
    pk = gated(place, other_wisp)
    answer: Any = people.door(wisp).post(f"/{place.path}/{pk}/gate-code/")
    assert (answer.status_code, CODE in text(answer)) == (404, False)
    assert (shown(place, wisp), shown(place, other_wisp)) == ([], [])


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_the_code_is_asked_for_by_post_alone(wisp: Tenant, place: Place, method: str) -> None:
    pk = gated(place, wisp)
    answer: Any = getattr(people.door(wisp), method)(f"/{place.path}/{pk}/gate-code/")
    assert (answer.status_code, answer["Allow"], CODE in text(answer)) == (405, "POST", False)
    assert shown(place, wisp) == []


def test_a_code_that_is_gone_is_not_offered_and_its_showing_is_refused(
    wisp: Tenant, place: Place
) -> None:
    pk = gated(place, wisp)
    door = people.door(wisp)
    with in_tenant(wisp.pk, actor="test"):
        place.model.objects.filter(pk=pk).update(gate_code="")
    assert "Show gate code" not in text(door.get(f"/{place.path}/{pk}/"))
    answer: Any = door.post(f"/{place.path}/{pk}/gate-code/")
    assert answer.status_code == 409
    assert "has no gate code." in text(answer)
    assert shown(place, wisp) == []


def test_nothing_that_is_read_tells_the_code_once_it_was_shown(wisp: Tenant, place: Place) -> None:
    pk = gated(place, wisp)
    door, row = people.door(wisp), f"/{place.path}/{pk}"
    assert CODE in text(door.post(f"{row}/gate-code/"))
    pages = (f"{row}/", f"{row}/history/", f"{row}/edit/", f"/{place.path}/",
             f"/{place.path}/export/", f"/api/v1/{place.path}", f"/api/v1{row}")  # fmt: skip
    for page in pages:
        answer: Any = door.get(page)
        body = b"".join(answer) if answer.streaming else answer.content
        assert (page, answer.status_code, CODE.encode() in body) == (page, 200, False)
    refused: Any = door.post(f"/api/v1{row}/gate-code")
    assert refused.status_code in {404, 405}
    with in_tenant(wisp.pk, actor="test"):
        assert CODE not in str(list(LoggedEvent.objects.values_list("payload", flat=True)))
        assert CODE not in str(list(Change.objects.values_list("changed", flat=True)))
