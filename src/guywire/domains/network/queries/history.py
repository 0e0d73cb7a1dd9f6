"""What was true at a minute."""

import json
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Q, QuerySet

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


def versions_of(row: NetworkObject) -> QuerySet[Any]:
    """The states of a row, newest first."""
    versions: QuerySet[Any] = VERSIONS[type(row)].objects.filter(subject=row)
    return versions.order_by("-valid_from")
