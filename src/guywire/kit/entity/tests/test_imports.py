"""CSV import, through the door."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from guywire.domains.tenants.models import Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity import importing
from guywire.kit.entity.tests.sample import Badge, Mast
from guywire.kit.entity.tests.test_api import mast
from guywire.kit.imports import tasks
from guywire.kit.imports.models import ImportFile
from guywire.kit.imports.tasks import IMPORT, import_file
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db
MASTS = "/samples/masts/import/"


def upload(door: Door, content: bytes | str, place: str = MASTS, **fields: str) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return door.post(place, {"file": SimpleUploadedFile("m.csv", content), **fields})


def faults(answer: Any) -> list[tuple[int, str]]:
    assert answer.status_code == 422
    return [(one.line, one.column) for one in answer.context["faults"]]


def keys(of: Tenant) -> list[str]:
    with in_tenant(of.pk, actor="test"):
        return sorted(Mast.objects.values_list("key", flat=True))


def test_previewed_then_imported(door: Door, wisp: Tenant) -> None:
    seen = upload(door, "\ufeffKey;pattern;Next value\nnorth;N;7\n\nsouth;'=S;\n")
    assert seen.status_code == 200
    assert keys(wisp) == []
    done = door.post(MASTS, {"staged": str(seen.context["staged"].pk)})
    assert done.status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        rows = list(Mast.objects.order_by("key").values_list("key", "pattern", "next_value"))
        assert not ImportFile.objects.exists()
    assert rows == [("north", "N", 7), ("south", "=S", 1)]


def test_errors_name_line_and_column_and_nothing_is_written(door: Door, wisp: Tenant) -> None:
    wrong = upload(
        door, 'key,pattern,next_value\nnorth,"two\nlines",1\n,N,many\nforbidden,N,0\nnorth,N,1\n'
    )
    assert faults(wrong) == [(4, "key"), (4, "next_value"), (5, "next_value"), (6, "key")]
    refused = upload(door, "key,pattern\neast,N\nforbidden,N\n")
    assert faults(refused) == [(3, "key")]
    mast(wisp, "north")
    assert faults(upload(door, "key,pattern\nwest,N\nnorth,N\n")) == [(3, "key")]
    assert keys(wisp) == ["north"]
    with in_tenant(wisp.pk, actor="test"):
        assert not ImportFile.objects.exists()


def test_known_rows_are_changed_where_asked(door: Door, wisp: Tenant) -> None:
    mast(wisp, "north", next_value=5, year=2020)
    seen = upload(door, "key,pattern,year\nnorth,X,\nsouth,Y,3\n", update="on")
    assert (len(seen.context["made"].creates), len(seen.context["made"].changes)) == (1, 1)
    door.post(MASTS, {"staged": str(seen.context["staged"].pk)})
    with in_tenant(wisp.pk, actor="test"):
        north = Mast.objects.get(key="north")
    assert (north.pattern, north.next_value, north.year) == ("X", 5, 2020)
    assert keys(wisp) == ["north", "south"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"key,pattern\n", "no rows"),
        (b"key,pattern\nn\xf6rd,N\n", "Line 2 is not UTF-8"),
        (b"key,pattern\na,b,c\n", "has 3 cells"), (b'key,pattern\n"a,b\n', "cannot be read"),
        (b"key\0,pattern\na,b\n", "not a text file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(door: Door, content: bytes, words: str) -> None:
    answer = upload(door, content)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])


def test_header_errors(door: Door) -> None:
    assert faults(upload(door, "key,key,hight\na,b,c\n")) == [
        (1, "key"), (1, "hight"), (1, "pattern"),
    ]  # fmt: skip


def test_references_by_id(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        mine = Membership.objects.get()
    alien = make.member(other_wisp)
    place = "/samples/badges/import/"
    assert faults(upload(door, f"name,made_by\na,{mine.pk}\nb,{alien.pk}\nc,nobody\n", place)) == [
        (3, "made_by_id"), (4, "made_by_id"),
    ]  # fmt: skip
    seen = upload(door, f"name,made_by\na,{mine.pk}\n", place)
    door.post(place, {"staged": str(seen.context["staged"].pk)})
    with in_tenant(wisp.pk, actor="test"):
        assert Badge.objects.get().made_by_id == mine.pk


def test_a_staged_file_is_its_owners_alone(door: Door, wisp: Tenant) -> None:
    seen = upload(door, "key,pattern\nnorth,N\n")
    other = make.door(wisp)
    assert other.post(MASTS, {"staged": str(seen.context["staged"].pk)}).status_code == 404
    assert door.post(MASTS, {"staged": "nonsense"}).status_code == 404
    assert keys(wisp) == []


def queued() -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s", [IMPORT])
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor]


def in_background(door: Door, content: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A long file, looked at and handed over; its page, and the job's file."""
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 1)
    seen = upload(door, content)
    assert seen.status_code == 200
    pk = str(seen.context["staged"].pk)
    handed = door.post(MASTS, {"staged": pk})
    assert (handed.status_code, handed["Location"]) == (302, f"{door.prefix}{MASTS}?file={pk}")
    return handed["Location"], pk


def test_a_long_file_is_imported_in_the_background(
    door: Door, wisp: Tenant, other_wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pk = in_background(door, "key,pattern\nnorth,N\nsouth,S\n", monkeypatch)
    door.post(MASTS, {"staged": pk})  # pressed twice
    assert [job["file_id"] for job in queued()] == [pk]
    assert keys(wisp) == []
    waiting = door.get(page)
    assert "2 rows of m.csv are being imported" in waiting.content.decode()
    assert make.door(wisp).get(page).status_code == 404
    import_file(wisp.pk, file_id=pk)
    import_file(wisp.pk, file_id=pk)  # a worker that was thought dead
    assert keys(wisp) == ["north", "south"]
    assert keys(other_wisp) == []
    done = door.get(page, headers={"hx-request": "true"}).content.decode()
    assert "2 rows of m.csv are imported" in done
    assert "hx-get" not in done
    assert "<html" not in done


def test_what_a_long_file_is_refused_for_is_told_and_nothing_is_written(
    door: Door, wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pk = in_background(door, "key,pattern\nnorth,N\nsouth,S\n", monkeypatch)
    mast(wisp, "south")
    import_file(wisp.pk, file_id=pk)
    assert keys(wisp) == ["south"]
    assert door.get(page, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    assert faults(door.get(page)) == [(3, "key")]


def test_an_import_that_breaks_off_leaves_word_and_no_rows(
    door: Door, wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pk = in_background(door, "key,pattern\nnorth,N\nsouth,S\n", monkeypatch)
    monkeypatch.setattr(tasks, "carry_out", lambda into, made: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_file(wisp.pk, file_id=pk)
    assert keys(wisp) == []
    assert faults(door.get(page)) == [(0, "")]
