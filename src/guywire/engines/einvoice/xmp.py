"""What a PDF must say of itself to be Factur-X: PDF/A part 3, and which invoice is inside.

Factur-X 1.0 §6.2.2: the extension schema joins those that the PDF describes already; a second list
beside the first would break PDF/A (ISO 19005-3 §6.6.2.3).
"""

from lxml import etree

from guywire.engines.einvoice.errors import PdfInvalid
from guywire.engines.markup import MarkupInvalid, document, parse_xml, tag

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PDFA_ID = "http://www.aiim.org/pdfa/ns/id/"
FACTUR_X = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
NAMESPACES = {
    "rdf": RDF,
    "pdfaid": PDFA_ID,
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "fx": FACTUR_X,
}
FILE_NAME = "factur-x.xml"
FACTS = {
    "DocumentType": ("INVOICE", "whether it is an invoice or an order"),
    "DocumentFileName": (FILE_NAME, "name of the embedded XML file"),
    "Version": ("1.0", "version of the standard of the embedded XML"),
    "ConformanceLevel": ("EN 16931", "profile of the embedded XML"),
}
PART = f"{{{PDFA_ID}}}part"
SCHEMAS = "pdfaExtension:schemas"
PACKET_START = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
PACKET_END = b'\n<?xpacket end="r"?>'


def as_factur_x(xmp: bytes) -> bytes:
    """The metadata with what Factur-X adds; PdfInvalid if they are not those of a PDF/A."""
    try:
        parse_xml(xmp)
    except MarkupInvalid as error:
        raise PdfInvalid(f"the metadata of the PDF cannot be read: {error}") from error
    root = etree.fromstring(xmp)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find("rdf:RDF", NAMESPACES)
    parts = [] if rdf is None else [*rdf.iterfind("rdf:Description", NAMESPACES)]
    named = [part for part in parts if part.get(PART) or part.find(PART) is not None]
    if rdf is None or not named:
        raise PdfInvalid("the PDF is no PDF/A, so it cannot become a PDF/A-3")
    for part in named:
        element = part.find(PART)
        if element is None:
            part.set(PART, "3")
        else:
            element.text = "3"
    bag = rdf.find(f"rdf:Description/{SCHEMAS}/rdf:Bag", NAMESPACES)
    if bag is None:
        holder = etree.SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
        schemas = etree.SubElement(holder, _qualified(SCHEMAS))
        bag = etree.SubElement(schemas, f"{{{RDF}}}Bag")
    bag.append(etree.fromstring(_schema()))
    facts = etree.fromstring(_facts())
    facts.set(f"{{{RDF}}}about", "")
    rdf.append(facts)
    return PACKET_START + etree.tostring(root, encoding="UTF-8") + PACKET_END


def _qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _facts() -> bytes:
    facts = (tag(f"fx:{name}", value) for name, (value, _) in FACTS.items())
    return document(tag("rdf:Description", *facts), {"rdf": RDF, "fx": FACTUR_X})


def _schema() -> bytes:
    properties = (
        tag(
            "rdf:li",
            tag("pdfaProperty:name", name),
            tag("pdfaProperty:valueType", "Text"),
            tag("pdfaProperty:category", "external"),
            tag("pdfaProperty:description", meaning),
            **{"rdf:parseType": "Resource"},
        )
        for name, (_, meaning) in FACTS.items()
    )
    schema = tag(
        "rdf:li",
        tag("pdfaSchema:schema", "Factur-X PDFA Extension Schema"),
        tag("pdfaSchema:namespaceURI", FACTUR_X),
        tag("pdfaSchema:prefix", "fx"),
        tag("pdfaSchema:property", tag("rdf:Seq", *properties)),
        **{"rdf:parseType": "Resource"},
    )
    return document(schema, NAMESPACES)
