"""What `make new-entity` is asked to write: the domain, the noun, the fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tools.fields import Field, camel
from tools.writing import DOMAINS, add_to_room, export

VALUE_TYPES = """
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
"""


@dataclass(frozen=True)
class Plan:
    """What to write: the domain, the noun, its fields."""

    domain: str
    noun: str
    fields: tuple[Field, ...]

    @property
    def folder(self) -> Path:
        return DOMAINS / self.domain

    @property
    def model(self) -> str:
        return camel(self.noun)

    @property
    def constant(self) -> str:
        return self.noun.upper()

    @property
    def plural(self) -> str:
        if re.search(r"[^aeiou]y$", self.noun):
            return f"{self.noun[:-1]}ies"
        return f"{self.noun}es" if re.search(r"(s|x|z|ch|sh)$", self.noun) else f"{self.noun}s"

    @property
    def words(self) -> str:
        return self.noun.replace("_", " ")

    def near(self, room: str) -> str:
        """The dots by which a room names its neighbours: two from inside a package."""
        return ".." if (self.folder / room).is_dir() else "."

    def put(self, room: str, what: str, imports: str, body: str, *names: str) -> None:
        """Write into the room's module; in a package, into a module of its own, exported."""
        package = self.folder / room
        if package.is_dir():
            add_to_room(package / f"{self.plural}.py", what, imports, body)
            export(package / "__init__.py", self.plural, names)
        else:
            add_to_room(self.folder / f"{room}.py", what, imports, body)

    @property
    def label(self) -> str:
        """The field by which people know a row."""
        return self.fields[0].name
