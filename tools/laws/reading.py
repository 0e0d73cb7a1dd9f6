"""What every law reads and reports: a parsed module, a breach, and small questions about syntax."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Breach:
    """One place where a law is broken."""

    path: PurePosixPath
    line: int
    law: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.law}: {self.message}"


@dataclass(frozen=True)
class Module:
    """A Python file: its place in the tree (relative, which decides the laws) and its text."""

    path: PurePosixPath
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, filename=str(self.path))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def package(self) -> tuple[str, ...]:
        """Dotted place below `src/`, e.g. ("guywire", "domains", "billing", "services")."""
        parts = self.path.with_suffix("").parts
        return parts[1:] if parts[0] == "src" else ()

    @property
    def is_ours(self) -> bool:
        """Part of the shipped package, not a test of it."""
        return self.package[:1] == ("guywire",) and not self.is_test

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "conftest.py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def domain(self) -> str | None:
        is_domain = self.package[:2] == ("guywire", "domains") and len(self.package) > 2
        return self.package[2] if is_domain else None

    def is_room(self, *names: str) -> bool:
        """Whether this is `<name>.py` of a domain, or a module of its package `<name>/`."""
        return self.domain is not None and len(self.package) > 3 and self.package[3] in names

    def is_below(self, *dotted: str) -> bool:
        place = ".".join(self.package)
        return any(place == name or place.startswith(f"{name}.") for name in dotted)


Finding = tuple[int, str]


@dataclass(frozen=True)
class Law:
    """A rule with its reason; `find` yields (line, what is wrong)."""

    name: str
    why: str
    find: Callable[[Module], Iterator[Finding]]

    def breaches(self, module: Module) -> list[Breach]:
        found = sorted(set(self.find(module)))
        return [Breach(module.path, line, self.name, message) for line, message in found]


def dotted(node: ast.AST) -> str:
    """The dotted name an expression spells, or "" when it is not a plain name or attribute."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def last_name(node: ast.AST) -> str:
    """The last word of a name, attribute or call target: `save` of `rows()[0].save`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imports(module: Module) -> Iterator[tuple[int, str, str]]:
    """Every import as (line, full dotted name, the name it is bound to)."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, alias.asname or alias.name
        elif isinstance(node, ast.ImportFrom):
            origin = import_origin(module, node)
            for alias in node.names:
                yield node.lineno, f"{origin}.{alias.name}", alias.asname or alias.name


def import_origin(module: Module, node: ast.ImportFrom) -> str:
    """The full name of the module a `from … import` reads, dots at its head resolved."""
    above = module.package[: len(module.package) - node.level] if node.level else ()
    return ".".join([*above, *([node.module] if node.module else [])])


def functions(module: Module) -> Iterator[Function]:
    for node in module.nodes:
        if isinstance(node, Function):
            yield node
