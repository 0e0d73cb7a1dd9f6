"""PDF files: every character of our fonts, threads side by side, the same bytes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst

from guywire.kit import documents

TEXTS = """
#set text(font: ("Noto Sans", {fonts}))
#let data = json(bytes(sys.inputs.data))
#set document(title: "texts")
#data.text
"""
SCRIPTS = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Oriya", "Tamil", "Telugu",
    "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Georgian", "Armenian",
    "Ethiopic", "Thaana",
)  # fmt: skip
FAMILIES = ", ".join(f'"Noto Sans {script}"' for script in SCRIPTS)
OTHERS = ', "Droid Sans Fallback", "Unifont", "Unifont-JP", "Unifont Upper"'
AT_ONCE = 8_000


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "texts.typ"
    path.write_text(TEXTS.replace("{fonts}", FAMILIES + OTHERS))
    return path


def characters() -> list[str]:
    spans = (line.split("-") for line in (documents.FONTS / "characters.txt").read_text().split())
    return [chr(code) for a, b in spans for code in range(int(a, 16), int(b, 16) + 1)]


@pytest.mark.slow
def test_every_character_that_is_said_to_be_there_is_drawn(template: Path) -> None:
    compiler = typst.Compiler(
        input=str(template),
        root=str(template.parent),
        font_paths=[str(documents.FONTS)],
        ignore_system_fonts=True,
    )
    known = characters()
    assert len(known) == 60_691
    for at in range(0, len(known), AT_ONCE):
        inputs = {"data": documents.as_data({"text": " ".join(known[at : at + AT_ONCE])})}
        made = documents.compiled(compiler, inputs, documents.ARCHIVAL)
        assert made.startswith(b"%PDF"), "PDF/A is refused for a missing glyph"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("bell\x07 and null\x00", "bell and null"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\U000e0041\u6751\U000e0100", "\u6751"),
        ("\U0010fffd", "\N{REPLACEMENT CHARACTER}"),
        ({"a": ["\x07", ("b", 1, None)]}, {"a": ["", ["b", 1, None]]}),
    ],
)
def test_what_no_font_has_is_left_out_or_shown_as_unknown(given: object, written: object) -> None:
    assert documents.writable(given) == written


def test_threads_make_the_same_bytes_side_by_side(template: Path) -> None:
    alone = [documents.pdf(template, {"text": f"Nr. {n}"}) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda n: documents.pdf(template, {"text": f"Nr. {n}"}), range(8)))
    assert again == alone
    assert len(set(alone)) == 8


def test_marks_of_other_scripts_on_a_letter_keep_a_document_archival(template: Path) -> None:
    odd = {"text": "\u0644\u0301\u05b0 x\u0591\u064b"}
    assert b"pdfaid" in documents.pdf(template, odd, standard=documents.ARCHIVAL)


def test_markup_in_the_data_is_text(template: Path) -> None:
    made = documents.pdf(template, {"text": '#read("texts.typ") *bold* #panic()'})
    assert made.startswith(b"%PDF")


@pytest.mark.parametrize(("country", "size"), [("US", "us-letter"), ("ca", "us-letter"),
                                               ("DE", "a4"), ("", "a4")])  # fmt: skip
def test_paper_is_letter_where_printers_hold_letter(country: str, size: str) -> None:
    assert documents.paper_size(country) == size
