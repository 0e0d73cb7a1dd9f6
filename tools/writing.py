"""How the generators write: into rooms that may exist, never over what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = ROOT / "src" / "guywire" / "domains"
BIN = Path(sys.executable).parent
WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class Refused(Exception):
    """What was asked for cannot be written; the message says why."""


def checked_name(kind: str, name: str) -> str:
    if not WORD.fullmatch(name):
        raise Refused(f"{kind} {name!r}: write lower-case words joined by _, as in access_point")
    return name


def contract(identifier: str) -> dict[str, Any]:
    """An import contract of pyproject.toml by its id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = [c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == identifier]
    if len(found) != 1:
        raise Refused(f"pyproject.toml has {len(found)} contracts with the id {identifier!r}")
    return dict(found[0])


def add_to_room(path: Path, docstring: str, imports: str, body: str) -> None:
    """Append code to a module, its imports after the docstring; makes the module when absent."""
    if path.exists():
        text = path.read_text(encoding="utf-8")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f'"""{docstring}"""\n'
    end = end_of_docstring(text)
    whole = f"{text[:end]}\n{imports.strip()}\n\n{text[end:].strip()}\n\n\n{body.strip()}\n"
    path.write_text(whole, encoding="utf-8")


def end_of_docstring(text: str) -> int:
    head = re.match(r'\s*(?:""".*?"""\n)?', text, re.DOTALL)
    return head.end() if head else 0


def export(path: Path, module: str, names: tuple[str, ...]) -> None:
    """Make a package offer the names of one of its modules."""
    text = path.read_text(encoding="utf-8")
    listed = re.search(r"__all__ = \[(.*?)\]", text, re.DOTALL)
    known = re.findall(r'"(\w+)"', listed[1]) if listed else []
    rows = "".join(f'    "{name}",\n' for name in sorted({*known, *names}))
    offered = f"__all__ = [\n{rows}]"
    text = text.replace(listed[0], offered) if listed else f"{text.rstrip()}\n\n{offered}\n"
    end = end_of_docstring(text)
    imports = f"from .{module} import {', '.join(names)}\n"
    path.write_text(f"{text[:end]}\n{imports}{text[end:]}", encoding="utf-8")


def write_new(path: Path, text: str) -> None:
    if path.exists():
        raise Refused(f"{path.relative_to(ROOT)} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def tidy(*paths: Path) -> None:
    """Sort and merge imports and format, as `make fix` would."""
    for words in (["format"], ["check", "--fix", "--exit-zero"], ["format"]):
        subprocess.run([BIN / "ruff", *words, "--quiet", *paths], check=True)


def run_tool(module: str, *words: str) -> None:
    """Run another tool of this folder in a process of its own, which sees the new files."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "guywire.config.settings",
        "GUYWIRE_DATA_DIR": str(ROOT / "build" / "check"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", f"tools.{module}", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        raise Refused(f"python -m tools.{module} {' '.join(words)} failed; see above")
