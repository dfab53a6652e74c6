"""An identity provider's own ways: keys of new kinds, secrets of any characters, other methods."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from tests.web.oidc_provider import LocalProvider, local_provider

from plainsight.errors import BadCredential, ProviderTrouble
from plainsight.web.identity.oidc import Claimed, OidcProvider, OidcSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRANGE = {
    "a curve we do not know": {"kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA"},
    "an unknown curve of Edwards'": {"kty": "OKP", "crv": "X999", "x": "AA"},
    "a kind of later years": {"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA"},
    "a key without its numbers": {"kty": "RSA", "kid": "k0"},
    "a key of a point that is on no curve": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    "no key at all": "k1",
    "a key of no kind": {"kid": "k1"},
}


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    with local_provider() as listening:
        yield listening


def signed_in(provider: LocalProvider, client: str = "plainsight", secret: str = "s") -> Claimed:
    now = int(NOW.timestamp())
    provider.claims = {
        "iss": provider.issuer, "aud": client, "sub": "ana-1", "nonce": "n",
        "iat": now, "exp": now + 300,
    }  # fmt: skip
    settings = OidcSettings(issuer=provider.issuer, client_id=client, client_secret=secret)
    asked: dict[str, Any] = {"code": "c", "redirect_uri": "https://desk.example/back"}
    return OidcProvider(settings).claimed(**asked, nonce="n", verifier="v" * 43, now=NOW)


@pytest.mark.parametrize("strange", STRANGE)
def test_a_key_that_cannot_be_read_shuts_nobody_out(provider: LocalProvider, strange: str) -> None:
    provider.other_keys = [STRANGE[strange]]
    assert signed_in(provider).subject == f"{provider.issuer} ana-1"


def test_a_key_for_encryption_is_no_key_to_sign_with(provider: LocalProvider) -> None:
    other = RSAKey.generate_key(2048)
    meant = {**other.as_dict(private=False), "kid": "e1", "use": "enc"}
    provider.other_keys, provider.names_key = [meant], False
    assert signed_in(provider).subject.endswith("ana-1")
    provider.signs_with = other
    with pytest.raises(BadCredential):
        signed_in(provider)


def test_a_key_set_without_any_key_is_the_provider_s_trouble(provider: LocalProvider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "enc"})
    with pytest.raises(ProviderTrouble, match="no key that can be read"):
        signed_in(provider)


@pytest.mark.parametrize("secret", ["a+b/c==", "p%41ss", "colon:in", "sp ace", "naïve"])
@pytest.mark.parametrize("client", ["plainsight", "urn:desk", "a+b%20"])
@pytest.mark.parametrize("takes", [None, ["client_secret_basic"], ["client_secret_post"]])
def test_id_and_secret_arrive_as_they_are(
    provider: LocalProvider, client: str, secret: str, takes: list[str] | None
) -> None:
    provider.takes = takes
    signed_in(provider, client, secret)
    assert provider.clients == [(client, secret)]
    assert ("client_secret" in provider.asked[0]) is (takes == ["client_secret_post"])
