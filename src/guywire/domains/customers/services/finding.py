"""Rows named by id in an input."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from guywire.kit.errors import DomainError

Row = TypeVar("Row", bound=Model)


class Unknown(DomainError):
    """An input names a row that this tenant does not have."""

    code = "unknown_reference"


def find(model: type[Row], pk: UUID, field: str) -> Row:
    """The row, or an error at the field that named it."""
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Unknown(f"There is no such {model._meta.verbose_name}.", field=field)
    return row


def lock(row: Row) -> Row:
    """The row as it stands now, held until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)
