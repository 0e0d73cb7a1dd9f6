"""Long work of the network, and what it does by the clock."""

from datetime import timedelta

from guywire.engines.geo import EngineError
from guywire.engines.propagation.coverage import CancelToken, CoverageCancelled
from guywire.kit.errors import DomainError
from guywire.kit.jobs import Periodic, runs
from guywire.kit.jobs.slices import Apart, Lane, RunStopped

from .models import Calibration, CoverageStudy, QualificationRun, TerrainFetch
from .queries.coverage.work import CellWork, Outcome, Work
from .queries.tile_sources import tile_source
from .services import calibrations, fetching, qualification
from .services.coverage import studies
from .services.coverage.computing import compute_cell
from .services.coverage.network import compute_network


def computed(work: Work, lane: Lane) -> Outcome:
    """A slice of a coverage study, which stops soon after somebody has stopped the study."""
    token = CancelToken()

    def report(share: float) -> None:
        if not lane.is_wanted(share):
            token.cancel()

    try:
        if isinstance(work, CellWork):
            return compute_cell(work, report, token)
        return compute_network(work, report, token)
    except CoverageCancelled as error:
        raise RunStopped from error


def fetched(name: str, lane: Lane) -> tuple[str, fetching.Found]:
    """A tile from the source, and what became of it."""
    try:
        return name, tile_source().store(name) if name else None
    except DomainError as error:
        return name, error


qualify = runs.job_of(
    QualificationRun,
    qualification.answer_some,
    finish=qualification.require_all,
    tell=qualification.tell,
    refusals=(EngineError,),
    actor="job:qualification",
)
cover = runs.job_of(
    CoverageStudy,
    Apart(prepare=studies.next_work, compute=computed, keep=studies.take_in),
    tell=studies.tell,
    refusals=(EngineError,),
    actor="job:coverage",
)
calibrate = runs.job_of(
    Calibration,
    calibrations.compare_some,
    finish=calibrations.fit,
    tell=calibrations.tell,
    refusals=(EngineError,),
    actor="job:calibration",
)
fetch_terrain = runs.job_of(
    TerrainFetch,
    Apart(prepare=fetching.next_tile, compute=fetched, keep=fetching.note_tile),
    tell=fetching.tell,
    attempts=3,
    actor="job:terrain",
)


PERIODIC = (
    Periodic(
        name="network.forget_stray_maps",
        work=studies.forget_strays,
        description="Removes maps whose coverage study is gone, and unfinished files.",
        every=timedelta(minutes=5),
    ),
)
