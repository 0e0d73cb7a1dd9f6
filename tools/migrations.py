"""Compares models with their migrations and asks no database.

    python -m tools.migrations                          # end with 1 when one is missing
    python -m tools.migrations --write network          # write what is missing in an app
    python -m tools.migrations --write network tilt     # … under a name

`makemigrations` would first look into a database for a consistent history, which belongs to the
machine and not to the tree.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import InteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from tools.writing import tidy


def changes(app: str | None = None, name: str | None = None) -> dict[str, list[Migration]]:
    """What `makemigrations` would write; of one app only, when it is named."""
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    if conflicts:
        lines = [f"{label}: {', '.join(found)}" for label, found in conflicts.items()]
        raise SystemExit("more than one last migration: " + "; ".join(lines))
    chosen = {app} if app else None
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        InteractiveMigrationQuestioner({app: True}) if app else None,
    )
    found: dict[str, list[Migration]] = detector.changes(loader.graph, chosen, chosen, name)
    return found


def missing() -> list[str]:
    """The operations that are in no migration, as "<app>: <operation>"."""
    return [
        f"{app}: {operation.describe()}"
        for app, migrations in sorted(changes().items())
        for migration in migrations
        for operation in migration.operations
    ]


def write(app: str, name: str | None = None) -> list[Path]:
    """Write the app's missing migrations; returns their files, none when nothing is missing."""
    written = []
    for migration in changes(app, name).get(app, []):
        writer = MigrationWriter(migration, include_header=False)
        path = Path(writer.path)
        path.write_text(writer.as_string(), encoding="utf-8")
        written.append(path)
    if written:
        tidy(*written)
    return written


def main(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
    django.setup()
    if words[:1] == ["--write"] and len(words) in {2, 3}:
        for path in write(*words[1:]):
            print(f"wrote {path.name}; read it before you commit it")
        return 0
    if words:
        print(__doc__)
        return 2
    found = missing()
    for line in found:
        print(f"no migration for {line}")
    if found:
        print("write them: make migrations D=<domain>")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
