"""Antennas through their doors: by numbers, out of files, on sectors, in every answer."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guywire.domains.network.inputs import SectorInput
from guywire.domains.network.models import AntennaPattern, Sector, SectorVersion
from guywire.domains.network.queries.bulk import Manner, qualify_rows
from guywire.domains.network.queries.rows import QualificationRow
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import sectors as services
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import NotFound
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
API = "/api/v1/network/antenna-patterns"
PAGE = "/network/antenna-patterns"
FRANCONIA = make.FRANCONIA


def msi(name: str = "Panel 65", *, tilt: int = 0, gain: str = "17.5 dBi") -> bytes:
    """A file made by a formula, well formed."""

    def line(degree: int, beam: int, width: float) -> str:
        off = abs((degree - beam + 180) % 360 - 180)
        return f"{degree} {min(12.0 * (off / width) ** 2, 25.0):.2f}"

    around = "\n".join(line(degree, 0, 65.0) for degree in range(360))
    ahead = "\n".join(line(degree, tilt, 7.0) for degree in range(360))
    head = f"NAME {name}\nMAKE Nobody\nFREQUENCY 3550\nFRONT_TO_BACK 25\nGAIN {gain}\nTILT {tilt}"
    return f"{head}\nHORIZONTAL 360\n{around}\nVERTICAL 360\n{ahead}\n".encode()


def files(**contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{stem}.msi", content) for stem, content in contents.items()]


def posted(door: Client, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = door.post(path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_an_antenna_by_numbers_is_drawn_by_the_formula(wisp: Tenant) -> None:
    door = people.door(wisp)
    status, made = posted(door, API, {"name": "65 x 7", "gain_dbi": 17})
    assert (status, made["origin"], made["assumed"]) == (201, "formula", [])
    with in_tenant(wisp.pk, actor="test"):
        row = AntennaPattern.objects.get()
        assert (row.horizontal_db[0], row.horizontal_db[65], row.horizontal_db[180]) == (0, 12, 25)
        assert (row.vertical_db[7], row.vertical_db[353], row.vertical_db[60]) == (12, 12, 20)
    changed = door.patch(
        f"{API}/{made['id']}", json.dumps({"horizontal_beamwidth_deg": 90}), "application/json"
    )
    assert changed.status_code == 200, changed.content
    with in_tenant(wisp.pk, actor="test"):
        assert AntennaPattern.objects.get().horizontal_db[90] == 12
    assert posted(door, API, {"name": "65 x 7"})[0] == 409
    assert posted(door, API, {"name": "x", "low_mhz": 3700, "high_mhz": 3550})[0] == 422


def test_files_are_previewed_then_added_all_or_none(wisp: Tenant, other_wisp: Tenant) -> None:
    door = people.door(wisp)
    good = {"files": files(t0=msi(), t6=msi(tilt=6), bare=msi("Bare", gain="15.35"))}
    seen = door.post(f"{API}/upload/preview", good).json()
    assert seen["is_addable"] is True
    named = [(one["name"], one["gain_dbi"], one["electrical_tilt_deg"]) for one in seen["items"]]
    assert named == [("Panel 65", 17.5, 0.0), ("Panel 65 (t6)", 17.5, 6.0), ("Bare", 17.5, 0.0)]
    assert seen["items"][0]["assumed"] == []
    assert "called Panel 65 (t6)" in seen["items"][1]["assumed"][0]
    assert "no unit" in seen["items"][2]["assumed"][0]
    bad = {"files": files(t0=msi(), broken=msi().replace(b"\n9 ", b"\nnine "))}
    refused = door.post(f"{API}/upload", bad)
    assert refused.status_code == 422
    [told] = refused.json()["errors"]["broken.msi"]
    assert told == "Line 17: 'nine' is not an angle."
    with in_tenant(wisp.pk, actor="test"):
        assert AntennaPattern.objects.count() == 0
    made = door.post(f"{API}/upload", {"files": files(t0=msi(), t6=msi(tilt=6))})
    assert (made.status_code, made.json()["count"]) == (201, 2)
    again = door.post(f"{API}/upload", {"files": files(t6=msi())})
    assert again.json()["errors"] == {"t6.msi": ["There is an antenna Panel 65 (t6) already."]}
    with in_tenant(other_wisp.pk, actor="test"):
        assert AntennaPattern.objects.count() == 0


def test_the_page_carries_the_files_from_preview_to_adding(wisp: Tenant) -> None:
    door = people.door(wisp)
    seen = door.post(f"{PAGE}/upload/", {"antenna_files": files(a=msi()), "step": "preview"})
    page = seen.content.decode()
    assert (seen.status_code, "1 antenna can be added" in page) == (200, True)
    assert page.count("<svg viewBox") == 2
    assert "The file leaves nothing open." in page
    carried = seen.context["carried"]
    made = door.post(f"{PAGE}/upload/", {"carried": carried, "step": "add"})
    assert (made.status_code, made["Location"]) == (302, f"/t/kinsman{PAGE}/")
    empty = door.post(f"{PAGE}/upload/", {"step": "add"})
    assert (empty.status_code, "Choose one or more files." in empty.content.decode()) == (422, True)
    torn = door.post(f"{PAGE}/upload/", {"carried": '[["a", "?"]]', "step": "add"})
    assert (torn.status_code, "Choose the files again." in torn.content.decode()) == (422, True)
    with in_tenant(wisp.pk, actor="test"):
        assert AntennaPattern.objects.count() == 1


def test_a_file_comes_back_as_it_was(wisp: Tenant) -> None:
    door = people.door(wisp)
    content = msi(tilt=4)
    [row_id] = door.post(f"{API}/upload", {"files": files(a=content)}).json()["antenna_pattern_ids"]
    for path in (f"{API}/{row_id}/msi", f"{PAGE}/{row_id}/antenna.msi"):
        answer = door.get(path)
        assert answer["Content-Disposition"] == 'attachment; filename="panel-65.msi"'
        back = answer.content.decode().splitlines()
        told = content.decode().splitlines()
        assert back[back.index("HORIZONTAL 360") :] == told[told.index("HORIZONTAL 360") :]
    detail = door.get(f"{PAGE}/{row_id}/").content.decode()
    assert detail.count("<svg viewBox") == 2


def test_the_cuts_of_a_file_are_not_typed_over(wisp: Tenant) -> None:
    door = people.door(wisp)
    [row_id] = door.post(f"{API}/upload", {"files": files(a=msi())}).json()["antenna_pattern_ids"]
    path = f"{API}/{row_id}"
    refused = door.patch(path, json.dumps({"front_to_back_db": 40}), "application/json")
    assert refused.status_code == 422
    assert refused.json()["errors"]["front_to_back_db"] == [
        "It stands in the file a.msi: upload the file anew to change it."
    ]
    renamed = door.patch(path, json.dumps({"name": "Other"}), "application/json")
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Other")
    with in_tenant(wisp.pk, actor="test"):
        assert AntennaPattern.objects.get().front_to_back_db == 25


def test_an_antenna_in_use_stays(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        drawn = make.antenna_pattern()
        site = make.live_site(name="Cannon")
        make.sector(site_id=site.pk, name="North", antenna_pattern_id=drawn.pk)
    door = people.door(wisp)
    refused = door.delete(f"{API}/{drawn.pk}")
    assert refused.status_code == 409
    assert refused.json()["title"] == (
        f"{drawn} is the antenna of Cannon North. Give those another antenna first."
    )
    with in_tenant(wisp.pk, actor="test"):
        Sector.objects.update(antenna_pattern=None)
    assert door.delete(f"{API}/{drawn.pk}").status_code == 204


def test_a_sector_takes_the_tilt_of_its_antenna_and_keeps_its_history(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        drawn = make.antenna_pattern(electrical_tilt_deg=4)
        given = make.sector_input(antenna_pattern_id=drawn.pk)
        sector = services.create_sector(given)
        assert sector.electrical_tilt_deg == 4
        own = services.create_sector(
            make.sector_input(antenna_pattern_id=drawn.pk, electrical_tilt_deg=2)
        )
        assert own.electrical_tilt_deg == 2
        version = SectorVersion.objects.get(subject=sector)
        assert version.facts["antenna_pattern_id"] == str(drawn.pk)
        assert make.sector().electrical_tilt_deg == 0
        wrong = given.model_copy(update={"antenna_pattern_id": sector.pk, "name": "x"})
        with pytest.raises(NotFound, match="no such antenna"):
            services.create_sector(wrong)


def test_a_csv_file_names_antennas(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        make.antenna_pattern(name="65 x 7", electrical_tilt_deg=3)
        make.live_site(name="Cannon")
    content = (
        "site,name,technology,earfcn,bandwidth_mhz,azimuth_deg,beamwidth_deg,height_m,eirp_dbm,"
        "antenna_pattern\nCannon,A,cbrs,55990,20,0,65,30,47,65 x 7\n"
    )
    door = people.door(wisp)
    place = "/network/sectors/import/"
    seen = door.post(place, {"file": SimpleUploadedFile("a.csv", content.encode())})
    door.post(place, {"staged": str(seen.context["staged"].pk)})
    with in_tenant(wisp.pk, actor="test"):
        sector = Sector.objects.select_related("antenna_pattern").get()
        assert str(sector.antenna_pattern) == "65 x 7"
        assert sector.electrical_tilt_deg == 3


def cannon(**fields: object) -> SectorInput:
    """A sector that looks down on Franconia, five degrees off its direction."""
    site = make.live_site(latitude=44.1567, longitude=-71.6989)
    given: dict[str, object] = {"azimuth_deg": 329, "mechanical_tilt_deg": 5, "height_m": 30}
    return make.sector_input(site_id=site.pk, **(given | fields))


def answer_of(sector: Sector) -> tuple[float, float]:
    """Loss of the pattern and signal at Franconia, asked alone."""
    [offer] = [one for one in serviceability(*FRANCONIA).offers if one.sector_id == sector.pk]
    assert offer.path is not None
    return offer.path.pattern_loss_db, offer.path.signal_dbm


def test_every_answer_uses_the_drawn_antenna(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        plain = services.put_on_air(services.create_sector(cannon()))
        # five degrees off a beam of 20 degrees, with no vertical one: 12 (4.8 / 20)²
        drawn = make.antenna_pattern(horizontal_beamwidth_deg=20, vertical_beamwidth_deg=360)
        narrow = services.put_on_air(services.create_sector(cannon(antenna_pattern_id=drawn.pk)))
        plain_loss, plain_dbm = answer_of(plain)
        loss, signal = answer_of(narrow)
        assert (plain_loss, loss) == (0.53, 0.69)
        assert signal == pytest.approx(plain_dbm + plain_loss - loss, abs=0.11)
        rows = [QualificationRow(line=1, latitude=FRANCONIA[0], longitude=FRANCONIA[1])]
        Sector.objects.filter(pk=plain.pk).update(status=Sector.Status.OFF_AIR)
        qualify_rows(rows, Manner(receive_height_m=5.0))
        assert rows[0].sector == narrow
        assert rows[0].signal_dbm == pytest.approx(signal, abs=0.11)
