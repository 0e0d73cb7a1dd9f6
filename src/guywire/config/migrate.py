"""Bringing a database up to date: as the owner, with the application's privileges said again."""

from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from django.db import connection

from guywire.kit.tenancy.privileges import after_migration, before_migration


def migrate(app_url: str, *, verbosity: int = 1) -> None:
    """Migrate the connected database (as its owner) for the application role of ``app_url``."""
    app_role = unquote(urlsplit(app_url).username or "")
    before_migration(connection, app_role)
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=0)
    after_migration(connection, app_role)
