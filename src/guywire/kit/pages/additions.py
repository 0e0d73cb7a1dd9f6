"""What domains above add to the page of a row: a panel, figures under its name, links in its bar.

    add_to_page(Addition(page="customers.customer", name="money", code="billing.invoice.view",
                         title="Money", template="billing/panels/customer.html", context=standing,
                         after="Is it all right?", links=lambda row, actor: [Link(...)]))

A domain says so in its ``urls`` module, so that the page knows nothing of who stands above it.
``page`` is an entity's key. The panel's template is drawn with ``row`` and what
``context(row, actor)`` returns; it stands behind the page's own panel of the title ``after``, else
behind all of them. The context is asked once, before figures and links, which are given it too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from ..access import Actor
from .home import Figure

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A button of the page's bar that leads elsewhere."""

    title: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What one domain adds to a page, for those who hold ``code``; no panel without a template."""

    page: str
    name: str
    code: str
    title: str = ""
    template: str = ""
    after: str = ""
    context: Callable[[Any, Actor], Given] = field(default=lambda row, actor: {})
    figures: Callable[[Given], Sequence[Figure]] = field(default=lambda given: ())
    links: Callable[[Given], Sequence[Link]] = field(default=lambda given: ())


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition shows of one row."""

    title: str
    template: str
    after: str
    given: Given
    figures: Sequence[Figure]
    links: Sequence[Link]


class Titled(Protocol):
    @property
    def title(self) -> str: ...


Shown = TypeVar("Shown", bound=Titled)
_additions: dict[tuple[str, str], Addition] = {}


def add_to_page(addition: Addition) -> None:
    """Add to a page; the same name again replaces it."""
    _additions[addition.page, addition.name] = addition


def pages_added_to() -> set[str]:
    return {page for page, _name in _additions}


def added_to(page: str, row: Any, actor: Actor) -> list[Added]:
    """What this actor sees added to the page of a row, by name."""
    found = []
    for (key, _name), one in sorted(_additions.items()):
        if key == page and actor.may(one.code):
            given = {"row": row, **one.context(row, actor)}
            shown = one.figures(given), one.links(given)
            found.append(Added(one.title, one.template, one.after, given, *shown))
    return found


def inserted(own: Sequence[Shown], added: Iterable[tuple[str, Shown]]) -> list[Shown]:
    """Panels with added ones behind that of the title each names, else at the end."""
    panels = list(own)
    for after, panel in added:
        here = (place for place, one in enumerate(panels, 1) if after and one.title == after)
        panels.insert(next(here, len(panels)), panel)
    return panels
