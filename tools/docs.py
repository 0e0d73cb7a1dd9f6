"""Writes `docs/reference/` from the code, so that it cannot say anything else.

python -m tools.docs            # write the pages
python -m tools.docs --check    # end with 1 when a page is stale or something is undocumented
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n\n"


def load() -> None:
    """Start Django with nothing of this machine in it, and load every door."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GUYWIRE_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
        django.setup()
        import_module(settings.ROOT_URLCONF)


def stale(pages: dict[str, str], folder: Path) -> list[str]:
    """What differs between the folder and what the code says."""
    problems = []
    for name, text in pages.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{name} is missing")
        elif path.read_text(encoding="utf-8") != NOTE + text:
            problems.append(f"{name} is stale")
    left = sorted(path.name for path in folder.glob("*.md") if path.name not in pages)
    return problems + [f"{name} is left over" for name in left]


def write(pages: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(NOTE + text, encoding="utf-8")


def main(words: list[str]) -> int:
    load()
    # The registries can only be read once the apps are loaded.
    reference = import_module("tools.reference")
    pages: dict[str, str] = reference.pages()
    problems: list[str] = reference.undocumented()
    if "--check" in words:
        problems += [f"docs/reference/{line}; run make docs" for line in stale(pages, FOLDER)]
    else:
        write(pages, FOLDER)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
