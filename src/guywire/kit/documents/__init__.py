"""PDF files out of Typst templates: the same content gives the same bytes.

A template stands in a folder of its domain and reads its data by ``json(bytes(sys.inputs.data))``:
what stands in the data is text and never markup. Fonts are those that come with the compiler and
those of ``fonts/`` here, which together write nearly every script there is.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from django.http import HttpResponse

STAMP = 0
"""Time of making in the file: none, or two files of one content would differ."""
Standard = Literal["a-3a"]
ARCHIVAL: Standard = "a-3a"
"""PDF/A-3 (ISO 19005-3), conformance level A: kept for decades, read aloud, files attached."""

FONTS = Path(__file__).resolve().parent / "fonts"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_FIRST_PRINTABLE = " "

LETTER_COUNTRIES = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)
"""Where paper is US Letter (Unicode CLDR, supplemental measurementData, paperSize)."""

_lock = Lock()
_idle: dict[Path, list[typst.Compiler]] = {}


def paper_size(country: str) -> str:
    """What a printer of this country holds, as Typst calls it."""
    return "us-letter" if country.upper() in LETTER_COUNTRIES else "a4"


def pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    standard: Standard | None = None,
    tagged: bool = True,
) -> bytes:
    """The template filled with the data (what JSON can hold), as a PDF.

    Threads work side by side: the compiler lets the others run.
    """
    with _compiler(template) as compiler:
        return compiled(compiler, {"data": as_data(data)}, standard, tagged=tagged)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """The file for a browser, which shows it or saves it under this name."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def as_data(data: Mapping[str, Any]) -> str:
    return json.dumps(writable(data), sort_keys=True, ensure_ascii=False)


def compiled(
    compiler: typst.Compiler,
    inputs: dict[str, str],
    standard: Standard | None,
    *,
    tagged: bool = True,
) -> bytes:
    """One PDF; a standard that the document cannot keep raises TypstError."""
    made = compiler.compile(
        format="pdf",
        sys_inputs=inputs,
        timestamp=STAMP,
        pdf_standards=standard,
        pdf_tags=tagged,
    )
    if not isinstance(made, bytes):
        raise TypeError("the template made no PDF")
    return made


@contextmanager
def _compiler(template: Path) -> Iterator[typst.Compiler]:
    """One that no other thread works with. Kept: it finds the fonts and reads the template once."""
    with _lock:
        idle = _idle.setdefault(template, [])
        compiler = idle.pop() if idle else None
    if compiler is None:
        compiler = typst.Compiler(
            input=str(template),
            root=str(template.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
        )
    try:
        yield compiler
    finally:
        with _lock:
            idle.append(compiler)


def writable(value: Any) -> Any:
    """The data with every text as the fonts can write it.

    Marks are joined to their letters; what only steers the drawing and no font knows is left out,
    and any other unknown character is shown as one.
    """
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _writable_text(value)
    if isinstance(value, Mapping):
        return {key: writable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [writable(one) for one in value]
    return value


def _writable_text(text: str) -> str:
    return _unwritable().sub(_replacement, unicodedata.normalize("NFC", text))


def _replacement(found: "re.Match[str]") -> str:
    character = found.group()
    if character < _FIRST_PRINTABLE or unicodedata.category(character) in {"Cc", "Cf", "Mn"}:
        return ""
    return UNKNOWN


@cache
def _unwritable() -> "re.Pattern[str]":
    """One character that no font of ours has (line ends and tabs are no characters to draw)."""
    spans = (line.split("-") for line in (FONTS / "characters.txt").read_text().split())
    known = "".join(f"\\U{int(a, 16):08x}-\\U{int(b, 16):08x}" for a, b in spans)
    return re.compile(f"[^\\n\\t{known}]")
