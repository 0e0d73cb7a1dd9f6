"""What happened to a row: the events it is the subject of, in words, newest first."""

from typing import Any
from uuid import UUID

from ..audit.lines import who
from ..events import event_types, revive
from ..events.models import LoggedEvent
from ..events.queries import events_about
from ..shapes.words import words_of


def timeline(pk: UUID, most: int) -> list[dict[str, Any]]:
    """The newest events whose subjects name the row, as the shell's timeline draws them."""
    logged = events_about(pk)[:most]
    return [
        {"at": fact.happened_at, "title": _sentence(fact), "text": _details(fact),
         "actor": who(fact.actor), "tone": "info"}
        for fact in sorted(logged, key=lambda fact: fact.happened_at, reverse=True)
    ]  # fmt: skip


def _sentence(fact: LoggedEvent) -> str:
    """What happened: the event's own words (``__str__``) if it has any, else its name."""
    kind = event_types().get(fact.name)
    if kind is not None and kind.__str__ is not object.__str__:
        return str(revive(fact.name, fact.payload))
    return words_of(fact.name.rpartition(".")[2])


def _details(fact: LoggedEvent) -> str:
    """The small facts of the payload; ids say nothing to people."""
    shown = [
        f"{words_of(name)}: {value.replace('_', ' ') if isinstance(value, str) else value}"
        for name, value in fact.payload.items()
        if value not in {None, ""} and not name.endswith(("_id", "_ids"))
        and not isinstance(value, dict | list)
    ]  # fmt: skip
    return " · ".join(shown)
