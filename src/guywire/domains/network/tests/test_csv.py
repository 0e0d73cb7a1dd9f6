"""Network rows from CSV files, through the door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.network.models import Equipment, Sector
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import door
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("rows.csv", text.encode())


def test_a_sector_is_named_by_its_site_and_its_name(wisp: Tenant) -> None:
    """A key that begins with a reference reads as that row's own key: no file needs an id."""
    with in_tenant(wisp.pk, actor="test"):
        site = make.site(name="Ridge")
        sector = make.sector(site_id=site.pk, name="North")
    owner = door(wisp)
    place = "/network/equipment/import/"
    assert "site name / name" in owner.get(place).content.decode()
    head = "site,name,type,sector\n"
    lost = owner.post(place, {"file": file(f"{head}Ridge,radio,radio,Ridge / South\n")})
    assert lost.status_code == 422
    assert [(one.line, one.column) for one in lost.context["faults"]] == [(2, "sector_id")]
    seen = owner.post(place, {"file": file(f"{head}Ridge,radio,radio,Ridge / North\n")})
    owner.post(place, {"staged": str(seen.context["staged"].pk)})
    with in_tenant(wisp.pk, actor="test"):
        assert Equipment.objects.get().sector_id == sector.pk


def test_sectors_of_a_named_site_are_changed(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.site(name="Ridge")
        for name in ("North", "South"):
            make.sector(site_id=site.pk, name=name, azimuth_deg=0)
    owner = door(wisp)
    place = "/network/sectors/import/"
    head = "site,name,technology,earfcn,bandwidth_mhz,azimuth_deg,beamwidth_deg,height_m,eirp_dbm"
    text = f"{head}\nRidge,North,,,,45,,,\n"
    seen = owner.post(place, {"file": file(text), "update": "on"})
    assert (len(seen.context["made"].creates), len(seen.context["made"].changes)) == (0, 1)
    owner.post(place, {"staged": str(seen.context["staged"].pk)})
    with in_tenant(wisp.pk, actor="test"):
        turned = dict(Sector.objects.values_list("name", "azimuth_deg"))
    assert turned == {"North": 45, "South": 0}
