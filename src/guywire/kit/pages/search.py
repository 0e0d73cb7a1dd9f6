"""Global search: each source asks its own table, and only for who may see it."""

from collections.abc import Callable
from dataclasses import dataclass

from ..access import Actor

LEAST_LETTERS = 2
PER_SOURCE = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the result."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where hits come from: ``find(words, actor, limit)``, asked of those who hold ``code``."""

    label: str
    icon: str
    code: str
    find: Callable[[str, Actor, int], list[Hit]]


_sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    _sources[source.code] = source


def search_everywhere(words: str, actor: Actor) -> list[tuple[Source, list[Hit]]]:
    """The hits of every source the actor may ask, sources without hits left out."""
    if len(words) < LEAST_LETTERS:
        return []
    asked = (source for source in _sources.values() if actor.may(source.code))
    found = ((source, source.find(words, actor, PER_SOURCE)) for source in asked)
    return [(source, hits) for source, hits in found if hits]
