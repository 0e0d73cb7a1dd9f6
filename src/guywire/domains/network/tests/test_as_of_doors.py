"""What was true at a minute, asked by page and by API."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from guywire.domains.network.services import sectors
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("no_terrain")
NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
API = "/api/v1/network/as-of"


def turned_at_ten(wisp: Tenant) -> None:
    """A sector that looked at 100° from nine, at 140° from ten, and was retired at eleven."""
    with in_tenant(wisp.pk, actor="test"):
        with clock.frozen(NINE):
            site = make.live_site(name="Ridge", gate_code="4711")
            given = make.sector_input(site_id=site.pk, name="North", azimuth_deg=100)
            sector = sectors.create_sector(given)
        with clock.frozen(NINE + HOUR):
            sectors.change_sector(sector, given.model_copy(update={"azimuth_deg": 140.0}))
        with clock.frozen(NINE + 2 * HOUR):
            sectors.retire_sector(sector)


def asked(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("at", "azimuths"),
    [(NINE - HOUR, []), (NINE, [100.0]), (NINE + HOUR, [140.0]), (NINE + 2 * HOUR, [])],
)
def test_the_api_tells_what_stood_at_a_minute(
    wisp: Tenant, at: datetime, azimuths: list[float]
) -> None:
    turned_at_ten(wisp)
    answer = people.door(wisp).get(f"{API}/sectors?at={asked(at)}")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert [item["facts"]["azimuth_deg"] for item in body["items"]] == azimuths
    assert body["count"] == len(azimuths)


def test_a_secret_is_no_part_of_history(wisp: Tenant) -> None:
    turned_at_ten(wisp)
    answer = people.door(wisp).get(f"{API}/sites?at={asked(NINE + HOUR)}")
    assert "4711" not in answer.content.decode()
    assert "gate_code" not in answer.json()["items"][0]["facts"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("sectors", 422),
        ("sectors?at=2026-03-04T09:00:00", 422),
        ("towers?at=2026-03-04T09:00:00Z", 404),
    ],
)
def test_a_question_without_its_moment_or_kind_is_refused(
    wisp: Tenant, path: str, status: int
) -> None:
    assert people.door(wisp).get(f"{API}/{path}").status_code == status


def test_nobody_sees_the_past_of_another_tenant(wisp: Tenant, other_wisp: Tenant) -> None:
    turned_at_ten(other_wisp)
    assert people.door(wisp).get(f"{API}/sectors?at={asked(NINE)}").json() == {
        "count": 0, "items": [],
    }  # fmt: skip


def test_the_page_shows_the_minute_in_the_tenant_s_zone(wisp: Tenant) -> None:
    turned_at_ten(wisp)
    door = people.door(wisp)
    moment = NINE.astimezone(ZoneInfo(wisp.time_zone)) + HOUR / 2
    page = door.get(f"/network/as-of/?at={moment:%Y-%m-%dT%H:%M}").content.decode()
    assert "North" in page
    assert "100°" in page.replace('<span class="gw-unit">', "").replace("</span>", "")
    before = door.get(f"/network/as-of/?at={moment - HOUR:%Y-%m-%dT%H:%M}").content.decode()
    assert "North" not in before
    assert "Nothing of this kind stood then." in before


def test_a_moment_that_is_none_is_refused_on_the_page(wisp: Tenant) -> None:
    refused = people.door(wisp).get("/network/as-of/?at=yesterday")
    assert refused.status_code == 422
