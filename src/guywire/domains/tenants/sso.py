"""Single sign-on at the configured OpenID Connect issuer, with what allauth leaves to others.

The ID token's signature is always checked against the issuer's keys, its nonce against the
session's, and the claims are those of the signed token: what the issuer tells besides counts only
if it is about the same subject.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
NONCES = "sso_nonces"
MOST_NONCES = 5  # sign-ins that one browser has begun and not finished


class SingleSignOn(OpenIDConnectOAuth2Adapter):
    """One sign-in, from the redirect to the claims. OAuth2Error for whatever does not hold."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        try:
            claims = self._checked(app, str(kwargs["response"].get("id_token") or ""))
        except (jwt.PyJWTError, StopIteration, ValueError, TypeError, KeyError) as error:
            raise OAuth2Error(f"the ID token does not hold: {error!r}") from error
        if not claims.get("email"):
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is about somebody else")
            claims = {**told, **claims}
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, {"id_token": claims}
        )
        return login

    def _checked(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        issuer = self.openid_config["issuer"]
        if issuer.rstrip("/") != str(app.settings["server_url"]).rstrip("/"):
            raise ValueError(f"the issuer calls itself {issuer}")
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=self._key(id_token),
            algorithms=list(ALGORITHMS),
            audience=app.client_id,
            issuer=issuer,
            options={"require": list(REQUIRED)},
        )
        waiting = self.request.session.get(NONCES, [])
        if claims["nonce"] not in waiting:
            raise ValueError("the nonce is not one of this browser's")
        self.request.session[NONCES] = [one for one in waiting if one != claims["nonce"]]
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        """The issuer's key that the token names, or the only one where it names none."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == name or (name is None and len(keys) == 1)]
        if not fitting:
            raise ValueError(f"the issuer has no key {name!r}")
        return fitting[0]


class SingleSignOnProvider(OpenIDConnectProvider):
    """The issuer as allauth knows it, by the adapter above."""

    oauth2_adapter_class = SingleSignOn
    pkce_enabled_default = True

    @classmethod
    def get_package(cls) -> str:
        """Whose ``urls`` allauth mounts below accounts/: its own, not those of this domain."""
        return str(OpenIDConnectProvider.get_package())

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To the issuer, with a nonce that its token must bring back."""
        nonce = secrets.token_urlsafe(24)
        waiting = request.session.get(NONCES, [])
        request.session[NONCES] = [*waiting, nonce][-MOST_NONCES:]
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, *args, **kwargs)
        return answer
