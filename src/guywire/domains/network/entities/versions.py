"""The panel of what was true of an object when."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Html

from ..models.base import NetworkObject
from ..queries.history import kind_of, versions_of

SHOWN = 10


def _versions(row: NetworkObject, actor: Actor) -> Mapping[str, Any]:
    kind = kind_of(row)
    found = versions_of(row)[:SHOWN]
    return {
        "versions": [
            (version, kind.status_label(version.facts.get("status", ""))) for version in found
        ]
    }


VERSIONS = Html("What it was", "network/panels/versions.html", _versions)
