"""Forms whose lengths are typed in the units of the tenant."""

import math
from collections.abc import Mapping
from typing import Any

from django import forms

from .queries.reasons import FEET_PER_METRE

METRES, FEET = "_m", "_ft"


class LengthsForm(forms.Form):
    """Its fields that end in ``_m`` are asked for in feet where the tenant measures in them.

    ``height_m`` is the field ``height_ft`` then; cleaned, it is ``height_m`` in metres again. What
    is given may name either, so that an address means the same to everybody.
    """

    def __init__(
        self, units: str, data: Mapping[str, Any] | None = None, files: Any = None
    ) -> None:
        lengths = [name for name in self.base_fields if name.endswith(METRES)]
        self.feet = lengths if units == "imperial" else []
        super().__init__(data if data is None else {**self._converted(data), **data}, files)
        self.fields = dict(map(self._shown, self.fields.items()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.feet:
            if in_feet(name) in cleaned:
                feet = cleaned.pop(in_feet(name))
                cleaned[name] = None if feet is None else round(feet / FEET_PER_METRE, 2)
        return cleaned

    def shown_name(self, name: str) -> str:
        """The field in which something of this name is typed."""
        return in_feet(name) if name in self.feet else name

    def _converted(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Metres that an address gives, as they are shown; what is no number stays as typed."""
        found = {}
        for name in self.feet:
            given = str(data.get(name) or "")
            try:
                found[in_feet(name)] = feet_of(float(given))
            except ValueError:
                found[in_feet(name)] = given
        return found

    def _shown(self, line: tuple[str, forms.Field]) -> tuple[str, forms.Field]:
        name, field = line
        if name not in self.feet or not isinstance(field, forms.FloatField):
            return line
        least, most = field.min_value, field.max_value
        assert isinstance(least, int | float)
        assert isinstance(most, int | float)
        typed = forms.FloatField(
            label=str(field.label).replace("(m)", "(ft)"),
            required=field.required,
            min_value=math.ceil(least * FEET_PER_METRE * 10) / 10,
            max_value=math.floor(most * FEET_PER_METRE * 10) / 10,
            initial=feet_of(float(field.initial)),
            help_text=field.help_text,
        )
        return in_feet(name), typed


def feet_of(metres: float) -> str:
    """As it is typed: to a tenth of a foot."""
    return f"{round(metres * FEET_PER_METRE, 1):g}"


def in_feet(name: str) -> str:
    """``height_m`` as ``height_ft``."""
    return name.removesuffix(METRES) + FEET
