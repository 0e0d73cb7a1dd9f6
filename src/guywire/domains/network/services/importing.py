"""Sites out of KML, KMZ and GeoJSON: looked at first, then all or none."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from guywire.kit.errors import Invalid

from ..inputs import SiteInput
from ..inputs.geofiles import PlaceDraft, UnreadablePlaces, read_places
from ..models import Site
from .sites import create_sites

TAKEN_OVER = frozenset(SiteInput.model_fields) - {
    "name", "latitude", "longitude", "effective_at", "gate_code",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of the file as the preview shows it; ``given`` is None where there is a problem."""

    where: str
    name: str
    latitude: float | None
    longitude: float | None
    given: SiteInput | None
    problem: str = ""
    is_skipped: bool = False


def preview_places(content: bytes, file_name: str) -> list[PlaceLine]:
    """What an import of the file would do, place by place. Raises UnreadablePlaces."""
    drafts = read_places(content, file_name)
    names = [draft.name for draft in drafts if draft.name and not draft.is_skipped]
    taken = set(Site.objects.filter(name__in=names).values_list("name", flat=True))
    seen: dict[str, str] = {}
    return [_line(draft, taken, seen) for draft in drafts]


def import_places(content: bytes, file_name: str) -> list[Site]:
    """Add a site for every point of the file, or none.

    Raises Invalid with the problem of each wrong place, UnreadablePlaces, LimitReached.
    """
    lines = preview_places(content, file_name)
    wrong = {line.where: line.problem for line in lines if line.problem and not line.is_skipped}
    if wrong:
        raise Invalid(wrong)
    if not any(line.given for line in lines):
        raise UnreadablePlaces("The file holds no points; only points become sites.")
    return create_sites([line.given for line in lines if line.given is not None])


def _line(draft: PlaceDraft, taken: set[str], seen: dict[str, str]) -> PlaceLine:
    problem, given = draft.problem, None
    if not problem:
        given, problem = _given(draft)
    if given is not None:
        if given.name in taken:
            problem = "a site of this name exists"
        elif given.name in seen:
            problem = f"the same name as {seen[given.name]}"
        seen.setdefault(given.name, draft.where)
    return PlaceLine(
        where=draft.where,
        name=draft.name,
        latitude=draft.latitude,
        longitude=draft.longitude,
        given=None if problem else given,
        problem=problem,
        is_skipped=draft.is_skipped,
    )


def _given(draft: PlaceDraft) -> tuple[SiteInput | None, str]:
    """The input of a place, or what is wrong with it. Unknown properties are left out."""
    known: dict[str, Any] = {
        key.lower(): value for key, value in draft.properties.items() if value not in (None, "")
    }
    values = {key: value for key, value in known.items() if key in TAKEN_OVER}
    values |= {"name": draft.name, "latitude": draft.latitude, "longitude": draft.longitude}
    try:
        return SiteInput(**values), ""
    except ValidationError as error:
        told = [
            f"{'.'.join(str(part) for part in line['loc']) or 'place'}: {line['msg']}"
            for line in error.errors()
        ]
        return None, "; ".join(told)
