"""Changes in words: labels for columns and choices, names for references, people for actors."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..shapes.references import Targets, names_of
from ..shapes.words import label_of
from .models import Change

# What the software keeps for itself: it changes with every write and says nothing to people.
BOOKKEEPING = {"id", "tenant_id", "created_at", "updated_at", "search_text", "phone_digits"}
TITLES = ("name", "number", "company_name", "last_name", "street", "title", "code", "email", "text")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column: its label, what it held and what it holds; "" for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One row's change; ``title`` names a row that came or went, as far as its columns tell."""

    id: int
    at: datetime
    actor: str
    door: str
    noun: str
    table: str
    row_id: str
    operation: str
    was_created: bool
    title: str
    fields: list[FieldChange]


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}


def table_label(table: str) -> str:
    """“Membership” for tenants_membership."""
    model = _models().get(table)
    return capfirst(str(model._meta.verbose_name)) if model else table


def described(
    changes: Iterable[Change], targets: Targets | None = None, *, longest: int | None = None
) -> list[ChangeLine]:
    """The changes in words; ``targets`` names the rows that they mention, else by their ids.

    A text longer than ``longest`` is cut.
    """
    lines = list(changes)
    names = names_of(targets, _mentioned(lines)) if targets else {}
    told = (_line(change, names, longest) for change in lines)
    return [line for line in told if line.fields or line.title]


def _line(change: Change, names: Mapping[str, str], longest: int | None) -> ChangeLine:
    is_change = change.operation == Change.Operation.UPDATE
    fields = []
    for column in sorted(set(change.changed) - BOOKKEEPING):
        field = _field(change.table_name, column)
        label = label_of(column, getattr(field, "verbose_name", ""))
        old, new = (_words(field, value, names, longest) for value in change.changed[column])
        if is_change or old or new:
            fields.append(FieldChange(label, old, new))
    return ChangeLine(
        change.pk, change.changed_at, who(change.actor), change.door,
        table_label(change.table_name), change.table_name, str(change.row_id),
        change.get_operation_display(),
        change.operation == Change.Operation.INSERT,
        "" if is_change else _title(change.changed, longest), fields,
    )  # fmt: skip


def _field(table: str, column: str) -> Any:
    model = _models().get(table)
    try:
        return model._meta.get_field(column) if model else None
    except FieldDoesNotExist:
        return None


def _title(changed: Mapping[str, Any], longest: int | None) -> str:
    """What a created or removed row is called."""
    for column in TITLES:
        for value in reversed(changed.get(column, ())):
            if value:
                return _words(None, value, {}, longest)
    return _("details")


def _words(field: Any, value: Any, names: Mapping[str, str], longest: int | None) -> str:
    """A logged value as people read it, "" for nothing."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return _("details")
    if isinstance(value, list):
        text = ", ".join(str(item) for item in value)
    else:
        text = names.get(str(value)) or moment_of(value) or str(value)
    return f"{text[:longest]}…" if longest and len(text) > longest else text


def _mentioned(lines: Iterable[Change]) -> dict[type[Model], set[str]]:
    """The ids of the rows that the changes name, by their model."""
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for line in lines:
        for column, pair in line.changed.items():
            field = _field(line.table_name, column)
            if column != "tenant_id" and getattr(field, "many_to_one", False):
                wanted[field.related_model] |= {str(value) for value in pair if value}
    return wanted


def who(actor: str) -> str:
    """“person:ada@example.com” and “event:guywire.….check_lead” as people read them."""
    kind, _colon, name = actor.partition(":")
    if kind == "person":
        return name
    words = name.rpartition(".")[2].replace("_", " ")
    return words if kind == "event" else f"{kind} {words}".strip()


def moment_of(value: Any) -> str:
    """A logged instant in the active zone; "" for what is none, such as a name that looks so."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return ""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%Y-%m-%d %H:%M}"
