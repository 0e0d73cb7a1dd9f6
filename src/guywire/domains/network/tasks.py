"""Long work of the network, and what it does by the clock."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from uuid import UUID

from guywire.engines.geo import EngineError
from guywire.engines.propagation.coverage import CancelToken, CoverageCancelled
from guywire.kit.errors import DomainError
from guywire.kit.jobs import Periodic, background, defer
from guywire.kit.tenancy import Scope, in_tenant

from .queries.coverage.work import CellWork, Outcome, Work
from .queries.tile_sources import StoredTile, tile_source
from .services import calibrations, fetching, qualification
from .services.coverage import studies
from .services.coverage.computing import compute_cell
from .services.coverage.network import compute_network

LOOK_EVERY_S = 1.0


@background(qualification.QUALIFY, attempts=7, fair=True)
def qualify(tenant_id: UUID, *, run_id: str) -> None:
    """Answer one part of a bulk qualification; while parts wait, the job queues itself again.

    What nobody foresaw is told on the run and tried again; `give_up_abandoned` ends a run whose
    job has used up its attempts.
    """
    scope = {"actor": "job:qualification", "request_id": run_id, "door": "job"}
    try:
        with in_tenant(tenant_id, **scope):
            if qualification.work_on(UUID(run_id)):
                defer(qualification.QUALIFY, run_id=run_id)
    except (DomainError, EngineError) as error:
        with in_tenant(tenant_id, **scope):
            qualification.fail_run(UUID(run_id), str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        with in_tenant(tenant_id, **scope):
            qualification.note_trouble(UUID(run_id), reason)
        raise


class Lookout:
    """Tells how far a slice is, and stops it soon after somebody has stopped its study."""

    def __init__(self, scope: Callable[[], AbstractContextManager[Scope]], work: Work) -> None:
        self.token = CancelToken()
        self._scope = scope
        self._work = work
        self._looked_at = time.monotonic()

    def report(self, share: float) -> None:
        """Called by the computation between two of its steps."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        study = self._work.study
        with self._scope():
            is_wanted = studies.note_progress(study.study_id, study.turn, share)
        if not is_wanted:
            self.token.cancel()


@background(studies.COVER, attempts=7, fair=True)
def cover(tenant_id: UUID, *, study_id: str, turn: int) -> None:
    """One slice of a coverage study, and the job of the next one.

    Nothing is locked while it computes. What nobody foresaw is told on the study and tried again;
    `give_up_abandoned` ends a study whose job has used up its attempts.
    """
    scope = partial(
        in_tenant, tenant_id, actor="job:coverage", request_id=study_id, door="job"
    )  # fmt: skip
    with scope():
        work = studies.next_work(UUID(study_id), turn)
    if work is None:
        return
    lookout = Lookout(scope, work)
    try:
        outcome = _computed(work, lookout)
    except CoverageCancelled:
        return
    except (DomainError, EngineError) as error:
        with scope():
            studies.fail_study(UUID(study_id), str(error))
        return
    except Exception as error:
        with scope():
            studies.note_trouble(UUID(study_id), f"{type(error).__name__}: {error}")
        raise
    with scope():
        following = studies.take_in(UUID(study_id), turn, outcome)
        if following is not None:
            defer(studies.COVER, study_id=study_id, turn=following)


def _computed(work: Work, lookout: Lookout) -> Outcome:
    if isinstance(work, CellWork):
        return compute_cell(work, lookout.report, lookout.token)
    return compute_network(work, lookout.report, lookout.token)


@background(calibrations.CALIBRATE, attempts=7, fair=True)
def calibrate(tenant_id: UUID, *, calibration_id: str) -> None:
    """Take one slice of measured signals; while there are more, the job queues itself again.

    What nobody foresaw is told on the calibration and tried again.
    """
    scope = {"actor": "job:calibration", "request_id": calibration_id, "door": "job"}
    try:
        with in_tenant(tenant_id, **scope):
            if calibrations.work_on(UUID(calibration_id)):
                defer(calibrations.CALIBRATE, calibration_id=calibration_id)
    except (DomainError, EngineError) as error:
        with in_tenant(tenant_id, **scope):
            calibrations.fail_calibration(UUID(calibration_id), str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        with in_tenant(tenant_id, **scope):
            calibrations.note_trouble(UUID(calibration_id), reason)
        raise


@background(fetching.FETCH, attempts=3, fair=True)
def fetch_terrain(tenant_id: UUID, *, fetch_id: str) -> None:
    """Fetch one tile, with no transaction open; while others wait, the job queues itself again."""
    scope = {"actor": "job:terrain", "request_id": fetch_id, "door": "job"}
    with in_tenant(tenant_id, **scope):
        name = fetching.next_tile(UUID(fetch_id))
    if name is None:
        return
    outcome: StoredTile | DomainError | None
    try:
        outcome = tile_source().store(name)
    except DomainError as error:
        outcome = error
    with in_tenant(tenant_id, **scope):
        if fetching.note_tile(UUID(fetch_id), name, outcome):
            defer(fetching.FETCH, fetch_id=fetch_id)


def give_up_abandoned() -> None:
    qualification.give_up_abandoned()
    calibrations.give_up_abandoned()
    fetching.give_up_abandoned()


def tend_coverage() -> None:
    studies.give_up_abandoned()
    studies.forget_strays()


PERIODIC = (
    Periodic(
        name="network.give_up_abandoned_qualifications",
        work=give_up_abandoned,
        description="Fails qualifications, calibrations and fetches whose job failed for good.",
        every=timedelta(minutes=5),
    ),
    Periodic(
        name="network.tend_coverage",
        work=tend_coverage,
        description="Fails coverage studies whose job has failed for good; removes stray maps.",
        every=timedelta(minutes=5),
    ),
)
