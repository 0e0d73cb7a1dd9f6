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
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Model
from django.utils.translation import gettext_lazy as _

from ..errors import DomainError, Invalid
from ..secrets.fields import SecretField
from ..shapes.inputs import WHOLE, Input, Refers, input_field, kinds_of
from ..shapes.references import Targets, choices_of
from ..shapes.words import label_of, unit_of, words_of

LONG_TEXT = 300
TEXT_ROWS = 4


class ReferenceSelect(forms.Select):
    """A select among many rows: a search field above it fetches the options."""

    template_name = "forms/reference.html"

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
            is_lost = bool(self.fields) and place is None and name not in {"", WHOLE}
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


def _field(shape: type[Input], name: str, model: type[Model] | None) -> forms.Field:
    declared = shape.model_fields[name]
    model_field = input_field(model, name) if model else None
    made = _made(declared, model_field)
    unit = unit_of(name)
    own = getattr(model_field, "verbose_name", "")
    label = declared.title or label_of(name, own)
    made.label = f"{label} ({unit})" if unit and label_of(name, own) == words_of(name) else label
    made.help_text = declared.description or getattr(model_field, "help_text", "") or made.help_text
    made.required = declared.is_required() and not isinstance(made, forms.BooleanField)
    if not declared.is_required() and declared.default is not None:
        made.initial = declared.get_default(call_default_factory=True)
    if isinstance(made, forms.CharField):
        made.empty_value = ""
    made.widget.is_required = made.required
    return _dressed(made)


def _made(declared: Any, model_field: Any) -> forms.Field:
    """The bare field: of the model where it knows better than the annotation."""
    refers = next((rule for rule in declared.metadata if isinstance(rule, Refers)), None)
    if refers is not None:
        return forms.ModelChoiceField(apps.get_model(refers.model)._default_manager.all())
    if isinstance(model_field, SecretField):
        return forms.CharField(widget=forms.PasswordInput(render_value=False))
    if model_field is None or isinstance(model_field, JSONField | ArrayField):
        return _by_annotation(declared)
    return model_field.formfield() or _by_annotation(declared)


def _dressed(field: forms.Field) -> forms.Field:
    if isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        field.widget.attrs["step"] = "any"
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = TEXT_ROWS
    return field


def form_class(shape: type[Input], model: type[Model] | None = None) -> type[InputForm]:
    """The form for a write shape; ``model`` gives it the labels and choices of its fields."""
    fields: dict[str, Any] = {name: _field(shape, name, model) for name in shape.model_fields}
    return type(f"{shape.__name__}Form", (InputForm,), {**fields, "shape": shape})


def bind(
    made: type[InputForm],
    targets: Targets,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> InputForm:
    """The form for a request: references offer only rows that may be named."""
    form = made(data, initial=dict(initial or {}))
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            _offer(form, name, field, targets)
    return form


def _offer(
    form: InputForm, name: str, field: "forms.ModelChoiceField[Any]", targets: Targets
) -> None:
    assert field.queryset is not None
    target = targets(field.queryset.model)
    field.queryset = target.rows
    chosen = form[name].value()
    choices, search_url = choices_of(target, [chosen] if _is_id(chosen) else [])
    if search_url:
        field.widget = ReferenceSelect(attrs={"data-options": search_url})
    empty = ("", _("– none –") if not field.required else _("– choose –"))
    field.choices = [empty, *choices]


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
