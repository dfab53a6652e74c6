"""One administrator becomes nobody else: links need a second person, and passkeys can be lost."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import BACKENDS
from tests.contract.application_role import Floor, open_floor

from plainsight.app.identity.draw_link import (
    Invitation,
    confirm_link,
    link_digest,
    person_of_link,
    refuse_link,
    renew_link,
    take_up_link,
)
from plainsight.app.identity.invite_person import change_person, ensure_admin, invite_person
from plainsight.app.identity.stored import Passkey, Person, StoredSession
from plainsight.app.identity.withdraw_passkey import withdraw_passkey
from plainsight.errors import BadCredential, BadValue, UnknownId
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
NOBODY = "somebody-else"


def invite(records: SqlRecords, name: str, *roles: Role, by: str = "ope") -> Invitation:
    return invite_person(
        records,
        name=name,
        email=f"{name}@platform.example",
        roles=roles,
        by=by,
        salts=secrets.token_bytes,
        now=NOW,
    )


def take_up(records: SqlRecords, token: str, key: str, *, now: datetime = NOW) -> Person:
    with records.begin() as unit:
        person = take_up_link(unit, link_digest(token), now=now)
        made = Passkey(
            credential_id=key,
            person_id=person.person_id,
            public_key=b"public",
            sign_count=0,
            label="",
            created_at=now,
        )
        unit.identity.people.add_passkey(made)
    return person


def sign_in(records: SqlRecords, person: Person, digest: str, key: str | None) -> None:
    session = StoredSession(
        digest=digest,
        person_id=person.person_id,
        binding="b",
        method="oidc" if key is None else "passkey",
        started_at=NOW,
        seen_at=NOW,
        credential_id=key,
    )
    with records.begin() as unit:
        unit.identity.sign_ins.begin(session)


def bind(records: SqlRecords, person: Person) -> None:
    with records.begin() as unit:
        unit.identity.people.save(replace(person, subject=f"issuer {person.name}"), at=NOW)


def draw(records: SqlRecords, person: Person, *, by: str = "ope") -> Invitation:
    return renew_link(records, person.person_id, by=by, salts=secrets.token_bytes, now=LATER)


def is_signed_in(records: SqlRecords, digest: str) -> bool:
    with records.read() as view:
        return view.identity.sign_ins.find(digest) is not None


def keys_of(records: SqlRecords, person: Person) -> list[str]:
    with records.read() as view:
        return [each.credential_id for each in view.identity.people.passkeys(person.person_id)]


def told(records: SqlRecords) -> list[str]:
    with records.read() as view:
        return [entry.tag for entry in view.audit.entries()]


@pytest.fixture
def quinn(records: SqlRecords) -> Person:
    """An approver with a passkey, signed in."""
    person = take_up(records, invite(records, "quinn", Role.APPROVER).token, "key-1")
    sign_in(records, person, "session-1", "key-1")
    return person


def test_a_drawn_link_stands_in_the_log_with_who_drew_it(
    records: SqlRecords, quinn: Person
) -> None:
    before = len(told(records))
    draw(records, quinn, by="ope")
    with records.read() as view:
        *_, last = view.audit.entries()
        count = len(list(view.audit.entries()))
    assert count == before + 1
    assert (last.tag, last.subject) == ("person:link_drawn", quinn.person_id)
    assert b'"by":"ope"' in last.canonical
    assert b'"waits":true' in last.canonical


def test_a_link_for_who_can_sign_in_opens_nothing_without_a_second_person(
    records: SqlRecords, quinn: Person
) -> None:
    link = draw(records, quinn)
    assert link.waits
    with pytest.raises(BadCredential, match="second administrator"):
        person_of_link(records, link.token, now=LATER)
    with pytest.raises(BadCredential, match="second administrator"):
        take_up(records, link.token, "key-2", now=LATER)
    assert keys_of(records, quinn) == ["key-1"]
    assert is_signed_in(records, "session-1")


@pytest.mark.parametrize("who", ["drawer", "own"])
def test_neither_who_drew_a_link_nor_whose_it_is_confirms_it(
    records: SqlRecords, quinn: Person, who: str
) -> None:
    draw(records, quinn)
    by = {"drawer": "ope", "own": quinn.person_id}[who]
    with pytest.raises(BadValue, match="neither drew it"):
        confirm_link(records, quinn.person_id, by=by, now=LATER)
    assert "person:link_confirmed" not in told(records)


def test_a_confirmed_link_takes_the_place_of_the_old_passkeys_and_ends_their_sessions(
    records: SqlRecords, quinn: Person
) -> None:
    link = draw(records, quinn)
    confirm_link(records, quinn.person_id, by="holly", now=LATER)
    after = take_up(records, link.token, "key-2", now=LATER)
    assert keys_of(records, quinn) == ["key-2"]
    assert not is_signed_in(records, "session-1")
    assert after.renewed_at == LATER
    with records.read() as view:
        renewed = view.identity.people.renewed_since(LATER - timedelta(hours=1))
    assert renewed == {quinn.person_id: LATER}
    assert told(records)[-3:] == [
        "person:link_drawn",
        "person:link_confirmed",
        "credential:withdrawn",
    ]


def test_a_confirmed_link_unbinds_the_account_at_the_identity_provider(
    records: SqlRecords,
) -> None:
    bo = invite(records, "bo", Role.ANALYST).person
    bind(records, bo)
    link = draw(records, bo)
    with pytest.raises(BadCredential, match="second administrator"):
        take_up(records, link.token, "key-b", now=LATER)
    confirm_link(records, bo.person_id, by="holly", now=LATER)
    assert take_up(records, link.token, "key-b", now=LATER).subject is None
    with records.read() as view:
        *_, last = view.audit.entries()
        assert view.identity.people.by_subject("issuer bo") is None
    assert last.tag == "credential:withdrawn"
    assert b'"by":"ope","confirmed_by":"holly","kind":"oidc"' in last.canonical
    assert draw(records, bo).waits


def test_a_passkey_taken_away_first_does_not_spare_the_second_person(
    records: SqlRecords, quinn: Person
) -> None:
    withdraw_passkey(records, "key-1", by="ope", now=LATER)
    assert draw(records, quinn).waits


def test_a_link_for_who_never_signed_in_needs_one_person(records: SqlRecords) -> None:
    first = invite(records, "nia", Role.ANALYST)
    again = draw(records, first.person)
    assert not first.waits
    assert not again.waits
    with pytest.raises(BadCredential):
        person_of_link(records, first.token, now=LATER)
    assert take_up(records, again.token, "key-n", now=LATER).renewed_at is None


def test_nobody_makes_an_administrator_alone(records: SqlRecords, quinn: Person) -> None:
    second = invite(records, "ann", Role.ADMIN)
    assert second.waits
    with pytest.raises(BadCredential, match="second administrator"):
        person_of_link(records, second.token, now=NOW)
    with pytest.raises(BadValue, match="invited as one"):
        change_person(
            records, quinn.person_id, roles=[Role.ADMIN], is_active=True, by="ope", now=NOW
        )


def test_the_very_first_administrator_needs_nobody(records: SqlRecords) -> None:
    first = ensure_admin(records, salts=secrets.token_bytes, now=NOW)
    assert first is not None
    assert not first.waits
    take_up(records, first.token, "key-a")


def test_a_link_that_nobody_asked_for_is_refused_by_its_person(
    records: SqlRecords, quinn: Person
) -> None:
    link = draw(records, quinn)
    refuse_link(records, quinn.person_id, by=quinn.person_id, now=LATER)
    assert told(records)[-1] == "person:link_refused"
    with pytest.raises(UnknownId):
        confirm_link(records, quinn.person_id, by="holly", now=LATER)
    with pytest.raises(BadCredential, match="unknown"):
        person_of_link(records, link.token, now=LATER)


def test_a_link_over_is_neither_confirmed_nor_refused(records: SqlRecords, quinn: Person) -> None:
    draw(records, quinn)
    over = LATER + timedelta(hours=25)
    for act in (confirm_link, refuse_link):
        with pytest.raises(UnknownId):
            act(records, quinn.person_id, by="holly", now=over)


def test_a_passkey_taken_away_ends_what_it_began_and_nothing_else(
    records: SqlRecords, quinn: Person
) -> None:
    add_key(records, quinn, "key-2")
    sign_in(records, quinn, "session-2", "key-2")
    sign_in(records, quinn, "session-3", None)
    withdraw_passkey(records, "key-1", by=quinn.person_id, now=LATER)
    standing = [is_signed_in(records, f"session-{each}") for each in (1, 2, 3)]
    assert standing == [False, True, True]
    assert keys_of(records, quinn) == ["key-2"]
    assert told(records)[-1] == "credential:withdrawn"


def test_a_session_begun_with_a_passkey_while_it_was_taken_away_is_none(
    records: SqlRecords, quinn: Person
) -> None:
    withdraw_passkey(records, "key-1", by="ope", now=LATER)
    sign_in(records, quinn, "late", "key-1")
    assert not is_signed_in(records, "late")


def test_nobody_takes_their_own_last_way_in_away(records: SqlRecords, quinn: Person) -> None:
    with pytest.raises(BadValue, match="add another passkey first"):
        withdraw_passkey(records, "key-1", by=quinn.person_id, now=LATER)
    assert keys_of(records, quinn) == ["key-1"]


def test_the_last_administrator_s_passkey_stays(records: SqlRecords) -> None:
    first = ensure_admin(records, salts=secrets.token_bytes, now=NOW)
    assert first is not None
    take_up(records, first.token, "key-a")
    with pytest.raises(BadValue, match="nobody else could administer"):
        withdraw_passkey(records, "key-a", by="somebody", now=LATER)


@pytest.mark.parametrize("key", ["key-1", "unheard-of"])
def test_a_passkey_is_taken_away_once_and_only_from_whose_it_is(
    records: SqlRecords, quinn: Person, key: str
) -> None:
    with pytest.raises(UnknownId):
        withdraw_passkey(records, key, by="ope", now=LATER, whose="pe_another")
    withdraw_passkey(records, "key-1", by="ope", now=LATER)
    with pytest.raises(UnknownId):
        withdraw_passkey(records, key, by="ope", now=LATER)


def add_key(records: SqlRecords, person: Person, key: str) -> None:
    made = Passkey(
        credential_id=key,
        person_id=person.person_id,
        public_key=b"public",
        sign_count=0,
        label="",
        created_at=NOW,
    )
    with records.begin() as unit:
        unit.identity.people.add_passkey(made)


@pytest.fixture(scope="module", params=BACKENDS)
def floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    """Quinn whose link waits, Kim whose is confirmed, Ann to administer, Bo with an account."""
    with open_floor(request, tmp_path_factory) as opened:
        records = opened.records
        for name, key in (("quinn", "key-1"), ("kim", "key-2")):
            person = take_up(records, invite(records, name, Role.APPROVER).token, key)
            draw(records, person)
        confirm_link(records, person.person_id, by="holly", now=LATER)
        add_key(records, person, "key-3")
        withdraw_passkey(records, "key-3", by="ope", now=LATER)
        invite(records, "ann", Role.ADMIN)
        bind(records, invite(records, "bo", Role.ANALYST).person)
        yield opened


_OF = "WHERE person_id = (SELECT person_id FROM people WHERE name = '{}')"
DAY = "2026-11-22T09:00:00.000000Z"
REFUSED: dict[str, str] = {
    "a link that waits is used": (
        f"UPDATE enrolment_links SET used_at = '{DAY}' {_OF.format('quinn')}"
    ),
    "an administrator's link that waits is used": (
        f"UPDATE enrolment_links SET used_at = '{DAY}' {_OF.format('ann')}"
    ),
    "who drew it confirms it": (
        f"UPDATE enrolment_links SET confirmed_by = drawn_by {_OF.format('quinn')}"
    ),
    "whose it is confirms it": (
        f"UPDATE enrolment_links SET confirmed_by = person_id {_OF.format('quinn')}"
    ),
    "another is said to have drawn it": (
        f"UPDATE enrolment_links SET drawn_by = '{NOBODY}' {_OF.format('quinn')}"
    ),
    "another is said to have confirmed it": (
        f"UPDATE enrolment_links SET confirmed_by = '{NOBODY}' {_OF.format('kim')}"
    ),
    "a link begins confirmed": (
        "INSERT INTO enrolment_links (digest, person_id, expires_at, drawn_by, confirmed_by) "
        "SELECT 'd', person_id, expires_at, 'a', 'b' FROM enrolment_links"
    ),
    "nobody drew it": (
        "INSERT INTO enrolment_links (digest, person_id, expires_at) "
        "SELECT 'd', person_id, expires_at FROM enrolment_links"
    ),
    "a passkey comes back": (
        "UPDATE passkeys SET withdrawn_at = NULL, withdrawn_by = NULL WHERE credential_id = 'key-3'"
    ),
    "a passkey becomes another's": (
        f"UPDATE passkeys SET person_id = (SELECT person_id FROM people WHERE name = 'kim') "
        f"{_OF.format('quinn')}"
    ),
    "a passkey gets another key": (
        f"UPDATE passkeys SET public_key = 'other' {_OF.format('quinn')}"
    ),
    "nobody took a passkey away": (
        f"UPDATE passkeys SET withdrawn_at = '{DAY}' {_OF.format('quinn')}"
    ),
    "an approver becomes an administrator": (
        "UPDATE people SET roles = '[\"ADM\"]' WHERE name = 'quinn'"
    ),
    "an account at the identity provider is unbound": (
        "UPDATE people SET subject = NULL WHERE name = 'bo'"
    ),
    "another account takes its place": (
        "UPDATE people SET subject = 'issuer me' WHERE name = 'bo'"
    ),
    "an administrator is bound without a link": (
        "UPDATE people SET subject = 'issuer me' WHERE name = 'ann'"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_plain_sql_gets_past_no_second_person(floor: Floor, what: str) -> None:
    assert floor.attempt(REFUSED[what]) != ""


def test_plain_sql_may_use_what_two_people_agreed_on(floor: Floor) -> None:
    statement = f"UPDATE enrolment_links SET used_at = '{DAY}' {_OF.format('kim')}"
    assert floor.attempt(statement) == ""
