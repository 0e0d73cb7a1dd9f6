"""All processes on one machine: each its own child, started again when it dies."""

import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType
from urllib.parse import urlsplit

from rich.console import Console

from guywire.config.env import ConfigurationError, env

PROCESSES = ("web", "worker", "scheduler")
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
LOOK_EVERY_S = 0.5
ANSWER_WITHIN_S = 5.0
END_WITHIN_S = 15.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to ask, not to listen


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

    def wait(self, console: Console) -> None:
        """Until it has ended; one that does not end by itself in time is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=END_WITHIN_S)
        except subprocess.TimeoutExpired:
            console.print(f"[yellow]{self.name} does not end; killed")
            self.process.kill()
            self.process.wait()


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


def check_port() -> None:
    """Refuse to start where another program listens: it would answer in our name."""
    host, port = env().bind
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"cannot listen at {host}:{port} ({error.strerror}); end the program that does,"
                " or set GUYWIRE_BIND and GUYWIRE_BASE_URL to another address"
            ) from None


def is_answering() -> bool:
    """Whether the web process answers a request for its health."""
    host, port = env().bind
    line = HTTPConnection(EVERYWHERE.get(host, host), port, timeout=ANSWER_WITHIN_S)
    try:
        line.request("GET", "/healthz", headers={"Host": urlsplit(env().base_url).netloc})
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def _look_after(children: list[Child], announcement: str, console: Console) -> None:
    """Keep every child running; say that the platform is there once it answers."""
    while True:
        for child in children:
            child.look_after(time.monotonic(), console)
        if announcement and is_answering():
            console.print(announcement)
            announcement = ""
        time.sleep(LOOK_EVERY_S)


def run(*, announce: str = "") -> None:
    """Bring the database up to date, then keep every process running until told to stop."""
    console = Console()
    check_port()
    bring_up_to_date()
    children = [Child(name) for name in PROCESSES]
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _stop)
    announcement = announce or f"Guywire answers at [bold]{env().base_url}[/]  (Ctrl-C ends it)"
    try:
        _look_after(children, announcement, console)
    except Stop:
        console.print("Ending …")
    finally:
        for child in children:
            child.end()
        for child in children:
            child.wait(console)
