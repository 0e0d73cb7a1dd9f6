"""Factur-X: the PDF says that an invoice is inside, others find it, and it is made alike twice."""

from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Literal, cast

import pytest
import typst
from facturx import get_facturx_xml_from_pdf
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

from guywire.engines.einvoice import PdfInvalid, attach_cii, write_cii
from guywire.engines.einvoice.xmp import NAMESPACES

from .make import invoice

PAGE = """
#set document(title: [INV-2026/1001], date: datetime(year: 2026, month: 11, day: 25))
= Rechnung
Müller
""".encode()
ISSUED = datetime(2026, 11, 25, 12, 0)
Standard = Literal["1.7", "a-2b", "a-3a", "a-3b"]


@cache
def pdf(standard: Standard = "a-2b") -> bytes:
    return typst.compile(
        PAGE, ignore_system_fonts=True, timestamp=1_764_000_000, pdf_standards=standard
    )


@pytest.mark.parametrize("standard", ["a-2b", "a-3b", "a-3a"])
def test_b_tax_4_pdf_carries_the_invoice_where_others_look_for_it(standard: Standard) -> None:
    made = attach_cii(pdf(standard), invoice(), created_at=ISSUED)
    name, xml = get_facturx_xml_from_pdf(made, check_xsd=True)
    assert (name, xml) == ("factur-x.xml", write_cii(invoice()))
    reader = PdfReader(BytesIO(made))
    catalog = reader.root_object
    assert reader.pdf_header == "%PDF-1.7"
    (attached,) = reader.attachment_list
    assert (attached.subtype, attached.associated_file_relationship) == (
        "/text/xml",
        "/Alternative",
    )
    assert (attached.modification_date, attached.size) == (ISSUED, len(xml))
    (named,) = cast(ArrayObject, catalog["/AF"])
    assert cast(DictionaryObject, named.get_object())["/F"] == TextStringObject("factur-x.xml")
    assert "/OutputIntents" in catalog
    assert reader.pages[0].extract_text().startswith("Rechnung")


@pytest.mark.parametrize("standard", ["a-2b", "a-3a"])
def test_metadata_say_pdf_a_3_and_which_profile_in_one_list_of_schemas(standard: Standard) -> None:
    made = attach_cii(pdf(standard), invoice(), created_at=ISSUED)
    metadata = cast(StreamObject, PdfReader(BytesIO(made)).root_object["/Metadata"])
    root = etree.fromstring(metadata.get_data())
    said = {
        path: [found.text for found in root.iterfind(f".//{path}", NAMESPACES)]
        for path in ("pdfaid:part", "fx:ConformanceLevel", "fx:DocumentType", "fx:DocumentFileName")
    }
    assert said == {
        "pdfaid:part": ["3"],
        "fx:ConformanceLevel": ["EN 16931"],
        "fx:DocumentType": ["INVOICE"],
        "fx:DocumentFileName": ["factur-x.xml"],
    }
    about = [found.get(f"{{{NAMESPACES['rdf']}}}about") for found in root[0]]
    assert about == [""] * len(about)
    assert len(root.findall(".//pdfaExtension:schemas", NAMESPACES)) == 1
    prefixes = root.findall(".//pdfaSchema:prefix", NAMESPACES)
    assert [found.text for found in prefixes].count("fx") == 1
    assert len(prefixes) > 1


def test_equal_input_gives_equal_bytes() -> None:
    first = attach_cii(pdf(), invoice(), created_at=ISSUED)
    assert attach_cii(pdf(), invoice(), created_at=ISSUED) == first


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt("secret")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf("1.7"), "it says nothing of its colours or of itself"),
        (b"no pdf", "it is no PDF that can be read"),
        (b"", "it is no PDF that can be read"),
        (encrypted(), "the PDF is encrypted"),
        (attach_cii(pdf(), invoice(), created_at=ISSUED), "has a factur-x.xml already"),
        (
            pdf("a-2b").replace(b"pdfaid:part", b"pdfaid:prat"),
            "the PDF is no PDF/A, so it cannot become a PDF/A-3",
        ),
        (pdf("a-2b").replace(b"<rdf:RDF", b"<rdf:RDX"), "the metadata of the PDF cannot be read"),
    ],
)
def test_pdf_that_cannot_carry_an_invoice_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(PdfInvalid, match=reason):
        attach_cii(content, invoice(), created_at=ISSUED)
