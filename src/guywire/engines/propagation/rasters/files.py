"""Files that appear whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

EVERYBODY_READS = 0o644


@contextlib.contextmanager
def written(path: Path) -> Generator[Path]:
    """A file beside `path` to write into: it takes that name at the end, or is gone on an error."""
    descriptor, name = tempfile.mkstemp(
        prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
    )
    os.close(descriptor)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(EVERYBODY_READS)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
