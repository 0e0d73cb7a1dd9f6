"""HTTP for simulators, on loopback and nowhere else; with the faults of a network on demand."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 2**20


class Fault(Enum):
    """A bad day, for one request."""

    DROP_BEFORE = auto()  # the connection breaks and nothing was done
    DROP_AFTER = auto()  # the request is done, the answer is lost
    GARBLED = auto()  # the request is done, the answer cannot be read
    SLOW_DOWN = auto()  # 429
    BROKEN = auto()  # 500, and nothing was done
    DOWN = auto()  # 503, and nothing was done


@dataclass(frozen=True, slots=True)
class Call:
    """A request. headers: names in small letters; query and form: as sent, in order."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> dict[str, Any]:
        told = json.loads(self.body or b"{}")
        if not isinstance(told, dict):
            raise ValueError("a JSON object is expected")
        return told

    @property
    def exact(self) -> dict[str, Any]:
        """The JSON object with every number as the decimal that was written."""
        told = json.loads(self.body or b"{}", parse_float=Decimal, parse_int=Decimal)
        if not isinstance(told, dict):
            raise ValueError("a JSON object is expected")
        return told


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, told: object, status: int = 200) -> "Reply":
        headers = {"Content-Type": "application/json", "X-Simulator": "guywire-lab"}
        return cls(status, json.dumps(told, default=float).encode(), headers)

    @classmethod
    def page(cls, html: str, status: int = 200) -> "Reply":
        return cls(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})

    @classmethod
    def see(cls, url: str) -> "Reply":
        return cls(303, b"", {"Location": url})


class Simulator(Protocol):
    """Something that answers requests; base_url is where it learns that it is served."""

    base_url: str
    faults: list[Fault]

    def answer(self, call: Call) -> Reply: ...


Handler = Callable[..., Any]
Route = tuple[str, re.Pattern[str], Handler]


def routes(*table: tuple[str, str, Handler]) -> tuple[Route, ...]:
    """Method, path with {names}, handler(call, name=…)."""
    made = []
    for method, path, handler in table:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        made.append((method, re.compile(pattern), handler))
    return tuple(made)


def routed(table: Sequence[Route], call: Call) -> tuple[Handler, dict[str, str]] | None:
    for method, pattern, handler in table:
        match = pattern.fullmatch(call.path)
        if match and method == call.method:
            return handler, match.groupdict()
    return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    simulator: Simulator


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 10
    wbufsize = -1  # headers and body in one packet, or the other side waits for the second

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self._send(Reply.of({"error": "too large"}, 413))
            return
        parts = urlsplit(self.path)
        call = Call(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        simulator = self.server.simulator
        fault = simulator.faults.pop(0) if simulator.faults else None
        if fault is Fault.DROP_BEFORE:
            self._drop()
        elif fault in REFUSALS:
            self._send(REFUSALS[fault])
        else:
            reply = simulator.answer(call)
            if fault is Fault.DROP_AFTER:
                self._drop()
            else:
                self._send(Reply(200, b"<html>") if fault is Fault.GARBLED else reply)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Requests carry keys: nothing is written."""


REFUSALS = {
    Fault.SLOW_DOWN: Reply(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "7"}),
    Fault.BROKEN: Reply(500, b'{"error": {"message": "something broke"}}'),
    Fault.DOWN: Reply(503, b"<html>down</html>"),
}


@contextmanager
def serving(simulator: Simulator, port: int = 0) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 until the end; gives the address."""
    server = _Server((LOOPBACK, port), _Handler)
    server.simulator = simulator
    simulator.base_url = f"http://{LOOPBACK}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield simulator.base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
