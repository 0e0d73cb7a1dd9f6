"""A sheet's rows as inputs: columns matched, references found, every error by row and column."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_origin
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from pydantic import ValidationError

from ..errors import DomainError, Invalid, RowsRefused
from ..shapes.formulas import unguarded
from ..shapes.inputs import WHOLE, Input, input_field, kinds_of, messages_of, references
from ..shapes.references import Targets
from ..writing import current, refusals
from .lookups import JOINT, Lookup, by_key, joint
from .sheets import Sheet

MOST_ERRORS = 200
DRY_RUN_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What a file's rows become: inputs of ``shape``, handed to ``create`` or ``change``.

    ``rows`` are those that a file may change, known by ``key``; ``titles`` are what else a header
    may call an input; ``create_many`` takes all new rows at once, when that is faster.
    """

    model: type[Model]
    shape: type[Input]
    rows: QuerySet[Any]
    targets: Targets
    create: Callable[[Any], Any]
    change: Callable[[Any, dict[str, Any]], Any]
    create_many: Callable[[Sequence[Any]], Any] | None = None
    key: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def key_inputs(self, names: Sequence[str]) -> list[str]:
        """Those of the inputs that say the key, none unless they say all of it."""
        named = [next((n for n in (p, f"{p}_id") if n in names), "") for p in self.key]
        return named if all(named) else []


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; line 0 is the header, column "" the whole row."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class Plan:
    """What an import would do: inputs to create, and rows to change with what is said of them."""

    creates: list[tuple[int, Any]] = field(default_factory=list)
    changes: list[tuple[int, Any, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.creates) + len(self.changes)

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= MOST_ERRORS


def plan(into: Importer, sheet: Sheet, *, update: bool = False) -> Plan:
    """Read every row of a sheet as an input; nothing is written.

    ``update``: a row whose key is known changes that row, with what its cells say.
    """
    made = Plan()
    names = _matched(into, sheet.header, made)
    if made.faults:
        return made
    known = {
        name: Lookup(into.targets(reference.related_model), _cells(sheet, names, name))
        for name, reference in references(into.model, into.shape).items() if name in names
    }  # fmt: skip
    lines = [
        (line, _given(into, line, dict(zip(names, cells, strict=True)), known, made))
        for line, cells in sheet.rows
    ]
    says_key = into.key_inputs(names)
    keys = [_key_of(says_key, given) for _line, given in lines]
    present = _present(into, keys) if update else {}
    seen: dict[str, int] = {}
    for key, (line, given) in zip(keys, lines, strict=True):
        if made.is_full:
            break
        if key and seen.setdefault(key, line) != line:
            text = _("Line %d has the same key.") % seen[key]
            made.faults.append(Fault(line, says_key[0], text))
        _add(into, made, line, given, present.get(key))
    made.faults.sort(key=lambda fault: fault.line)
    return made


def _matched(into: Importer, header: Sequence[str], made: Plan) -> list[str]:
    """The input each column stands for: its name, without ``_id``, or as lists call it."""
    known = _titles(into)
    names: list[str] = []
    for title in header:
        name = known.get(_plain(title), "")
        if title and not name:
            text = _("There is no such column. Known are: %s.") % ", ".join(into.shape.model_fields)
            made.faults.append(Fault(1, title, text))
        elif name and name in names:
            made.faults.append(Fault(1, title, _("This column stands there twice.")))
        names.append(name)
    for name, declared in into.shape.model_fields.items():
        if declared.is_required() and name not in names:
            made.faults.append(Fault(1, name, _("This column is missing.")))
    return names


def _titles(into: Importer) -> dict[str, str]:
    """The inputs by everything a header may call them; the input's own name outranks the rest."""
    fields = into.shape.model_fields
    known: dict[str, str] = {}
    for name in fields:
        model_field = input_field(into.model, name)
        known[_plain(str(model_field.verbose_name) if model_field else name)] = name
    known |= {_plain(title): name for name, title in into.titles.items()}
    known |= {_plain(name.removesuffix("_id")): name for name in fields}
    return known | {_plain(name): name for name in fields}


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def _cells(sheet: Sheet, names: list[str], name: str) -> set[str]:
    place = names.index(name)
    return {unguarded(cells[place]) for _line, cells in sheet.rows if cells[place]}


def _given(
    into: Importer, line: int, cells: dict[str, str], known: dict[str, Lookup], made: Plan
) -> dict[str, Any]:
    """What a row's cells say; an empty cell says nothing."""
    given: dict[str, Any] = {}
    for name, cell in cells.items():
        if not name or cell == "":
            continue
        text = unguarded(cell)
        try:
            given[name] = known[name].find(text) if name in known else _value(into, name, text)
        except ValueError as error:
            made.faults.append(Fault(line, name, str(error)))
    return given


def _value(into: Importer, name: str, cell: str) -> Any:
    """A cell as its input takes it: lists at semicolons, a choice by its words, JSON as written."""
    kinds = kinds_of(into.shape.model_fields[name].annotation)
    if any(get_origin(kind) in {list, tuple, set} for kind in kinds):
        between = ";" if ";" in cell else ","
        return [part.strip() for part in cell.split(between) if part.strip()]
    if any((get_origin(kind) or kind) is dict for kind in kinds):
        return json.loads(cell)
    flat = getattr(input_field(into.model, name), "flatchoices", None) or ()
    words = {str(label).casefold(): value for value, label in flat}
    return words.get(cell.casefold(), cell) if flat and cell not in dict(flat) else cell


def _key_of(names: Sequence[str], given: Mapping[str, Any]) -> str:
    """The row's key, "" when it does not say how the key begins."""
    parts = [given.get(name, "") for name in names]
    return joint(parts) if parts and parts[0] else ""


def _present(into: Importer, keys: Sequence[str]) -> dict[str, Any]:
    """The rows there are, by those of the keys that one row has."""
    wanted = {key for key in keys if key}
    firsts = {key.split(JOINT)[0] if len(into.key) > 1 else key for key in wanted}
    ids: dict[str, UUID] = {}
    for key, pk in by_key(into.rows, into.key, firsts) if wanted else ():
        if key in wanted:
            ids[key] = pk
    rows = into.rows.in_bulk(list(ids.values()))
    return {key: rows[pk] for key, pk in ids.items()}


def _add(into: Importer, made: Plan, line: int, given: dict[str, Any], row: Any) -> None:
    """Check the row as a whole and note what is to be done."""
    try:
        if row is None:
            made.creates.append((line, into.shape.model_validate(given)))
        else:
            into.shape.model_validate({**current(into.shape, row), **given})
            made.changes.append((line, row, given))
    except ValidationError as error:
        told = {fault.column for fault in made.faults if fault.line == line}
        faults = _faults(line, Invalid(messages_of(error)))
        made.faults += [fault for fault in faults if fault.column not in told]


def carry_out(into: Importer, made: Plan) -> list[Fault]:
    """Write the whole plan, or find out why not; the caller rolls back when there are faults."""
    faults: list[Fault] = []
    writes: list[tuple[int, Callable[[], Any]]] = []
    if into.create_many is not None and made.creates:
        writes.append((0, partial(into.create_many, [data for _line, data in made.creates])))
    else:
        writes += [(line, partial(into.create, data)) for line, data in made.creates]
    writes += [(line, partial(into.change, row, given)) for line, row, given in made.changes]
    for line, write in writes:
        try:
            with refusals(into.model, into.shape, check=line == 0):
                write()
        except RowsRefused as refused:
            for index, error in sorted(refused.errors.items()):
                faults += _faults(made.creates[index][0], error)
        except DomainError as error:
            faults += _faults(line, error)
        if len(faults) >= MOST_ERRORS or (faults and line == 0):
            break
    return faults


def _faults(line: int, error: DomainError) -> list[Fault]:
    if isinstance(error, Invalid):
        return [Fault(line, "" if k == WHOLE else k, v) for k, v in error.fields.items()]
    return [Fault(line, error.field or "", error.message)]


def rehearse(into: Importer, made: Plan) -> list[Fault]:
    """What the services would refuse: small plans are carried out and taken back."""
    if made.faults or made.count > DRY_RUN_ROWS:
        return []
    with transaction.atomic():
        faults = carry_out(into, made)
        transaction.set_rollback(True)
    return faults


def described(into: Importer) -> list[dict[str, Any]]:
    """The columns a file may have, in words."""
    named = references(into.model, into.shape)
    lines = []
    for name, declared in into.shape.model_fields.items():
        model_field = input_field(into.model, name)
        choices = [str(value) for value, _label in getattr(model_field, "flatchoices", None) or ()]
        text = declared.description or str(getattr(model_field, "help_text", "") or "")
        target = into.targets(named[name].related_model) if name in named else None
        if target is not None and target.key:
            key = JOINT.join(path.replace("__", " ") for path in target.key)
            words = _("the %(key)s of the %(noun)s, or its id")
            text = words % {"key": key, "noun": target.noun}
        lines.append({"name": name.removesuffix("_id") if name in named else name,
                      "required": declared.is_required(), "choices": choices,
                      "help": text})  # fmt: skip
    return lines
