"""The main job by the API: import a network, qualify, lead, customer, service, to its end."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from guywire.domains.tenants.models import Tenant
from guywire.kit import clock

from .conftest import Program

pytestmark = pytest.mark.slow

NETWORK = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Mount Agassiz"},
            "geometry": {"type": "Point", "coordinates": [-71.67, 44.25833]},
        }
    ],
}


def state_of(program: Program, service_id: str) -> tuple[str, int, bool]:
    service = program.get(f"/customers/services/{service_id}")
    return service["state"], service["charging_percent"], service["access"]


def qualified(program: Program) -> dict[str, Any]:
    answer = program.get("/network/serviceability?lat=44.3477&lon=-71.68395")
    assert answer["sectors"], answer["rejected"]
    return answer


def test_import_qualify_lead_customer_service_to_the_end(
    wisp: Tenant,
    other_wisp: Tenant,
    ground: Path,
    program_of: Callable[[Tenant], Program],
) -> None:
    program, rival = program_of(wisp), program_of(other_wisp)
    today = clock.today(wisp.time_zone)

    program.upload("/network/sites/import-places", "network.geojson", json.dumps(NETWORK))
    (site,) = program.get("/network/sites")["items"]
    program.post(f"/network/sites/{site['id']}/go_live")
    sector = program.post(
        "/network/sectors",
        {
            "site_id": site["id"],
            "name": "Agassiz North",
            "technology": "cbrs",
            "earfcn": 55990,
            "bandwidth_mhz": 20,
            "azimuth_deg": 0,
            "beamwidth_deg": 90,
            "height_m": 30,
            "eirp_dbm": 47,
            "receiver_gain_dbi": 13,
        },
        expect=201,
    )
    before = program.get("/network/serviceability?lat=44.3477&lon=-71.68395")
    assert before["sectors"] == []
    (rejected,) = before["rejected"]
    assert [reason["why"] for reason in rejected["reasons"]] == ["not_on_air"]
    program.post(f"/network/sectors/{sector['id']}/go_live")
    best = qualified(program)["sectors"][0]
    assert best["sector_id"] == sector["id"]

    plan, bigger = (
        program.post(
            "/customers/plans",
            {
                "name": name,
                "code": name,
                "down_mbps": down,
                "up_mbps": 10,
                "price": price,
                "available_from": "2020-01-01",
            },
            expect=201,
        )
        for name, down, price in (("R50", 50, "69.00"), ("R100", 100, "89.00"))
    )
    lead = program.post(
        "/customers/leads",
        {
            "first_name": "Ada",
            "last_name": "Bean",
            "email": "ada@example.com",
            "source": "web",
            "street": "12 Ridge Road",
            "city": "Bethlehem",
            "latitude": 44.3477,
            "longitude": -71.68395,
            "wanted_plan_id": plan["id"],
        },
        expect=201,
    )
    converted = program.post(f"/customers/leads/{lead['id']}/convert", {"plan_id": plan["id"]})
    assert converted["state"] == "converted"
    customer = program.get(f"/customers/customers/{converted['customer_id']}")
    assert customer["source"] == "web"
    (service,) = program.get(f"/customers/services?customer={customer['id']}")["items"]
    path = f"/customers/services/{service['id']}"
    assert state_of(program, service["id"]) == ("quoted", 0, False)

    program.post(f"{path}/order")
    program.post(f"{path}/schedule", {"scheduled_for": str(today + timedelta(days=7))})
    assert state_of(program, service["id"]) == ("scheduled", 0, False)
    program.post(f"{path}/activate")
    assert state_of(program, service["id"]) == ("active", 100, True)

    program.post(f"{path}/change_plan", {"plan_id": bigger["id"], "on": str(first_of_next(today))})
    pending = program.get(f"/customers/service-changes?service={service['id']}&state=pending")
    assert [change["kind"] for change in pending["items"]] == ["change_plan"]
    assert program.get(path)["price"] == "69.00"
    program.post(f"/customers/service-changes/{pending['items'][0]['id']}/cancel")
    program.post(f"{path}/change_plan", {"plan_id": bigger["id"]})
    assert program.get(path)["price"] == "89.00"

    program.post(f"{path}/suspend", {"reason": "non_payment"})
    assert state_of(program, service["id"]) == ("suspended", 100, False)
    program.post(f"{path}/resume")
    assert state_of(program, service["id"]) == ("active", 100, True)
    program.post(f"{path}/end", {"reason": "moved away"})
    assert state_of(program, service["id"]) == ("ended", 0, False)
    refused = program.post(f"{path}/resume", expect=422)
    assert refused["type"] == "urn:guywire:problem:service_change_refused"
    assert "The service is ended on" in refused["title"]

    for address in ("/network/sites", "/network/sectors", "/customers/services"):
        assert rival.get(address)["items"] == []
    rival.get(path, expect=404)


def first_of_next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
