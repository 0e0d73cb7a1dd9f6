"""A row's past in words: events it is the subject of, and its audit trail."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..access import Actor
from ..audit.models import Change
from ..audit.trail import moment_of, said, who
from ..events import event_types, revive
from ..events.models import LoggedEvent
from .declaration import Entity, Timeline, words_of
from .registry import rows_of

OPERATIONS = {"I": _("created"), "U": _("changed"), "D": _("removed")}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of a change in words; ``was`` is empty when the row was created."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of the row."""

    at: datetime
    actor: str
    door: str
    operation: str
    was_created: bool
    differences: list[Difference]


def timeline(panel: Timeline, row: Any, actor: Actor) -> list[dict[str, Any]]:
    """The newest events whose subjects name the row, with the panel's own entries, as dicts."""
    logged = LoggedEvent.objects.filter(subjects__contains=[str(row.pk)])[: panel.limit]
    entries: list[dict[str, Any]] = [
        {"at": fact.happened_at, "title": sentence(fact), "text": details(fact),
         "actor": who(fact.actor), "tone": "info"}
        for fact in logged
    ]  # fmt: skip
    if panel.entries is not None:
        entries += [dict(entry) for entry in panel.entries(row, actor)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)[: panel.limit]


def sentence(fact: LoggedEvent) -> str:
    """What happened: the event's own words (``__str__``) if it has any, else its name."""
    kind = event_types().get(fact.name)
    if kind is not None and kind.__str__ is not object.__str__:
        return str(revive(fact.name, fact.payload))
    return words_of(fact.name.rpartition(".")[2])


def details(fact: LoggedEvent) -> str:
    """The small facts of the payload; ids say nothing to people."""
    shown = [
        f"{words_of(name)}: {value.replace('_', ' ') if isinstance(value, str) else value}"
        for name, value in fact.payload.items()
        if value not in {None, ""} and not name.endswith(("_id", "_ids"))
        and not isinstance(value, dict | list)
    ]  # fmt: skip
    return " · ".join(shown)


def trail(entity: Entity, row_id: UUID) -> QuerySet[Change]:
    """The row's audit trail, newest first."""
    table = entity.model._meta.db_table
    return Change.objects.filter(row_id=row_id, table_name=table).order_by("-id")


def described(entity: Entity, changes: Iterable[Change], actor: Actor) -> list[ChangeLine]:
    """The changes in words: labels for columns and choices, names for references."""
    lines = list(changes)
    names = _names(entity, lines, actor)
    return [
        ChangeLine(
            line.changed_at, who(line.actor), line.door, OPERATIONS[line.operation],
            line.operation == "I",
            [
                _difference(entity, column, pair, names, created=line.operation == "I")
                for column, pair in ((name, line.changed[name]) for name in said(line.changed))
                if line.operation != "I" or pair[1] not in (None, "", [], {})
            ],
        )
        for line in lines
    ]  # fmt: skip


def _difference(
    entity: Entity, column: str, pair: list[Any], names: dict[str, str], *, created: bool
) -> Difference:
    field = _field(entity, column)
    label = words_of(column)
    if field is not None and str(field.verbose_name) != column.replace("_", " "):
        label = str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]
    was, now = (_words(field, value, names) for value in pair)
    return Difference(label, "" if created or was == NOTHING else was, now)


def _field(entity: Entity, column: str) -> Any:
    try:
        return entity.model._meta.get_field(column)
    except FieldDoesNotExist:
        return None


def _words(field: Any, value: Any, names: dict[str, str]) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if getattr(field, "many_to_one", False):
        return names.get(str(value), str(value))
    if isinstance(value, dict):
        return _("details")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or NOTHING
    return moment_of(value) or str(value)


def _names(entity: Entity, lines: list[Change], actor: Actor) -> dict[str, str]:
    """The names of all rows that the changes mention: one query for each table."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for line in lines:
        for column, pair in line.changed.items():
            field = _field(entity, column)
            if field is not None and field.many_to_one and column != "tenant_id":
                wanted[field.related_model] |= {str(v) for v in pair if v}
    return {
        str(row.pk): str(row)
        for model, ids in wanted.items() if ids
        for row in rows_of(model, actor).filter(pk__in=ids)
    }  # fmt: skip
