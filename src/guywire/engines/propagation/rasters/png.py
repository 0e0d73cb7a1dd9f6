"""PNG files (ISO/IEC 15948), written a band of rows at a time."""

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.rasters.palette import rgb

Bytes = npt.NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, INDEXED = 2, 3
LARGEST_SIDE = 2**31 - 1
LEVEL = 6


def indexed_png(numbers: Bytes, colours: Sequence[str]) -> bytes:
    """A picture of numbers (rows, columns): 0 is transparent, n is the n-th colour."""
    parts: list[bytes] = []
    write_indexed(parts.append, numbers.shape, [numbers], colours)
    return b"".join(parts)


def write_indexed(
    write: Callable[[bytes], object],
    shape: tuple[int, ...],
    bands: Iterable[Bytes],
    colours: Sequence[str],
) -> None:
    """The same of bands of rows that come one after another."""
    table = bytes(3) + b"".join(bytes(rgb(colour)) for colour in colours)
    chunks = ((b"PLTE", table), (b"tRNS", b"\x00"))
    _write(write, shape, INDEXED, chunks, bands)


def rgb_png(pixels: Bytes) -> bytes:
    """A picture of pixels (rows, columns, 3)."""
    parts: list[bytes] = []
    rows, columns, _ = pixels.shape
    _write(parts.append, (rows, columns), RGB, (), [pixels.reshape(rows, -1)])
    return b"".join(parts)


def _write(
    write: Callable[[bytes], object],
    shape: tuple[int, ...],
    kind: int,
    chunks: Iterable[tuple[bytes, bytes]],
    bands: Iterable[Bytes],
) -> None:
    rows, columns = shape
    if not (0 < rows <= LARGEST_SIDE and 0 < columns <= LARGEST_SIDE):
        raise EngineError(f"a picture of {columns} x {rows} pixels cannot be")
    write(SIGNATURE + _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)))
    for name, content in chunks:
        write(_chunk(name, content))
    squeeze, waiting = zlib.compressobj(LEVEL), b""
    for band in bands:
        # each row begins with its filter: 0, none
        lines = np.zeros((band.shape[0], 1 + band.shape[1]), dtype=np.uint8)
        lines[:, 1:] = band
        if waiting:
            write(_chunk(b"IDAT", waiting))
        waiting = squeeze.compress(lines.tobytes())
    write(_chunk(b"IDAT", waiting + squeeze.flush()) + _chunk(b"IEND", b""))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
