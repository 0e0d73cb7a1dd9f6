"""The one way a network object is written: columns, then what was true since when."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from guywire.kit import clock
from guywire.kit.entity import Input
from guywire.kit.errors import Conflict, DomainError

from ..models import BackhaulLink, Equipment, Sector, Site
from ..models.base import NetworkObject
from ..queries.history import VERSIONS, facts_of

Row = TypeVar("Row", Site, Sector, Equipment, BackhaulLink)
BATCH = 1000
SECRETS: Final = ("gate_code", "management_password")
TAKEN: Final = {
    "network_site_name": ("name", "a site of this name exists"),
    "network_sector_name": ("name", "the site has a sector of this name"),
    "network_sector_eci": ("eci", "another sector has this cell identity"),
    "network_equipment_name": ("name", "the site has equipment of this name"),
    "network_equipment_serial": ("serial_number", "this serial number is known already"),
    "network_equipment_mac": ("mac_address", "this MAC address is known already"),
    "network_link_name": ("name", "a link of this name exists"),
    "network_contact_once": ("name", "the site has this contact in this role"),
    "network_radio_name": ("name", "a radio model of this name exists"),
    "network_climate_place": ("latitude", "this place is known already"),
    "network_plan_link": ("link_id", "the link has a plan already"),
    "network_antenna_name": ("name", "an antenna of this name exists"),
    "network_measurement_install": ("reference", "the sector has this install already"),
    "network_address_once": ("street", "this address is known already"),
}


class Taken(Conflict):
    """A value that must be unique stands in another row."""

    code = "taken"


class InUse(Conflict):
    """Something else still refers to the row."""

    code = "in_use"


class NotYet(DomainError):
    """A moment that does not fit between what is recorded and now."""

    code = "wrong_moment"


def columns(given: Input, row: models.Model) -> dict[str, Any]:
    """What the input says of the row's columns; an empty secret keeps the present one."""
    values = {}
    for name, value in given:
        if name == "effective_at" or (name in SECRETS and value is None):
            continue
        field = row._meta.get_field(name)
        is_text = isinstance(field, models.CharField | models.TextField) and not field.null
        values[name] = "" if value is None and is_text else value
    return values


def write(row: NetworkObject, values: Mapping[str, Any], at: datetime | None) -> str:
    """Save the values and open a version from ``at`` (now); the changed columns' names.

    Nothing is saved, and "" returned, when nothing changes. Raises Taken, NotYet.
    """
    changed = [name for name, value in values.items() if _differs(row, name, value)]
    is_new = row._state.adding
    if not changed and not is_new:
        return ""
    since = _moment(at)
    if not is_new:
        _refuse_earlier(row, since)
    for name in changed:
        setattr(row, name, values[name])
    if is_new:
        row.valid_from = since
    save(row)
    _record(row, since)
    return ",".join(sorted(changed))


def filled(row: Row, values: Mapping[str, Any], at: datetime | None) -> Row:
    """A new row with its values, true from ``at`` (now), not saved yet. Raises NotYet."""
    for name, value in values.items():
        setattr(row, name, value)
    row.valid_from = _moment(at)
    return row


def write_new(rows: Sequence[Row]) -> None:
    """Save new rows of one kind with their first versions, at once. Raises Taken."""
    if not rows:
        return
    kind = type(rows[0])
    with _taken_is_told():
        kind.objects.bulk_create(rows, batch_size=BATCH)
    version = VERSIONS[kind]
    firsts = [version(subject=row, valid_from=row.valid_from, facts=facts_of(row)) for row in rows]
    version.objects.bulk_create(firsts, batch_size=BATCH)


def save(row: models.Model) -> None:
    """Save, telling a unique value that is taken by its field. Raises Taken."""
    with _taken_is_told():
        row.save()


@contextmanager
def _taken_is_told() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in TAKEN:
            raise
        field, message = TAKEN[name]
        raise Taken(message[0].upper() + message[1:] + ".", field=field) from error


def delete(row: models.Model) -> None:
    """Delete a row that nothing refers to. Raises InUse, naming what does."""
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        found: dict[str, list[str]] = {}
        for other in error.protected_objects:
            found.setdefault(str(other._meta.verbose_name_plural), []).append(str(other))
        told = "; ".join(f"{kind}: {', '.join(sorted(names)[:5])}" for kind, names in found.items())
        raise InUse(
            f"{row} is still in use by {told}. Retire it, or remove those first."
        ) from error


def _differs(row: models.Model, name: str, value: Any) -> bool:
    before = getattr(row, name)
    if name in SECRETS:
        return bool(value) and (not before or str(value) != _revealed(before))
    return bool(before != value)


def _revealed(secret: Any) -> str:
    return str(secret.reveal()) if hasattr(secret, "reveal") else str(secret)


def _moment(at: datetime | None) -> datetime:
    now = clock.now()
    if at is not None and at > now:
        raise NotYet("This moment has not come yet.", field="effective_at")
    return at or now


def _refuse_earlier(row: NetworkObject, since: datetime) -> None:
    """Raise NotYet when a state is recorded that begins after this moment."""
    later = VERSIONS[type(row)].objects.filter(subject=row, valid_from__gt=since)
    latest = later.order_by("-valid_from").first()
    if latest is not None:
        raise NotYet(
            f"A later state is recorded since {latest.valid_from:%Y-%m-%d %H:%M} UTC.",
            field="effective_at",
        )


def _record(row: NetworkObject, since: datetime) -> None:
    """Close the open version and open one; unchanged facts (only a secret changed) open none."""
    versions = VERSIONS[type(row)].objects.filter(subject=row)
    facts = facts_of(row)
    current = versions.filter(valid_to=None).first()
    if current is None:
        VERSIONS[type(row)].objects.create(subject=row, valid_from=since, facts=facts)
        return
    if current.facts == facts:
        return
    if since == current.valid_from:
        current.facts = facts
        current.save(update_fields=["facts"])
        return
    current.valid_to = since
    current.save(update_fields=["valid_to"])
    VERSIONS[type(row)].objects.create(subject=row, valid_from=since, facts=facts)


def end(row: NetworkObject, at: datetime | None = None) -> None:
    """Close the row's life at ``at`` (now)."""
    row.valid_to = _moment(at)
    row.save(update_fields=["valid_to", "updated_at"])


def reopen(row: NetworkObject) -> None:
    """The row stands again; in between it was what its versions say."""
    row.valid_to = None
    row.save(update_fields=["valid_to", "updated_at"])


def lock(row: Row) -> Row:
    """The row as it stands now, held until the transaction ends."""
    return type(row).objects.select_for_update().get(pk=row.pk)
