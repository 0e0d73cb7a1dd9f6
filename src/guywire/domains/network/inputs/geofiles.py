"""Places out of KML, KMZ and GeoJSON files, read with suspicion.

Only points count; lines and areas are told as skipped. XML is read without entities, document
types or network; archives and files are limited in size before they are unpacked.
"""

import io
import json
import lzma
import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from guywire.kit.errors import DomainError

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PLACES = 20_000
MOST_ENTRIES = 2_000
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip
"""What a broken or encrypted archive, or one of an unknown method, raises."""
NAMES = ("name", "Name", "NAME", "title", "Title", "site", "Site")


class UnreadablePlaces(DomainError):
    """The file as a whole cannot be read."""

    code = "unreadable_file"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A point of the file; ``where`` names it for people. ``problem``: why it is no place."""

    where: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    is_skipped: bool = False


def read_places(content: bytes, file_name: str) -> list[PlaceDraft]:
    """The points of a file, by its ending (.kml, .kmz, .geojson, .json).

    Raises UnreadablePlaces; what is wrong with one place stands in its ``problem``.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadablePlaces(f"The file is larger than {LARGEST_FILE // 2**20} MB.")
    ending = file_name.lower().rpartition(".")[2]
    if ending == "kmz":
        drafts = _of_kml(_unpacked(content))
    elif ending == "kml":
        drafts = _of_kml(content)
    elif ending in {"geojson", "json"}:
        drafts = _of_geojson(content)
    else:
        raise UnreadablePlaces("The name must end in .kml, .kmz, .geojson or .json.")
    found = []
    for draft in drafts:
        found.append(draft)
        if len(found) > MOST_PLACES:
            raise UnreadablePlaces(f"The file has more than {MOST_PLACES:,} places; split it.")
    if not found:
        raise UnreadablePlaces("The file holds no place.")
    return found


def _unpacked(content: bytes) -> bytes:
    """The KML inside a KMZ: doc.kml, else the first .kml."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise UnreadablePlaces("The archive has too many files in it.")
            kmls = [entry for entry in entries if entry.filename.lower().endswith(".kml")]
            if not kmls:
                raise UnreadablePlaces("There is no .kml in the archive.")
            chosen = next((e for e in kmls if e.filename.lower() == "doc.kml"), kmls[0])
            with archive.open(chosen) as stream:
                text = stream.read(LARGEST_UNPACKED + 1)
    except BROKEN_ARCHIVE as error:
        raise UnreadablePlaces(f"The archive cannot be opened: {error}.") from error
    if len(text) > LARGEST_UNPACKED:
        raise UnreadablePlaces(f"The archive unpacks to more than {LARGEST_UNPACKED // 2**20} MB.")
    return text


def _of_kml(content: bytes) -> Iterator[PlaceDraft]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePlaces(f"The file is not well-formed KML: {error}.") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadablePlaces("The file declares a document type; KML has none.")
    if etree.QName(root).localname not in {"kml", "Document", "Folder", "Placemark"}:
        raise UnreadablePlaces(f"The file is XML, but not KML: it begins with {root.tag!r}.")
    for number, placemark in enumerate(root.iter("{*}Placemark"), start=1):
        yield _placemark(number, placemark)


def _text(element: Any, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def _placemark(number: int, placemark: Any) -> PlaceDraft:
    name = _text(placemark, "{*}name")
    where = f"placemark {number}" + (f" “{name}”" if name else "")
    folders = [_text(one, "{*}name") for one in placemark.iterancestors("{*}Folder")]
    if any(folders):
        where += f" in {' / '.join(folder for folder in reversed(folders) if folder)}"
    points = list(placemark.iter("{*}Point"))
    if not points:
        return PlaceDraft(where, name, problem="not a point", is_skipped=True)
    parts = _text(points[0], "{*}coordinates").split(",")
    properties = {
        str(data.get("name", "")): _text(data, "{*}value") for data in placemark.iter("{*}Data")
    }
    properties |= {
        str(data.get("name", "")): (data.text or "").strip()
        for data in placemark.iter("{*}SimpleData")
    }
    description = _text(placemark, "{*}description")
    if description:
        properties.setdefault("notes", description)
    address = _text(placemark, "{*}address")
    if address:
        properties.setdefault("address", address)
    return _draft(where, name, parts, properties)


def _of_geojson(content: bytes) -> Iterator[PlaceDraft]:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadablePlaces(f"The file is not UTF-8 text (byte {error.start}).") from error
    except (ValueError, RecursionError) as error:
        raise UnreadablePlaces(f"The file is not JSON: {error}.") from error
    kind = whole.get("type") if isinstance(whole, dict) else None
    features = whole.get("features") if kind == "FeatureCollection" else [whole]
    if kind not in {"FeatureCollection", "Feature"} or not isinstance(features, list):
        raise UnreadablePlaces("The file is JSON, but no GeoJSON FeatureCollection or Feature.")
    for number, feature in enumerate(features, start=1):
        yield _feature(number, feature)


def _feature(number: int, feature: Any) -> PlaceDraft:
    where = f"feature {number}"
    if not isinstance(feature, dict):
        return PlaceDraft(where, "", problem="not an object")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        return PlaceDraft(where, "", problem="its properties are not an object")
    name = next((str(properties[key]).strip() for key in NAMES if properties.get(key)), "")
    where += f" “{name}”" if name else ""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return PlaceDraft(where, name, problem="not a point", is_skipped=True)
    coordinates = geometry.get("coordinates")
    parts = coordinates if isinstance(coordinates, list) else []
    rest = {key: value for key, value in properties.items() if key not in NAMES}
    if "description" in rest:
        rest.setdefault("notes", rest["description"])
    return _draft(where, name, parts, rest)


def _draft(where: str, name: str, parts: list[Any], properties: dict[str, Any]) -> PlaceDraft:
    """Longitude comes first, in KML and GeoJSON alike."""
    try:
        longitude, latitude = float(parts[0]), float(parts[1])
    except (IndexError, TypeError, ValueError):
        return PlaceDraft(where, name, problem="its coordinates are no numbers")
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return PlaceDraft(where, name, problem="its coordinates are no numbers")
    problem = off_the_earth(latitude, longitude)
    return PlaceDraft(where, name, latitude, longitude, properties, problem)


def off_the_earth(latitude: float, longitude: float) -> str:
    """What is wrong with a position; empty where it is on the earth."""
    problem = ""
    if not -90 <= latitude <= 90:
        problem = f"latitude is {latitude:g}, not between -90 and 90"
    elif not -180 <= longitude <= 180:
        problem = f"longitude is {longitude:g}, not between -180 and 180"
    if problem and abs(longitude) <= 90 and abs(latitude) <= 180:
        problem += "; are latitude and longitude swapped?"
    return problem
