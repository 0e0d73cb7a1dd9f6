"""`make check`: every check of the house side by side, each with its time, all failures at the end.

    python -m tools.check                 # all
    python -m tools.check types laws      # some
    python -m tools.check --fix           # format and repair what can be repaired by itself

A check whose tool or input is missing fails; nothing is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BUDGET_S = 120
PYTHON = str(BIN / "python")
PYTHON_CODE = ("src", "tools", "tests", "benchmarks")


def tool(name: str) -> str:
    return str(BIN / name)


def existing(*folders: str) -> tuple[str, ...]:
    return tuple(folder for folder in folders if (ROOT / folder).is_dir())


@dataclass(frozen=True)
class Check:
    """One command; it passes when it ends with status 0."""

    name: str
    command: tuple[str, ...]
    cwd: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    seconds: float
    output: str


# The slowest first, so that the short ones fill the gaps at the end.
def checks() -> tuple[Check, ...]:
    code = existing(*PYTHON_CODE)
    return (
        Check("types", (tool("mypy"),)),
        Check("engine-types", (tool("pyright"), "--warnings")),
        Check("engines", (PYTHON, "-m", "pytest", "-q", "src/guywire/engines")),
        Check("frontend", (tool("npm"), "run", "--silent", "check"), ROOT / "frontend"),
        Check("migrations", (PYTHON, "-m", "tools.migrations")),
        Check("docs", (PYTHON, "-m", "tools.docs", "--check")),
        Check("api", (PYTHON, "-m", "tools.openapi", "--check")),
        Check("contracts", (tool("lint-imports"), "--no-cache")),
        Check("templates", (tool("djlint"), "src", "--lint")),
        Check("laws", (PYTHON, "-m", "tools.laws")),
        Check("lint", (tool("ruff"), "check", *code)),
        Check("format", (tool("ruff"), "format", "--check", *code)),
    )


def fixes() -> tuple[Check, ...]:
    code = existing(*PYTHON_CODE)
    return (
        Check("lint", (tool("ruff"), "check", "--fix", "--exit-zero", "--quiet", *code)),
        Check("format", (tool("ruff"), "format", "--quiet", *code)),
        Check("docs", (PYTHON, "-m", "tools.docs")),
        Check("api", (PYTHON, "-m", "tools.openapi")),
    )


def environment() -> dict[str, str]:
    """What every check runs with: our tools first on the path, our source importable."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "guywire.config.settings",
        "GUYWIRE_DATA_DIR": str(ROOT / "build" / "check"),
        "NO_COLOR": "1",
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
    }


def run(check: Check) -> Outcome:
    began = time.monotonic()
    if shutil.which(check.command[0]) is None or not check.cwd.is_dir():
        return Outcome(check, False, 0.0, f"{check.command[0]} or {check.cwd} is missing\n")
    result = subprocess.run(
        check.command,
        cwd=check.cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Outcome(check, result.returncode == 0, time.monotonic() - began, result.stdout)


def run_all(chosen: Sequence[Check], at_once: int) -> Iterator[Outcome]:
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        for finished in as_completed([pool.submit(run, check) for check in chosen]):
            yield finished.result()


def choose(names: Sequence[str]) -> tuple[Check, ...]:
    known = {check.name: check for check in checks()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"no check named {', '.join(unknown)}; there are: {', '.join(known)}")
    return tuple(known[name] for name in names) if names else tuple(known.values())


def report(outcomes: Sequence[Outcome], seconds: float) -> int:
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.check.name}: {' '.join(outcome.check.command)}")
        print(outcome.output.strip())
    late = f" (over the budget of {BUDGET_S} s)" if seconds > BUDGET_S else ""
    names = ", ".join(outcome.check.name for outcome in failed)
    verdict = f"{len(failed)} failed: {names}" if failed else "all passed"
    print(f"\n{len(outcomes)} checks in {seconds:.1f} s{late}: {verdict}")
    return 1 if failed else 0


def main(words: list[str]) -> int:
    fixing = "--fix" in words
    chosen = fixes() if fixing else choose([word for word in words if word != "--fix"])
    began = time.monotonic()
    outcomes = []
    # Fixes write the same files, so they go one after another.
    for outcome in run_all(chosen, at_once=1 if fixing else max(2, os.cpu_count() or 2)):
        mark = "ok  " if outcome.passed else "FAIL"
        print(f"{mark} {outcome.check.name:<13}{outcome.seconds:6.1f} s", flush=True)
        outcomes.append(outcome)
    return 0 if fixing else report(outcomes, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
