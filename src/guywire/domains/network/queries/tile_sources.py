"""Who has public terrain tiles; which one that is, `urls.py` wires."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from guywire.kit.errors import Unavailable

from .terrain import Kind


@dataclass(frozen=True, slots=True)
class StoredTile:
    """A file that was fetched, checked and stored."""

    name: str
    size: int
    sha256: str


class TileSource(Protocol):
    """Gives tiles by name; asked with no transaction open."""

    def store(self, name: str, kind: Kind = Kind.TERRAIN) -> StoredTile | None:
        """Fetch and store a tile; None where there is none. Raises DomainError, naming the tile."""
        ...


def _nobody() -> TileSource:
    raise Unavailable("No source of terrain is wired.")


_port: list[Callable[[], TileSource]] = [_nobody]


def use_tile_source(factory: Callable[[], TileSource]) -> None:
    """From now on tiles come from what this makes."""
    _port[0] = factory


def tile_source() -> TileSource:
    """The source that the settings name. Raises DomainError where they name none."""
    return _port[0]()
