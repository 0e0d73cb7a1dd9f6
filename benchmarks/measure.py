"""Clocks and lines that the benchmarks share."""

import operator
import resource
import sys
import time
from collections.abc import Callable

COMPARISONS = {
    ">=": operator.ge,
    "<=": operator.le,
}


def cpu_seconds() -> float:
    """Processor time (user and system) of this process so far."""
    return time.process_time()


def child_cpu_seconds() -> float:
    """Processor time of the finished children of this process so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def least_cpu_seconds(action: Callable[[], object], rounds: int) -> float:
    """Least processor time of an action over some rounds, after one that does not count."""
    action()
    best = float("inf")
    for _ in range(rounds):
        before = cpu_seconds()
        action()
        best = min(best, cpu_seconds() - before)
    return best


def row(name: str, *figures: str) -> None:
    """One line of a benchmark's table."""
    print(f"{name:<44}" + "".join(f"{figure:>24}" for figure in figures), flush=True)


def close(benchmark: str, value: float, comparison: str, goal: float) -> None:
    """The closing line."""
    verdict = "ok" if COMPARISONS[comparison](value, goal) else "short"
    print(f"BENCH {benchmark} value={value:.4g} goal={comparison}{goal:g} {verdict}")


def fail(reason: str) -> None:
    """Stop without a result."""
    print(reason, file=sys.stderr)
    sys.exit(1)
