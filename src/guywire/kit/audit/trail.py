"""The audit trail, read page by page with labels that people understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Change

PAGE = 50
LONGEST_VALUE = 120
# What the software keeps for itself: it changes with every write and says nothing to people.
BOOKKEEPING = {"id", "tenant_id", "created_at", "updated_at", "search_text", "phone_digits"}
TITLES = ("name", "number", "company_name", "last_name", "street", "title", "code", "email", "text")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column: its label, what it held and what it holds; "" for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One row's change as the page shows it; ``title`` names a row that came or went."""

    id: int
    at: datetime
    actor: str
    door: str
    request_id: str
    noun: str
    table: str
    row_id: str
    operation: str
    title: str
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of changes, newest first; ``older`` is the id to go on from, None at the end."""

    lines: list[ChangeLine]
    older: int | None
    tables: list[tuple[str, str]]
    doors: list[str]
    asked: Mapping[str, str]


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def table_label(table: str) -> str:
    """“Membership” for tenants_membership."""
    model = _models().get(table)
    return capfirst(str(model._meta.verbose_name)) if model else table


def _field_label(table: str, column: str) -> str:
    model = _models().get(table)
    if model is None:
        return column
    try:
        field = model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return column
    return capfirst(str(getattr(field, "verbose_name", column)))


def who(actor: str) -> str:
    """“person:ada@example.com” and “event:guywire.….check_lead” as people read them."""
    kind, _colon, name = actor.partition(":")
    if kind == "person":
        return name
    words = name.rpartition(".")[2].replace("_", " ")
    return words if kind == "event" else f"{kind} {words}".strip()


def said(changed: Mapping[str, Any]) -> list[str]:
    """The columns of a change that say something to people, in order."""
    return sorted(set(changed) - BOOKKEEPING)


def _title(changed: Mapping[str, Any]) -> str:
    """What a created or removed row is called, as far as its own columns tell."""
    for column in TITLES:
        for value in reversed(changed.get(column, ())):
            if value:
                return _shown(value)
    return _("details")


def moment_of(value: Any) -> str:
    """A logged instant in the active zone; "" for what is none, such as a name that looks so."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return ""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%Y-%m-%d %H:%M}"


def _shown(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return _("details")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = "" if value is None else moment_of(value) or str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def describe(change: Change) -> ChangeLine:
    """A change with the labels of its table and columns."""
    fields = [
        FieldChange(_field_label(change.table_name, column), _shown(old), _shown(new))
        for column, (old, new) in ((name, change.changed[name]) for name in said(change.changed))
        if change.operation == "U" or old or new
    ]
    return ChangeLine(
        change.pk,
        change.changed_at,
        who(change.actor),
        change.door,
        change.request_id,
        table_label(change.table_name),
        change.table_name,
        str(change.row_id),
        change.get_operation_display(),
        "" if change.operation == "U" else _title(change.changed),
        fields,
    )


def newest(count: int) -> list[ChangeLine]:
    return [describe(change) for change in Change.objects.all()[:count]]


def read_page(asked: Mapping[str, str], *, zone: str) -> TrailPage:
    """The page that a query string asks for: actor, table, door, since, until, before (an id).

    Dates are days of the tenant's zone, both included. What cannot be read is passed over.
    """
    rows = _filtered(Change.objects.all(), asked, ZoneInfo(zone))
    before = asked.get("before", "")
    if before.isdecimal() and len(before) < 19:  # fits bigint
        rows = rows.filter(pk__lt=int(before))
    changes = list(rows[: PAGE + 1])
    lines = [describe(change) for change in changes[:PAGE]]
    kept = {key: value for key, value in asked.items() if key != "before"}
    older = lines[-1].id if len(changes) > PAGE else None
    return TrailPage(lines, older, audited_tables(), _doors(), kept)


def audited_tables() -> list[tuple[str, str]]:
    """The tables whose changes are kept, with their labels."""
    models = (model for model in apps.get_models() if getattr(model, "audited", False))
    labels = {model._meta.db_table: table_label(model._meta.db_table) for model in models}
    return sorted(labels.items(), key=lambda pair: pair[1])


def _doors() -> list[str]:
    return ["page", "api", "event", "job", "import", "platform", "founding"]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filtered(rows: QuerySet[Change], asked: Mapping[str, str], zone: ZoneInfo) -> QuerySet[Change]:
    if asked.get("actor"):
        rows = rows.filter(actor__icontains=asked["actor"].replace("\x00", ""))
    if asked.get("table"):
        rows = rows.filter(table_name=asked["table"].replace("\x00", ""))
    if asked.get("door"):
        rows = rows.filter(door=asked["door"].replace("\x00", ""))
    if since := _day(asked.get("since", "")):
        rows = rows.filter(changed_at__gte=datetime.combine(since, time.min, zone))
    if until := _day(asked.get("until", "")):
        end = datetime.combine(until, time.min, zone)
        rows = rows.filter(changed_at__lt=end + timedelta(days=1))
    return rows
