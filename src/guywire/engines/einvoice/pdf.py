"""Puts the XML of an invoice into its PDF: Factur-X (ZUGFeRD 2), profile EN 16931.

The PDF must be a PDF/A already (fonts and colours are its own affair); it leaves as PDF/A-3. Equal
input gives equal bytes.
"""

from datetime import datetime
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject, NumberObject, StreamObject, TextStringObject

from guywire.engines.einvoice.cii import write_cii
from guywire.engines.einvoice.errors import PdfInvalid
from guywire.engines.einvoice.model import Invoice
from guywire.engines.einvoice.xmp import FILE_NAME, as_factur_x

PDF_1_7 = "%PDF-1.7"
"""What PDF/A-3 is made of (ISO 19005-3 §1)."""


def attach_cii(pdf: bytes, invoice: Invoice, *, created_at: datetime) -> bytes:
    """The PDF with the invoice's XML inside.

    InvoiceInvalid lists broken rules, PdfInvalid says what is wrong with the PDF.
    """
    return attach_xml(pdf, write_cii(invoice), created_at=created_at)


def attach_xml(pdf: bytes, xml: bytes, *, created_at: datetime) -> bytes:
    """The same for XML that is written already."""
    writer = _opened(pdf)
    root = writer.root_object
    metadata = root.get("/Metadata")
    said = metadata.get_object() if metadata is not None else None
    if "/OutputIntents" not in root or not isinstance(said, StreamObject):
        raise PdfInvalid("the PDF is no PDF/A: it says nothing of its colours or of itself")
    writer.xmp_metadata = as_factur_x(said.get_data())
    attachment = writer.add_attachment(FILE_NAME, xml)
    attachment.alternative_name = TextStringObject(FILE_NAME)
    attachment.description = TextStringObject("Invoice data (EN 16931)")
    attachment.subtype = NameObject("/text/xml")
    attachment.associated_file_relationship = NameObject("/Alternative")
    attachment.modification_date = created_at
    attachment.size = NumberObject(len(xml))
    root[NameObject("/AF")] = ArrayObject([attachment.pdf_object.indirect_reference])
    writer.pdf_header = PDF_1_7
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def _opened(pdf: bytes) -> PdfWriter:
    try:
        reader = PdfReader(BytesIO(pdf))
        if reader.is_encrypted:
            raise PdfInvalid("the PDF is encrypted, which PDF/A does not allow")
        writer = PdfWriter(clone_from=reader)
    except PyPdfError as error:
        raise PdfInvalid(f"it is no PDF that can be read: {error}") from error
    if any(file.name == FILE_NAME for file in writer.attachment_list):
        raise PdfInvalid(f"the PDF has a {FILE_NAME} already")
    return writer
