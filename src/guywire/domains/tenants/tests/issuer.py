"""A small OpenID Connect issuer on the loopback: discovery, keys, code with PKCE, tokens."""

import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from guywire.kit import clock

CLIENT, SECRET, KEY_NAME = "guywire", "s3cret", "k1"


class Issuer:
    """What it knows: its keys, the codes given out, and who is signed in at it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.person: dict[str, Any] = {"sub": "42", "email": "ada@example.com",
                                       "email_verified": True, "name": "Ada"}  # fmt: skip
        self.told: dict[str, Any] = {}
        """What the user info says; empty: the same as the token."""
        self.amiss: dict[str, Any] = {}
        """Claims that the ID token gets wrong; None takes one away."""
        self.signs_with: Any = self.key
        self.calls_itself = url
        self.algorithm = "RS256"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.calls_itself,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_NAME, "alg": "RS256", "use": "sig"}]}

    def authorize(self, address: str) -> str:
        """The person says yes: the address that the browser is sent back to."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert (asked["code_challenge_method"], "openid" in asked["scope"]) == ("S256", True)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """The tokens of a code, once, for who can show the verifier of its challenge."""
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or (given.get("client_id"), given.get("client_secret")) != (
            CLIENT,
            SECRET,
        ):
            return None
        shown = sha256(given.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(shown).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(clock.now().timestamp())
        claims = {**self.person, "iss": self.calls_itself, "aud": CLIENT, "iat": now,
                  "exp": now + 300, "nonce": asked.get("nonce"), **self.amiss}  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.signs_with, self.algorithm, headers={"kid": KEY_NAME})


class _Answers(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.issuer.discovery,
            "/keys": self.issuer.keys,
            "/userinfo": lambda: self.issuer.told or self.issuer.person,
        }
        page = pages.get(urlsplit(self.path).path)
        self._answer(page() if page else None)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(self.issuer.token({key: values[0] for key, values in parse_qs(sent).items()}))

    def _answer(self, body: dict[str, Any] | None) -> None:
        content = json.dumps(body if body is not None else {"error": "invalid_grant"}).encode()
        self.send_response(200 if body is not None else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Silence."""


@contextmanager
def running() -> Iterator[Issuer]:
    class Answers(_Answers):
        """One issuer's own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    Answers.issuer = issuer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
