"""Sites out of map files: looked at first, all or none, and nothing dangerous believed."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.network.inputs.geofiles import LARGEST_UNPACKED, UnreadablePlaces, read_places
from guywire.domains.network.models import Site, SiteVersion
from guywire.domains.network.services.importing import import_places, preview_places
from guywire.domains.network.tests import make
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import Invalid, LimitReached
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("no_terrain")
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name>Ridge</name><description>on the rock</description>
  <ExtendedData><Data name="height_m"><value>40</value></Data>
  <Data name="status"><value>active</value></Data></ExtendedData>
  <Point><coordinates> -71.74,44.13,1200 </coordinates></Point></Placemark>
<Placemark><name>Road</name><LineString><coordinates>0,0 1,1</coordinates></LineString></Placemark>
{more}</Folder></Document></kml>"""


def kml(more: str = "") -> bytes:
    return KML.replace("{more}", more).encode()


def point(name: str, coordinates: str) -> str:
    at = f"<Point><coordinates>{coordinates}</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{at}</Placemark>"


def zipped(content: bytes, name: str = "doc.kml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(("content", "name"), [(kml(), "a.kml"), (zipped(kml()), "a.KMZ")])
def test_a_point_with_a_name_becomes_a_site(tenant: Tenant, content: bytes, name: str) -> None:
    [site] = import_places(content, name)
    kept = Site.objects.get()
    assert (kept.pk, kept.name, kept.latitude, kept.longitude) == (site.pk, "Ridge", 44.13, -71.74)
    assert (kept.height_m, kept.status, kept.notes) == (40.0, "active", "on the rock")


def test_many_sites_are_what_single_ones_are(tenant: Tenant, terrain: object) -> None:
    """Ground, version, event and status, written at once as one by one."""
    single = make.site(name="Ridge, single", status="active")
    [many] = import_places(kml(), "a.kml")
    assert many.ground_elevation_m == single.ground_elevation_m == 1151.0
    version = SiteVersion.objects.get(subject=many)
    assert (version.valid_from, version.valid_to) == (many.valid_from, None)
    assert version.facts.keys() == SiteVersion.objects.get(subject=single).facts.keys()
    names = LoggedEvent.objects.filter(payload__site_id=str(many.pk)).values_list("name", flat=True)
    assert sorted(names) == ["network.site_added", "network.site_went_live"]


def test_a_tenant_s_limit_of_sites_holds_for_a_file(tenant: Tenant) -> None:
    set_limits(LimitsInput(sites=1))
    with pytest.raises(LimitReached):
        import_places(kml(point("Second", "-71,44")), "a.kml")
    assert Site.objects.count() == 0


def test_geojson_points_become_sites_with_their_properties(tenant: Tenant) -> None:
    features = [
        {"type": "Feature", "properties": {"title": "A", "types": "tower,noc", "colour": "red"},
         "geometry": {"type": "Point", "coordinates": [-71.7, 44.1]}},
        {"type": "Feature", "properties": None,
         "geometry": {"type": "Polygon", "coordinates": []}},
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    [site] = import_places(content, "a.geojson")
    assert (site.name, site.types) == ("A", ["tower", "noc"])


def test_all_or_none_and_each_wrong_place_is_named(tenant: Tenant) -> None:
    make.site(name="Taken")
    content = kml(
        point("Taken", "-71,44") + point("Off", "-71,144") + point("", "-71,44")
        + point("Ridge", "-71,44") + point("Blank", "x,y")
    )  # fmt: skip
    with pytest.raises(Invalid) as caught:
        import_places(content, "a.kml")
    assert caught.value.fields == {
        "placemark 3 “Taken”": "a site of this name exists",
        "placemark 4 “Off”": "latitude is 144, not between -90 and 90; are latitude and longitude"
        " swapped?",
        "placemark 5": "name: String should have at least 1 character",
        "placemark 6 “Ridge”": "the same name as placemark 1 “Ridge”",
        "placemark 7 “Blank”": "its coordinates are no numbers",
    }
    assert list(Site.objects.values_list("name", flat=True)) == ["Taken"]


def test_a_preview_saves_nothing(tenant: Tenant) -> None:
    lines = preview_places(kml(), "a.kml")
    assert [(line.name, line.is_skipped, line.problem) for line in lines] == [
        ("Ridge", False, ""), ("Road", True, "not a point"),
    ]  # fmt: skip
    assert Site.objects.count() == 0


ENTITIES = b"""<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<kml><Placemark><name>&a;</name><Point><coordinates>1,1</coordinates></Point></Placemark></kml>"""


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (ENTITIES, "a.kml", "declares a document type"),
        (b"<kml><Placemark>", "a.kml", "not well-formed KML"),
        (b"<html/>", "a.kml", "but not KML"),
        (b"PK nonsense", "a.kmz", "cannot be opened"),
        (zipped(b"x", "readme.txt"), "a.kmz", "no .kml in the archive"),
        (b"{", "a.geojson", "not JSON"),
        (b'{"type": "Topology"}', "a.json", "no GeoJSON"),
        (b"[" * 100_000, "a.json", "not JSON"),
        (kml(), "a.gpx", "must end in .kml"),
        (b"<kml/>", "a.kml", "holds no place"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(content: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadablePlaces, match=message):
        read_places(content, name)


def corrupt(method: int) -> bytes:
    """An archive whose compressed stream is broken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("doc.kml", kml())
    content = bytearray(out.getvalue())
    content[50:90] = b"\xff" * 40
    return bytes(content)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_archive_is_refused(method: int) -> None:
    with pytest.raises(UnreadablePlaces, match="cannot be opened"):
        read_places(corrupt(method), "a.kmz")


def test_a_place_is_told_with_its_folders() -> None:
    inner = f"<Folder><name>North</name>{point('A', '1,1')}</Folder>"
    content = f"<kml><Folder><name>Towers</name>{inner}</Folder></kml>".encode()
    [draft] = read_places(content, "a.kml")
    assert draft.where == "placemark 1 “A” in Towers / North"


def test_a_name_that_no_database_keeps_is_told_by_its_place(tenant: Tenant) -> None:
    feature = {
        "type": "Feature", "properties": {"name": "A", "tags": ["a\0b"], "notes": "\ud800"},
        "geometry": {"type": "Point", "coordinates": [-71.7, 44.1]},
    }  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    [line] = preview_places(content, "a.json")
    assert "tags.0: " in line.problem
    assert "notes: " in line.problem


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(b" " * (LARGEST_UNPACKED + 2))
    assert len(bomb) < 200_000
    with pytest.raises(UnreadablePlaces, match="unpacks to more than 60 MB"):
        read_places(bomb, "a.kmz")


def test_an_import_through_the_api_is_previewed_and_made(wisp: Tenant, other_wisp: Tenant) -> None:
    door = people.door(wisp)
    path = "/api/v1/network/sites/import-places"
    seen = door.post(f"{path}/preview", {"file": SimpleUploadedFile("a.kml", kml())})
    assert (seen.status_code, seen.json()["is_importable"]) == (200, True)
    made = door.post(path, {"file": SimpleUploadedFile("a.kml", kml())})
    assert (made.status_code, made.json()["count"]) == (201, 1)
    again = door.post(path, {"file": SimpleUploadedFile("a.kml", kml())})
    assert again.status_code == 422
    assert again.json()["errors"] == {"placemark 1 “Ridge”": ["a site of this name exists"]}
    with in_tenant(other_wisp.pk, actor="test"):
        assert Site.objects.count() == 0


def test_the_page_carries_the_file_from_preview_to_import(wisp: Tenant) -> None:
    door = people.door(wisp)
    path = "/network/sites/import-places/"
    seen = door.post(path, {"file": SimpleUploadedFile("a.kml", kml()), "step": "preview"})
    page = seen.content.decode()
    assert "1 site would be added" in page
    carried = page.partition('name="carried" value="')[2].partition('"')[0]
    made = door.post(path, {"carried": carried, "carried_name": "a.kml", "step": "import"})
    assert (made.status_code, made["Location"].endswith("/network/sites/")) == (302, True)
    refused = door.post(path, {"step": "import"})
    assert refused.status_code == 422
    assert "Choose a file." in refused.content.decode()
