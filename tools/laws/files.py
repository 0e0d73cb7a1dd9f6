"""Laws about any tracked file: nothing of one machine, no registry host, no private key."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from tools.laws.reading import Breach

HOMES = re.compile(
    r"(?<![\w.:/-])/(?:home|Users)/[a-z][\w.-]*/|(?<![\w./-])/roo[t]/|[A-Z]:\\\\?Users\\"
)
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n?[A-Za-z0-9+/]{16}")
LOCKED_HOST = re.compile(r"https?://|^\s*--(?:extra-)?index-url|^\s*--find-links", re.MULTILINE)
RESOLVED = re.compile(r'"resolved"\s*:\s*"http')


def breaches_of_text(path: PurePosixPath, text: str, root: Path) -> list[Breach]:
    """What a file's text gives away; `root` is where the clone stands on this machine."""
    rules = [
        (HOMES, "machine-path", "a path that exists on one machine only"),
        (PRIVATE_KEY, "private-key", "a key in git is a key in public"),
    ]
    if len(root.parts) > 2:
        here = re.compile(rf"(?<![\w./-]){re.escape(str(root))}(?![\w-])")
        rules.append((here, "machine-path", "the place of this very clone"))
    if path.name == "package-lock.json":
        rules.append((RESOLVED, "registry-host", "set npm's omit-lockfile-registry-resolved"))
    if path.name == "requirements.lock":
        rules.append((LOCKED_HOST, "registry-host", "the lock names a registry"))
    return [
        Breach(path, line_of(text, match), law, why)
        for pattern, law, why in rules
        for match in pattern.finditer(text)
    ]


def line_of(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
