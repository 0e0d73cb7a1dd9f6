"""CSV files as programs write them."""

import pytest

from guywire.kit.errors import DomainError
from guywire.kit.imports.sheets import MAX_ROWS, decoded, read_sheet


@pytest.mark.parametrize(
    "content",
    [
        "key;pattern\nnorth;N\n".encode("utf-8-sig"),
        "key;pattern\r\n\r\nnorth;N\r\n".encode("utf-16"),
        b"key\tpattern\nnorth\tN",
        b'key,pattern\n"north",N\n,\n',
        b"key|pattern\n north | N \n",
    ],
)
def test_whatever_program_wrote_it(content: bytes) -> None:
    sheet = read_sheet(decoded(content))
    assert sheet.header == ("key", "pattern")
    assert [cells for _line, cells in sheet.rows] == [("north", "N")]


def test_lines_are_counted_as_the_file_has_them() -> None:
    sheet = read_sheet('key,pattern\nnorth,"two\nlines"\n\nsouth\n')
    assert sheet.rows == [(2, ("north", "two\nlines")), (5, ("south", ""))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"key,pattern\n", "no rows"),
        (b"key,pattern\nn\xf6rd,N\n", "Line 2 is not UTF-8"),
        (b"key,pattern\na,b,c\n", "has 3 cells"), (b'key,pattern\n"a,b\n', "cannot be read"),
        (b"key\0,pattern\na,b\n", "not a text file"),
        (b"key\n" + b"a\n" * (MAX_ROWS + 1), "more than 100000 rows"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refused:
        read_sheet(decoded(content))
    assert refused.value.field == "file"
