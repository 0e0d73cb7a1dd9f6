"""The field language of `make new-entity`: `name:str odometer_km:int? site:network.Site`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tools.writing import Refused, checked_name

# kind: (column without its options, type in the input, value in a test)
KINDS = {
    "str": ("CharField(max_length=120{blank})", "str", '"North"'),
    "text": ("TextField({blank})", "str", '"A line of text."'),
    "int": ("IntegerField({null})", "int", "12"),
    "decimal": ("DecimalField(max_digits=12, decimal_places=3{null})", "Decimal", 'Decimal("1.5")'),
    "bool": ("BooleanField(default=False)", "bool", "True"),
    "date": ("DateField({null})", "date", "date(2026, 3, 4)"),
    "datetime": ("DateTimeField({null})", "datetime", "datetime(2026, 3, 4, 12, tzinfo=UTC)"),
}
CHOICE = re.compile(r"choice\(([a-z0-9_]+(?:\|[a-z0-9_]+)+)\)")
REFERENCE = re.compile(r"([a-z_]+)\.([A-Z]\w+)")
TAKEN = {"id", "tenant", "tags", "pk"}


@dataclass(frozen=True)
class Field:
    """One field: its name, its kind, whether it may be absent."""

    name: str
    kind: str
    optional: bool

    @property
    def reference(self) -> tuple[str, str] | None:
        found = REFERENCE.fullmatch(self.kind)
        return (found[1], found[2]) if found else None

    @property
    def choices(self) -> tuple[str, ...]:
        found = CHOICE.fullmatch(self.kind)
        return tuple(found[1].split("|")) if found else ()

    @property
    def is_text(self) -> bool:
        return self.kind in {"str", "text"}

    @property
    def choices_class(self) -> str:
        return camel(self.name)

    @property
    def column(self) -> str:
        """The line of models.py."""
        if self.reference:
            app, model = self.reference
            null = ", null=True, blank=True" if self.optional else ""
            target = f'"{app}.{model}", models.PROTECT'
            return f'{self.name} = models.ForeignKey({target}, related_name="+"{null})'
        if self.choices:
            longest = max(map(len, self.choices))
            first = self.choices[0].upper()
            options = f"choices={self.choices_class}, default={self.choices_class}.{first}"
            return f"{self.name} = models.CharField(max_length={longest}, {options})"
        template = KINDS[self.kind][0]
        blank = 'blank=True, default=""' if self.optional else ""
        null = "null=True, blank=True" if self.optional else ""
        glue = "" if template.split("(")[1].startswith("{") else ", "
        options = template.format(blank=glue * bool(blank) + blank, null=glue * bool(null) + null)
        return f"{self.name} = models.{options}"

    def write_line(self, model: str) -> str:
        """The line of inputs.py."""
        if self.reference:
            return f"{self.name}_id: UUID" + (" | None = None" if self.optional else "")
        if self.choices:
            kind = f"{model}.{self.choices_class}"
            return f"{self.name}: {kind} = {kind}.{self.choices[0].upper()}"
        kind = KINDS[self.kind][1]
        if self.kind == "bool":
            return f"{self.name}: bool = False"
        # What the column cannot hold is refused here, where the refusal names the field.
        limit = {"str": "max_length=120", "decimal": "max_digits=12, decimal_places=3"}
        options = [limit[self.kind]] if self.kind in limit else []
        if self.is_text:
            options.insert(0, 'default=""' if self.optional else "min_length=1")
        elif self.optional:
            kind = f"{kind} | None"
            options.insert(0, "default=None")
        if options in (["default=None"], ['default=""']):
            return f"{self.name}: {kind} = {options[0].removeprefix('default=')}"
        return f"{self.name}: {kind}" + (f" = Field({', '.join(options)})" if options else "")

    @property
    def output_line(self) -> str:
        """The line of the public API shape."""
        none = " | None" if self.optional and not self.is_text and self.kind != "bool" else ""
        if self.reference:
            return f"{self.name}_id: UUID{none}"
        kind = "str" if self.choices or self.is_text else KINDS[self.kind][1]
        return f"{self.name}: {kind}{none}"

    @property
    def sample(self) -> str:
        """A value for the generated test."""
        return f'"{self.choices[0]}"' if self.choices else KINDS[self.kind][2]


def parse(words: list[str]) -> tuple[Field, ...]:
    """Fields of the words as given; the first says what a row is called, so it is required text."""
    fields = tuple(parse_one(word) for word in words)
    names = [field.name for field in fields]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Refused(f"given twice: {', '.join(sorted(twice))}")
    if not fields or fields[0].kind != "str" or fields[0].optional:
        raise Refused("the first field names a row, in lists and imports: give it as name:str")
    return fields


def parse_one(word: str) -> Field:
    name, colon, kind = word.partition(":")
    checked_name("field", name)
    if not colon or name in TAKEN:
        raise Refused(f"field {word!r}: {'the name is taken' if colon else 'write name:kind'}")
    optional, kind = kind.endswith("?"), kind.removesuffix("?")
    if kind not in KINDS and not CHOICE.fullmatch(kind) and not REFERENCE.fullmatch(kind):
        known = ", ".join(KINDS)
        raise Refused(f"field {word!r}: kinds are {known}, choice(a|b) and domain.Model")
    if optional and (kind == "bool" or CHOICE.fullmatch(kind)):
        first = "no" if kind == "bool" else "its first word"
        raise Refused(f"field {word!r}: begins with {first} and is never absent; leave out the ?")
    return Field(name, kind, optional)


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
