"""What was true at a minute."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Q, QuerySet

from guywire.kit.errors import NotFound

from ..models import (
    BackhaulLink,
    Equipment,
    EquipmentVersion,
    LinkVersion,
    Sector,
    SectorVersion,
    Site,
    SiteVersion,
)
from ..models.base import NetworkObject

VERSIONS: dict[type[NetworkObject], Any] = {
    Site: SiteVersion,
    Sector: SectorVersion,
    Equipment: EquipmentVersion,
    BackhaulLink: LinkVersion,
}
Row = TypeVar("Row", bound=NetworkObject)
BOOKKEEPING = ("id", "tenant", "created_at", "updated_at", "valid_from", "valid_to")


def facts_of(row: NetworkObject) -> dict[str, Any]:
    """The columns of a row that were true of the world, as JSON values."""
    left_out = (*BOOKKEEPING, *row.unversioned)
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }
    revived: dict[str, Any] = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    return revived


def _revive(model: type[Row], version: Any) -> Row:
    """The row as it was, as an unsaved instance; secrets are not part of it."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname in version.facts:
            column = field.target_field if isinstance(field, ForeignKey) else field
            values[field.attname] = column.to_python(version.facts[field.attname])
    return model(
        id=version.subject_id,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        **values,
    )


def _at(moment: datetime) -> Q:
    return Q(valid_from__lte=moment) & (Q(valid_to=None) | Q(valid_to__gt=moment))


def as_of(model: type[Row], row_id: UUID, moment: datetime) -> Row | None:
    """The object as it was at a moment; None where it did not exist yet, or no longer."""
    versions = VERSIONS[model].objects.filter(_at(moment), subject_id=row_id)
    version = versions.filter(_lives(moment)).first()
    return _revive(model, version) if version else None


def all_as_of(model: type[Row], moment: datetime) -> list[Row]:
    """Every object of a kind as it was at a moment."""
    versions = VERSIONS[model].objects.filter(_at(moment)).filter(_lives(moment))
    return [_revive(model, version) for version in versions.order_by("subject_id")]


def _lives(moment: datetime) -> Q:
    return Q(subject__valid_to=None) | Q(subject__valid_to__gt=moment)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object as people ask for it, and the code that lets them."""

    name: str
    label: str
    model: type[Site] | type[Sector] | type[BackhaulLink] | type[Equipment]
    code: str

    def status_label(self, status: str) -> str:
        """The words for a status of this kind, as it was written then."""
        labels = {value: str(label) for value, label in self.model.Status.choices}
        return labels.get(status, status)


KINDS = (
    Kind("sites", "Sites", Site, "network.site.view"),
    Kind("sectors", "Sectors", Sector, "network.sector.view"),
    Kind("backhaul-links", "Backhaul links", BackhaulLink, "network.backhaul_link.view"),
    Kind("equipment", "Equipment", Equipment, "network.equipment.view"),
)


@dataclass(frozen=True, slots=True)
class Stood:
    """The objects of one kind that existed at a moment; ``count`` may exceed the rows given."""

    kind: Kind
    count: int
    versions: tuple[Any, ...]


def kind_named(name: str) -> Kind:
    """Raises NotFound."""
    found = next((kind for kind in KINDS if kind.name == name), None)
    if found is None:
        raise NotFound(f"There is no history of “{name[:40]}”.")
    return found


def stood_at(kind: Kind, moment: datetime, limit: int, offset: int = 0) -> Stood:
    """The versions that were true at a moment, by name."""
    versions = VERSIONS[kind.model].objects.filter(_at(moment)).filter(_lives(moment))
    ordered = versions.order_by("facts__name", "subject_id")
    return Stood(kind, versions.count(), tuple(ordered[offset : offset + limit]))


def site_names(moment: datetime) -> dict[str, str]:
    """What each site was called at a moment, by its id as text."""
    found = SiteVersion.objects.filter(_at(moment)).values_list("subject_id", "facts__name")
    return {str(pk): name for pk, name in found}


def kind_of(row: NetworkObject) -> Kind:
    """What sort of object a row is."""
    return next(kind for kind in KINDS if kind.model is type(row))


def versions_of(row: NetworkObject) -> QuerySet[Any]:
    """The states of a row, newest first."""
    versions: QuerySet[Any] = VERSIONS[type(row)].objects.filter(subject=row)
    return versions.order_by("-valid_from")
