"""PDF files out of Typst templates: the same content gives the same bytes.

A template stands in a folder of its domain and reads its data by ``json(bytes(sys.inputs.data))``:
what stands in the data is text and never markup. Fonts are those that come with the compiler.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

STAMP = 0
"""Time of making in the file: none, or two files of one content would differ."""

_lock = threading.Lock()


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template filled with the data (what JSON can hold), as a PDF."""
    with _lock:
        made = _compiler(template).compile(
            format="pdf", sys_inputs={"data": json.dumps(data, sort_keys=True)}, timestamp=STAMP
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template.name} made no PDF")
    return made


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Kept: it finds the fonts and parses the template once."""
    return typst.Compiler(input=str(template), root=str(template.parent), ignore_system_fonts=True)
