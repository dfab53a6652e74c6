"""An administrator sees no case, and issues alone no token that does."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import BACKENDS
from tests.contract.application_role import Floor, open_floor

from plainsight.app.identity.confirm_token import confirm_token
from plainsight.app.identity.issue_token import (
    IssuedToken,
    issue_token,
    revoke_token,
    token_of_secret,
)
from plainsight.errors import BadCredential, BadValue, UnknownId
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


def issue(records: SqlRecords, role: Role, scope: str, name: str = "feed") -> IssuedToken:
    return issue_token(
        records,
        name=name,
        roles=[role],
        scopes=[scope],
        valid_days=30,
        by="ope",
        salts=secrets.token_bytes,
        now=NOW,
    )


def told(records: SqlRecords) -> list[str]:
    with records.read() as view:
        return [entry.tag for entry in view.audit.entries()]


@pytest.fixture
def reader(records: SqlRecords) -> IssuedToken:
    return issue(records, Role.ANALYST, "cases:read")


def test_a_token_that_reads_cases_opens_nothing_until_a_second_person_confirmed_it(
    records: SqlRecords, reader: IssuedToken
) -> None:
    assert reader.waits
    with pytest.raises(BadCredential, match="second administrator"):
        token_of_secret(records, reader.secret, now=LATER)
    confirm_token(records, reader.token.token_id, by="holly", now=LATER)
    assert token_of_secret(records, reader.secret, now=LATER).confirmed_by == "holly"
    assert told(records) == ["token:issued", "token:confirmed"]


def test_the_log_says_that_a_token_waits(records: SqlRecords, reader: IssuedToken) -> None:
    with records.read() as view:
        (entry,) = view.audit.entries()
    assert b'"waits":true' in entry.canonical


@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.AUDITOR, "log:read"), (Role.INTAKE, "requests:write"), (Role.ADMIN, "metrics:read")],
)
def test_every_role_of_a_person_waits(records: SqlRecords, role: Role, scope: str) -> None:
    assert issue(records, role, scope).waits


def test_a_feed_needs_one_person_and_nobody_to_confirm_it(records: SqlRecords) -> None:
    feed = issue(records, Role.SYSTEM, "posts:write")
    assert not feed.waits
    assert token_of_secret(records, feed.secret, now=LATER) == feed.token
    with pytest.raises(UnknownId, match="waits for a second person"):
        confirm_token(records, feed.token.token_id, by="holly", now=LATER)


def test_who_issued_a_token_does_not_confirm_it(records: SqlRecords, reader: IssuedToken) -> None:
    with pytest.raises(BadValue, match="did not issue it"):
        confirm_token(records, reader.token.token_id, by="ope", now=LATER)
    assert told(records) == ["token:issued"]


def test_a_token_revoked_over_or_confirmed_is_not_confirmed(
    records: SqlRecords, reader: IssuedToken
) -> None:
    with pytest.raises(UnknownId):
        confirm_token(records, reader.token.token_id, by="holly", now=NOW + timedelta(days=30))
    confirm_token(records, reader.token.token_id, by="holly", now=LATER)
    with pytest.raises(UnknownId):
        confirm_token(records, reader.token.token_id, by="mira", now=LATER)
    other = issue(records, Role.ANALYST, "cases:read")
    revoke_token(records, other.token.token_id, by="ope", now=LATER)
    with pytest.raises(UnknownId):
        confirm_token(records, other.token.token_id, by="holly", now=LATER)


@pytest.fixture(scope="module", params=BACKENDS)
def floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    """A token that waits, one that is confirmed, and one that was revoked."""
    with open_floor(request, tmp_path_factory) as opened:
        records = opened.records
        issue(records, Role.ANALYST, "cases:read", "waits")
        confirmed = issue(records, Role.ANALYST, "cases:read", "confirmed")
        confirm_token(records, confirmed.token.token_id, by="holly", now=LATER)
        revoked = issue(records, Role.ANALYST, "cases:read", "revoked")
        revoke_token(records, revoked.token.token_id, by="ope", now=LATER)
        yield opened


REFUSED: dict[str, str] = {
    "who issued it confirms it": (
        "UPDATE api_tokens SET confirmed_by = issued_by WHERE name = 'waits'"
    ),
    "another is said to have confirmed it": (
        "UPDATE api_tokens SET confirmed_by = 'mira' WHERE name = 'confirmed'"
    ),
    "nobody is said to have confirmed it": (
        "UPDATE api_tokens SET confirmed_by = NULL WHERE name = 'confirmed'"
    ),
    "one that was revoked is confirmed": (
        "UPDATE api_tokens SET confirmed_by = 'mira' WHERE name = 'revoked'"
    ),
    "another is said to have issued it": (
        "UPDATE api_tokens SET issued_by = 'mira' WHERE name = 'waits'"
    ),
    "a feed's token becomes a reader's": (
        "UPDATE api_tokens SET roles = '[\"SYS\"]' WHERE name = 'waits'"
    ),
    "a token begins confirmed": (
        "INSERT INTO api_tokens (token_id, digest, name, roles, scopes, issued_by, created_at, "
        "expires_at, confirmed_by) SELECT 'tk_x', 'd', name, roles, scopes, issued_by, "
        "created_at, expires_at, 'mira' FROM api_tokens WHERE name = 'waits'"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_plain_sql_gets_past_no_second_person(floor: Floor, what: str) -> None:
    assert floor.attempt(REFUSED[what]) != ""


def test_plain_sql_may_confirm_as_a_second_person(floor: Floor) -> None:
    assert floor.attempt("UPDATE api_tokens SET confirmed_by = 'mira' WHERE name = 'waits'") == ""
