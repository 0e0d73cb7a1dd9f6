"""A sector tried elsewhere: a planned copy, on a planned site where it was moved to."""

import json
from typing import Any

import pytest

from guywire.domains.network.models import Sector, Site
from guywire.domains.network.tests import make
from guywire.domains.tenants import queries
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.services.roles import set_role_codes
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import door
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
HERE = (44.1567, -71.6989)


def known(wisp: Tenant, **fields: Any) -> Sector:
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Cannon", latitude=HERE[0], longitude=HERE[1])
        given = {"name": "North", "azimuth_deg": 335, "pci": 7, "eci": 1234, "tac": 5}
        return make.sector_on_air(site_id=site.pk, **(given | fields))


def body(**fields: Any) -> dict[str, Any]:
    given = {
        "latitude": HERE[0],
        "longitude": HERE[1],
        "azimuth_deg": 10,
        "mechanical_tilt_deg": 3,
        "electrical_tilt_deg": 2,
        "height_m": 20,
        "eirp_dbm": 44,
    }
    return given | fields


def asked(wisp: Tenant, sector: Sector, given: dict[str, Any], role: str = "owner") -> Any:
    return door(wisp, role).post(
        f"/api/v1/network/sectors/{sector.pk}/elsewhere",
        data=json.dumps(given),
        content_type="application/json",
    )


def test_turned_at_its_site_it_is_planned_there_and_the_sector_stays(wisp: Tenant) -> None:
    sector = known(wisp, max_range_m=9000, front_to_back_db=31)
    response = asked(wisp, sector, body())
    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["name"], told["status"], told["azimuth_deg"]) == ("North (planned)", "planned", 10)
    with in_tenant(wisp.pk, actor="test"):
        copy = Sector.objects.get(pk=told["id"])
        assert (copy.site_id, copy.height_m, copy.eirp_dbm, copy.tilt_deg) == (
            sector.site_id,
            20,
            44,
            5,
        )
        assert (copy.earfcn, copy.max_range_m, copy.front_to_back_db) == (55990, 9000, 31)
        assert (copy.pci, copy.tac, copy.eci) == (None, None, None)
        sector.refresh_from_db()
        assert (sector.azimuth_deg, sector.height_m, sector.status) == (335, 30, "on-air")
        assert Site.objects.count() == 1


def test_moved_away_it_stands_on_a_planned_site_and_a_second_try_has_another_name(
    wisp: Tenant,
) -> None:
    sector = known(wisp)
    for name in ("Cannon (planned)", "Cannon (planned 2)"):
        told = asked(wisp, sector, body(latitude=44.2, longitude=-71.7)).json()
        with in_tenant(wisp.pk, actor="test"):
            site = Site.objects.get(pk=told["site_id"])
            assert (site.name, site.status, site.latitude) == (name, "planned", 44.2)
            assert site.ground_elevation_m is not None
            assert [one.name for one in site.sectors.all()] == ["North"]


def test_what_is_wrong_is_named_and_nothing_is_planned(wisp: Tenant) -> None:
    sector = known(wisp)
    moved = body(latitude=44.2, antenna_pattern_id="01890000-0000-7000-8000-000000000000")
    refused = asked(wisp, sector, moved)
    assert refused.status_code in {404, 422}
    assert "antenna_pattern_id" in refused.json()["errors"]
    steep = asked(wisp, sector, body(mechanical_tilt_deg=91))
    assert (steep.status_code, list(steep.json()["errors"])) == (422, ["mechanical_tilt_deg"])
    with in_tenant(wisp.pk, actor="test"):
        assert (Site.objects.count(), Sector.objects.count()) == (1, 1)


def test_a_site_of_its_own_needs_the_permission_to_add_one(wisp: Tenant) -> None:
    sector = known(wisp)
    assert asked(wisp, sector, body(), Role.VIEWER).status_code == 403
    owner = queries.actor_of_membership(people.member(wisp))
    with in_tenant(wisp.pk, actor="test"):
        given = queries.codes_of_role(Role.VIEWER) | {"network.sector.add"}
        set_role_codes(Role.VIEWER, given, actor=owner)
    assert asked(wisp, sector, body(latitude=44.2), Role.VIEWER).status_code == 403
    assert asked(wisp, sector, body(), Role.VIEWER).status_code == 201
    with in_tenant(wisp.pk, actor="test"):
        assert (Site.objects.count(), Sector.objects.count()) == (1, 2)


def test_another_tenant_s_sector_is_not_there(wisp: Tenant, other_wisp: Tenant) -> None:
    sector = known(other_wisp)
    assert asked(wisp, sector, body()).status_code == 404
    with in_tenant(other_wisp.pk, actor="test"):
        assert Sector.objects.count() == 1
