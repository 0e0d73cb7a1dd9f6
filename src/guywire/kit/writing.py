"""Writing a row from an ``Input``: its state, what it may name, what the database refuses."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import NoneType
from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError, Q, RestrictedError
from django.utils.translation import gettext as _

from .errors import Conflict, DomainError, Invalid
from .secrets.fields import SecretField
from .shapes.inputs import Input, input_field, kinds_of, references
from .shapes.paths import field_of
from .shapes.references import Targets

COUNT_SHOWN = 1_000


class StillUsed(Conflict):
    """A row cannot go while others need it."""

    code = "still_used"


class StaleEdit(Conflict):
    """Somebody else changed the row since it was read."""

    code = "stale_edit"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this meanwhile. Look at it again, then make your change.")
        )


def current(shape: type[Input], row: Any) -> dict[str, Any]:
    """The row as its input would say it: an empty text is None where the input knows None.

    Secrets are left out.
    """
    values: dict[str, Any] = {}
    for name in shape.model_fields:
        field = input_field(type(row), name)
        if isinstance(field, SecretField):
            continue
        attribute = field.attname if field is not None and field.many_to_one else name
        if hasattr(row, attribute):
            value = getattr(row, attribute)
            empty = value == "" and NoneType in kinds_of(shape.model_fields[name].annotation)
            values[name] = None if empty else value
    return values


def version(shape: type[Input], row: Any) -> str:
    """A mark that changes whenever what can be edited of the row, or its ``updated_at``, does."""
    state = sorted(current(shape, row).items(), key=lambda item: item[0])
    text = repr([*((k, str(v)) for k, v in state), str(getattr(row, "updated_at", ""))])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def check_references(model: type[Model], data: Input, targets: Targets, row: Any = None) -> None:
    """Every reference names a row of its target; the database would tell only at the end.

    What ``row`` names already may stay.
    """
    wrong = {}
    for name, field in references(model, type(data)).items():
        value = getattr(data, name)
        if value is None or (row is not None and getattr(row, field.attname) == value):
            continue
        target = targets(field.related_model)
        if not target.rows.filter(pk=value).exists():
            wrong[name] = _("There is no such %(noun)s.") % {"noun": target.noun}
    if wrong:
        raise Invalid(wrong)


def touched(row: Model) -> list[dict[str, Any]]:
    """The rows of other tables that name this one, counted up to COUNT_SHOWN."""
    naming: dict[type[Model], Q] = {}
    for relation in row._meta.related_objects:
        if not relation.hidden and relation.related_model._meta.managed:
            names_it = Q(**{relation.field.name: row})
            naming[relation.related_model] = naming.get(relation.related_model, Q()) | names_it
    lines = []
    for model, names_it in naming.items():
        rows = model._default_manager.filter(names_it)
        count = rows.order_by().values("pk")[: COUNT_SHOWN + 1].count()
        if count:
            noun = model._meta
            label = noun.verbose_name if count == 1 else noun.verbose_name_plural
            lines.append({"count": min(count, COUNT_SHOWN), "more": count > COUNT_SHOWN,
                          "label": label})  # fmt: skip
    return lines


@contextmanager
def refusals(model: type[Model], shape: type[Input], *, check: bool = True) -> Iterator[None]:
    """Nothing half-done, and what the database refuses becomes words for people.

    ``check``: also what it would refuse only at the end of the transaction.
    """
    try:
        with transaction.atomic():
            yield
            if check:
                connection.check_constraints()
    except (ProtectedError, RestrictedError) as error:
        objects = getattr(error, "protected_objects", None) or getattr(
            error, "restricted_objects", ()
        )
        raise StillUsed(_still_used(objects)) from error
    except IntegrityError as error:
        raise _conflict(model, shape, error) from error
    except DataError as error:
        raise DomainError(_("A value is too long or too large to be stored.")) from error
    except ModelValidationError as error:
        if hasattr(error, "error_dict"):
            named = {k: " ".join(v) for k, v in error.message_dict.items()}
            raise Invalid(named) from error
        raise DomainError(" ".join(error.messages)) from error


def _still_used(objects: Any) -> str:
    names = sorted({f"{row._meta.verbose_name} “{row}”" for row in objects})
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return _("This cannot be removed while it is used by: %s.") % shown


def _conflict(model: type[Model], shape: type[Input], error: IntegrityError) -> DomainError:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    table = model._meta.concrete_model or model
    for rule in table._meta.constraints:
        if rule.name != name:
            continue
        fields = [field for field in getattr(rule, "fields", ()) if field != "tenant"]
        own = str(getattr(rule, "violation_error_message", "") or "")
        if fields and rule.violation_error_message == rule.default_violation_error_message:
            words = ", ".join(str(field_of(model, f).verbose_name) for f in fields)
            own = _("There is already a %(noun)s with this %(fields)s.") % {
                "noun": model._meta.verbose_name, "fields": words}  # fmt: skip
        last = fields[-1] if fields else ""
        known = shape.model_fields
        place = last if last in known else f"{last}_id" if f"{last}_id" in known else None
        return Conflict(own, field=place)
    if "foreign key" in str(error):
        return Conflict(_("It names a row that is not there, or another row still needs it."))
    return Conflict(_("This contradicts what is already stored."))
