"""The one way in for writes: page, API and import build the ``Input`` and call the service here."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import NoneType
from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from pydantic import ValidationError

from ..access import Actor
from ..errors import Conflict, DomainError, Invalid
from ..secrets.fields import SecretField
from .declaration import Entity, Input
from .paths import field_of, input_field, kinds_of, references
from .registry import rows_of

WHOLE = "__all__"


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


def current(entity: Entity, row: Any) -> dict[str, Any]:
    """The row as its input would say it: an empty text is None where the input knows None.

    Secrets are left out.
    """
    values: dict[str, Any] = {}
    for name in entity.input.model_fields:
        field = input_field(entity, name)
        if isinstance(field, SecretField):
            continue
        attribute = field.attname if field is not None and field.many_to_one else name
        if hasattr(row, attribute):
            value = getattr(row, attribute)
            empty = value == "" and NoneType in kinds_of(entity.input.model_fields[name].annotation)
            values[name] = None if empty else value
    return values


def version(entity: Entity, row: Any) -> str:
    """A mark that changes whenever what can be edited of the row, or its ``updated_at``, does."""
    state = sorted(current(entity, row).items(), key=lambda item: item[0])
    text = repr([*((k, str(v)) for k, v in state), str(getattr(row, "updated_at", ""))])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def message_of(text: str) -> str:
    """A pydantic message as people read it."""
    return text.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def read_input(shape: type[Input], given: Mapping[str, Any]) -> Any:
    """The input, checked; Invalid with a message for each field."""
    try:
        return shape.model_validate(dict(given))
    except ValidationError as error:
        wrong: dict[str, str] = {}
        for line in error.errors(include_url=False, include_context=False, include_input=False):
            place = ".".join(str(part) for part in line["loc"][:1]) or WHOLE
            wrong.setdefault(place, message_of(line["msg"]))
        raise Invalid(wrong) from None


def check_references(entity: Entity, data: Any, actor: Actor, row: Any = None) -> None:
    """Every reference names a row this actor may see; the database would tell only at the end."""
    wrong = {}
    for name, field in references(entity).items():
        value = getattr(data, name)
        if value is None or (row is not None and getattr(row, field.attname) == value):
            continue
        if not rows_of(field.related_model, actor).filter(pk=value).exists():
            noun = str(field.related_model._meta.verbose_name)
            wrong[name] = _("There is no such %(noun)s.") % {"noun": noun}
    if wrong:
        raise Invalid(wrong)


def create(entity: Entity, given: Mapping[str, Any], actor: Actor) -> Any:
    """A new row from raw values, through the entity's service."""
    assert entity.create is not None
    data = read_input(entity.input, given)
    check_references(entity, data, actor)
    with refusals(entity):
        return entity.create(data)


def change(
    entity: Entity, row: Any, given: Mapping[str, Any], actor: Actor, *, partly: bool = False
) -> Any:
    """The changed row. ``partly``: what is not given stays.

    A secret that is not given is None in the input; the service then leaves it as it is.
    """
    assert entity.change is not None
    data = read_input(entity.input, {**current(entity, row), **given} if partly else given)
    check_references(entity, data, actor, row)
    with refusals(entity):
        return entity.change(row, data)


def remove(entity: Entity, row: Any) -> None:
    assert entity.remove is not None
    with refusals(entity):
        entity.remove(row)


@contextmanager
def refusals(entity: Entity, *, check: bool = True) -> Iterator[None]:
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
        raise _conflict(entity, error) from error
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


def _conflict(entity: Entity, error: IntegrityError) -> DomainError:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    table = entity.model._meta.concrete_model or entity.model
    for rule in table._meta.constraints:
        if rule.name != name:
            continue
        fields = [field for field in getattr(rule, "fields", ()) if field != "tenant"]
        own = str(getattr(rule, "violation_error_message", "") or "")
        if fields and rule.violation_error_message == rule.default_violation_error_message:
            words = ", ".join(str(field_of(entity.model, f).verbose_name) for f in fields)
            own = _("There is already a %(noun)s with this %(fields)s.") % {
                "noun": entity.title.lower(), "fields": words}  # fmt: skip
        last = fields[-1] if fields else ""
        known = entity.input.model_fields
        place = last if last in known else f"{last}_id" if f"{last}_id" in known else None
        return Conflict(own, field=place)
    if "foreign key" in str(error):
        return Conflict(_("It names a row that is not there, or another row still needs it."))
    return Conflict(_("This contradicts what is already stored."))
