"""Rehearsals and runs through the doors: rehearse, look why, commit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from guywire.domains.billing.models import BillingRun, Invoice, Rehearsal
from guywire.domains.billing.services import accounts, runs
from guywire.domains.billing.tasks.billing import bill_due
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as tenants
from guywire.domains.tenants.tests.make import Door
from guywire.kit import clock
from guywire.kit.jobs import runs as kit_runs
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("noon")
JAN, MAR = date(2026, 1, 1), date(2026, 3, 1)
API = "/api/v1/billing"


@pytest.fixture
def door(wisp: Tenant, other_wisp: Tenant) -> Door:
    with in_tenant(wisp.pk, actor="test"), clock.frozen(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        plan = people.plan(name="Ridge 50", price=Decimal("31.00"), setup_fee=Decimal(0))
        people.active_service(plan_id=plan.pk)
    return tenants.door(wisp)


def worked(wisp: Tenant, model: Any) -> Any:
    with in_tenant(wisp.pk, actor="test"):
        run = model.objects.order_by("-created_at").first()
        while kit_runs.work_on(model, run.pk):
            pass
        run.refresh_from_db()
        return run


def post(door: Door, path: str, **body: Any) -> Any:
    return door.post(f"{API}{path}", body, content_type="application/json")


def test_M7_a_rehearsal_is_looked_at_and_committed_once(door: Door, wisp: Tenant) -> None:
    made = post(door, "/rehearsals", for_on="2026-03-04")
    assert made.status_code == 201, made.content
    assert post(door, f"/rehearsals/{made.json()['id']}/commit").status_code == 422
    rehearsal = worked(wisp, Rehearsal)
    told = door.get(f"{API}/rehearsals/{rehearsal.pk}").json()
    assert (told["state"], told["invoices"], told["net"]) == ("finished", 3, "93.00")
    page = door.get(f"/billing/rehearsals/{rehearsal.pk}/").content.decode()
    assert "93.00" in page
    with in_tenant(wisp.pk, actor="test"):
        assert not Invoice.objects.exists()
        item = rehearsal.items.get()
    why = door.get(f"/billing/rehearsed-customers/{item.pk}/why/").content.decode()
    assert "Ridge 50" in why
    assert "31 of 31 days" in why
    assert "Something changed" not in why
    assert post(door, f"/rehearsals/{rehearsal.pk}/commit").status_code == 200
    run = worked(wisp, BillingRun)
    told = door.get(f"{API}/billing-runs/{run.pk}").json()
    assert (told["state"], told["invoices"], told["digest"]) == (
        "finished", 3, rehearsal.digest,
    )  # fmt: skip
    again = post(door, f"/rehearsals/{rehearsal.pk}/commit")
    assert again.status_code == 422
    assert again.json()["title"].endswith("was committed already.")
    assert len(door.get(f"{API}/invoices").json()["items"]) == 3
    part = door.get(f"/billing/billing-runs/{run.pk}/progress/").content.decode()
    assert "gw-run" in part
    assert "hx-get" not in part


def test_M7_a_change_after_the_rehearsal_is_named_and_nothing_is_issued(
    door: Door, wisp: Tenant
) -> None:
    post(door, "/rehearsals", for_on="2026-03-04")
    rehearsal = worked(wisp, Rehearsal)
    with in_tenant(wisp.pk, actor="test"):
        people.active_service()
        item = rehearsal.items.get()
        accounts.settings()
    refused = post(door, f"/rehearsals/{rehearsal.pk}/commit")
    assert refused.status_code == 409
    assert "services' changes" in refused.json()["title"]
    with in_tenant(wisp.pk, actor="test"):
        assert not BillingRun.objects.exists()
        row = accounts.settings()
        row.due_days = 30
        row.save()
    why = door.get(f"/billing/rehearsed-customers/{item.pk}/why/").content.decode()
    assert "Something changed since the rehearsal" in why


def test_B_CYC_4_one_run_goes_on_at_a_time_and_can_be_stopped(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        run = runs.bill_now()
        assert run is not None
        with pytest.raises(runs.RunUnderWay):
            runs.bill_now()
    stopped = door.post(f"/billing/billing-runs/{run.pk}/act/stop/")
    assert stopped.status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        run.refresh_from_db()
        assert (run.state, Invoice.objects.count()) == ("cancelled", 0)
    assert door.post(f"/billing/billing-runs/{run.pk}/act/go-on/").status_code == 302
    assert worked(wisp, BillingRun).invoices == 3
    viewer = tenants.door(wisp, "viewer")
    assert viewer.post(f"/billing/billing-runs/{run.pk}/act/stop/").status_code == 403


def test_B_CYC_5_the_nightly_run_bills_only_where_the_wisp_wants_it(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        bill_due()
        assert not BillingRun.objects.exists()
        row = accounts.settings()
        row.automatic_runs = True
        row.save()
        bill_due()
    assert worked(wisp, BillingRun).invoices == 3
