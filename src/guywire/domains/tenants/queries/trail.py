"""The audit trail with the names of the rows that it speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.db.models import Model

from guywire.kit.access import Actor
from guywire.kit.audit.lines import ChangeLine
from guywire.kit.audit.trail import TrailPage, newest, read_page
from guywire.kit.entity.registry import entity_of, targets, url_of

FOLDED = 8
READ = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """The row a change is about: its name now, and its page if the actor may see it."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A change, its row, and how many more of the same kind by the same actor went before it."""

    line: ChangeLine
    subject: Subject | None
    more: int = 0


def named(lines: Iterable[ChangeLine], actor: Actor) -> list[NamedChange]:
    """The changes with their rows named: one query for each table."""
    changes = list(lines)
    ids: dict[str, set[str]] = defaultdict(set)
    for line in changes:
        ids[line.table].add(line.row_id)
    models = {model._meta.db_table: model for model in apps.get_models()}
    subjects = {
        (table, row_id): subject
        for table, wanted in ids.items() if table in models
        for row_id, subject in _subjects(models[table], wanted, actor).items()
    }  # fmt: skip
    return [NamedChange(line, subjects.get((line.table, line.row_id))) for line in changes]


def _subjects(model: type[Model], ids: set[str], actor: Actor) -> dict[str, Subject]:
    rows = targets(actor)(model).rows.filter(pk__in=ids)
    if entity_of(model) is None:  # a part of something: its name is made of what it belongs to
        rows = rows.select_related()
    return {str(row.pk): Subject(str(row), url_of(actor, row)) for row in rows}


def trail_page(asked: Mapping[str, str], actor: Actor, *, zone: str) -> TrailPage:
    """The page of the trail that a query string asks for."""
    return read_page(asked, targets(actor), zone=zone)


def recent_changes(actor: Actor) -> list[NamedChange]:
    """The newest changes; a run of the same deed on many rows is one line."""
    runs = [
        list(run)
        for _deed, run in groupby(
            newest(READ, targets(actor)),
            lambda line: (line.actor, line.door, line.table, line.operation),
        )
    ][:FOLDED]
    firsts = named([run[0] for run in runs], actor)
    return [
        NamedChange(first.line, first.subject, len({line.row_id for line in run}) - 1)
        for first, run in zip(firsts, runs, strict=True)
    ]
