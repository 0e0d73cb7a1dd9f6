"""A table's rows as inputs: columns matched, references found, every error by row and column."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_origin
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from ..access import Actor
from ..errors import DomainError, Invalid
from . import writing
from .declaration import Entity
from .paths import input_field, kinds_of, references, value_of
from .registry import entity_of, rows_of
from .tables import Table, unguarded

MOST_ERRORS = 200
CHUNK = 2_000
JOINT = " / "
DRY_RUN_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; line 0 is the header, column "" the whole row."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class Plan:
    """What an import would do: inputs to create, and rows to change with what is said of them."""

    columns: list[str] = field(default_factory=list)
    creates: list[tuple[int, Any]] = field(default_factory=list)
    changes: list[tuple[int, Any, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.creates) + len(self.changes)

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= MOST_ERRORS


def plan(entity: Entity, table: Table, actor: Actor, *, update: bool = False) -> Plan:
    """Read every row of a table as an input of the entity; nothing is written.

    ``update``: a row whose natural key is known changes that row, with what its cells say.
    """
    made = Plan()
    names = _matched(entity, table.header, made)
    if made.faults:
        return made
    made.columns = [name for name in names if name]
    known = {
        name: _Lookup(reference.related_model, actor, _column(table, names, name))
        for name, reference in references(entity).items() if name in names
    }  # fmt: skip
    present = _present(entity, table, names, actor) if update else {}
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        if made.is_full:
            break
        given = _given(entity, line, dict(zip(names, cells, strict=True)), known, made)
        key = _key_of(entity, names, cells)
        if key and seen.setdefault(key, line) != line:
            text = _("Line %d has the same key.") % seen[key]
            made.faults.append(Fault(line, entity.natural_key[0], text))
        row = present.get(key) if key else None
        _add(entity, made, line, given, row)
    return made


def _matched(entity: Entity, header: Sequence[str], made: Plan) -> list[str]:
    """The input each column stands for: its name, without ``_id``, or as lists call it."""
    known = _titles(entity)
    names: list[str] = []
    for title in header:
        name = known.get(_plain(title), "")
        if title and not name:
            text = _("There is no such column. Known are: %s.") % ", ".join(
                entity.input.model_fields
            )
            made.faults.append(Fault(1, title, text))
        elif name and name in names:
            made.faults.append(Fault(1, title, _("This column stands there twice.")))
        names.append(name)
    for name, declared in entity.input.model_fields.items():
        if declared.is_required() and name not in names:
            made.faults.append(Fault(1, name, _("This column is missing.")))
    return names


def _titles(entity: Entity) -> dict[str, str]:
    """The inputs by everything a header may call them; the input's own name outranks the rest."""
    fields = entity.input.model_fields
    known: dict[str, str] = {}
    for name in fields:
        model_field = input_field(entity, name)
        known[_plain(str(model_field.verbose_name) if model_field else name)] = name
    for column in entity.columns:
        for name in (column.path, f"{column.path}_id"):
            if name in fields:
                known[_plain(str(column.title))] = name
    known |= {_plain(name.removesuffix("_id")): name for name in fields}
    return known | {_plain(name): name for name in fields}


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def _column(table: Table, names: list[str], name: str) -> set[str]:
    place = names.index(name)
    return {cells[place] for _line, cells in table.rows if cells[place]}


class _Lookup:
    """The rows that a column's cells name: by id, or by the natural key of their entity."""

    def __init__(self, model: Any, actor: Actor, texts: set[str]) -> None:
        self.noun = str(model._meta.verbose_name)
        self.ids: dict[str, list[UUID]] = {}
        other = entity_of(model)
        keys = other.natural_key if other else ()
        ids = {text for text in texts if _is_id(text)}
        rows = rows_of(model, actor).order_by()
        for part in _chunks(ids):
            for pk in rows.filter(pk__in=part).values_list("pk", flat=True):
                self.ids.setdefault(str(pk), []).append(pk)
        for part in _chunks(texts - ids if keys else ()):
            firsts = {text.split(JOINT)[0] for text in part} if len(keys) > 1 else set(part)
            for pk, *parts in rows.filter(**{f"{keys[0]}__in": firsts}).values_list("pk", *keys):
                self.ids.setdefault(JOINT.join(str(p) for p in parts), []).append(pk)

    def find(self, text: str) -> UUID:
        """The id of the row; ValueError when there is none, or more than one."""
        found = self.ids.get(text.lower() if _is_id(text) else text, [])
        if not found:
            raise ValueError(
                _("There is no %(noun)s “%(text)s”.") % {"noun": self.noun, "text": text}
            )
        if len(found) > 1:
            raise ValueError(_("Several rows are called “%s”; write the id.") % text)
        return found[0]


