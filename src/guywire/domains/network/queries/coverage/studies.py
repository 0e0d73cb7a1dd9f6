"""Coverage studies as rows, and how much of the tenant's room they take."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from guywire.kit.errors import NotFound

from ...models import CoverageCell, CoverageStudy, Sector

MOST_CHOICES = 2_000


@dataclass(frozen=True, slots=True)
class TileGap:
    """A tile that lacks heights: ``kind`` is missing or void; how many sectors look over it."""

    tile: str
    kind: str
    sectors: int


def newest_studies(limit: int) -> list[CoverageStudy]:
    return list(CoverageStudy.objects.order_by("-created_at", "-id")[:limit])


def study_of(study_id: UUID) -> CoverageStudy:
    """One study. Raises NotFound."""
    study = CoverageStudy.objects.filter(pk=study_id).first()
    if study is None:
        raise NotFound("There is no such coverage study.")
    return study


def finished_study_of(study_id: UUID) -> CoverageStudy:
    """One study that has its maps. Raises NotFound."""
    study = study_of(study_id)
    if not study.is_finished:
        raise NotFound(f"“{study}” has no maps: it is {study.get_state_display().lower()}.")
    return study


def cells_of(study: CoverageStudy) -> list[CoverageCell]:
    return list(CoverageCell.objects.filter(study=study).order_by("number"))


def gaps_of(cells: Iterable[CoverageCell]) -> list[TileGap]:
    """The terrain that some sectors lack, by tile."""
    met = Counter((gap["tile"], gap["kind"]) for cell in cells for gap in cell.gaps)
    return [TileGap(tile, kind, count) for (tile, kind), count in sorted(met.items())]


def sectors_named(ids: Iterable[UUID]) -> list[Sector]:
    """The sectors of these ids, as the lists show them; those that are not there are left out."""
    found = Sector.objects.filter(pk__in=list(ids)).select_related("site", "antenna_pattern")
    return list(found.order_by("site__name", "name", "pk"))


def sectors_in(statuses: Iterable[str]) -> list[Sector]:
    found = Sector.objects.filter(status__in=list(statuses)).select_related(
        "site", "antenna_pattern"
    )
    return list(found.order_by("site__name", "name", "pk"))


def taken_bytes() -> int:
    """What the tenant's studies take on disk, those included that are still to be computed."""
    return int(CoverageStudy.objects.aggregate(taken=Sum("disk_bytes"))["taken"] or 0)


def study_ids() -> set[UUID]:
    return set(CoverageStudy.objects.values_list("pk", flat=True))


def sector_choices() -> list[tuple[str, str]]:
    """The sectors that a study can be about, with their sites, for a list to choose from."""
    live = Sector.objects.exclude(status=Sector.Status.RETIRED).select_related("site")
    found = live.order_by("site__name", "name", "pk")[:MOST_CHOICES]
    return [(str(sector.pk), sector.full_name) for sector in found]


def others_like(study: CoverageStudy) -> list[CoverageStudy]:
    """Finished studies whose pixels are of the same size, the newest first."""
    alike = CoverageStudy.objects.filter(
        state=CoverageStudy.State.FINISHED, grid__step=study.grid["step"]
    )
    return list(alike.exclude(pk=study.pk).order_by("-created_at")[:50])
