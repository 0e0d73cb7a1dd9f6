"""What domains above add to the answer for a place: offered plans, "make a lead".

    add_panel(PlacePanel(name="plans", template="customers/serviceability_plans.html",
                         code="customers.plan.view", context=plans_for))

A panel's template is drawn under the result with ``place`` (a ``PlaceAnswer``), ``request`` and
what ``context(place, actor)`` returns. ``offers(place, actor)``, if given, is added to the API's
answer under the panel's name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guywire.kit.access import Actor

from .serviceability import Serviceability


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAnswer:
    """The place that was asked for, by its address if it was asked by one, and the answer."""

    address: str
    answer: Serviceability


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """A panel of a domain above; shown to who holds ``code``."""

    name: str
    code: str
    template: str
    context: Callable[[PlaceAnswer, Actor], Mapping[str, Any]] | None = None
    offers: Callable[[PlaceAnswer, Actor], Sequence[Mapping[str, Any]]] | None = None
    order: int = 50


_panels: dict[str, PlacePanel] = {}


def add_panel(panel: PlacePanel) -> None:
    """Offer a panel; the same name again replaces it."""
    _panels[panel.name] = panel


def panels_for(actor: Actor) -> list[PlacePanel]:
    """The panels that somebody may see, in their order."""
    return sorted((one for one in _panels.values() if actor.may(one.code)), key=lambda x: x.order)
