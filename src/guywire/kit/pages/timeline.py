"""What happened to a row: the events it is the subject of, in words, newest first."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guywire.engines.money import Money

from ..audit.lines import who
from ..events import event_types, revive
from ..events.models import LoggedEvent
from ..events.queries import events_about
from ..shapes.words import unit_of, words_of
from .templatetags.shell import NARROW_SPACE, money, relative_time

CURRENCY = "currency"
MINOR = "_minor"
LEADS_ON = ("_on", "_at", "_for", "_from", "_to", "_until", "_by")


def timeline(pks: Iterable[UUID], most: int) -> list[dict[str, Any]]:
    """The newest events whose subjects name one of the rows, as the shell's timeline draws them."""
    logged = {fact.pk: fact for pk in pks for fact in events_about(pk)[:most]}
    newest = sorted(logged.values(), key=lambda fact: fact.happened_at, reverse=True)
    return [
        {"at": fact.happened_at, "title": _sentence(fact), "text": _details(fact),
         "actor": who(fact.actor), "tone": "info"}
        for fact in newest[:most]
    ]  # fmt: skip


def _sentence(fact: LoggedEvent) -> str:
    """What happened: the event's own words (``__str__``) if it has any, else its name."""
    kind = event_types().get(fact.name)
    if kind is not None and kind.__str__ is not object.__str__:
        return str(revive(fact.name, fact.payload))
    return words_of(fact.name.rpartition(".")[2])


def _details(fact: LoggedEvent) -> str:
    """The small facts of the payload in the event's own order; ids say nothing to people."""
    given = fact.payload
    if fact.name in event_types():
        revived = vars(revive(fact.name, given))
        given = {name: revived[name] for name in revived if name in given} | {
            name: value for name, value in given.items() if name not in revived
        }
    currency = given.get(CURRENCY)
    has_money = any(isinstance(v, Decimal) or name.endswith(MINOR) for name, v in given.items())
    hidden = {CURRENCY} if has_money else set()
    told = (_told(name, value, currency) for name, value in given.items() if name not in hidden)
    return " · ".join(text for text in told if text)


def _told(name: str, value: Any, currency: Any) -> str:
    """One fact as people say it; "" for what is nothing to them."""
    is_id = isinstance(value, UUID) or name.endswith(("_id", "_ids"))
    if is_id or value is None or value == "" or isinstance(value, Mapping | list | tuple):
        return ""
    if isinstance(value, bool):
        return _claim(name, holds=value)
    if name.endswith(MINOR) and currency and isinstance(value, int):
        amount = money(Money(value, str(currency)))["text"]
        return f"{words_of(name.removesuffix(MINOR))}: {amount}"
    joint = " " if isinstance(value, date) and name.endswith(LEADS_ON) else ": "
    return f"{words_of(name)}{joint}{_value(name, value, currency)}"


def _claim(name: str, *, holds: bool) -> str:
    """“Given” and “Not given” for ``is_given``, “With access” and “Without access”."""
    verb, _joint, rest = name.partition("_")
    if verb in {"has", "had"} and rest:
        claim = _("with %s") if holds else _("without %s")
    else:
        claim = "%s" if holds else _("not %s")
        rest = rest if verb in {"is", "was"} and rest else name
    return str(capfirst(claim % words_of(rest).lower()))


def _value(name: str, value: Any, currency: Any) -> str:
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, date):
        return str(relative_time(value)["text"])
    if isinstance(value, Decimal) and currency:
        return str(money(Money.from_decimal(value, str(currency)))["text"])
    if isinstance(value, int | float | Decimal):
        unit = unit_of(name)
        return f"{formats.localize(value)}{NARROW_SPACE if unit else ''}{unit}"
    return str(value).replace("_", " ")
