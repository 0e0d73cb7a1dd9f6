"""The home page's parts: what each domain shows of itself there, and what it asks to do first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from ..access import Actor


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a card: “12 active”; ``tone`` as a badge's."""

    label: str
    value: Any
    url: str = ""
    tone: str = "off"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a card that lists: what, and the day it falls on."""

    title: str
    on: date
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A domain's card, shown to who holds ``code``: figures that are counted, or entries listed."""

    title: str
    code: str
    url_name: str
    icon: str
    figures: Callable[[Actor], list[Figure]] | None = None
    order: int = 50
    entries: Callable[[Actor], list[Entry]] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of what to do first; gone once every step the person may take is done."""

    title: str
    text: str
    code: str
    url_name: str
    is_done: Callable[[], bool]
    order: int = 50


@dataclass(frozen=True, slots=True)
class ShownCard:
    title: str
    url: str
    icon: str
    figures: list[Figure]
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class ShownStep:
    title: str
    text: str
    url: str
    done: bool


_cards: dict[str, Card] = {}
_steps: dict[str, Step] = {}


def add_card(card: Card) -> None:
    _cards[card.url_name] = card


def add_step(step: Step) -> None:
    _steps[step.url_name] = step


def cards(actor: Actor) -> list[ShownCard]:
    """The cards this actor may see, in order."""
    return [
        ShownCard(
            card.title,
            reverse(card.url_name),
            card.icon,
            card.figures(actor) if card.figures else [],
            card.entries(actor) if card.entries else [],
        )
        for card in sorted(_cards.values(), key=lambda card: (card.order, card.title))
        if actor.may(card.code)
    ]


def steps(actor: Actor) -> list[ShownStep]:
    """What to do first, as far as this actor may; nothing once all of it is done."""
    shown = [
        ShownStep(step.title, step.text, reverse(step.url_name), step.is_done())
        for step in sorted(_steps.values(), key=lambda step: (step.order, step.title))
        if actor.may(step.code)
    ]
    return shown if any(not step.done for step in shown) else []
