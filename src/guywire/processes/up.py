"""All processes on one machine: each its own child, started again when it dies."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from rich.console import Console

from guywire.config.env import env

PROCESSES = ("web", "worker", "scheduler")
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
LOOK_EVERY_S = 0.5


@dataclass
class Child:
    """One process, when it was started, and how long to wait before the next start."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = 1.0
    next_start_at: float = field(default=0.0)

    def start(self, now: float) -> None:
        command = [sys.executable, "-m", "guywire", self.name]
        self.process = subprocess.Popen(command)  # noqa: S603  our own program
        self.started_at = now

    def look_after(self, now: float, console: Console) -> None:
        """Start what should run and does not, later each time it dies young."""
        if self.process is not None and (code := self.process.poll()) is not None:
            steady = now - self.started_at > STEADY_S
            self.pause_s = 1.0 if steady else min(self.pause_s * 2, LONGEST_PAUSE_S)
            self.next_start_at, self.process = now + self.pause_s, None
            console.print(f"[yellow]{self.name} ended ({code}); again in {self.pause_s:.0f} s")
        if self.process is None and now >= self.next_start_at:
            self.start(now)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


class MigrationFailed(RuntimeError):
    """The database could not be brought up to date; the child has said why."""


class Stop(Exception):
    """Somebody asked us to end."""


def _stop(signum: int, frame: FrameType | None) -> None:
    raise Stop


def bring_up_to_date() -> None:
    """Migrate in a child of the owner's role; this process stays the application's."""
    if not env().owner_database_url:
        return
    command = [sys.executable, "-m", "guywire", "migrate", "--quiet"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603  our own program
        raise MigrationFailed("The database could not be migrated; see above.")


def run(*, announce: str = "") -> None:
    """Bring the database up to date, then keep every process running until told to stop."""
    console = Console()
    bring_up_to_date()
    children = [Child(name) for name in PROCESSES]
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _stop)
    console.print(announce or f"Guywire answers at [bold]{env().base_url}[/]  (Ctrl-C ends it)")
    try:
        while True:
            for child in children:
                child.look_after(time.monotonic(), console)
            time.sleep(LOOK_EVERY_S)
    except Stop:
        console.print("Ending …")
    finally:
        for child in children:
            child.end()
        for child in children:
            if child.process is not None:
                child.process.wait(timeout=15)
