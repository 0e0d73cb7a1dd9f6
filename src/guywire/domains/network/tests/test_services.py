"""Writing the network: what is saved, told, refused, and what stays unsaid."""

from pathlib import Path

import pytest

from guywire.domains.network.models import BackhaulLink, Equipment, Sector, Site, SiteVersion
from guywire.domains.network.queries.terrain import terrain_tiles
from guywire.domains.network.services import equipment, links, sectors, sites
from guywire.domains.network.services import terrain as ground
from guywire.domains.network.services.links import NoLicence
from guywire.domains.network.services.sectors import SiteNotLive
from guywire.domains.network.services.versions import InUse, Taken
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.kit.errors import NotFound
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("no_terrain")


def told() -> list[str]:
    names = LoggedEvent.objects.order_by("happened_at", "id").values_list("name", flat=True)
    return [name.removeprefix("network.") for name in names]


def test_a_site_takes_its_ground_from_the_terrain(tenant: Tenant, terrain: object) -> None:
    site = make.site()
    assert site.ground_elevation_m == 1151.0
    assert make.site(ground_elevation_m=1200).ground_elevation_m == 1200


def test_without_terrain_the_ground_stays_unknown(tenant: Tenant) -> None:
    assert make.site().ground_elevation_m is None


def test_saying_the_same_again_changes_and_tells_nothing(tenant: Tenant) -> None:
    given = make.site_input(gate_code="4711")
    site = sites.create_site(given)
    before = site.updated_at
    site = sites.change_site(site, given)
    assert (site.updated_at, told()) == (before, ["site_added"])
    assert SiteVersion.objects.count() == 1


def test_a_change_tells_which_columns(tenant: Tenant) -> None:
    given = make.site_input()
    site = sites.create_site(given)
    sites.change_site(site, given.model_copy(update={"owner": "Town", "height_m": 40.0}))
    fact = LoggedEvent.objects.get(name="network.site_changed")
    assert fact.payload == {"site_id": str(site.pk), "changed": "height_m,owner"}


def test_an_empty_gate_code_keeps_the_present_one(tenant: Tenant) -> None:
    given = make.site_input(gate_code="4711")
    site = sites.create_site(given)
    sites.change_site(site, given.model_copy(update={"gate_code": None, "owner": "Town"}))
    kept = Site.objects.get(pk=site.pk)
    assert (kept.gate_code.reveal(), str(kept.gate_code), kept.owner) == ("4711", "***", "Town")
    assert "gate_code" not in SiteVersion.objects.get(valid_to=None).facts


def test_a_name_is_taken_once_in_a_tenant_and_free_in_another(
    tenant: Tenant, other_wisp: Tenant
) -> None:
    make.site(name="Ridge")
    with pytest.raises(Taken) as caught:
        make.site(name="Ridge")
    assert (caught.value.field, caught.value.message) == ("name", "A site of this name exists.")
    with in_tenant(other_wisp.pk, actor="test"):
        make.site(name="Ridge")
        assert Site.objects.count() == 1
    assert Site.objects.count() == 1


def test_a_site_in_use_is_not_removed(tenant: Tenant) -> None:
    site = make.site(name="Ridge")
    make.sector(site_id=site.pk, name="North")
    with pytest.raises(InUse) as caught:
        sites.remove_site(site)
    assert caught.value.message == (
        "Ridge is still in use by sectors: North. Retire it, or remove those first."
    )
    assert Site.objects.filter(pk=site.pk).exists()
    assert "site_removed" not in told()


def test_a_mistaken_site_is_removed_with_its_contacts(tenant: Tenant) -> None:
    contact = make.site_contact()
    sites.remove_site(contact.site)
    assert Site.objects.count() == 0
    assert told() == ["site_added", "site_removed"]


def test_a_site_with_a_sector_on_the_air_is_not_retired(tenant: Tenant) -> None:
    sector = make.sector_on_air(name="North")
    with pytest.raises(InUse, match="has sectors on the air: North"):
        sites.retire_site(sector.site)
    sectors.retire_sector(sector)
    site = sites.retire_site(sector.site)
    assert site.status == Site.Status.INACTIVE
    assert site.valid_to is not None
    sites.retire_site(site)
    assert told().count("site_retired") == 1


def test_a_sector_goes_on_air_only_from_a_live_site(tenant: Tenant) -> None:
    sector = make.sector(site_id=make.site(name="Ridge").pk)
    with pytest.raises(SiteNotLive, match="Ridge is planned"):
        sectors.put_on_air(sector)
    sites.go_live(sector.site)
    assert sectors.put_on_air(sector).status == Sector.Status.ON_AIR
    assert told() == ["site_added", "sector_added", "site_went_live", "sector_went_on_air"]


