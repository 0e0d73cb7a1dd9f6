"""What the command line does once Django stands: tenants, people, imports, terrain, keys."""

from pathlib import Path

from django.db import transaction
from rich.console import Console

from guywire.domains.network.services.terrain import add_terrain as add_tile
from guywire.domains.tenants.inputs import TenantInput
from guywire.domains.tenants.queries.installation import (
    every_tenant_id,
    person_by_email,
    tenant_id_of,
)
from guywire.domains.tenants.services.accounts import create_account
from guywire.domains.tenants.services.founding import found_tenant
from guywire.engines.geo import TerrainError
from guywire.kit.access import Actor, codes
from guywire.kit.entity.importing import importer
from guywire.kit.entity.registry import entity
from guywire.kit.errors import DomainError
from guywire.kit.imports.planning import MOST_ERRORS, carry_out, plan
from guywire.kit.imports.sheets import decoded, read_sheet
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


def add_terrain(files: list[Path]) -> int:
    """Each file by itself; the number of files that were refused."""
    refused = 0
    for path in files:
        try:
            tile = add_tile(path)
        except (DomainError, TerrainError) as error:
            refused += 1
            console.print(f"[red]✗[/] {path.name}: {error}")
        else:
            console.print(f"[green]✓[/] {tile.name}")
    return refused


def import_file(slug: str, key: str, path: Path, *, update: bool) -> int:
    """A CSV file into an entity, as an owner: all rows, or none and the faults; 0 when done."""
    declared = entity(key)
    if declared.create is None or not declared.importable:
        console.print(f"{declared.plural} cannot be imported.")
        return 1
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


def rotate_keys() -> None:
    wrapped = 0
    for tenant_id in every_tenant_id():
        with in_tenant(tenant_id, actor="job:keys", door="command"):
            wrapped += rewrap_all()
    console.print(f"{wrapped} data keys are wrapped by the newest master key.")
