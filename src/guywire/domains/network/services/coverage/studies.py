"""Coverage studies as rows: begun, worked on a slice at a time, stopped, gone on with, removed."""

import math
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.db import transaction

from guywire.domains.tenants.services.limits import limit_of
from guywire.domains.tenants.services.locking import lock_tenant
from guywire.engines.geo import EngineError
from guywire.engines.propagation import coverage
from guywire.kit import clock
from guywire.kit.errors import Invalid, LimitReached
from guywire.kit.events import publish
from guywire.kit.jobs import runs
from guywire.kit.jobs.slices import Lane, Slice
from guywire.kit.tenancy import current

from ...events import (
    CoverageCancelled,
    CoverageFailed,
    CoverageFinished,
    CoverageRemoved,
    CoverageRequested,
)
from ...inputs import CoverageInput
from ...models import CoverageCell, CoverageStudy, Sector
from ...queries.coverage.files import UNFINISHED, studies_folder, study_folder
from ...queries.coverage.planning import (
    FALLBACK_RESOLUTION_M,
    FINEST_USUAL_M,
    LEAST_STEPS,
    FrozenSector,
    grid_around,
    terrain_resolution_m,
    told_grid,
)
from ...queries.coverage.studies import (
    sectors_in,
    sectors_named,
    study_ids,
    taken_bytes,
)
from ...queries.coverage.work import (
    CellOutcome,
    CellWork,
    NetworkOutcome,
    NetworkWork,
    Outcome,
    Piece,
    Study,
    Work,
)
from ...queries.ground_cover import ground_cover
from .validity import refuse_out_of_validity, validity_of

NOT_KEPT = {"sector_ids", "statuses", "radius_m", "resolution_m", "environment"}
USUAL_ROOM_MB = 10_000
MOST_POINTS = 30_000_000
MOST_PIXELS = 30_000_000
BYTES_A_PIXEL = 46
"""Of all layers of a study together."""

FARTHEST_USUAL_M = 60_000.0
NEAREST_USUAL_M = 500.0
ROUNDING = 1.01
"""What is proposed lies so much within what is possible."""

LONGEST_ERROR = 2000
ABANDONED_S = 86_400.0
"""No slice and no export takes so long."""

NOTHING_COMPUTED = "No sector could be computed. The first one: "
MB = 10**6
State = CoverageStudy.State


class NoRoomForStudy(LimitReached):
    """The tenant's disk space for coverage is used up."""

    def __init__(self, room_mb: int, taken: int, wanted: int) -> None:
        super().__init__("coverage_mb", room_mb)
        self.message = (
            f"This study needs about {wanted / MB:,.0f} MB. Of the {room_mb:,} MB for coverage"
            f" studies {taken / MB:,.0f} MB are taken: remove studies, or choose a coarser"
            " resolution, a smaller radius or fewer sectors."
        )
        self.args = (self.message,)


def start_study(given: CoverageInput) -> CoverageStudy:
    """Freeze the sectors as they stand and queue the work. Raises Invalid, NoRoomForStudy."""
    sectors = _chosen(given)
    frozen = [FrozenSector.of(sector) for sector in sectors]
    resolution_m = given.resolution_m or _usual_resolution_m(frozen)
    radius_m = given.radius_m or _usual_radius_m(given, sectors, resolution_m)
    _refuse_what_is_not_there(given)
    refuse_out_of_validity(given, sectors, frozen, radius_m)
    _refuse_too_many_points(radius_m, resolution_m)
    grid = _grid(frozen, radius_m, resolution_m)
    disk_bytes = grid.rows * grid.columns * BYTES_A_PIXEL
    _require_room(disk_bytes)
    study = CoverageStudy.objects.create(
        **given.model_dump(exclude=NOT_KEPT),
        environment=given.environment or "",
        radius_m=radius_m,
        resolution_m=resolution_m,
        grid=told_grid(grid),
        row_count=len(sectors),
        disk_bytes=disk_bytes,
    )
    CoverageCell.objects.bulk_create(
        CoverageCell(
            study=study,
            sector=sector,
            number=number,
            sector_name=sector.full_name[:220],
            parameters=one.parameters,
        )
        for number, (sector, one) in enumerate(zip(sectors, frozen, strict=True))
    )
    runs.start(study)
    return study


