"""The API's description as a file: `python -m tools.openapi` writes it, `--check` compares.

The file stands in git, so that a change of the API is read in review as a change of this file.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def described() -> str:
    """The description as the code has it now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
    django.setup()
    api = import_module("guywire.config.api").api
    return (
        json.dumps(
            json.loads(json.dumps(api.get_openapi_schema(), default=str)), indent=1, sort_keys=True
        )
        + "\n"
    )


def main() -> None:
    now = described()
    if "--check" not in sys.argv:
        FILE.write_text(now)
    elif not FILE.is_file() or FILE.read_text() != now:
        sys.exit(
            "docs/reference/openapi.json is stale: run `make docs`, read the difference as the API "
            "review it is, and add a CHANGELOG entry."
        )


if __name__ == "__main__":
    main()
