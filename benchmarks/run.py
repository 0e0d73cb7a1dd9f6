"""Runs the benchmarks: `python benchmarks/run.py [--only ID] [--write]`.

Each runs in a process of its own, so that none warms another. With --write the results table of
docs/benchmarks.md gets the new figures; rows of benchmarks that did not run stay. Ends with 1 if a
benchmark fails or gives no result; a figure that falls short of its goal is a result.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "benchmarks.md"
FIRST_LINE, LAST_LINE = "<!-- results -->", "<!-- end of results -->"
HEADER = "| benchmark | value | goal | | measured |\n|---|---|---|---|---|\n"
RESULT = re.compile(
    r"^BENCH (?P<id>[a-z0-9-]+) value=(?P<value>\S+) goal=(?P<goal>[<>]=?\S+)"
    r" (?P<verdict>ok|short)$"
)


@dataclass(frozen=True)
class Result:
    """The closing line of a benchmark."""

    id: str
    value: str
    goal: str
    verdict: str


def discovered() -> dict[str, str]:
    """Module of each benchmark by its id."""
    paths = sorted(Path(__file__).parent.glob("bench_*.py"))
    return {path.stem[6:].replace("_", "-"): f"benchmarks.{path.stem}" for path in paths}


def result_of(output: str, wanted: str) -> Result | None:
    """The result in an output, None unless it closes with exactly one result line of its own."""
    lines = output.strip().splitlines()
    found = [match for line in lines if (match := RESULT.match(line))]
    if len(found) != 1 or not RESULT.match(lines[-1]) or found[0]["id"] != wanted:
        return None
    return Result(found[0]["id"], found[0]["value"], found[0]["goal"], found[0]["verdict"])


def run(benchmark: str, module: str) -> Result | None:
    """Run one benchmark, showing its output as it comes."""
    print(f"--- {benchmark}", flush=True)
    path = os.pathsep.join(
        filter(None, [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH")])
    )
    lines: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode != 0:
        print(f"{benchmark} failed with exit status {process.returncode}", file=sys.stderr)
        return None
    result = result_of("".join(lines), benchmark)
    if result is None:
        print(f"{benchmark} did not close with one BENCH line of its own", file=sys.stderr)
    return result


def machine() -> str:
    """Processor and its count, as a reader would name them."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = re.findall(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.MULTILINE)
        model = names[0] if names else model
    return f"{os.cpu_count()} x {model}"


def written(document: str, results: list[Result], when: str) -> str:
    """The document with the rows of these results; raises ValueError if it has no table."""
    head, start, rest = document.partition(FIRST_LINE)
    body, end, tail = rest.partition(LAST_LINE)
    if not start or not end:
        raise ValueError(f"{TABLE.name} has no table between {FIRST_LINE} and {LAST_LINE}")
    kept = re.findall(r"^\| `([a-z0-9-]+)` (.*)$", body, re.MULTILINE)
    rows = {name: f"| `{name}` {cells}" for name, cells in kept}
    for result in results:
        cells = (f"`{result.id}`", result.value, result.goal, result.verdict, when)
        rows[result.id] = "| " + " | ".join(cells) + " |"
    table = HEADER + "".join(f"{rows[name]}\n" for name in sorted(rows))
    return f"{head}{start}\n{table}{end}{tail}"


def main(arguments: list[str]) -> int:
    """Run what is asked for; see the module."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    benchmarks = discovered()
    known = ", ".join(benchmarks)
    parser.add_argument("ids", nargs="*", metavar="ID", help=f"run only these: {known}")
    parser.add_argument("--only", action="append", default=[], metavar="ID")
    parser.add_argument("--write", action="store_true", help=f"put the results into {TABLE.name}")
    options = parser.parse_args(arguments)
    wanted = [*options.ids, *options.only] or list(benchmarks)
    if unknown := [name for name in wanted if name not in benchmarks]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {known}")
    results = [run(name, benchmarks[name]) for name in wanted]
    complete = [result for result in results if result is not None]
    if options.write and complete:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        text = written(TABLE.read_text(), complete, f"{today}, {machine()}")
        TABLE.write_text(text)
    return 0 if len(complete) == len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
