"""The form of an ``Input``: the model's own form fields, or what the annotation says."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from django import forms
from django.apps import apps
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _

from ..access import Actor
from ..errors import DomainError, Invalid
from ..secrets.fields import SecretField
from .declaration import Entity, Input, Refers, unit_of, words_of
from .filters import OPTIONS, options_url
from .paths import input_field, kinds_of
from .registry import rows_of

LONG_TEXT = 300
NON_FIELD = "__all__"


class ReferenceSelect(forms.Select):
    """A select among many rows: a search field above it fetches the options."""

    template_name = "entity/reference.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"options_url": self.attrs["data-options"]}


class InputForm(forms.Form):
    """A form whose cleaned data is what an ``Input`` takes."""

    shape: type[Input]

    def given(self) -> dict[str, Any]:
        """The posted values for the input; what was left empty is left out unless it says so."""
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            declared = self.shape.model_fields.get(name)
            if declared is None:
                continue
            if isinstance(field, forms.ModelChoiceField):
                value = value.pk if value is not None else None
            if value is None or value == "":
                kinds = kinds_of(declared.annotation)
                if NoneType in kinds:
                    values[name] = None
                elif str in kinds and not isinstance(field.widget, forms.PasswordInput):
                    values[name] = ""
            else:
                values[name] = value
        return values

    def refuse(self, error: DomainError) -> None:
        """Put what was refused to the fields it is about."""
        named = error.fields if isinstance(error, Invalid) else {error.field or "": error.message}
        for name, text in named.items():
            place = next((n for n in (name, f"{name}_id") if n in self.fields), None)
            is_lost = place is None and name not in {"", NON_FIELD}
            self.add_error(place, f"{words_of(name)}: {text}" if is_lost else text)


def _by_annotation(declared: Any) -> forms.Field:
    kinds = [kind for kind in kinds_of(declared.annotation) if kind is not NoneType]
    kind = kinds[0]
    if get_origin(kind) is Literal:
        return forms.ChoiceField(choices=[(v, words_of(str(v))) for v in get_args(kind)])
    if isinstance(kind, type) and issubclass(kind, Enum):
        labels = [(item.value, getattr(item, "label", words_of(str(item.value)))) for item in kind]
        return forms.ChoiceField(choices=labels)
    if get_origin(kind) in {list, tuple, set}:
        return _several(kind)
    simple: dict[Any, type[forms.Field]] = {
        bool: forms.BooleanField, int: forms.IntegerField, float: forms.FloatField,
        Decimal: forms.DecimalField, date: forms.DateField, time: forms.TimeField,
        datetime: forms.DateTimeField, UUID: forms.UUIDField, dict: forms.JSONField,
    }  # fmt: skip
    if kind in simple:
        return simple[kind]()
    longest = next((m.max_length for m in declared.metadata if hasattr(m, "max_length")), None)
    widget = forms.Textarea if longest and longest > LONG_TEXT else forms.TextInput
    return forms.CharField(max_length=longest, widget=widget)


def _several(kind: Any) -> forms.Field:
    """Boxes to tick for a list of choices, else a text with commas."""
    item = next(iter(get_args(kind)), str)
    if isinstance(item, type) and issubclass(item, Enum):
        labels = [(one.value, getattr(one, "label", words_of(str(one.value)))) for one in item]
        return forms.MultipleChoiceField(choices=labels, widget=forms.CheckboxSelectMultiple)
    return ListField()


class ListField(forms.CharField):
    """Several texts with commas or line breaks between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        parts = str(value or "").replace("\n", ",").split(",")
        return [part.strip() for part in parts if part.strip()]


def _field(entity: Entity | None, shape: type[Input], name: str) -> forms.Field:
    declared = shape.model_fields[name]
    model_field = input_field(entity, name) if entity else None
    if isinstance(model_field, SecretField):
        made: forms.Field = forms.CharField(widget=forms.PasswordInput(render_value=False))
    elif model_field is not None and hasattr(model_field, "base_field"):
        made = _by_annotation(declared)
    elif model_field is not None and not isinstance(model_field, JSONField):
        made = model_field.formfield() or _by_annotation(declared)
    else:
        made = _by_annotation(declared)
    refers = next((rule for rule in declared.metadata if isinstance(rule, Refers)), None)
    if refers is not None:
        made = forms.ModelChoiceField(apps.get_model(refers.model)._default_manager.all())
    unit = unit_of(name)
    own = model_field.verbose_name if model_field is not None else ""
    derived = not own or str(own) == name.replace("_", " ")
    label = declared.title or (words_of(name) if derived else str(own)[:1].upper() + str(own)[1:])
    made.label = f"{label} ({unit})" if unit and derived else label
    helped = getattr(model_field, "help_text", "") or made.help_text
    made.help_text = declared.description or helped
    made.required = declared.is_required() and not isinstance(made, forms.BooleanField)
    if not declared.is_required() and declared.default is not None:
        made.initial = declared.get_default(call_default_factory=True)
    if isinstance(made, forms.CharField):
        made.empty_value = ""
    made.widget.is_required = made.required
    return _dressed(made)


def _dressed(field: forms.Field) -> forms.Field:
    if isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        field.widget.attrs["step"] = "any"
    return field


def form_class(entity: Entity | None, shape: type[Input]) -> type[InputForm]:
    """The form for a write shape; ``entity`` gives it the model's labels and choices."""
    fields: dict[str, Any] = {name: _field(entity, shape, name) for name in shape.model_fields}
    return type(f"{shape.__name__}Form", (InputForm,), {**fields, "shape": shape})


def bind(
    made: type[InputForm],
    actor: Actor,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> InputForm:
    """The form for a request: references offer only rows that this actor may see."""
    form = made(data, files, initial=dict(initial or {}))
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            _offer(form, name, field, actor)
    return form


def _offer(form: InputForm, name: str, field: "forms.ModelChoiceField[Any]", actor: Actor) -> None:
    rows = rows_of(field.queryset.model, actor)  # type: ignore[union-attr]
    field.queryset = rows
    few = list(rows[: OPTIONS + 1])
    url = options_url(rows.model)
    if len(few) > OPTIONS and url:
        chosen = form[name].value()
        few = list(rows.filter(pk=chosen)) if _is_id(chosen) else []
        field.widget = ReferenceSelect(attrs={"data-options": url})
    empty = [("", _("– none –") if not field.required else _("– choose –"))]
    field.choices = [*empty, *((row.pk, str(row)) for row in few)]


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
