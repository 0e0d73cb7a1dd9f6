"""Large files of places: read line by line, and refused whole however late they break."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from guywire.domains.network.inputs import QualificationInput
from guywire.domains.network.inputs.places_file import UnreadableFile
from guywire.domains.network.models import QualificationPart, QualificationRun
from guywire.domains.network.queries.results import bad_rows
from guywire.domains.network.services import qualification
from guywire.domains.tenants.models import Tenant

ROWS = "".join(f"{n},44.2,-71.7\n" for n in range(20_000))


def started(content: bytes) -> QualificationRun:
    return qualification.start_run(QualificationInput(), io.BytesIO(content), "places.csv")


def test_a_large_file_is_taken_in_with_few_statements(
    tenant: Tenant, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    lines = "".join(f"{n},44.2,-71.7\n" for n in range(30_000)) + "x,91,-71.7\n" * 1_001
    with django_assert_max_num_queries(20):
        run = started(f"id,lat,lon\n{lines}".encode())
    assert (run.row_count, run.bad_count, run.done_count) == (31_001, 1_001, 1_001)
    assert QualificationPart.objects.filter(run=run).count() == 8
    assert [row.line for row in bad_rows(run)] == [*range(30_002, 30_052)]


@pytest.mark.parametrize(
    ("end", "message"),
    [
        (b"x,44.2,\xff\n", r"The file is not UTF-8 text \(after line \d+\)"),
        (b"x,44.2,\0\n", "it holds NUL characters"),
        (b'x,"' + b"y" * 200_000 + b'",1\n', r"Line 20002: field larger than field limit"),
    ],
)
def test_a_file_that_breaks_on_its_last_line_leaves_nothing(
    tenant: Tenant, end: bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        started(f"id,lat,lon\n{ROWS}".encode() + end)
    assert QualificationRun.objects.count() == 0
    assert QualificationPart.objects.count() == 0


class Counted(io.BytesIO):
    """A file that knows how much of it was asked for at once."""

    largest = 0

    def read1(self, size: int | None = -1, /) -> bytes:
        found = super().read1(-1 if size is None else size)
        self.largest = max(self.largest, len(found))
        return found

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.largest = max(self.largest, len(found))
        return found


def test_a_file_is_never_read_whole(tenant: Tenant) -> None:
    file = Counted(f"id,lat,lon\n{ROWS}".encode())
    run = qualification.start_run(QualificationInput(), file, "places.csv")
    assert (run.row_count, run.bad_count) == (20_000, 0)
    assert 0 < file.largest <= 65_536