def next_work(study: CoverageStudy, lane: Lane) -> Work | None:
    """What is to be computed next; a study of which nothing can be computed fails."""
    told = Study.of(study, room_mb())
    cells = CoverageCell.objects.filter(study=study).order_by("number")
    waiting = cells.filter(state=CoverageCell.State.WAITING).first()
    if waiting is not None:
        return CellWork(study=told, piece=Piece.of(waiting))
    done = [Piece.of(cell) for cell in cells.filter(state=CoverageCell.State.DONE)]
    if done:
        names = list(cells.values_list("sector_name", flat=True))
        return NetworkWork(study=told, pieces=done, names=names)
    first = cells.exclude(error="").values_list("error", flat=True).first()
    runs.fail(study, f"{NOTHING_COMPUTED}{first}")
    return None


def take_in(study: CoverageStudy, lane: Lane, outcome: Outcome) -> Slice:
    """Keep what a slice found."""
    if isinstance(outcome, NetworkOutcome):
        _take_in_network(study, outcome)
        return Slice(more=False)
    _take_in_cell(study, outcome)
    return Slice(rows=1)


def restart_study(study: CoverageStudy) -> CoverageStudy:
    """Go on with a study that failed or was stopped; sectors that failed are tried again.

    Raises RunIsOver for a finished one, RunIsNotOver for one that works or waits.
    """
    study = runs.resume(study)
    again = CoverageCell.objects.filter(study=study, state=CoverageCell.State.FAILED)
    again.update(state=CoverageCell.State.WAITING, error="")
    study.done_count = CoverageCell.objects.filter(
        study=study, state=CoverageCell.State.DONE
    ).count()
    study.save(update_fields=["done_count"])
    return study


def tell(study: CoverageStudy) -> None:
    """Publish what became of a study."""
    match study.state:
        case State.QUEUED:
            publish(CoverageRequested(study_id=study.pk))
        case State.FINISHED:
            publish(CoverageFinished(study_id=study.pk))
        case State.CANCELLED:
            publish(CoverageCancelled(study_id=study.pk))
        case State.FAILED:
            publish(CoverageFailed(study_id=study.pk, reason=study.error))


def remove_study(study: CoverageStudy) -> None:
    """Forget a study; its maps go once that is sure."""
    publish(CoverageRemoved(study_id=study.pk))
    folder = study_folder(current().tenant_id, study.pk)
    study.delete()
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def forget_strays() -> int:
    """Take away folders whose study is gone (a slice was under way when it was removed), and what
    killed processes left unfinished. How many."""
    folder = studies_folder(current().tenant_id)
    if not folder.is_dir():
        return 0
    known = {str(one) for one in study_ids()}
    strays = [path for path in folder.iterdir() if path.name not in known]
    since = clock.now().timestamp() - ABANDONED_S
    strays += [path for path in folder.rglob(f"{UNFINISHED}*") if _changed_at(path) < since]
    for path in strays:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(strays)


def room_mb() -> int:
    """How much disk space the tenant's studies may take; as much again for what is kept."""
    limit = limit_of("coverage_mb")
    return USUAL_ROOM_MB if limit is None else limit


