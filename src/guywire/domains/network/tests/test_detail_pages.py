"""The pages of one object: what stands on them, and what does not."""

import re
from typing import Any

import pytest

from guywire.domains.network.models import BackhaulLink
from guywire.domains.network.services import equipment, links, sites
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import Door, door
from guywire.kit.tenancy import in_tenant


def titles(owner: Door, path: str) -> list[str]:
    """The headings of the page's panels."""
    page = owner.get(path)
    assert page.status_code == 200
    return re.findall(r'<h2 class="card-title">([^<]+)</h2>', page.content.decode())


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"kind": "fiber", "frequency_mhz": None}, ["Ends", "Fiber"]),
        ({"kind": "licensed", "call_sign": "WQXY123"}, ["End A", "End B", "Licence"]),
        ({"kind": "unlicensed"}, ["End A", "End B"]),
    ],
)
def test_a_link_s_page_has_the_panels_of_its_kind(
    wisp: Tenant, fields: dict[str, Any], shown: list[str]
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        link = make.backhaul_link(**fields)
    found = titles(door(wisp), f"/network/backhaul-links/{link.pk}/")
    kinds = {"Ends", "End A", "End B", "Licence", "Fiber"}
    assert [title for title in found if title in kinds] == shown
    assert found.count("Capacity") == 1


def test_what_was_entered_is_shown_though_the_kind_has_changed(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        link = make.backhaul_link()
        BackhaulLink.objects.filter(pk=link.pk).update(circuit_id="C-7")
    assert "Fiber" in titles(door(wisp), f"/network/backhaul-links/{link.pk}/")


def test_sites_links_and_equipment_tell_what_they_were(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.site(name="Ridge")
        sites.go_live(site)
        link = make.backhaul_link()
        links.put_in_service(link)
        router = make.equipment_at_site(site_id=site.pk)
        equipment.retire_equipment(router)
    owner = door(wisp)
    for path, states in (
        (f"/network/sites/{site.pk}/", ["Active", "Planned"]),
        (f"/network/backhaul-links/{link.pk}/", ["Active", "Planned"]),
        (f"/network/equipment/{router.pk}/", ["Removed", "Deployed"]),
    ):
        page = owner.get(path).content.decode()
        panel = page.partition("What it was</h2>")[2].partition("</table>")[0]
        assert re.findall(r'data-label="Status">.*?>([A-Z][a-z]+)<', panel, re.S) == states


def test_rows_that_name_a_site_twice_over_are_counted_in_one_line(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        link = make.backhaul_link()
        make.backhaul_link(site_a_id=link.site_b_id, site_b_id=link.site_a_id)
    page = door(wisp).get(f"/network/sites/{link.site_a_id}/remove/").content.decode()
    assert re.findall(r"<li>([^<]*backhaul[^<]*)</li>", page) == ["2 backhaul links"]


def test_a_place_is_shown_to_the_metre(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        place = make.address(latitude=44.176328, longitude=-71.841518)
    page = door(wisp).get(f"/network/addresses/{place.pk}/").content.decode()
    assert "44.17633<" in page
    assert "\u221271.84152<" in page
