"""The CSV file of a bulk qualification: which columns hold the place, and what a line says."""

import csv
import io
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, Protocol

from guywire.kit.errors import DomainError

from .geofiles import off_the_earth

LARGEST_FILE = 300 * 1024 * 1024
MOST_COLUMNS = 60
LONGEST_ADDRESS = 300
LATITUDES = ("latitude", "lat", "y")
LONGITUDES = ("longitude", "lon", "lng", "long", "x")
ADDRESSES = ("address", "full_address", "street_address")
HEIGHTS_M = {"height_m": 1.0, "height_ft": 0.3048}
"""Of the antenna above ground at this place, and what the unit is in metres (exact)."""
LOWEST_M, HIGHEST_M = 0.5, 1000.0
PARTS = ("number", "street", "unit", "city", "region", "state", "postcode", "zip")
Line = tuple[int, list[str]]


class Reader(Protocol):
    """What csv.reader gives."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class UnreadableFile(DomainError):
    """The file is not a table of places."""

    code = "unreadable_file"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a line the place stands."""

    names: list[str]
    latitude: int | None
    longitude: int | None
    address: tuple[int, ...]
    height: int | None


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """The place that a line names; ``problem`` says what is wrong with it, "" if nothing.

    ``height_m``: of the antenna there, where the line has a word on it.
    """

    address: str
    latitude: float | None
    longitude: float | None
    problem: str
    height_m: float | None = None


@contextmanager
def open_table(file: IO[bytes], most_rows: int) -> Iterator[tuple[Columns, Iterator[Line]]]:
    """The columns, and line by line those that are not empty, each with its number.

    The file is read as it is asked for, never whole. Raises UnreadableFile, of a line also when it
    comes to it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > LARGEST_FILE:
        raise UnreadableFile(f"The file is larger than {LARGEST_FILE // 2**20} MB; split it.")
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(_readable(text))
    try:
        with _told(reader):
            columns = columns_of(next(reader, []))
        yield columns, _lines(reader, most_rows)
    finally:
        text.detach()


def _lines(reader: "Reader", most_rows: int) -> Iterator[Line]:
    count = 0
    with _told(reader):
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            count += 1
            if count > most_rows:
                raise UnreadableFile(f"The file has more than {most_rows:,} rows; split it.")
            yield reader.line_num, line
    if not count:
        raise UnreadableFile("The file has no rows under its header.")


def _readable(text: Iterable[str]) -> Iterator[str]:
    for line in text:
        if "\0" in line:
            raise UnreadableFile("The file is not text: it holds NUL characters.")
        yield line


@contextmanager
def _told(reader: "Reader") -> Iterator[None]:
    """What the reader stumbles over, told with the line."""
    try:
        yield
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}: {error}.") from error
    except UnicodeDecodeError as error:
        after = f"after line {reader.line_num}"
        raise UnreadableFile(f"The file is not UTF-8 text ({after}).") from error


def columns_of(header: Sequence[str]) -> Columns:
    """Raises UnreadableFile when no column names a place."""
    names = [name.strip().lower().replace(" ", "_") for name in header]
    if not any(names) or len(names) > MOST_COLUMNS:
        raise UnreadableFile(f"The first line must name 1 to {MOST_COLUMNS} columns.")

    def first(wanted: Iterable[str]) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    latitude, longitude, address = first(LATITUDES), first(LONGITUDES), first(ADDRESSES)
    parts = tuple(names.index(name) for name in PARTS if name in names)
    words = (address,) if address is not None else parts
    if (latitude is None or longitude is None) and not words:
        raise UnreadableFile(
            "No columns lat and lon, and none address (or number, street, city, postcode)."
        )
    shown = [name.strip()[:80] for name in header]
    return Columns(shown, latitude, longitude, words, first(HEIGHTS_M))


def place_in(line: Sequence[str], columns: Columns) -> PlaceInLine:
    """What a line says of its place."""
    cells = [cell.strip() for cell in line]
    words = (cells[at] for at in columns.address if at < len(cells) and cells[at])
    address = " ".join(words)[:LONGEST_ADDRESS]
    if len(line) > len(columns.names):
        problem = (
            f"{len(line)} cells under {len(columns.names)} columns:"
            " put a text with commas into quotation marks"
        )
        return PlaceInLine(address, None, None, problem)
    texts = [
        cells[at] if at is not None and at < len(cells) else ""
        for at in (columns.latitude, columns.longitude, columns.height)
    ]
    height = texts.pop()
    if not any(texts):
        problem = "" if address else "neither coordinates nor an address"
        place = PlaceInLine(address, None, None, problem)
    else:
        place = _positioned(address, texts)
    return _raised(place, columns, height) if height and not place.problem else place


def _raised(place: PlaceInLine, columns: Columns, text: str) -> PlaceInLine:
    """The place with the height that the line says."""
    name = columns.names[columns.height or 0].strip().lower().replace(" ", "_")
    per_unit_m = HEIGHTS_M[name]
    try:
        height_m = float(text) * per_unit_m
    except ValueError:
        height_m = math.nan
    if not math.isfinite(height_m):
        return replace(place, problem=f"{name} is {text[:20]!r}, not a number")
    if not LOWEST_M <= height_m <= HIGHEST_M:
        low, high = LOWEST_M / per_unit_m, HIGHEST_M / per_unit_m
        problem = f"{name} is {text[:20]}, not between {low:.6g} and {high:.6g}"
        return replace(place, problem=problem)
    return replace(place, height_m=height_m)


def _positioned(address: str, texts: Sequence[str]) -> PlaceInLine:
    values = []
    for name, text in zip(("latitude", "longitude"), texts, strict=True):
        try:
            values.append(float(text))
        except ValueError:
            values.append(math.nan)
        if not math.isfinite(values[-1]):
            problem = f"{name} is {text[:20]!r}, not a number"
            return PlaceInLine(address, None, None, problem)
    latitude, longitude = values
    problem = off_the_earth(latitude, longitude)
    if problem:
        return PlaceInLine(address, None, None, problem)
    return PlaceInLine(address, latitude, longitude, "")
