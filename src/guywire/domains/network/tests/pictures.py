"""Pictures as a reader of their format sees them."""

import struct
import zlib
from typing import Any

import numpy as np


def pixels_of(picture: bytes) -> tuple[Any, list[str]]:
    """Numbers and colours of an indexed PNG, as a reader of the format sees them."""
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        chunks[kind] = chunks.get(kind, b"") + picture[place + 8 : place + 8 + length]
        place += length + 12
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    table = chunks[b"PLTE"]
    colours = [f"#{table[i : i + 3].hex()}" for i in range(0, len(table), 3)]
    return lines[:, 1:], colours