def _chunks(texts: Iterable[str]) -> Iterable[list[str]]:
    whole = sorted(texts)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text))


def _given(
    entity: Entity, line: int, cells: dict[str, str], known: dict[str, _Lookup], made: Plan
) -> dict[str, Any]:
    """What a row's cells say; an empty cell says nothing."""
    given: dict[str, Any] = {}
    for name, cell in cells.items():
        if not name or cell == "":
            continue
        try:
            given[name] = known[name].find(cell) if name in known else _value(entity, name, cell)
        except ValueError as error:
            made.faults.append(Fault(line, name, str(error)))
    return given


def _value(entity: Entity, name: str, cell: str) -> Any:
    """A cell as its input takes it: lists at semicolons, a choice by its words, JSON as written."""
    cell = unguarded(cell)
    kinds = kinds_of(entity.input.model_fields[name].annotation)
    if any(get_origin(kind) in {list, tuple, set} for kind in kinds):
        joint = ";" if ";" in cell else ","
        return [part.strip() for part in cell.split(joint) if part.strip()]
    if any((get_origin(kind) or kind) is dict for kind in kinds):
        return json.loads(cell)
    flat = getattr(input_field(entity, name), "flatchoices", None) or ()
    words = {str(label).casefold(): value for value, label in flat}
    return words.get(cell.casefold(), cell) if flat and cell not in dict(flat) else cell


def _key_of(entity: Entity, names: list[str], cells: Sequence[str]) -> str:
    """The row's natural key as far as its own columns say it, "" when they do not."""
    parts = []
    for path in entity.natural_key:
        head = path.split("__")[0]
        name = next((n for n in (path, head, f"{head}_id") if n in names), None)
        if name is None:
            return ""
        parts.append(unguarded(cells[names.index(name)]))
    return JOINT.join(parts) if all(parts) else ""


def _present(entity: Entity, table: Table, names: list[str], actor: Actor) -> dict[str, Any]:
    """The rows there are by natural key, of those that the table names."""
    wanted = {key for _line, cells in table.rows if (key := _key_of(entity, names, cells))}
    found: dict[str, Any] = {}
    first = entity.natural_key[0] if entity.natural_key else ""
    for part in _chunks(wanted):
        firsts = {key.split(JOINT)[0] for key in part} if len(entity.natural_key) > 1 else set(part)
        for row in entity.rows(actor).filter(**{f"{first}__in": firsts}):
            found[JOINT.join(str(value_of(row, path)) for path in entity.natural_key)] = row
    return found


def _add(entity: Entity, made: Plan, line: int, given: dict[str, Any], row: Any) -> None:
    """Check the row as a whole and note what is to be done."""
    try:
        if row is None:
            made.creates.append((line, entity.input.model_validate(given)))
        else:
            entity.input.model_validate({**writing.current(entity, row), **given})
            made.changes.append((line, row, given))
    except ValidationError as error:
        told = {fault.column for fault in made.faults if fault.line == line}
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            column = str(one["loc"][0]) if one["loc"] else ""
            if column not in told:
                made.faults.append(Fault(line, column, writing.message_of(one["msg"])))


def carry_out(entity: Entity, made: Plan, actor: Actor) -> list[Fault]:
    """Write the whole plan, or find out why not; the caller rolls back when there are faults."""
    faults: list[Fault] = []
    create = entity.create
    assert create is not None
    if entity.create_many is not None and made.creates:
        try:
            with writing.refusals(entity):
                entity.create_many([data for _line, data in made.creates])
        except DomainError as error:
            return _faults(0, error)
    else:
        for line, data in made.creates:
            faults += _tried(entity, line, lambda data=data: create(data))
            if len(faults) >= MOST_ERRORS:
                return faults
    for line, row, given in made.changes:
        faults += _tried(
            entity, line,
            lambda row=row, given=given: writing.change(entity, row, given, actor, partly=True),
        )  # fmt: skip
        if len(faults) >= MOST_ERRORS:
            return faults
    return faults


def _tried(entity: Entity, line: int, write: Any) -> list[Fault]:
    try:
        with writing.refusals(entity, check=False):
            write()
    except DomainError as error:
        return _faults(line, error)
    return []


def _faults(line: int, error: DomainError) -> list[Fault]:
    if isinstance(error, Invalid):
        return [Fault(line, "" if k == writing.WHOLE else k, v) for k, v in error.fields.items()]
    return [Fault(line, error.field or "", error.message)]


def rehearse(entity: Entity, made: Plan, actor: Actor) -> list[Fault]:
    """What the services would refuse: small plans are carried out and taken back."""
    if made.faults or made.count > DRY_RUN_ROWS:
        return []
    with transaction.atomic():
        faults = carry_out(entity, made, actor)
        transaction.set_rollback(True)
    return faults
