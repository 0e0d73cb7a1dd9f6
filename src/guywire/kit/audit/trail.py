"""The audit trail, read page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Model, QuerySet

from ..shapes.references import Targets
from .lines import ChangeLine, described, table_label
from .models import Change

PAGE = 50
LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of changes, newest first; ``older`` is the id to go on from, None at the end."""

    lines: list[ChangeLine]
    older: int | None
    tables: list[tuple[str, str]]
    doors: list[str]
    asked: Mapping[str, str]


def trail_of(model: type[Model], row_id: UUID) -> QuerySet[Change]:
    """The audit trail of one row, newest first."""
    return Change.objects.filter(row_id=row_id, table_name=model._meta.db_table).order_by("-id")


def newest(count: int, targets: Targets) -> list[ChangeLine]:
    """The newest changes, with the rows they mention named as far as ``targets`` may."""
    return described(Change.objects.all()[:count], targets, longest=LONGEST_VALUE)


def read_page(asked: Mapping[str, str], targets: Targets, *, zone: str) -> TrailPage:
    """The page that a query string asks for: actor, table, door, since, until, before (an id).

    Dates are days of the tenant's zone, both included. What cannot be read is passed over.
    """
    rows = _filtered(Change.objects.all(), asked, ZoneInfo(zone))
    before = asked.get("before", "")
    if before.isdecimal() and len(before) < 19:  # fits bigint
        rows = rows.filter(pk__lt=int(before))
    changes = list(rows[: PAGE + 1])
    lines = described(changes[:PAGE], targets, longest=LONGEST_VALUE)
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
