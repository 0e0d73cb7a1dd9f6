"""Writing antenna patterns: by the numbers of the formula, or out of makers' files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation import antennas as engine
from guywire.kit.errors import Invalid
from guywire.kit.events import publish

from ..events import AntennaPatternAdded, AntennaPatternChanged, AntennaPatternRemoved
from ..inputs import AntennaPatternInput
from ..models import AntennaPattern, Sector
from .versions import InUse, delete, save

MOST_FILES = 50
SIDE_LOBE_DB = 20.0
NAMED = 5
DRAWN = (
    "horizontal_beamwidth_deg", "vertical_beamwidth_deg", "front_to_back_db", "side_lobe_db",
    "electrical_tilt_deg",
)  # fmt: skip
"""What decides the cuts of the formula, and is read off those of a file."""


class CutsFromFile(Invalid):
    """The cuts of an antenna out of a file are not to be typed over."""

    code = "cuts_from_file"


@dataclass(frozen=True, slots=True)
class AntennaDraft:
    """A file as the preview shows it; ``row`` is not saved, None where there is a problem."""

    file_name: str
    row: AntennaPattern | None = None
    problem: str = ""
    assumed: tuple[str, ...] = field(default=())


def create_antenna_pattern(given: AntennaPatternInput) -> AntennaPattern:
    """An antenna by the 3GPP formula. Raises Taken."""
    row = AntennaPattern()
    for name, value in given:
        setattr(row, name, value)
    _draw(row)
    save(row)
    publish(AntennaPatternAdded(antenna_pattern_id=row.pk))
    return row


def change_antenna_pattern(row: AntennaPattern, given: AntennaPatternInput) -> AntennaPattern:
    """Change an antenna; one by formula is drawn anew. Raises Taken, CutsFromFile."""
    row = AntennaPattern.objects.select_for_update().get(pk=row.pk)
    changed = [name for name, value in given if getattr(row, name) != value]
    if row.origin == AntennaPattern.Origin.FILE:
        typed = [name for name in DRAWN if name in changed]
        if typed:
            told = f"It stands in the file {row.source_name}: upload the file anew to change it."
            raise CutsFromFile({name: told for name in typed})
    if not changed:
        return row
    for name in changed:
        setattr(row, name, getattr(given, name))
    if row.origin == AntennaPattern.Origin.FORMULA:
        _draw(row)
    save(row)
    publish(AntennaPatternChanged(antenna_pattern_id=row.pk, changed=",".join(sorted(changed))))
    return row


def remove_antenna_pattern(row: AntennaPattern) -> None:
    """Remove an antenna that no sector uses. Raises InUse, naming some that do."""
    row = AntennaPattern.objects.select_for_update().get(pk=row.pk)
    using = Sector.objects.filter(antenna_pattern=row).select_related("site").order_by("pk")
    count = using.count()
    if count:
        names = sorted(sector.full_name for sector in using[:NAMED])
        more = f" and {count - NAMED} more" if count > NAMED else ""
        raise InUse(
            f"{row} is the antenna of {', '.join(names)}{more}. Give those another antenna first."
        )
    row_id = row.pk
    delete(row)
    publish(AntennaPatternRemoved(antenna_pattern_id=row_id))


def preview_antennas(files: Sequence[tuple[str, bytes]]) -> list[AntennaDraft]:
    """What an upload of files (name, content) would add, file by file. Raises Invalid."""
    if not files:
        raise Invalid({"files": "Choose one or more files."})
    if len(files) > MOST_FILES:
        raise Invalid({"files": f"At most {MOST_FILES} files at once, not {len(files)}."})
    taken = {name.lower() for name in AntennaPattern.objects.values_list("name", flat=True)}
    drafts = []
    for file_name, content in files:
        draft = _draft(file_name, content, taken)
        if draft.row is not None:
            taken.add(draft.row.name.lower())
        drafts.append(draft)
    return drafts


def add_antennas(files: Sequence[tuple[str, bytes]]) -> list[AntennaPattern]:
    """Add an antenna for each file, or none. Raises Invalid with the problem of each file."""
    drafts = preview_antennas(files)
    wrong = {draft.file_name or "file": draft.problem for draft in drafts if draft.problem}
    if wrong:
        raise Invalid(wrong)
    rows = [draft.row for draft in drafts if draft.row is not None]
    for row in rows:
        save(row)
        publish(AntennaPatternAdded(antenna_pattern_id=row.pk))
    return rows


def _draft(file_name: str, content: bytes, taken: set[str]) -> AntennaDraft:
    """A file read; of a name that is taken, the file's own name is added to it."""
    short_name = PurePath(file_name.replace("\\", "/")).name[:200]
    try:
        antenna = engine.read_antenna(content, short_name)
    except EngineError as error:
        told = str(error)
        return AntennaDraft(short_name, problem=f"{told[0].upper()}{told[1:]}.")
    assumed = list(antenna.assumed)
    name = antenna.name[:120]
    if name.lower() in taken:
        longer = f"{name[:80]} ({PurePath(short_name).stem[:37]})"
        if longer.lower() in taken:
            return AntennaDraft(short_name, problem=f"There is an antenna {longer} already.")
        assumed.append(f"There is an antenna {name} already: this one is called {longer}.")
        name = longer
    row = AntennaPattern(
        name=name,
        manufacturer=antenna.manufacturer[:80],
        model=antenna.model[:80],
        gain_dbi=antenna.gain_dbi,
        low_mhz=antenna.low_mhz,
        high_mhz=antenna.high_mhz,
        polarization=antenna.polarization[:20],
        horizontal_beamwidth_deg=antenna.horizontal_beamwidth_deg,
        vertical_beamwidth_deg=antenna.vertical_beamwidth_deg,
        front_to_back_db=antenna.front_to_back_db,
        electrical_tilt_deg=antenna.electrical_tilt_deg,
        origin=AntennaPattern.Origin.FILE,
        source_name=short_name,
        assumed=assumed,
        horizontal_db=[round(float(loss), 4) for loss in antenna.horizontal_db],
        vertical_db=[round(float(loss), 4) for loss in antenna.vertical_db],
    )
    return AntennaDraft(short_name, row=row, assumed=tuple(assumed))


def _draw(row: AntennaPattern) -> None:
    """The cuts by the formula."""
    numbers = engine.SectorNumbers(
        horizontal_beamwidth_deg=row.horizontal_beamwidth_deg,
        vertical_beamwidth_deg=row.vertical_beamwidth_deg,
        front_to_back_db=row.front_to_back_db,
        side_lobe_db=SIDE_LOBE_DB if row.side_lobe_db is None else row.side_lobe_db,
        electrical_tilt_deg=row.electrical_tilt_deg,
    )
    antenna = engine.sector_antenna(numbers, name=row.name)
    row.horizontal_db = [round(float(loss), 4) for loss in antenna.horizontal_db]
    row.vertical_db = [round(float(loss), 4) for loss in antenna.vertical_db]
