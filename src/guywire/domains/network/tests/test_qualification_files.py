"""What a file of places may hold: a bad file is refused whole, a bad line says what is wrong."""

import csv
import io

import pytest

from guywire.domains.network.inputs.places_file import UnreadableFile
from guywire.domains.network.models import QualificationRun
from guywire.domains.network.queries.results import bad_rows
from guywire.domains.network.queries.serviceability import serviceability
from guywire.domains.network.services import qualification
from guywire.domains.network.tests.qualifying import answers, finished, started, summit, text_of
from guywire.domains.tenants.models import Tenant

pytestmark = pytest.mark.usefixtures("terrain")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "The file is not UTF-8 text"),
        (b"a\0b\n1\n", "it holds NUL characters"),
        (b"", "The first line must name"),
        (b"lat,lon\n", "The file has no rows under its header"),
        (b"name,height\nA,3\n", "No columns lat and lon, and none address"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    tenant: Tenant, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        started(content)
    assert QualificationRun.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,-71.7,44.2", ""),
        ("1,-171.7,44.2", "latitude is -171.7, not between -90 and 90; are latitude and longitude"),
        ("1,44,nan", "longitude is 'nan', not a number"),
        ("1,44,", "longitude is '', not a number"),
        ("1,44,-71,Ridge, NH", "5 cells under 3 columns: put a text with commas into quotation"),
    ],
)
def test_a_line_without_a_usable_place_says_what_is_wrong(
    tenant: Tenant, line: str, reason: str
) -> None:
    run = started(f"id,lat,lon\n{line}\n".encode())
    [row] = csv.DictReader(io.StringIO(text_of(run)))
    assert row["reason"].startswith(reason)
    assert row["served"] == ("unusable" if reason else "waiting")


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("height_m", "high", "height_m is 'high', not a number"),
        ("Height ft", "1", "height_ft is 1, not between 1.64042 and 3280.84"),
        ("height_m", "1000.5", "height_m is 1000.5, not between 0.5 and 1000"),
    ],
)
def test_a_bad_height_is_named_by_its_row(
    tenant: Tenant, name: str, cell: str, reason: str
) -> None:
    run = started(f"lat,lon,{name}\n44.2,-71.7,\n44.2,-71.7,{cell}\n".encode())
    assert (run.row_count, run.bad_count) == (2, 1)
    assert [(row.line, row.reason) for row in bad_rows(run)] == [(3, reason)]
    assert [row["served"] for row in answers(run)] == ["waiting", "unusable"]


def test_a_row_s_own_height_counts(tenant: Tenant) -> None:
    summit()
    file = b"lat,lon,height_m,height_ft\n44.18,-71.73,,\n44.18,-71.73,60,7\n44.227,-71.747,12.5,\n"
    low, high, near = answers(finished(started(file)))
    for row, place, height_m in (
        (low, (44.18, -71.73), 5.0),
        (high, (44.18, -71.73), 60.0),
        (near, (44.227, -71.747), 12.5),
    ):
        found = serviceability(*place, height_m)
        paths = [one.path for one in (*found.offers, *found.rejected) if one.path is not None]
        assert float(row["signal_dbm"]) == pytest.approx(paths[0].signal_dbm, abs=0.11)
    assert float(high["signal_dbm"]) > float(low["signal_dbm"]) + 3.0


def test_a_long_cell_comes_back_whole(tenant: Tenant) -> None:
    text = "x" * 5000
    run = started(f"id,lat,lon\n{text},44.2,-71.7\n".encode())
    assert next(csv.DictReader(io.StringIO(text_of(run))))["id"] == text


def test_too_many_rows_are_refused(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qualification, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFile, match="more than 2 rows"):
        started()
