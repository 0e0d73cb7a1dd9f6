"""The audit trail says which rows changed, folds a run of one deed, and links what may be seen."""

import pytest

from guywire.domains.network.tests import make as network
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db


def test_the_trail_names_and_links_the_row_of_each_change(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test", door="test"):
        site = network.site(name="Mount Agassiz")
        contact = network.site_contact(site_id=site.pk, name="Edith Merrill")
    owner = make.door(wisp, Role.OWNER)
    page = owner.get("/tenants/trail/").content.decode()
    assert f'href="/t/kinsman/network/sites/{site.pk}/">Mount Agassiz</a> created' in page
    assert f'href="/t/kinsman/network/site-contacts/{contact.pk}/">{contact}</a> created' in page


def test_a_removed_row_keeps_its_name_without_a_link(wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    with in_tenant(wisp.pk, actor="test", door="test"):
        site = network.site(name="Mount Agassiz")
    assert door.post(f"/network/sites/{site.pk}/remove/").status_code == 302
    page = door.get("/tenants/trail/").content.decode()
    assert "Mount Agassiz removed" in page
    assert f"/network/sites/{site.pk}/" not in page


def test_home_folds_a_run_of_the_same_deed(wisp: Tenant, other_wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    with in_tenant(wisp.pk, actor="test", door="test"):
        site = network.site()
    with in_tenant(wisp.pk, actor="job:survey", door="job"):
        for number in range(5):
            network.site_contact(site_id=site.pk, name=f"Contact {number}")
    with in_tenant(other_wisp.pk, actor="job:survey", door="job"):
        network.site(name="Rival Rock")
    page = door.get("/").content.decode()
    assert page.count("job survey") == 1
    assert "and 4 more" in page
    assert "Rival Rock" not in page


def test_who_may_not_see_a_row_gets_its_name_and_no_link(wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    with in_tenant(wisp.pk, actor="test", door="test"):
        network.site(name="Mount Agassiz")
    viewer = make.member(wisp, Role.VIEWER)
    given = {"codes": ["tenants.audit.view"]}
    assert door.post("/tenants/roles/viewer/", given).status_code == 302
    page = make.Door(wisp, viewer).get("/tenants/trail/").content.decode()
    assert "Mount Agassiz created" in page
    assert "/network/sites/" not in page.split("<main")[1]
