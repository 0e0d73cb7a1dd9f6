"""Publishing facts, and reviving them for those who listen."""

import json
from collections.abc import Iterable
from dataclasses import Field, asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, dataclass_transform, get_type_hints
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from .. import clock
from ..jobs import defer
from ..tenancy import current

_types: dict[str, type["Event"]] = {}
_listeners: dict[str, tuple[str, ...]] = {}

DELIVER = "guywire.kit.events.deliver"
BATCH = 2_000


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """A fact in the past tense, named: ``class SiteAdded(Event, name="network.site_added")``.

    Fields are ids and small facts, never rows; a field may be added, never changed in meaning.
    A field ``<noun>_id`` makes the fact part of that row's timeline.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]  # every subclass is made a dataclass
    name: ClassVar[str]
    public: ClassVar[bool] = False

    def __init_subclass__(cls, *, name: str, public: bool = False) -> None:
        super().__init_subclass__()
        cls.name, cls.public = name, public
        if name in _types and _types[name].__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are named {name}")
        dataclass(frozen=True, kw_only=True)(cls)
        _types[name] = cls


def event_types() -> dict[str, type[Event]]:
    return dict(sorted(_types.items()))


def listeners(name: str) -> tuple[str, ...]:
    """The handlers of an event, as dotted paths."""
    return _listeners.get(name, ())


def listen(kind: type[Event], handlers: Iterable[str]) -> None:
    """Add handlers (dotted paths) to those of an event; the same handler twice counts once."""
    known = listeners(kind.name)
    _listeners[kind.name] = known + tuple(path for path in handlers if path not in known)


def _subjects_of(fact: Event) -> list[UUID]:
    """The rows that the fact is about, each once."""
    ids = (getattr(fact, f.name) for f in fields(fact) if f.type in {UUID, UUID | None})
    return [row_id for row_id in dict.fromkeys(ids) if row_id is not None]


def publish(fact: Event) -> None:
    """Record the fact in this transaction, and a job for each handler that listens."""
    publish_all([fact])


def publish_all(facts: Iterable[Event]) -> None:
    """Record many facts at once, as ``publish`` does one; they happen at the same moment."""
    actor, happened_at = current().actor, clock.now()
    logged_event, subject = (apps.get_model("events", name) for name in ("LoggedEvent", "Subject"))
    told = [(fact, logged_event(name=fact.name, payload=_payload_of(fact), actor=actor,
                                happened_at=happened_at)) for fact in facts]  # fmt: skip
    logged_event.objects.bulk_create([logged for _fact, logged in told], batch_size=BATCH)
    about = [
        subject(event=logged, row_id=row_id, happened_at=happened_at)
        for fact, logged in told
        for row_id in _subjects_of(fact)
    ]
    subject.objects.bulk_create(about, batch_size=BATCH)
    for fact, logged in told:
        for handler in listeners(fact.name):
            defer(DELIVER, queue="events", event_id=str(logged.pk), handler=handler)


def _payload_of(fact: Event) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(json.dumps(asdict(fact), cls=DjangoJSONEncoder))
    return payload


_REVIVERS: dict[Any, Any] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def _revived(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    kinds = getattr(hint, "__args__", ()) or (hint,)
    for kind in kinds:
        if kind in _REVIVERS:
            return _REVIVERS[kind](value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next((member for member in kind if member.value == value), value)
    return value


def revive(name: str, payload: dict[str, Any]) -> Event:
    """The fact as it was published; a name nobody declares any more is a KeyError."""
    kind = _types[name]
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    return kind(**{k: _revived(hints[k], v) for k, v in payload.items() if k in known})