def test_a_sector_needs_a_site_of_its_own_tenant(tenant: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        foreign = make.site()
    with pytest.raises(NotFound) as caught:
        make.sector(site_id=foreign.pk)
    assert caught.value.field == "site_id"
    assert Sector.objects.count() == 0


def test_cell_identities_are_unique_within_a_technology(tenant: Tenant) -> None:
    make.sector(eci=4711)
    with pytest.raises(Taken) as caught:
        make.sector(eci=4711)
    assert caught.value.field == "eci"


def test_the_sector_of_equipment_is_one_of_its_site(tenant: Tenant) -> None:
    with pytest.raises(NotFound) as caught:
        make.equipment_at_site(sector_id=make.sector().pk)
    assert caught.value.field == "sector_id"


def test_a_password_is_kept_and_never_shown(tenant: Tenant) -> None:
    given = make.equipment_input(management_password="s3cret")
    box = equipment.create_equipment(given)
    equipment.change_equipment(box, given.model_copy(update={"management_password": None}))
    kept = Equipment.objects.get()
    assert (kept.management_password.reveal(), kept.has_management_password) == ("s3cret", True)
    assert told() == ["site_added", "equipment_added"]


def test_equipment_that_left_keeps_its_history(tenant: Tenant) -> None:
    box = equipment.retire_equipment(make.equipment_at_site())
    assert (box.status, box.valid_to is not None) == (Equipment.Status.REMOVED, True)


def test_a_radio_link_computes_its_azimuths(tenant: Tenant) -> None:
    link = make.backhaul_link(b_azimuth_deg=190)
    assert (link.a_azimuth_deg, link.b_azimuth_deg) == (357.03, 190)


def test_a_licensed_link_carries_its_call_sign(tenant: Tenant) -> None:
    link = make.backhaul_link(
        kind="licensed", call_sign="wqab123", frequency_mhz=11200, licence_expires_on="2030-01-01"
    )
    assert (link.call_sign, link.licence_status) == ("WQAB123", BackhaulLink.Licence.ACTIVE)
    assert links.put_in_service(link).status == BackhaulLink.Status.ACTIVE


def test_broken_terrain_is_refused_and_not_copied(
    no_terrain: object, tmp_path: object, settings: object
) -> None:
    broken = Path(str(tmp_path)) / "N44W072.hgt"
    broken.write_bytes(b"short")
    with pytest.raises(ground.UnusableTerrain, match="has 5 bytes"):
        ground.add_terrain(broken)
    assert not Path(str(no_terrain)).exists()


def test_a_tile_is_added_and_listed(no_terrain: object) -> None:
    line = ground.add_terrain(make.TERRAIN / "N44W072.hgt")
    assert (line.name, line.south, line.west, line.north, line.east) == (
        "N44W072.hgt", 44.0, -72.0, 45.0, -71.0,
    )  # fmt: skip
    assert [tile.name for tile in terrain_tiles()] == ["N44W072.hgt"]


def test_no_door_puts_a_sector_on_air_at_a_site_that_is_not_there(tenant: Tenant) -> None:
    site = make.site(name="Ridge")
    with pytest.raises(SiteNotLive) as caught:
        make.sector(site_id=site.pk, status="on-air")
    assert caught.value.field == "status"
    sector = make.sector(site_id=site.pk)
    given = make.sector_input(site_id=site.pk, name=sector.name, status="on-air")
    with pytest.raises(SiteNotLive, match="Ridge is planned"):
        sectors.change_sector(sector, given)
    sector.refresh_from_db()
    assert (Sector.objects.count(), sector.status) == (1, "planned")
    assert "sector_went_on_air" not in told()


def test_a_status_written_by_hand_tells_what_the_action_tells(tenant: Tenant) -> None:
    site = make.live_site()
    given = make.sector_input(site_id=site.pk, status="on-air")
    sector = sectors.create_sector(given)
    sectors.change_sector(sector, given.model_copy(update={"status": Sector.Status.RETIRED}))
    sector.refresh_from_db()
    assert sector.valid_to is not None
    back = sectors.change_sector(sector, given)
    assert (back.status, back.valid_to) == ("on-air", None)
    assert [name for name in told() if name.startswith("sector_")] == [
        "sector_added", "sector_went_on_air", "sector_changed", "sector_retired",
        "sector_changed", "sector_went_on_air",
    ]  # fmt: skip


def test_a_radiating_site_is_not_switched_off_by_the_form(tenant: Tenant) -> None:
    sector = make.sector_on_air(name="North")
    site = sector.site
    given = make.site_input(name=site.name, status="inactive")
    with pytest.raises(InUse, match="has sectors on the air: North"):
        sites.change_site(site, given)
    site.refresh_from_db()
    assert site.status == Site.Status.ACTIVE


LICENSED = {"kind": "licensed", "call_sign": "WQAB123", "frequency_mhz": 11200}


@pytest.mark.parametrize(
    ("licence", "field", "message"),
    [
        ({}, "licence_expires_on", "Say first when the licence expires."),
        (
            {"licence_expires_on": "2020-01-01"},
            "licence_expires_on",
            "The licence WQAB123 ended on 2020-01-01.",
        ),
        (
            {"licence_expires_on": "2035-01-01", "licence_status": "revoked"},
            "licence_status",
            "The licence WQAB123 is revoked.",
        ),
    ],
)
def test_a_link_carries_no_traffic_without_its_licence(
    tenant: Tenant, licence: dict[str, str], field: str, message: str
) -> None:
    link = make.backhaul_link(**LICENSED, **licence)
    with pytest.raises(NoLicence) as caught:
        links.put_in_service(link)
    assert (caught.value.field, caught.value.message) == (field, message)
    assert "link_went_live" not in told()


def test_removed_equipment_ends_by_whichever_door(tenant: Tenant) -> None:
    given = make.equipment_input()
    box = equipment.create_equipment(given)
    equipment.change_equipment(box, given.model_copy(update={"status": Equipment.Status.REMOVED}))
    box.refresh_from_db()
    assert box.valid_to is not None
    assert told() == ["site_added", "equipment_added", "equipment_changed", "equipment_retired"]


def test_a_gate_code_and_a_password_go_only_when_somebody_says_so(tenant: Tenant) -> None:
    site = make.site(gate_code="4711")
    box = make.equipment_at_site(management_password="s3cret")
    for _ in range(2):
        sites.remove_gate_code(site)
        equipment.remove_management_password(box)
    assert not Site.objects.get(pk=site.pk).has_gate_code
    assert not Equipment.objects.get(pk=box.pk).has_management_password
    facts = LoggedEvent.objects.filter(name__endswith="_changed").order_by("name")
    assert [fact.payload["changed"] for fact in facts] == ["management_password", "gate_code"]
