"""HTTPS to a gateway: time-outs, and what a missing or a bad answer means."""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import httpx

from .errors import BadCredentials, GatewayUnavailable, UnknownOutcome

TIMEOUT = httpx.Timeout(30.0, connect=5.0, pool=5.0)
"""Gateways themselves wait for banks; Stripe and PayPal answer within 30 s or not at all."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we trust, read once: it costs more than a call."""
    return httpx.create_ssl_context()


class Told(dict[str, Any]):
    """A JSON object of an answer; what it leaves out is the gateway's fault, not a KeyError."""

    def __init__(self, fields: dict[str, Any], lost: Callable[[str], Exception]) -> None:
        super().__init__(fields)
        self._lost = lost

    def __missing__(self, name: str) -> Any:
        raise self._lost(f"gave an answer without {name!r}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the JSON object, empty where there was none to read."""

    status: int
    body: dict[str, Any]

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Client:
    """Calls of one account. transport: another than the network, for tests."""

    def __init__(
        self,
        gateway: str,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError(f"{gateway} is reached by https, not {base_url!r}")
        self.gateway = gateway
        self._client = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT,
            headers={"User-Agent": "Guywire (open-source WISP platform)", **(headers or {})},
            transport=transport,
            verify=_trusted(),
            follow_redirects=False,
        )

    def close(self) -> None:
        self._client.close()

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Read; whatever fails has changed nothing. Raises GatewayUnavailable, BadCredentials."""
        request = self._client.build_request("GET", path, params=params, headers=headers)
        return self._send(request, reads=True)

    def write(
        self,
        path: str,
        *,
        method: str = "POST",
        form: Mapping[str, str] | None = None,
        content: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool = True,
    ) -> Answer:
        """Change something. content: sent as JSON (bytes as they are). changes: False for a
        question that is put as a POST.

        Raises GatewayUnavailable when nothing happened, UnknownOutcome when something may have, and
        BadCredentials. Other refusals are the answer, for the adapter to read.
        """
        sent = dict(headers or {})
        if content is not None:
            sent["Content-Type"] = "application/json"
        body = content if content is None or isinstance(content, bytes) else json.dumps(content)
        request = self._client.build_request(
            method, path, params=params, data=form, content=body, headers=sent
        )
        return self._send(request, reads=not changes)

    def _send(self, request: httpx.Request, *, reads: bool) -> Answer:
        try:
            response = self._client.send(request)
        except NOT_SENT as error:
            raise self._unavailable("cannot be reached") from error
        except httpx.HTTPError as error:
            raise self._lost(reads, "did not answer") from error
        answer = self._read(response, reads=reads)
        self._judge(answer, response.headers, reads=reads)
        return answer

    def _read(self, response: httpx.Response, *, reads: bool) -> Answer:
        lost = partial(self._lost, reads)

        def hook(fields: dict[str, Any]) -> Told:
            return Told(fields, lost)

        try:
            told = (
                response.json(parse_float=Decimal, object_hook=hook) if response.content else None
            )
        except ValueError as error:
            if response.is_success and response.content:
                raise self._lost(reads, "gave an answer that makes no sense") from error
            told = None
        return Answer(response.status_code, told if isinstance(told, Told) else hook({}))

    def _judge(self, answer: Answer, headers: httpx.Headers, *, reads: bool) -> None:
        if answer.status == httpx.codes.TOO_MANY_REQUESTS:
            after = headers.get("Retry-After", "")
            raise self._unavailable(
                "asks us to slow down", retry_after_s=int(after) if after.isdecimal() else None
            )
        if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise self._lost(reads, f"failed (HTTP {answer.status})")
        if answer.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise BadCredentials(
                f"{self.gateway} does not accept our key (HTTP {answer.status}).",
                gateway=self.gateway,
            )

    def _unavailable(self, what: str, *, retry_after_s: int | None = None) -> GatewayUnavailable:
        return GatewayUnavailable(
            f"{self.gateway} {what}.", gateway=self.gateway, retry_after_s=retry_after_s
        )

    def _lost(self, reads: bool, what: str) -> GatewayUnavailable | UnknownOutcome:
        if reads:
            return self._unavailable(what)
        return UnknownOutcome(f"{self.gateway} {what}.", gateway=self.gateway)


def flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested parameters as form fields, a[b][0]=c; what is None or empty text is left out."""
    fields: dict[str, str] = {}
    for key, item in value.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(item, Mapping):
            fields |= flat(item, name)
        elif isinstance(item, list | tuple):
            fields |= flat({str(index): part for index, part in enumerate(item)}, name)
        elif isinstance(item, bool):
            fields[name] = "true" if item else "false"
        elif item is not None and item != "":
            fields[name] = str(item)
    return fields
