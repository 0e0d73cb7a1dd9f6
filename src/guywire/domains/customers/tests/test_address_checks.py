"""The address check on a WISP's web site, as its visitors and its staff meet it."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from guywire.domains.customers.models import AddressCheck, AddressCheckDay, AddressEnquiry, Lead
from guywire.domains.customers.services import checks, leads
from guywire.domains.customers.tests import make
from guywire.domains.network.tests import make as network
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services import settings as tenant_settings
from guywire.domains.tenants.tests.make import door
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("ground")
SITE = "https://www.kinsman.example"
SERVED = {"lat": "44.227", "lon": "-71.747"}
BEHIND = {"lat": "44.18", "lon": "-71.73"}
OPENED = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ADA = {
    "name": "Ada B. Marsh",
    "email": "ada@marsh.example",
    "phone": "+1 603 555 0142",
    "consent": "on",
    "website": "",
}


@pytest.fixture
def ground(settings: Any) -> None:
    settings.GUYWIRE_TERRAIN_DIR = network.TERRAIN


def checked(wisp: Tenant, **fields: Any) -> AddressCheck:
    """A page of a WISP with one sector on a summit and two plans."""
    with in_tenant(wisp.pk, actor="test"):
        site = network.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
        network.sector_on_air(site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5)
        make.plan(name="Ridge 25", code="R25", technology="cbrs")
        make.plan(name="Fiber 900", code="F900", technology="fiber")
        return make.address_check(name="Front page", **fields)


def at(wisp: Tenant, check: AddressCheck, more: str = "") -> str:
    return f"/t/{wisp.slug}/check/{check.key}/{more}"


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def sent(wisp: Tenant, check: AddressCheck, *, after_s: float = 30, **fields: str) -> Any:
    """A visitor asks, writes for a while, and sends."""
    visitor = Client()
    with clock.frozen(OPENED):
        page = visitor.get(at(wisp, check), SERVED).content.decode()
    place = {"latitude": SERVED["lat"], "longitude": SERVED["lon"], "address": ""}
    with clock.frozen(OPENED + timedelta(seconds=after_s)):
        return visitor.post(
            at(wisp, check, "send/"), ADA | place | {"token": token_in(page)} | fields
        )


def leads_of(wisp: Tenant) -> list[Lead]:
    with in_tenant(wisp.pk, actor="test"):
        return list(Lead.objects.order_by("created_at"))


def test_a_visitor_is_told_yes_with_plans_and_prices_and_nothing_of_the_network(
    wisp: Tenant,
) -> None:
    check = checked(wisp)
    response = Client().get(at(wisp, check), SERVED)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Yes, we can serve this address." in page
    assert "Ridge 25" in page
    assert "Fiber 900" not in page
    for secret in ("Cannon", "North", "dBm", " dB", "sector", "CBRS", "/network/", "/customers/"):
        assert secret not in page, secret
    assert "Set-Cookie" not in response.headers
    assert response.cookies == {}


def test_maybe_and_no_follow_the_margins_that_sales_has_set(wisp: Tenant) -> None:
    check = checked(wisp, likely_margin_db=60)
    assert "Maybe. We have to look closer" in Client().get(at(wisp, check), SERVED).content.decode()
    page = Client().get(at(wisp, check), BEHIND).content.decode()
    assert "Not yet. Leave your details" in page
    assert "Ridge 25" not in page


def test_only_the_technologies_and_plans_that_are_named_are_shown(wisp: Tenant) -> None:
    check = checked(wisp, technologies=["lte"])
    assert "Not yet." in Client().get(at(wisp, check), SERVED).content.decode()
    with in_tenant(wisp.pk, actor="test"):
        make.plan(name="Ridge 50", code="R50", technology="cbrs")
        checks.change_check(check, make.address_check_input(name="Front page", plan_codes=["R50"]))
    page = Client().get(at(wisp, check), SERVED).content.decode()
    assert "Ridge 50" in page
    assert "Ridge 25" not in page


def test_without_terrain_nobody_is_told_no(wisp: Tenant, settings: Any, tmp_path: Any) -> None:
    check = checked(wisp)
    settings.GUYWIRE_TERRAIN_DIR = tmp_path
    page = Client().get(at(wisp, check), SERVED).content.decode()
    assert "Maybe. We have to look closer" in page
    assert "terrain" not in re.sub(r'data-map="[^"]*"', "", page).lower()


def test_an_address_is_found_completed_and_told_when_it_is_not_known(wisp: Tenant) -> None:
    check = checked(wisp)
    with in_tenant(wisp.pk, actor="test"):
        network.address(number="12", street="North Main Street")
    visitor = Client()
    found = visitor.get(at(wisp, check), {"address": "12 n main st franconia"}).content.decode()
    assert "12 North Main Street, Franconia, NH 03580" in found
    assert "Yes, we can serve" in found
    for typed in ("12 north ma", "12 nor"):
        items = visitor.get(at(wisp, check, "suggest/"), {"q": typed}).json()["items"]
        assert items == ["12 North Main Street, Franconia, NH 03580"]
    assert visitor.get(at(wisp, check, "suggest/"), {"q": "12"}).json() == {"items": []}
    unknown = visitor.get(at(wisp, check), {"address": "1 Nowhere"})
    assert unknown.status_code == 422
    assert "This address is not known." in unknown.content.decode()
    with in_tenant(wisp.pk, actor="test"):
        assert AddressCheckDay.objects.get().asked == 1


def test_details_become_a_lead_with_the_answer_and_the_consent(wisp: Tenant) -> None:
    check = checked(wisp, consent_text="You may call me.")
    response = sent(wisp, check)
    assert (response.status_code, response.headers["Location"]) == (302, at(wisp, check, "thanks/"))
    [lead] = leads_of(wisp)
    assert (lead.first_name, lead.last_name, lead.email, lead.phone) == (
        "Ada B.", "Marsh", "ada@marsh.example", "+1 603-555-0142",
    )  # fmt: skip
    assert (lead.source, lead.campaign, lead.latitude) == ("widget", "Front page", 44.227)
    assert lead.serviceability is not None
    assert lead.serviceability["sectors"][0]["name"] == "Cannon North"
    with in_tenant(wisp.pk, actor="test"):
        kept = AddressEnquiry.objects.get()
        assert (kept.verdict, kept.consent_text, kept.plans) == (
            "yes", "You may call me.", ["Ridge 25"],
        )  # fmt: skip
        [day] = AddressCheckDay.objects.all()
        assert (day.asked, day.yes, day.leads, str(day.day)) == (1, 1, 1, "2026-06-01")
    owner = door(wisp)
    page = owner.get(f"/customers/leads/{lead.pk}/").content.decode()
    assert "Asked on your web site" in page
    assert "You may call me." in page
    own = owner.get(f"/customers/address-checks/{check.pk}/").content.decode()
    assert "Checks and leads by day" in own
    loader = f"&lt;script src=&quot;{settings.GUYWIRE_BASE_URL}/static/built/address-check.js&quot;"
    assert own.count(loader) == 2  # to read and to copy, never to run
    assert f"/check/{check.key}/" in own


def test_the_same_sent_twice_is_one_lead(wisp: Tenant) -> None:
    check = checked(wisp)
    sent(wisp, check)
    assert sent(wisp, check, email="", phone="(603) 555-0142").status_code == 302
    assert sent(wisp, check, email="ADA@marsh.example", phone="").status_code == 302
    [lead] = leads_of(wisp)
    with in_tenant(wisp.pk, actor="test"):
        assert AddressCheckDay.objects.get().leads == 1
        leads.disqualify_lead(lead, reason="moved away")
    sent(wisp, check)
    assert [one.state for one in leads_of(wisp)] == ["disqualified", "new"]
    sent(wisp, check, email="eve@marsh.example", phone="")
    assert len(leads_of(wisp)) == 3


@pytest.mark.parametrize(
    ("fields", "after_s", "text"),
    [
        ({"consent": ""}, 30, "Please agree first"),
        ({"email": "", "phone": ""}, 30, "Give an e-mail address or a phone number"),
        ({"email": "ada@"}, 30, "not a valid email address"),
        ({"phone": "12"}, 30, "write 5 to 15 digits"),
        ({"name": ""}, 30, "This field is required"),
        ({}, 1, "That was very quick."),
        ({}, 7 * 3600, "This page has lain open for long."),
        ({"token": "made:up"}, 30, "This page has lain open for long."),
    ],
)
def test_what_is_missing_or_made_up_is_told_and_makes_no_lead(
    wisp: Tenant, fields: dict[str, str], after_s: float, text: str
) -> None:
    check = checked(wisp)
    response = sent(wisp, check, after_s=after_s, **fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert text in page
    assert 'value="Ada B. Marsh"' in page or "name" in fields
    assert leads_of(wisp) == []
    with in_tenant(wisp.pk, actor="test"):
        assert AddressCheckDay.objects.get().leads == 0


def test_an_outdated_form_can_be_sent_again(wisp: Tenant) -> None:
    check = checked(wisp)
    late = OPENED + timedelta(hours=7)
    again = token_in(sent(wisp, check, after_s=7 * 3600).content.decode())
    place = {"latitude": SERVED["lat"], "longitude": SERVED["lon"], "address": ""}
    with clock.frozen(late + timedelta(seconds=5)):
        Client().post(at(wisp, check, "send/"), ADA | place | {"token": again})
    assert len(leads_of(wisp)) == 1


def test_a_token_of_another_page_is_none(wisp: Tenant) -> None:
    check = checked(wisp)
    with in_tenant(wisp.pk, actor="test"):
        other = make.address_check(name="Second")
    with clock.frozen(OPENED):
        page = Client().get(at(wisp, other), SERVED).content.decode()
    assert sent(wisp, check, token=token_in(page)).status_code == 422
    assert leads_of(wisp) == []


def test_what_fills_in_the_hidden_field_is_thanked_and_makes_no_lead(wisp: Tenant) -> None:
    check = checked(wisp)
    response = sent(wisp, check, website="https://spam.example")
    assert response.headers["Location"] == at(wisp, check, "thanks/")
    assert leads_of(wisp) == []


def test_a_wish_for_a_plan_that_was_not_offered_is_left_out(wisp: Tenant) -> None:
    check = checked(wisp)
    with in_tenant(wisp.pk, actor="test"):
        hidden = make.plan(name="Staff", code="STAFF", technology="cbrs", visible=False)
    assert sent(wisp, check, plan_id=str(hidden.pk)).status_code == 422
    assert leads_of(wisp) == []


def test_a_page_that_only_answers_takes_nothing_in(wisp: Tenant) -> None:
    check = checked(wisp, takes_leads=False)
    page = Client().get(at(wisp, check), SERVED).content.decode()
    assert "Yes, we can serve" in page
    assert 'name="consent"' not in page
    place = {"latitude": SERVED["lat"], "longitude": SERVED["lon"], "token": "x"}
    Client().post(at(wisp, check, "send/"), ADA | place)
    assert leads_of(wisp) == []


def test_senders_are_limited_by_their_address_and_questions_too(wisp: Tenant) -> None:
    check = checked(wisp)
    place = {"latitude": SERVED["lat"], "longitude": SERVED["lon"], "token": "made:up"}
    sender = Client()
    codes = [sender.post(at(wisp, check, "send/"), ADA | place).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    refused = sender.post(at(wisp, check, "send/"), ADA | place)
    assert refused.headers["Retry-After"] == "60"
    assert sender.cookies == {}
    assert sender.get(at(wisp, check), SERVED).status_code == 200


def test_only_the_named_sites_may_frame_the_page_and_nothing_else_is_framed(wisp: Tenant) -> None:
    check = checked(wisp, origins=[SITE, "http://localhost:8080"])
    for more in ("", "thanks/", "suggest/"):
        response = Client().get(at(wisp, check, more))
        policy = response.headers["Content-Security-Policy"]
        assert f"frame-ancestors {SITE} http://localhost:8080" in policy, more
        assert "X-Frame-Options" not in response.headers
    owner = door(wisp)
    for path in (f"/customers/address-checks/{check.pk}/", "/customers/leads/"):
        shut = owner.get(path)
        assert "frame-ancestors 'none'" in shut.headers["Content-Security-Policy"]
        assert shut.headers["X-Frame-Options"] == "DENY"
    nowhere = checked_again(wisp, check, origins=[])
    alone = Client().get(at(wisp, nowhere))
    assert "frame-ancestors 'none'" in alone.headers["Content-Security-Policy"]
    assert alone.headers["X-Frame-Options"] == "DENY"


def checked_again(wisp: Tenant, check: AddressCheck, **fields: Any) -> AddressCheck:
    with in_tenant(wisp.pk, actor="test"):
        return checks.change_check(check, make.address_check_input(name=check.name, **fields))


def test_the_answer_as_json_is_for_the_named_sites(wisp: Tenant) -> None:
    check = checked(wisp, origins=[SITE])
    response = Client().get(at(wisp, check, "api/"), SERVED, headers={"Origin": SITE})
    assert response.headers["Access-Control-Allow-Origin"] == SITE
    body = response.json()
    assert (body["verdict"], [one["name"] for one in body["plans"]]) == ("yes", ["Ridge 25"])
    assert body.keys() == {"verdict", "text", "chance", "address", "plans"}
    assert body["chance"] is None
    foreign = Client().get(at(wisp, check, "api/"), SERVED, headers={"Origin": "https://x.example"})
    assert "Access-Control-Allow-Origin" not in foreign.headers
    half = Client().get(at(wisp, check, "api/"), {"lat": "44"})
    assert (half.status_code, half.json()["status"]) == (422, 422)


@pytest.mark.parametrize("more", ["", "thanks/", "suggest/", "api/", "terrain/8/77/92.png"])
def test_closed_unknown_and_suspended_pages_say_nothing(wisp: Tenant, more: str) -> None:
    check = checked(wisp)
    assert Client().get(at(wisp, check, more)).status_code in {200, 422}
    checked_again(wisp, check, is_active=False)
    if not more.startswith("terrain"):
        closed = Client().get(at(wisp, check, more))
        assert closed.status_code == 404
        assert "Kinsman Ridge" not in closed.content.decode() or more == ""
    checked_again(wisp, check)
    assert Client().get(f"/t/{wisp.slug}/check/0123456789abcdef/{more}").status_code == 404
    assert Client().get(f"/t/nobody/check/{check.key}/{more}").status_code == 404
    assert Client().get(f"/check/{check.key}/{more}").status_code == 404
    with in_tenant(wisp.pk, actor="operator:test"):
        tenant_settings.suspend_tenant(reason="has not paid since March")
    suspended = Client().get(at(wisp, check, more))
    assert suspended.status_code == 404
    assert "March" not in suspended.content.decode()
    assert wisp.name not in suspended.content.decode()


def test_another_tenant_s_key_opens_nothing_here(wisp: Tenant, other_wisp: Tenant) -> None:
    check = checked(wisp)
    assert Client().get(f"/t/{other_wisp.slug}/check/{check.key}/").status_code == 404


def test_who_is_signed_in_is_a_visitor_too(wisp: Tenant, other_wisp: Tenant) -> None:
    check = checked(wisp)
    rival = door(other_wisp).get(at(wisp, check), SERVED)
    assert rival.status_code == 200
    page = door(wisp).get(at(wisp, check), SERVED).content.decode()
    assert "owner" not in page
    assert "gw-nav" not in page


def test_another_key_shuts_the_old_address(wisp: Tenant) -> None:
    check = checked(wisp)
    old = at(wisp, check)
    response = door(wisp).post(f"/customers/address-checks/{check.pk}/replace_key/")
    assert response.status_code == 302
    assert Client().get(old).status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        check.refresh_from_db()
    assert Client().get(at(wisp, check)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "name", "text"),
    [
        ({"origins": ["https://www.a.example/contact"]}, "origins", "without a path"),
        ({"origins": ["javascript:alert(1)"]}, "origins", "is no web site"),
        ({"origins": ["https://a.example; script-src *"]}, "origins", "is no web site"),
        ({"plan_codes": ["NONE"]}, "plan_codes", "There is no plan with the code NONE."),
        ({"likely_margin_db": 1, "maybe_margin_db": 2}, "__all__", "more margin than"),
        ({"map_latitude": 44}, "__all__", "or neither"),
        ({"name": "Front page"}, "name", "Another address check has this name."),
    ],
)
def test_what_a_page_may_not_be_is_told_at_its_field(
    wisp: Tenant, fields: dict[str, Any], name: str, text: str
) -> None:
    checked(wisp)
    body = {"name": "Second", "origins": [SITE]} | fields
    response = door(wisp).post(
        "/api/v1/customers/address-checks", data=json.dumps(body), content_type="application/json"
    )
    assert response.status_code in {409, 422}
    assert text in json.dumps(response.json(), ensure_ascii=False)
    with in_tenant(wisp.pk, actor="test"):
        assert AddressCheck.objects.count() == 1


def test_removing_a_page_keeps_its_leads_and_how_they_came(wisp: Tenant) -> None:
    check = checked(wisp)
    sent(wisp, check)
    assert door(wisp).post(f"/customers/address-checks/{check.pk}/remove/").status_code == 302
    [lead] = leads_of(wisp)
    page = door(wisp).get(f"/customers/leads/{lead.pk}/").content.decode()
    assert "Front page" in page
    with in_tenant(wisp.pk, actor="test"):
        assert (AddressCheck.objects.count(), AddressCheckDay.objects.count()) == (0, 0)
        leads.remove_lead(lead)
        assert AddressEnquiry.objects.count() == 0
