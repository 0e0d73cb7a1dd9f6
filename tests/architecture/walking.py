"""Every door of the house: each URL pattern, and each operation behind an API address."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from guywire.kit.access import Access

Pattern = URLPattern | URLResolver


@dataclass(frozen=True)
class Door:
    """One way in: ``route`` as Django writes it, the names of namespaces and URL, the function."""

    route: str
    namespaces: tuple[str, ...]
    name: str
    view: Callable[..., Any]
    pattern: URLPattern
    methods: tuple[str, ...] = ()

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "guywire_access", None)

    @property
    def module(self) -> str:
        return str(getattr(self.view, "__module__", ""))

    @property
    def is_operation(self) -> bool:
        return bool(self.methods)


def doors(patterns: Iterable[Pattern] | None = None) -> list[Door]:
    """Every door below the patterns; below the project's root when none are given."""
    return list(_walk(get_resolver().url_patterns if patterns is None else patterns, "", ()))


def _walk(patterns: Iterable[Pattern], base: str, namespaces: tuple[str, ...]) -> Iterator[Door]:
    for pattern in patterns:
        route = base + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, route, inner)
            continue
        operations = _operations(pattern.callback)
        if not operations:
            yield Door(route, namespaces, pattern.name or "", pattern.callback, pattern)
        for methods, view in operations:
            yield Door(route, namespaces, pattern.name or "", view, pattern, methods)


def _operations(callback: Callable[..., Any]) -> list[tuple[tuple[str, ...], Callable[..., Any]]]:
    """The operations behind a ninja path view; none for an ordinary view."""
    if not inspect.isfunction(callback):
        return []
    behind = inspect.getclosurevars(callback).nonlocals.get("self")
    if not isinstance(behind, PathView):
        return []
    return [(tuple(one.methods), one.view_func) for one in behind.operations]
