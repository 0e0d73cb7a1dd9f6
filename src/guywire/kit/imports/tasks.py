"""A staged file imported in the background: a request must not hold for minutes.

What a file's rows become is said by the domain's own importer, found by ``about``; it is offered
with ``offer`` when the pages are made, which a worker has read too.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import get_resolver
from django.utils.translation import gettext as _

from .. import clock
from ..access import Actor
from ..errors import DomainError
from ..jobs.queue import background, defer
from ..tenancy import in_tenant
from .models import ImportFile
from .planning import MOST_ERRORS, Fault, Importer, carry_out, plan
from .sheets import read_sheet

IMPORT = "guywire.kit.imports.import_file"
State = ImportFile.State

_importers: dict[str, Callable[[Actor], Importer]] = {}
logger = logging.getLogger(__name__)


def offer(about: str, importer: Callable[[Actor], Importer]) -> None:
    """Say what the rows of files about something become, for an actor."""
    _importers[about] = importer


def queue(kept: ImportFile, actor: Actor, rows: int) -> None:
    """Import the file in the background, as the actor may now; asking twice is harmless."""
    if kept.state != State.STAGED:
        return
    kept.state, kept.row_count = State.WAITING, rows
    kept.actor_facts = {**asdict(actor), "codes": sorted(actor.codes),
                        "membership_id": str(actor.membership_id or "")}  # fmt: skip
    kept.save(update_fields=["state", "row_count", "actor_facts"])
    defer(IMPORT, file_id=str(kept.pk))


def _actor_of(facts: dict[str, Any]) -> Actor:
    place = facts["membership_id"]
    return Actor(**{**facts, "codes": frozenset(facts["codes"]),
                    "membership_id": UUID(place) if place else None})  # fmt: skip


@background(IMPORT, attempts=1)
def import_file(tenant_id: UUID, *, file_id: str) -> None:
    """Write the whole file or nothing, and leave word of which."""
    with in_tenant(tenant_id, actor="job:import", request_id=file_id, door="import"):
        kept = ImportFile.objects.filter(pk=file_id).first()
        if kept is None or kept.state != State.WAITING:
            return
        actor = _actor_of(kept.actor_facts)
    try:
        with in_tenant(tenant_id, actor=actor.label, request_id=file_id, door="import"):
            _import(file_id, actor)
    except Exception:
        with in_tenant(tenant_id, actor=actor.label, request_id=file_id, door="import"):
            broken = Fault(0, "", _("The import broke off; nothing of it is kept."))
            _leave_word(ImportFile.objects.get(pk=file_id), [broken])
        raise


def _import(file_id: str, actor: Actor) -> None:
    kept = ImportFile.objects.select_for_update().get(pk=file_id)
    if kept.state != State.WAITING:
        return
    _ = get_resolver().url_patterns
    with transaction.atomic():
        faults = _write(kept, actor)
        if faults:
            transaction.set_rollback(True)
    _leave_word(kept, faults)


def _write(kept: ImportFile, actor: Actor) -> list[Fault]:
    try:
        into = _importers[kept.about](actor)
        made = plan(into, read_sheet(kept.text), update=kept.update)
    except DomainError as error:
        return [Fault(0, error.field or "", error.message)]
    return made.faults or carry_out(into, made)


def _leave_word(kept: ImportFile, faults: list[Fault]) -> None:
    kept.state = State.REFUSED if faults else State.DONE
    kept.faults = [asdict(fault) for fault in faults[:MOST_ERRORS]]
    kept.finished_at = clock.now()
    kept.save(update_fields=["state", "faults", "finished_at"])
