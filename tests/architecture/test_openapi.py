"""The API's description in git is the API: a change of one is a change of the other."""

import json
from typing import Any

from guywire.config.api import api
from tools.openapi import FILE, described


def test_the_snapshot_is_the_api() -> None:
    assert FILE.read_text() == described(), "run `make docs` and read the difference"


def test_a_changed_operation_shows_in_the_description(monkeypatch: Any) -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    schema["paths"].popitem()
    monkeypatch.setattr(api, "get_openapi_schema", lambda: schema)
    assert FILE.read_text() != described()
