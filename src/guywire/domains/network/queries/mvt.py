"""Mapbox Vector Tile 2.1, written: one layer of features of one kind, whole arrays at a time.

A feature's geometry is a run of numbers, its tags another; both are protocol buffers' varints.
The numbers of all features are encoded together and cut apart afterwards.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Value = str | int | float | bool
Kind = Literal["point", "line", "polygon"]
Integers = npt.NDArray[np.int64]

EXTENT = 4096
KINDS: dict[Kind, int] = {"point": 1, "line": 2, "polygon": 3}
MOVE_TO, LINE_TO, CLOSE = 1, 2, 7
SEVEN_BITS, MORE = 0x7F, 0x80
LONGEST_VARINT = 5


def layer(
    name: str,
    kind: Kind,
    points: Integers,
    counts: Integers,
    properties: Sequence[Mapping[str, Value]],
) -> bytes:
    """A tile of one layer.

    ``points`` are (across, down) in the tile's units; feature i has the next ``counts[i]`` of
    them. The ring of a polygon is not closed and runs clockwise on the screen.
    """
    if not len(counts):
        return b""
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    tags = [_tags(one, keys, values) for one in properties]
    tag_runs = _cut(*_varints(np.array([tag for run in tags for tag in run], dtype=np.int64)),
                    np.array([len(run) for run in tags]))  # fmt: skip
    numbers, lengths = _commands(kind, points, counts)
    geometries = _cut(*_varints(numbers), lengths)
    kind_field = _varint(3 << 3) + _varint(KINDS[kind])
    features = b"".join(
        _delimited(2, _delimited(2, run) + kind_field + _delimited(4, geometry))
        for run, geometry in zip(tag_runs, geometries, strict=True)
    )
    whole = (
        _varint(15 << 3) + _varint(2) + _delimited(1, name.encode()) + features
        + b"".join(_delimited(3, key.encode()) for key in keys)
        + b"".join(_value(value) for _, value in values)
        + _varint(5 << 3) + _varint(EXTENT)
    )  # fmt: skip
    return _delimited(3, whole)


def _tags(
    properties: Mapping[str, Value], keys: dict[str, int], values: dict[tuple[type, Value], int]
) -> list[int]:
    """Numbers of key and value, in turn; both tables grow."""
    tags: list[int] = []
    for key, value in properties.items():
        tags.append(keys.setdefault(key, len(keys)))
        tags.append(values.setdefault((type(value), value), len(values)))
    return tags


def _commands(kind: Kind, points: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """The numbers of all geometries in a row, and how many are each feature's."""
    firsts = np.cumsum(counts) - counts
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    steps[firsts] = points[firsts]
    zigzag = (steps << 1) ^ (steps >> 63)
    extra = 0 if kind == "point" else 1
    lengths = 1 + 2 * counts + extra + (kind == "polygon")
    starts = np.cumsum(lengths) - lengths
    numbers = np.empty(int(lengths.sum()), dtype=np.int64)
    within = np.arange(len(points)) - np.repeat(firsts, counts)
    places = np.repeat(starts, counts) + 1 + 2 * within + np.where(within > 0, extra, 0)
    numbers[places], numbers[places + 1] = zigzag[:, 0], zigzag[:, 1]
    numbers[starts] = 1 << 3 | MOVE_TO
    if kind != "point":
        numbers[starts + 3] = (counts - 1) << 3 | LINE_TO
    if kind == "polygon":
        numbers[starts + lengths - 1] = 1 << 3 | CLOSE
    return numbers, lengths


def _varints(numbers: Integers) -> tuple[bytes, Integers]:
    """All numbers (below 2**35) as varints in a row, and the length of each in bytes."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    for place in range(1, LONGEST_VARINT):
        sizes += numbers >= 1 << 7 * place
    starts = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), dtype=np.uint8)
    for place in range(LONGEST_VARINT):
        has = sizes > place
        part = numbers[has] >> 7 * place & SEVEN_BITS
        out[starts[has] + place] = part | np.where(sizes[has] > place + 1, MORE, 0)
    return out.tobytes(), sizes


def _cut(encoded: bytes, sizes: Integers, lengths: Integers) -> Iterable[bytes]:
    """The bytes of each feature: it has the next ``lengths[i]`` numbers."""
    ends = np.concatenate(([0], np.cumsum(sizes)))[np.concatenate(([0], np.cumsum(lengths)))]
    bounds = ends.tolist()
    return (encoded[a:b] for a, b in zip(bounds, bounds[1:], strict=False))


# Protocol buffers: varint fields are tag|0, length-delimited tag|2, doubles tag|1.


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > SEVEN_BITS:
        out.append(value & SEVEN_BITS | MORE)
        value >>= 7
    out.append(value)
    return bytes(out)


def _delimited(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(body)) + body


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return _delimited(4, b"\x38" + _varint(int(value)))
    if isinstance(value, int) and value >= 0:
        return _delimited(4, b"\x28" + _varint(value))
    if isinstance(value, str):
        return _delimited(4, _delimited(1, value.encode()))
    return _delimited(4, b"\x19" + struct.pack("<d", float(value)))
