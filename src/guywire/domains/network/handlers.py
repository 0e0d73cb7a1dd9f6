"""What the network does about facts: its own long work."""

from collections.abc import Callable
from typing import Any

from guywire.kit.events import Event
from guywire.kit.jobs import defer

from .events import (
    CalibrationRequested,
    CoverageRequested,
    QualificationRequested,
    TerrainWanted,
)
from .services.calibrations import CALIBRATE
from .services.coverage.studies import COVER
from .services.fetching import FETCH
from .services.qualification import QUALIFY


def queue_qualification(fact: QualificationRequested) -> None:
    """The job that works through the run."""
    defer(QUALIFY, run_id=str(fact.run_id))


def queue_coverage(fact: CoverageRequested) -> None:
    """The job of a study's next slice."""
    defer(COVER, study_id=str(fact.study_id), turn=fact.turn)


def queue_fetch(fact: TerrainWanted) -> None:
    """The job that fetches tile after tile."""
    defer(FETCH, fetch_id=str(fact.fetch_id))


def queue_calibration(fact: CalibrationRequested) -> None:
    """The job that compares what is measured with what is predicted."""
    defer(CALIBRATE, calibration_id=str(fact.calibration_id))


LISTENS: dict[type[Event], tuple[Callable[[Any], None], ...]] = {
    CoverageRequested: (queue_coverage,),
    QualificationRequested: (queue_qualification,),
    CalibrationRequested: (queue_calibration,),
    TerrainWanted: (queue_fetch,),
}
