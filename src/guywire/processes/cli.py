"""The ``guywire`` command: every process and every chore of the platform."""

import os
import sys
from typing import Annotated

import django
import typer

from guywire.config.embedded import use_embedded
from guywire.config.env import ConfigurationError, env

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def boot(*, role: str = "app") -> None:
    """Start the embedded database where none is configured, then Django, as the given role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
    os.environ["GUYWIRE_DATABASE_ROLE"] = role
    env.cache_clear()
    use_embedded(env())
    django.setup()


@app.callback()
def guywire() -> None:
    """Guywire: the operations platform for wireless internet service providers."""


@app.command()
def migrate(quiet: Annotated[bool, typer.Option(help="Say nothing.")] = False) -> None:
    """Bring the database up to date, as its owner."""
    boot(role="owner")
    from guywire.config.migrate import migrate as bring_up_to_date  # noqa: PLC0415  after setup

    bring_up_to_date(env().database_url, verbosity=0 if quiet else 1)


def main() -> None:
    try:
        app()
    except ConfigurationError as error:
        sys.exit(f"guywire: {error}")