def _changed_at(path: Path) -> float:
    """When a file was changed last; one that is gone meanwhile counts as new."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _chosen(given: CoverageInput) -> list[Sector]:
    """The sectors of a study. Raises Invalid where one is not there, or there is none."""
    if given.sector_ids is None:
        found = sectors_in(given.statuses)
        if not found:
            labels = ", ".join(str(Sector.Status(one).label).lower() for one in given.statuses)
            raise Invalid({"statuses": f"There is no sector that is {labels}."})
        return found
    found = sectors_named(given.sector_ids)
    missing = len(given.sector_ids) - len(found)
    if missing:
        raise Invalid({"sector_ids": f"{missing} of the sectors are not there (any more)."})
    return found


def _usual_resolution_m(sectors: Sequence[FrozenSector]) -> float:
    """That of the terrain, but no finer than is of use everywhere."""
    found = terrain_resolution_m(sectors)
    return round(max(found or FALLBACK_RESOLUTION_M, FINEST_USUAL_M), 1)


def _usual_radius_m(given: CoverageInput, sectors: Sequence[Sector], resolution_m: float) -> float:
    """The farthest that one of the sectors reaches, within reason and as far as the model goes."""
    validity = validity_of(given)
    most_m = min(FARTHEST_USUAL_M, validity.distance_m[1]) if validity else FARTHEST_USUAL_M
    farthest = min(max(sector.max_range_m for sector in sectors), most_m)
    return max(farthest, NEAREST_USUAL_M, LEAST_STEPS * resolution_m)


def _refuse_what_is_not_there(given: CoverageInput) -> None:
    """Raise Invalid for clutter where the installation knows of none, or its table is broken."""
    if not given.use_clutter:
        return
    try:
        cover = ground_cover()
    except EngineError as error:
        raise Invalid({"use_clutter": str(error)}) from error
    if cover is None:
        text = "This installation has neither a surface model nor land cover: see Terrain."
        raise Invalid({"use_clutter": text})


def _refuse_too_many_points(radius_m: float, resolution_m: float) -> None:
    """Raise Invalid, with what would be possible, where a sector has too many points or too few."""
    if radius_m < LEAST_STEPS * resolution_m:
        raise Invalid(
            {
                "resolution_m": f"{resolution_m:g} m is too coarse for a radius of {radius_m:g} m:"
                f" at most {radius_m / LEAST_STEPS:.4g} m is possible."
            }
        )
    points = coverage.Rings(steps=int(radius_m / resolution_m), step_m=resolution_m).receivers
    if points > MOST_POINTS:
        times = math.sqrt(points / MOST_POINTS) * ROUNDING
        raise Invalid(
            {
                "resolution_m": f"{radius_m:g} m in steps of {resolution_m:g} m are {points:,}"
                f" points a sector, {MOST_POINTS:,} are possible: take steps of at least"
                f" {math.ceil(resolution_m * times)} m, or a radius of at most"
                f" {math.floor(radius_m / times / 100) * 100:,} m."
            }
        )


def _grid(sectors: Sequence[FrozenSector], radius_m: float, resolution_m: float) -> coverage.Grid:
    """The pixels of the study. Raises Invalid for more than fit, and across the date line."""
    try:
        grid = grid_around(sectors, radius_m, resolution_m)
    except EngineError as error:
        raise Invalid({"radius_m": f"{str(error)[:1].upper()}{str(error)[1:]}."}) from error
    pixels = grid.rows * grid.columns
    if pixels > MOST_PIXELS:
        pixel_m = math.sqrt(float(grid.row_areas_m2()[grid.rows // 2]))
        # a zoom's pixels are twice the size of the next one's
        doublings = math.ceil(math.log(pixels / MOST_PIXELS, 4))
        raise Invalid(
            {
                "resolution_m": f"The sectors' area has {pixels:,} pixels of {pixel_m:.1f} m,"
                f" {MOST_PIXELS:,} are possible: take steps of at least"
                f" {math.ceil(pixel_m * 2**doublings)} m, a smaller radius, or sectors that lie"
                " closer together."
            }
        )
    return grid


def _require_room(wanted: int) -> None:
    """Raise NoRoomForStudy unless it fits; the tenant's row is locked, so that two cannot both."""
    lock_tenant()
    room, taken = room_mb(), taken_bytes()
    if taken + wanted > room * MB:
        raise NoRoomForStudy(room, taken, wanted)


def _take_in_cell(study: CoverageStudy, outcome: CellOutcome) -> None:
    done = CoverageCell.State.FAILED if outcome.error else CoverageCell.State.DONE
    CoverageCell.objects.filter(study=study, number=outcome.number).update(
        state=done,
        reached=list(outcome.reached),
        gaps=list(outcome.gaps),
        error=outcome.error[:LONGEST_ERROR],
    )


def _take_in_network(study: CoverageStudy, outcome: NetworkOutcome) -> None:
    cells = list(CoverageCell.objects.filter(study=study))
    for cell in cells:
        cell.served_km2 = outcome.served_km2.get(cell.number)
    CoverageCell.objects.bulk_update(cells, ["served_km2"])
    study.result, study.disk_bytes = outcome.figures, outcome.disk_bytes
