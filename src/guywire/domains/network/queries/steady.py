"""Since when a sector radiates as it does now, by what the network knows of its past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from guywire.kit.shapes.words import label_of

from ..models import Sector, SectorVersion, Site, SiteVersion

RADIATING = (
    "site_id", "center_frequency_mhz", "azimuth_deg", "beamwidth_deg", "vertical_beamwidth_deg",
    "mechanical_tilt_deg", "electrical_tilt_deg", "height_m", "eirp_dbm", "antenna_pattern_id",
    "front_to_back_db",
)  # fmt: skip
"""What a sector's signal at a place depends on. The customer's antenna and the least signal are
ours to assume, and no change of the sector."""

STANDING = ("latitude", "longitude")
"""The same of its site."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """When a sector began to radiate as it does now, and what was changed then."""

    at: datetime
    what: str


def last_changes(sectors: Iterable[Sector]) -> dict[UUID, LastChange]:
    """Each sector's last change; a sector that has been the same since it is known has none."""
    rows = {one.pk: one for one in sectors}
    of_sectors = _last(SectorVersion, list(rows), Sector, RADIATING)
    of_sites = _last(SiteVersion, list({one.site_id for one in rows.values()}), Site, STANDING)
    found = {}
    for pk, sector in rows.items():
        known = [one for one in (of_sectors.get(pk), of_sites.get(sector.site_id)) if one]
        if known:
            found[pk] = max(known, key=lambda one: one.at)
    return found


def _last(
    versions: Any, ids: Sequence[UUID], model: type[Sector] | type[Site], names: Sequence[str]
) -> dict[UUID, LastChange]:
    """The newest state of each row that differs from the one before it in these columns."""
    states = versions.objects.filter(subject_id__in=ids).order_by("subject_id", "-valid_from")
    lines = states.values_list("subject_id", "valid_from", "facts")
    found = {}
    for pk, own in groupby(lines.iterator(), key=lambda line: line[0]):
        change = _newest_change(list(own), model, names)
        if change is not None:
            found[pk] = change
    return found


def _newest_change(
    newest_first: Sequence[tuple[UUID, datetime, dict[str, Any]]],
    model: type[Sector] | type[Site],
    names: Sequence[str],
) -> LastChange | None:
    for (_, since, after), (_, _, before) in zip(newest_first, newest_first[1:], strict=False):
        # a column that there was not yet says nothing of a change
        shared = [name for name in names if name in before and name in after]
        changed = [name for name in shared if before[name] != after[name]]
        if changed:
            return LastChange(since, ", ".join(_label(model, name) for name in changed))
    return None


def _label(model: type[Sector] | type[Site], attname: str) -> str:
    """What the column is called, in the middle of a sentence."""
    field = next(one for one in model._meta.concrete_fields if one.attname == attname)
    words = label_of(field.name, field.verbose_name)
    return words if words.isupper() else words[:1].lower() + words[1:]
