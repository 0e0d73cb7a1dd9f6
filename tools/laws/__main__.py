"""Walk the files of the clone, print every breach, and end with 1 if there is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.laws import code, files, rooms
from tools.laws.reading import Breach, Law, Module

ROOT = Path(__file__).resolve().parent.parent.parent
LAWS: tuple[Law, ...] = (*code.LAWS, *rooms.LAWS)
SAMPLES = PurePosixPath("tests/architecture/samples")
LARGEST_TEXT = 2_000_000


def main() -> int:
    broken = list(breaches_of_tree(ROOT))
    for breach in broken:
        print(breach)
    if broken:
        reasons = {law.name: law.why for law in LAWS}
        print()
        for name in sorted({breach.law for breach in broken} & set(reasons)):
            print(f"{name}: {reasons[name]}")
    return 1 if broken else 0


def breaches_of_tree(root: Path) -> Iterator[Breach]:
    for path in tracked(root):
        text = read_text(root / path)
        if text is None:
            continue
        yield from files.breaches_of_text(path, text, root)
        if path.suffix == ".py" and not path.is_relative_to(SAMPLES):
            yield from breaches_of_module(Module(path, text))


def breaches_of_module(module: Module) -> Iterator[Breach]:
    for law in LAWS:
        yield from law.breaches(module)


def tracked(root: Path) -> list[PurePosixPath]:
    """Files git knows or would add, so that a new file is judged before its first commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PurePosixPath(name) for name in sorted(set(listed.stdout.split("\0"))) if name]


def read_text(path: Path) -> str | None:
    """The text of a file; None when it is gone, binary, or too large to have been written."""
    if not path.is_file() or path.stat().st_size > LARGEST_TEXT:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


if __name__ == "__main__":
    sys.exit(main())
