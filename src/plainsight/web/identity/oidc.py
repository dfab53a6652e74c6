"""Staff sign in at the organisation's identity provider: OpenID Connect, code flow with PKCE."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from plainsight.errors import BadCredential, NotServed, ProviderTrouble

KIND = "identity provider"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60
ANSWER_BYTES_MAX = 1_000_000
# What a token endpoint says of the code it was given (RFC 6749, 5.2). All else that it may say is
# of this client's own setting up, and no fault of who signs in.
ABOUT_THE_CODE = ("invalid_grant", "invalid_request")
_BASIC, _POST = "client_secret_basic", "client_secret_post"
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """The client as the identity provider knows it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    trusted_audiences: tuple[str, ...] = ()  # who else an ID token may be for


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Who the identity provider says it is."""

    subject: str  # "issuer subject"
    email: str  # lower case; empty unless the provider has verified it


class OidcProvider:
    """Talks to one identity provider; its document is fetched when it is first needed."""

    def __init__(
        self, settings: OidcSettings, *, open_client: Callable[[], httpx.Client] | None = None
    ) -> None:
        self._settings = settings
        self._open = open_client or (lambda: httpx.Client(timeout=10))
        self._document: dict[str, Any] = {}

    def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in."""
        uri: str = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            self._settings.client_id,
            "code",
            redirect_uri,
            "openid email profile",
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return uri

    def claimed(
        self, *, code: str, redirect_uri: str, nonce: str, verifier: str, now: datetime
    ) -> Claimed:
        """Exchange the code and verify the ID token. Raises BadCredential, ProviderTrouble."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        endpoint = self._endpoint("token_endpoint")
        answer = self._call("POST", endpoint, **self._as_client(sent))
        claims = self._verified(str(answer.get("id_token", "")), nonce=nonce, now=now)
        email = str(claims.get("email", "")).lower()
        return Claimed(
            subject=f"{self._settings.issuer} {claims['sub']}",
            email=email if claims.get("email_verified") is True else "",
        )

    def _as_client(self, sent: dict[str, str]) -> dict[str, Any]:
        """What is sent, and who sends it, in a way that the provider's document takes.

        RFC 6749, 2.3.1: both are encoded as a form is before they are joined by a colon. Basic is
        taken where the document names none (OpenID Connect Discovery 1.0, 3).
        """
        us = (self._settings.client_id, self._settings.client_secret)
        taken = self._document.get("token_endpoint_auth_methods_supported") or [_BASIC]
        if _BASIC not in taken and _POST in taken:
            return {"data": {**sent, "client_id": us[0], "client_secret": us[1]}}
        return {"data": sent, "auth": (quote_plus(us[0]), quote_plus(us[1]))}

    def _verified(self, token: str, *, nonce: str, now: datetime) -> dict[str, Any]:
        keys = _key_set(self._call("GET", self._endpoint("jwks_uri")))
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise BadCredential(KIND, f"its token does not hold: {wrong}") from None
        _require_ours(decoded.claims, self._settings)
        return dict(decoded.claims)

    def _endpoint(self, name: str) -> str:
        if not self._document:
            document = self._call("GET", self._settings.issuer.rstrip("/") + _DISCOVERY)
            # A document that speaks for another issuer could hand out that one's persons.
            if document.get("issuer") != self._settings.issuer:
                raise NotServed("the identity provider", "its document names another issuer")
            self._document = document
        if not self._document.get(name):
            raise ProviderTrouble(f"its document names no {name}")
        return str(self._document[name])

    def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        try:
            with self._open() as client:
                answer = client.request(method, url, follow_redirects=False, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            raise ProviderTrouble(str(failed) or type(failed).__name__) from None
        if len(answer.content) > ANSWER_BYTES_MAX:
            raise ProviderTrouble("it is too long")
        try:
            content = json.loads(answer.content)
        except (ValueError, RecursionError):
            content = None
        if answer.is_success and isinstance(content, dict):
            return content
        said = content.get("error") if isinstance(content, dict) else None
        if answer.status_code == HTTPStatus.BAD_REQUEST and said in ABOUT_THE_CODE:
            raise BadCredential(KIND, f"it does not take the code: {said}; begin again")
        raise ProviderTrouble(f"{url} answered {answer.status_code}, {said or 'without a reason'}")


def _require_ours(claims: Mapping[str, Any], settings: OidcSettings) -> None:
    """Refuse a token that is also for somebody who is not trusted, or was asked for by another.

    OpenID Connect Core 3.1.3.7, 3 to 5: audiences that are not trusted are refused, and none is
    that was not named; `azp` must be ours, and must stand where there are several audiences.
    """
    audience = claims["aud"]
    named = audience if isinstance(audience, list) else [audience]
    others = [each for each in named if each != settings.client_id]
    if any(each not in settings.trusted_audiences for each in others):
        raise BadCredential(
            KIND, "its token does not hold: aud names others, too, who are not trusted here"
        )
    if others and "azp" not in claims:
        raise BadCredential(KIND, "its token does not hold: aud names several, and azp none")
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise BadCredential(KIND, "its token does not hold: azp is another client")


def _key_set(content: dict[str, Any]) -> KeySet:
    """The keys that a token may be signed with. Raises ProviderTrouble for none.

    What cannot be read is left out (RFC 7517, 5): a key of a new kind comes on no day of ours.
    """
    listed = content.get("keys")
    keys = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("use", "sig") == "sig":
            with suppress(JoseError, UnsupportedAlgorithm, ValueError, KeyError, TypeError):
                keys.append(JWKRegistry.import_key(each))
    if not keys:
        raise ProviderTrouble("its key set holds no key that can be read")
    return KeySet(keys)
