"""Sign-in by OAuth 2 with refresh tokens that are replaced when they are used (RFC 6749 §6)."""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from guywire.domains.billing.gateways.client import Client
from guywire.domains.billing.gateways.errors import (
    BadCredentials,
    GatewayUnavailable,
    UnknownOutcome,
)
from guywire.kit import clock

EARLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Our registration with the system."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A tenant's consent. The refresh token is good once or for days: keep the newest always."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


class SignIn:
    """Gives a good access token; `renewed` is told each new pair, to store it."""

    def __init__(
        self,
        name: str,
        token_url: str,
        application: Application,
        tokens: Tokens,
        renewed: Callable[[Tokens], None],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        base, _, self._path = token_url.partition("://")
        host, _, path = self._path.partition("/")
        self._name, self._path = name, f"/{path}"
        self._application, self._tokens, self._renewed = application, tokens, renewed
        self._client = Client(name, f"{base}://{host}", transport=transport)
        self._lock = threading.Lock()

    def close(self) -> None:
        self._client.close()

    def header(self) -> dict[str, str]:
        with self._lock:
            if clock.now() >= self._tokens.expires_at - EARLY:
                self._tokens = self._refresh()
                self._renewed(self._tokens)
            return {"Authorization": f"Bearer {self._tokens.access_token}"}

    def _refresh(self) -> Tokens:
        ours = self._application
        pair = base64.b64encode(f"{ours.client_id}:{ours.client_secret}".encode()).decode()
        asked = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh_token}
        try:
            answer = self._client.write(
                self._path, form=asked, headers={"Authorization": f"Basic {pair}"}
            )
        except UnknownOutcome as error:  # the old token stays good until the new one is used
            raise GatewayUnavailable(error.message, gateway=self._name) from error
        if not answer.is_good:
            raise BadCredentials(
                f"{self._name} no longer accepts our sign-in; connect it again.",
                gateway=self._name,
                code=str(answer.body.get("error") or ""),
            )
        return Tokens(
            access_token=str(answer.body["access_token"]),
            refresh_token=str(answer.body.get("refresh_token") or self._tokens.refresh_token),
            expires_at=clock.now() + timedelta(seconds=int(answer.body["expires_in"])),
        )
