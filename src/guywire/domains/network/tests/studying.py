"""Coverage studies for tests, begun by the API and worked on as the job does."""

from typing import Any

from guywire.domains.network.models import CoverageStudy
from guywire.domains.network.tasks import cover
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.tenancy import in_tenant

API = "/api/v1/network/coverage-studies"
BODY = {"name": "All", "model": "itm-exact", "radius_m": 4_000, "resolution_m": 100}
CANNON = (44.1567, -71.6989)
"""A summit in the White Mountains."""


def started(wisp: Tenant, **body: Any) -> dict[str, Any]:
    answer = people.door(wisp).post(API, BODY | body, content_type="application/json")
    assert answer.status_code == 202, answer.content
    return dict(answer.json())


def told(wisp: Tenant, study: dict[str, Any]) -> dict[str, Any]:
    answer = people.door(wisp).get(f"{API}/{study['id']}")
    assert answer.status_code == 200
    return dict(answer.json())


def row(wisp: Tenant, study: dict[str, Any]) -> CoverageStudy:
    with in_tenant(wisp.pk, actor="test"):
        return CoverageStudy.objects.get(pk=study["id"])


def turn_of(wisp: Tenant, study: dict[str, Any]) -> int:
    """Which turn of its work the study is at."""
    return int(row(wisp, study).lanes[0]["turn"])


def slice_of(wisp: Tenant, study: dict[str, Any]) -> bool:
    """What the queued job does; whether it queued another."""
    turn = turn_of(wisp, study)
    cover(wisp.pk, run_id=study["id"], turn=turn)
    return turn_of(wisp, study) != turn and not row(wisp, study).is_over


def worked(wisp: Tenant, study: dict[str, Any]) -> dict[str, Any]:
    while slice_of(wisp, study):
        pass
    return told(wisp, study)
