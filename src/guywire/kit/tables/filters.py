"""A list's filters: what a parameter of the address does to the rows, and how it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ..errors import DomainError
from ..shapes.paths import field_of
from ..shapes.references import Targets, choices_of
from ..shapes.words import words_of
from .declaration import Filter, Table

RANGED = (models.DateField, models.IntegerField, models.FloatField, models.DecimalField)
FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
BOUNDS = {"": "", "__gte": _("from"), "__lte": _("to")}


@dataclass(slots=True)
class BoundFilter:
    """A filter with what the address says of it. ``kind``: choice, reference, range or text."""

    name: str
    label: str
    kind: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    help: str = ""
    search_url: str = ""

    @property
    def value(self) -> str:
        return self.values.get(self.name, [""])[0]

    @property
    def low(self) -> str:
        return self.values.get(f"{self.name}__gte", [""])[0]

    @property
    def high(self) -> str:
        return self.values.get(f"{self.name}__lte", [""])[0]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What is in force: parameter, value, words."""
        known = dict(self.choices)
        return [
            (
                name,
                value,
                f"{BOUNDS[name.removeprefix(self.name)]} {known.get(value, value)}".strip(),
            )
            for name, values in self.values.items()
            for value in values
        ]


def parameters(table: Table) -> dict[str, str]:
    """The names of the filters' parameters, each with its description for the API."""
    named: dict[str, str] = {}
    for declared in table.filters:
        if isinstance(declared, Filter):
            named[declared.name] = declared.help or declared.label or words_of(declared.name)
            continue
        words = words_of(declared)
        named[declared] = words
        if kind_of(field_of(table.model, declared)) == "range":
            named[f"{declared}__gte"] = f"{words}: at least this"
            named[f"{declared}__lte"] = f"{words}: at most this"
    return named


def kind_of(model_field: Any) -> str:
    """How a model field is asked for."""
    if getattr(model_field, "choices", None) or isinstance(model_field, models.BooleanField):
        return "choice"
    if getattr(model_field, "many_to_one", False):
        return "reference"
    return "range" if isinstance(model_field, RANGED) else "text"


def apply(
    table: Table, rows: QuerySet[Any], params: MultiValueDict[str, str]
) -> tuple[QuerySet[Any], list[BoundFilter]]:
    """The rows that pass every filter. A value that makes no sense lets nothing pass."""
    bound = []
    for declared in table.filters:
        one = _bind(table, declared, params)
        bound.append(one)
        try:
            for parameter, values in one.values.items():
                rows = _passed(table, declared, rows, parameter, values)
        except DomainError as error:
            one.error = error.message
        except (ValueError, TypeError, OverflowError) as error:
            one.error = str(error) or _("This is not a value of this filter.")
        except ValidationError as error:
            one.error = " ".join(error.messages)
        if one.error:
            rows = rows.none()
    return rows, bound


def _bind(table: Table, declared: str | Filter, params: MultiValueDict[str, str]) -> BoundFilter:
    if isinstance(declared, Filter):
        kind = "choice" if declared.choices else "text"
        one = BoundFilter(declared.name, declared.label or words_of(declared.name), kind)
        one.choices, one.help = list(declared.choices), declared.help
    else:
        model_field = field_of(table.model, declared)
        one = BoundFilter(declared, words_of(declared), kind_of(model_field))
        one.choices = _choices(model_field)
    for bound in BOUNDS if one.kind == "range" else ("",):
        given = [value for value in params.getlist(f"{one.name}{bound}") if value.strip()]
        if given:
            one.values[f"{one.name}{bound}"] = given
    return one


def _choices(model_field: Any) -> list[tuple[str, str]]:
    if isinstance(model_field, models.BooleanField):
        return [("true", _("yes")), ("false", _("no"))]
    flat = getattr(model_field, "flatchoices", None) or ()
    return [(str(value), str(label)) for value, label in flat]


def _passed(
    table: Table, declared: str | Filter, rows: QuerySet[Any], parameter: str, values: list[str]
) -> QuerySet[Any]:
    if any("\0" in value for value in values):
        raise ValueError(_("A text may not contain the character NUL."))
    if isinstance(declared, Filter):
        if declared.choices and values[-1] not in dict(declared.choices):
            raise ValueError(_("Choose one of the values offered."))
        return declared.apply(rows, values[-1])
    return _by_field(field_of(table.model, declared), rows, parameter, values)


def _by_field(
    model_field: Any, rows: QuerySet[Any], parameter: str, values: list[str]
) -> QuerySet[Any]:
    if isinstance(model_field, models.BooleanField):
        return (
            rows.filter(**{parameter: FLAGS[values[-1].lower()]}) if _is_flag(values[-1]) else rows
        )
    kind = kind_of(model_field)
    if kind in {"choice", "reference"}:
        read = _choice if kind == "choice" else _id
        return rows.filter(**{f"{parameter}__in": [read(model_field, value) for value in values]})
    if kind == "range":
        value = model_field.to_python(values[-1])
        model_field.run_validators(value)
        return rows.filter(**{parameter: value})
    if hasattr(model_field, "base_field"):  # an array such as tags: holds each of them
        return rows.filter(**{f"{parameter}__contains": values})
    return rows.filter(**{f"{parameter}__icontains": values[-1]})


def _is_flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise ValueError(_("Say true or false."))
    return True


def _choice(model_field: Any, text: str) -> Any:
    for value, _label in model_field.flatchoices:
        if str(value) == text:
            return value
    raise ValueError(_("Choose one of the values offered."))


def _id(model_field: Any, text: str) -> Any:
    target = model_field.target_field
    if isinstance(target, models.UUIDField):
        return UUID(text)
    return target.to_python(text)


def offer(table: Table, bound: list[BoundFilter], targets: Targets) -> None:
    """Fill in what the reference filters offer."""
    for one in bound:
        if one.kind == "reference":
            target = targets(field_of(table.model, one.name).related_model)
            chosen = [] if one.error else [v for values in one.values.values() for v in values]
            one.choices, one.search_url = choices_of(target, chosen)


def problems(bound: list[BoundFilter]) -> Mapping[str, str]:
    return {one.name: one.error for one in bound if one.error}
