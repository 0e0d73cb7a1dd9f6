"""What the command line does once Django stands: tenants, people, imports, terrain, keys."""

from pathlib import Path

from django.db import transaction
from rich.console import Console

from guywire.domains.billing.queries.laws import broken_laws
from guywire.domains.network.queries.terrain import Kind
from guywire.domains.network.queries.tile_sources import tile_source
from guywire.domains.network.queries.tiles_wanted import names_between
from guywire.domains.network.services.terrain import add_terrain as add_tile
from guywire.domains.tenants.inputs import TenantInput
from guywire.domains.tenants.queries.installation import (
    every_tenant_id,
    person_by_email,
    tenant_id_of,
)
from guywire.domains.tenants.services.accounts import create_account, reseal_factors
from guywire.domains.tenants.services.founding import found_tenant
from guywire.engines.geo import EngineError, TerrainError
from guywire.kit.access import Actor, codes
from guywire.kit.entity.declaration import Entity
from guywire.kit.entity.importing import importer
from guywire.kit.entity.registry import entities
from guywire.kit.errors import DomainError, Invalid, NotFound
from guywire.kit.imports.planning import MOST_ERRORS, carry_out, plan
from guywire.kit.imports.sheets import decoded, read_sheet
from guywire.kit.secrets.envelope import SecretUnreadable
from guywire.kit.secrets.models import rewrap_all
from guywire.kit.tenancy import in_tenant

console = Console()


def create_tenant(slug: str, name: str, owner: str, time_zone: str, currency: str) -> None:
    data = TenantInput(slug=slug, name=name, time_zone=time_zone, currency=currency)
    tenant = found_tenant(data, person_by_email(owner))
    console.print(f"[green]{tenant.name}[/] is founded; {owner} owns it: /t/{tenant.slug}/")


def create_person(email: str, name: str, password: str, *, is_operator: bool) -> None:
    person = create_account(email=email, name=name, password=password, is_operator=is_operator)
    console.print(f"[green]{person.email}[/] can sign in.")


def add_terrain(files: list[Path], kind: str) -> int:
    """Each file by itself; the number of files that were refused."""
    refused = 0
    for path in files:
        try:
            tile = add_tile(path, Kind(kind))
        except (DomainError, TerrainError) as error:
            refused += 1
            console.print(f"[red]✗[/] {path.name}: {error}")
        else:
            console.print(f"[green]✓[/] {tile.name}")
    return refused


def download_terrain(box: tuple[float, float, float, float], kind: str) -> int:
    """Each tile of a box by itself; the number of tiles that were refused."""
    if box[2] <= box[0]:
        raise Invalid({"north": "must lie north of south"})
    try:
        names = names_between(*box)
    except EngineError as error:
        raise Invalid({"box": str(error)}) from error
    source, refused = tile_source(), 0
    for number, name in enumerate(names, start=1):
        head = f"{number}/{len(names)} {name}"
        try:
            stored = source.store(name, Kind(kind))
        except DomainError as error:
            refused += 1
            console.print(f"[red]✗[/] {head}: {error}", highlight=False)
        else:
            told = (
                f"{stored.size:,} bytes, sha256 {stored.sha256}" if stored else "not at the source"
            )
            console.print(f"[green]✓[/] {head}: {told}", highlight=False, soft_wrap=True)
    return refused


def import_file(slug: str, key: str, path: Path, *, update: bool) -> int:
    """A CSV file into an entity, as an owner: all rows, or none and the faults; 0 when done."""
    declared = _importable(key)
    console_actor = Actor("job", "command line", frozenset(codes()))
    with (
        console.status(f"Reading {path.name} …") as status,
        in_tenant(tenant_id_of(slug), actor=console_actor.label, door="command"),
    ):
        sheet = read_sheet(decoded(path.read_bytes()))
        status.update(f"Checking {len(sheet.rows):,} rows …")
        into = importer(declared, console_actor)
        made = plan(into, sheet, update=update)
        status.update(f"Writing {made.count:,} rows …")
        faults = made.faults or carry_out(into, made)
        if faults:
            transaction.set_rollback(True)
    for fault in faults[:MOST_ERRORS]:
        console.print(f"[red]line {fault.line}[/] {fault.column}: {fault.message}", highlight=False)
    if faults:
        console.print(f"Nothing is imported: {len(faults)} faults in {path.name}.")
        return 1
    console.print(f"[green]{len(made.creates)}[/] added, [green]{len(made.changes)}[/] changed.")
    return 0


def check_books(slug: str) -> int:
    """Whether a tenant's books keep the laws of money; the number of faults."""
    with in_tenant(tenant_id_of(slug), actor="job:command line", door="command"):
        faults = broken_laws()
    for fault in faults:
        console.print(f"[red]✗[/] {fault}", highlight=False)
    if not faults:
        console.print("[green]✓[/] Ledger and documents agree.")
    return len(faults)


def _importable(key: str) -> Entity:
    """The entity of a key. NotFound for one that is unknown or is not imported."""
    known = {one.key: one for one in entities() if one.create is not None and one.importable}
    if key not in known:
        raise NotFound(f"There is no import of “{key}”. There are: {', '.join(sorted(known))}.")
    return known[key]


def rotate_keys() -> int:
    """Each tenant by itself, so that one unreadable key holds up nobody; 0 when all went well."""
    wrapped = refused = 0
    for tenant_id in every_tenant_id():
        try:
            with in_tenant(tenant_id, actor="job:keys", door="command"):
                wrapped += rewrap_all()
        except SecretUnreadable as error:
            refused += 1
            console.print(f"[red]✗[/] tenant {tenant_id}: {error}", highlight=False)
    sealed, unreadable = reseal_factors()
    for person_id in unreadable:
        console.print(f"[red]✗[/] second factor of account {person_id}: no master key opens it")
    console.print(f"{wrapped} data keys and {sealed} second factors are sealed by the newest key.")
    if refused or unreadable:
        console.print("Keep the older keys in GUYWIRE_SECRET_KEYS until nothing is refused.")
        return 1
    return 0
