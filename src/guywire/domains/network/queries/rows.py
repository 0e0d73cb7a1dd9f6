"""The lines of a qualified file while they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..models import Sector


@dataclass(slots=True, kw_only=True)
class QualificationRow:
    """One line of the file. ``given`` is the line as it came; what follows ``state`` is the answer.

    ``height_m`` is the receiver's, where the line says one.
    """

    class State(StrEnum):
        WAITING = "waiting"
        SERVED = "yes"
        UNSERVED = "no"
        UNKNOWN = "unknown"
        BAD = "unusable"

    line: int
    given: Sequence[str] = ()
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    height_m: float | None = None
    state: State = State.WAITING
    sector: Sector | None = None
    sector_name: str = ""
    distance_m: float | None = None
    azimuth_deg: float | None = None
    signal_dbm: float | None = None
    margin_db: float | None = None
    corrected_dbm: float | None = None
    probability: float | None = None
    has_line_of_sight: bool | None = None
    reason: str = ""
    next_sectors: str = ""
    spot_latitude: float | None = None
    spot_longitude: float | None = None
