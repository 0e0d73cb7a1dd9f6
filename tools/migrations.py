"""Fails when a model differs from its migrations; asks no database.

`makemigrations --check` alone would first look into the database for a consistent history, which
belongs to the machine and not to the tree.
"""

from __future__ import annotations

import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def missing() -> list[str]:
    """The operations that `makemigrations` would write, as "<app>: <operation>"; conflicts too."""
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    if conflicts:
        return [
            f"{app}: two last migrations, {', '.join(names)}" for app, names in conflicts.items()
        ]
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, migrations in sorted(changes.items())
        for migration in migrations
        for operation in migration.operations
    ]


def main() -> int:
    django.setup()
    found = missing()
    for line in found:
        print(f"no migration for {line}")
    if found:
        print("write them with: .venv/bin/guywire makemigrations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
