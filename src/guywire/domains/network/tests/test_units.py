"""Feet and miles for those who measure in them, in forms and in the answers of a file."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from guywire.domains.network.models import QualificationPart, QualificationRun
from guywire.domains.network.tasks import qualify
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
PLACE = "/network/serviceability/?lat=44.227&lon=-71.747"
FILE = b"id,lat,lon\n1,44.18,-71.73\n2,44.227,-71.747\n"


@pytest.fixture(autouse=True)
def network(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
        make.sector_on_air(site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5)


@pytest.fixture
def imperial(wisp: Tenant) -> Tenant:
    with in_tenant(wisp.pk, actor="test"):
        Tenant.objects.filter(pk=wisp.pk).update(units=Tenant.Units.IMPERIAL)
    return wisp


def fields(page: Any) -> dict[str, str]:
    """The names and values of a page's number fields."""
    tree: Any = html.fromstring(page.content.decode())
    return {
        one.get("name"): one.get("value") for one in tree.xpath("//main//input[@type='number']")
    }


def uploaded(door: people.Door, **more: str) -> Any:
    file = SimpleUploadedFile("places.csv", FILE)
    return door.post("/network/qualifications/new/", {"file": file, **more})


def test_heights_are_typed_in_feet_and_an_address_in_metres_means_the_same(
    imperial: Tenant,
) -> None:
    door = people.door(imperial)
    bare = door.get("/network/serviceability/")
    assert fields(bare)["height_ft"] == "16.4"
    assert "Antenna height (ft)" in bare.content.decode()
    assert "height_m" not in fields(bare)
    typed, linked = (door.get(f"{PLACE}&{one}") for one in ("height_ft=32.8", "height_m=10.0"))
    for page in (typed, linked):
        assert page.status_code == 200
        assert page.context["height_m"] == 10.0
        assert fields(page)["height_ft"] == "32.8"
    low = door.get(f"{PLACE}&height_ft=1")
    assert low.status_code == 422
    assert low.context["form"].errors == {
        "height_ft": ["Ensure this value is greater than or equal to 1.7."]
    }
    assert "answer" not in low.context


def test_who_measures_in_metres_types_metres(wisp: Tenant) -> None:
    page = people.door(wisp).get(f"{PLACE}&height_m=10")
    assert (page.context["height_m"], fields(page)["height_m"]) == (10.0, "10")
    assert "ft)" not in page.content.decode()


def test_a_file_is_asked_about_in_feet_and_answered_in_miles(imperial: Tenant) -> None:
    door = people.door(imperial)
    assert fields(door.get("/network/qualifications/"))["receive_height_ft"] == "16.4"
    assert uploaded(door, receive_height_ft="1").status_code == 422
    answer = uploaded(door, receive_height_ft="32.8", patch_radius_ft="0")
    assert answer.status_code == 302
    with in_tenant(imperial.pk, actor="test"):
        run = QualificationRun.objects.get()
        assert run.receive_height_m == 10.0
    while run.state != QualificationRun.State.FINISHED:
        qualify(imperial.pk, run_id=str(run.pk))
        with in_tenant(imperial.pk, actor="test"):
            run.refresh_from_db()
    file: Any = door.get(f"/api/v1/network/qualifications/{run.pk}/result.csv")
    near, _far = csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode()))
    assert float(near["distance_m"]) < 5000
    reason = near["reason"]
    assert re.fullmatch(
        r"Obstructed at 0\.\d mi\. Too weak: \d+\.\d dB below what it needs\.", reason
    )


def test_a_run_of_an_earlier_version_ends_in_words_and_not_as_finished(wisp: Tenant) -> None:
    """Such a version kept waiting lines as rows, and no parts."""
    door = people.door(wisp)
    assert uploaded(door, receive_height_m="5", patch_radius_m="0").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        run = QualificationRun.objects.get()
        QualificationPart.objects.filter(run=run).delete()
    qualify(wisp.pk, run_id=str(run.pk))
    told = door.get(f"/api/v1/network/qualifications/{run.pk}").json()
    assert (told["state"], told["done_count"]) == ("failed", 0)
    assert told["error"] == (
        "It was queued by an earlier version, which kept its lines elsewhere; upload the file"
        " again. The answers it has are kept."
    )
    with in_tenant(wisp.pk, actor="test"):
        assert not LoggedEvent.objects.filter(name="network.qualification_finished").exists()
