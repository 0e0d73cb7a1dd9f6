"""Requests to an address that a tenant has typed: to public addresses only.

The name is looked up once, every address it has is checked, and the connection goes to one that was
checked: a name that changes its address in between reaches nothing of ours either.
"""

import ipaddress
import socket
from collections.abc import Callable

import httpx

Resolver = Callable[[str, int], list[str]]


def addresses(host: str, port: int) -> list[str]:
    """What a name stands for; an empty list where it is unknown."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(one[4][0]) for one in found]


class PublicTransport(httpx.BaseTransport):
    """Connects to the checked address, and speaks TLS with the name."""

    def __init__(
        self, resolve: Resolver = addresses, inner: httpx.BaseTransport | None = None
    ) -> None:
        self._resolve = resolve
        self._inner = inner or httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host, port = request.url.host, request.url.port or 443
        if request.url.scheme != "https":
            raise httpx.ConnectError(f"{host} is asked without TLS", request=request)
        found = self._resolve(host, port)
        if not found:
            raise httpx.ConnectError(f"{host} is not known", request=request)
        if not all(ipaddress.ip_address(one).is_global for one in found):
            raise httpx.ConnectError(f"{host} is not a public address", request=request)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=found[0])
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()
