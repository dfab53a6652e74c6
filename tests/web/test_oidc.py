"""Staff sign in at the identity provider; a token that is not exactly right opens nothing."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from tests.web.browsing import ORIGIN, TestClient, browser
from tests.web.conftest import MakeApp, MovedClock
from tests.web.oidc_provider import LocalProvider, local_provider

from plainsight.app.identity.draw_link import confirm_link, link_digest, renew_link, take_up_link
from plainsight.app.identity.invite_person import Invitation, invite_person
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords
from plainsight.web.identity.oidc import OidcProvider, OidcSettings

CLIENT = "plainsight"


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    with local_provider() as listening:
        yield listening


@pytest.fixture
def oidc_app(make_app: MakeApp, provider: LocalProvider) -> FastAPI:
    settings = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret="s")
    return make_app(services={"oidc": OidcProvider(settings)})


@pytest.fixture
def ana(web_records: SqlRecords, clock: MovedClock) -> Invitation:
    return invite_person(
        web_records,
        name="Ana",
        email="ana@platform.example",
        roles=[Role.ANALYST],
        by="test",
        salts=secrets.token_bytes,
        now=clock(),
    )


def _leave(client: TestClient, path: str = "/sign-in/oidc") -> dict[str, str]:
    left = client.get(path)
    assert left.status_code == 303, left.text
    return {
        key: each[0] for key, each in parse_qs(urlparse(left.headers["location"]).query).items()
    }


def _claims(provider: LocalProvider, asked: dict[str, str], clock: MovedClock) -> dict[str, Any]:
    now = int(clock().timestamp())
    return {
        "iss": provider.issuer,
        "aud": CLIENT,
        "sub": "ana-1",
        "email": "Ana@platform.example",
        "email_verified": True,
        "nonce": asked["nonce"],
        "iat": now,
        "exp": now + 300,
    }


def _come_back(client: TestClient, asked: dict[str, str]) -> Any:
    query = {"state": asked["state"], "code": "c0de"}
    return client.get("/sign-in/oidc/callback", params=query)


def test_invited_staff_sign_in_and_are_known_from_then_on_by_their_subject(
    oidc_app: FastAPI,
    provider: LocalProvider,
    ana: Invitation,
    clock: MovedClock,
    web_records: SqlRecords,
) -> None:
    client = browser(oidc_app)
    asked = _leave(client, "/sign-in/oidc?next=/console/cases")
    assert asked["redirect_uri"] == f"{ORIGIN}/sign-in/oidc/callback"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    provider.claims = _claims(provider, asked, clock)
    arrived = _come_back(client, asked)
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/console/cases")
    assert client.get("/account").status_code == 200
    assert "drew a new link" not in client.get("/").text, "it is their own invitation"
    verifier = provider.asked[0]["code_verifier"][0]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert asked["code_challenge"] == challenge.decode().rstrip("=")
    again = browser(oidc_app)
    asked = _leave(again)
    provider.claims = {**_claims(provider, asked, clock), "email": "new@platform.example"}
    assert _come_back(again, asked).status_code == 303
    with web_records.read() as view:
        person = view.identity.people.get(ana.person.person_id)
    assert person.subject == f"{provider.issuer} ana-1"


def _other_key(provider: LocalProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "k1"})


WRONG: dict[str, Callable[[LocalProvider], object]] = {
    "another issuer": lambda p: p.claims.update(iss="https://evil.example"),
    "another client's token": lambda p: p.claims.update(aud="another"),
    "a token that is also another client's": lambda p: p.claims.update(aud=[CLIENT, "another"]),
    "another client's, that names us, too": lambda p: p.claims.update(
        aud=[CLIENT, "another"], azp="another"
    ),
    "a token for us that another client asked for": lambda p: p.claims.update(azp="another"),
    "an azp that names nobody": lambda p: p.claims.update(azp=None),
    "an azp that is a list": lambda p: p.claims.update(azp=[CLIENT]),
    "another sign-in's nonce": lambda p: p.claims.update(nonce="another"),
    "an old token": lambda p: p.claims.update(exp=p.claims["iat"] - 100),
    "no expiry": lambda p: p.claims.pop("exp"),
    "no subject": lambda p: p.claims.pop("sub"),
    "no nonce": lambda p: p.claims.pop("nonce"),
    "another key": _other_key,
    "an address that is not verified": lambda p: p.claims.update(email_verified=False),
    "an address verified in words only": lambda p: p.claims.update(email_verified="true"),
    "somebody unknown": lambda p: p.claims.update(email="x@platform.example"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_not_exactly_right_opens_nothing(
    oidc_app: FastAPI, provider: LocalProvider, ana: Invitation, clock: MovedClock, wrong: str
) -> None:
    client = browser(oidc_app)
    asked = _leave(client)
    provider.claims = _claims(provider, asked, clock)
    WRONG[wrong](provider)
    assert _come_back(client, asked).status_code == 401
    assert client.get("/account").status_code == 303


def test_a_state_is_used_once_and_in_the_browser_it_was_drawn_for(
    oidc_app: FastAPI, provider: LocalProvider, ana: Invitation, clock: MovedClock
) -> None:
    client, other = browser(oidc_app), browser(oidc_app)
    asked = _leave(client)
    provider.claims = _claims(provider, asked, clock)
    other.get("/sign-in")
    assert _come_back(other, asked).status_code == 401
    assert _come_back(client, asked).status_code == 401  # the attempt used it up
    asked = _leave(client)
    provider.claims = _claims(provider, asked, clock)
    assert _come_back(client, asked).status_code == 303
    assert _come_back(client, asked).status_code == 401


@pytest.mark.parametrize("state", ["", "zz", "00", "é"])
def test_a_state_of_nobody_s_is_refused(oidc_app: FastAPI, state: str) -> None:
    query = {"state": state, "code": "c"}
    assert browser(oidc_app).get("/sign-in/oidc/callback", params=query).status_code == 401


def test_an_enrolment_link_binds_whoever_comes_back_whatever_the_address(
    oidc_app: FastAPI, provider: LocalProvider, ana: Invitation, clock: MovedClock
) -> None:
    client = browser(oidc_app)
    asked = _leave(client, f"/enrol/{ana.token}/oidc")
    provider.claims = {**_claims(provider, asked, clock), "email": "", "sub": "other"}
    assert _come_back(client, asked).status_code == 303
    assert browser(oidc_app).get(f"/enrol/{ana.token}").status_code == 401


def test_a_second_account_cannot_take_over_a_person_by_the_same_address(
    oidc_app: FastAPI, provider: LocalProvider, ana: Invitation, clock: MovedClock
) -> None:
    for subject, status in (("ana-1", 303), ("mallory", 401)):
        client = browser(oidc_app)
        asked = _leave(client)
        provider.claims = {**_claims(provider, asked, clock), "sub": subject}
        assert _come_back(client, asked).status_code == status


def test_a_document_that_speaks_for_another_issuer_is_refused(
    make_app: MakeApp, provider: LocalProvider
) -> None:
    other = OidcSettings(issuer=f"{provider.issuer}/x", client_id=CLIENT, client_secret="s")
    app = make_app(services={"oidc": OidcProvider(other)})
    assert browser(app).get("/sign-in/oidc").status_code == 501


@pytest.mark.parametrize("audience", [CLIENT, [CLIENT], [CLIENT, CLIENT]])
def test_a_token_that_we_asked_for_and_is_for_us_alone_lets_in(
    oidc_app: FastAPI, provider: LocalProvider, ana: Invitation, clock: MovedClock, audience: object
) -> None:
    client = browser(oidc_app)
    asked = _leave(client)
    provider.claims = {**_claims(provider, asked, clock), "aud": audience, "azp": CLIENT}
    assert _come_back(client, asked).status_code == 303


TRUSTED = "https://gateway.example"
OF_SEVERAL: dict[str, tuple[dict[str, object], int]] = {
    "one that is trusted": ({"aud": [CLIENT, TRUSTED], "azp": CLIENT}, 303),
    "us alone": ({"aud": CLIENT}, 303),
    "one that is trusted, and no azp": ({"aud": [CLIENT, TRUSTED]}, 401),
    "one that is trusted, which asked for it": ({"aud": [CLIENT, TRUSTED], "azp": TRUSTED}, 401),
    "one that is trusted, without us": ({"aud": [TRUSTED], "azp": CLIENT}, 401),
    "one that is not": ({"aud": [CLIENT, TRUSTED, "another"], "azp": CLIENT}, 401),
}


@pytest.mark.parametrize("audience", OF_SEVERAL)
def test_audiences_beside_us_are_taken_where_they_were_named(
    make_app: MakeApp, provider: LocalProvider, ana: Invitation, clock: MovedClock, audience: str
) -> None:
    settings = OidcSettings(
        issuer=provider.issuer, client_id=CLIENT, client_secret="s", trusted_audiences=(TRUSTED,)
    )
    client = browser(make_app(services={"oidc": OidcProvider(settings)}))
    asked = _leave(client)
    claims, status = OF_SEVERAL[audience]
    provider.claims = {**_claims(provider, asked, clock), **claims}
    assert _come_back(client, asked).status_code == status


def _sign_in(
    app: FastAPI, provider: LocalProvider, clock: MovedClock, subject: str, path: str
) -> int:
    client = browser(app)
    asked = _leave(client, path)
    provider.claims = {**_claims(provider, asked, clock), "sub": subject}
    return int(_come_back(client, asked).status_code)


@pytest.mark.parametrize("subject", ["ana-2", "ana-1"])
def test_a_link_of_two_people_unbinds_an_account_and_binds_the_one_that_comes_back(
    oidc_app: FastAPI,
    provider: LocalProvider,
    ana: Invitation,
    clock: MovedClock,
    web_records: SqlRecords,
    subject: str,
) -> None:
    assert _sign_in(oidc_app, provider, clock, "ana-1", "/sign-in/oidc") == 303
    who = ana.person.person_id
    link = renew_link(web_records, who, by="ope", salts=secrets.token_bytes, now=clock())
    confirm_link(web_records, who, by="holly", now=clock())
    assert _sign_in(oidc_app, provider, clock, subject, f"/enrol/{link.token}/oidc") == 303
    with web_records.read() as view:
        assert view.identity.people.get(who).subject == f"{provider.issuer} {subject}"
        tags = [each.tag for each in view.audit.entries() if each.subject == who]
    assert tags[-3:] == ["credential:withdrawn", "credential:added", "session:begun"]
    expected = 303 if subject == "ana-1" else 401
    assert _sign_in(oidc_app, provider, clock, "ana-1", "/sign-in/oidc") == expected


def test_a_mailbox_binds_no_account_again_that_was_unbound(
    oidc_app: FastAPI,
    provider: LocalProvider,
    ana: Invitation,
    clock: MovedClock,
    web_records: SqlRecords,
) -> None:
    assert _sign_in(oidc_app, provider, clock, "ana-1", "/sign-in/oidc") == 303
    who = ana.person.person_id
    link = renew_link(web_records, who, by="ope", salts=secrets.token_bytes, now=clock())
    confirm_link(web_records, who, by="holly", now=clock())
    with web_records.begin() as unit:
        take_up_link(unit, link_digest(link.token), now=clock())
    assert _sign_in(oidc_app, provider, clock, "ana-1", "/sign-in/oidc") == 401
    assert len(_refused(web_records)) == 1


def test_a_provider_that_does_not_answer_is_an_outage_and_nobody_s_wrong_sign_in(
    make_app: MakeApp, web_records: SqlRecords, caplog: pytest.LogCaptureFixture
) -> None:
    settings = OidcSettings(issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret="s")
    app = make_app(services={"oidc": OidcProvider(settings)})
    left = browser(app).get("/sign-in/oidc")
    assert left.status_code == 503
    assert "try again in a while, or use a passkey" in left.text
    assert "refused" not in left.text, "what is wrong inside is for the log"
    assert "ProviderTrouble" in caplog.text
    assert _refused(web_records) == []


@pytest.mark.parametrize(
    ("refuses", "status"),
    [
        ((400, "invalid_grant"), 401),
        ((400, "invalid_request"), 401),
        ((400, "unauthorized_client"), 503),
        ((401, "invalid_client"), 503),
        ((429, "invalid_grant"), 503),
        ((500, "invalid_grant"), 503),
        ((302, "invalid_grant"), 503),
    ],
)
def test_only_what_the_provider_says_of_the_code_is_the_person_s(
    oidc_app: FastAPI,
    provider: LocalProvider,
    ana: Invitation,
    clock: MovedClock,
    web_records: SqlRecords,
    refuses: tuple[int, str],
    status: int,
) -> None:
    client = browser(oidc_app)
    asked = _leave(client)
    provider.claims, provider.refuses = _claims(provider, asked, clock), refuses
    assert _come_back(client, asked).status_code == status
    assert len(_refused(web_records)) == (1 if status == 401 else 0)
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        ("access_denied", 401, "cancelled"),
        ("login_required", 401, "not signed in there"),
        ("temporarily_unavailable", 503, "try again in a while"),
        ("<b>x", 503, "try again in a while"),
        ("", 401, "no code came back"),
    ],
)
def test_who_comes_back_without_a_code_is_told_why_and_the_provider_is_not_asked(
    oidc_app: FastAPI, provider: LocalProvider, error: str, status: int, says: str
) -> None:
    client = browser(oidc_app)
    asked = _leave(client)
    query = {"state": asked["state"], **({"error": error} if error else {})}
    back = client.get("/sign-in/oidc/callback", params=query)
    assert (back.status_code, says in back.text) == (status, True)
    assert provider.asked == []
    again = client.get("/sign-in/oidc/callback", params={**query, "code": "c0de"})
    assert again.status_code == 401, "the state is used up"


def _refused(records: SqlRecords) -> list[object]:
    with records.read() as view:
        return [each for each in view.audit.entries() if each.tag == "sign_in:refused"]


def test_without_a_provider_the_way_is_not_offered(app: FastAPI) -> None:
    client = browser(app)
    assert "/sign-in/oidc" not in client.get("/sign-in").text
    assert client.get("/sign-in/oidc").status_code == 501
