"""XML from and for others: parsed with bounds, written without surprises.

root = parse_xml(content)              # MarkupInvalid: no document types, entities, deep nests
document(tag("Dbtr", tag("Nm", name), tag("PstlAdr", tag("Ctry", country))), {"": NAMESPACE})
"""

from guywire.engines.markup.errors import MarkupInvalid
from guywire.engines.markup.reading import Element, parse_xml
from guywire.engines.markup.writing import Tag, document, tag

__all__ = ["Element", "MarkupInvalid", "Tag", "document", "parse_xml", "tag"]
