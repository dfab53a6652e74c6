"""People and their passkeys in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from plainsight.app.identity.stored import Passkey, Person
from plainsight.errors import BadValue, UnknownId
from plainsight.stores.identity.tables import passkeys, people
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new

_STANDING = select(passkeys).where(passkeys.c.withdrawn_at.is_(None))


class SqlPeople:
    """Implements `plainsight.app.identity.ports.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Person) -> None:
        """Store a new one. Raises BadValue when the address is taken."""
        row = {**_row(person), "created_at": person.created_at, "revised_at": person.created_at}
        if not insert_new(self._connection, people, [row]):
            raise BadValue("email", person.email, "somebody has this address already")

    def save(self, person: Person, *, at: datetime) -> None:
        """Write what may change."""
        self._connection.execute(
            update(people)
            .where(people.c.person_id == person.person_id)
            .values(**_row(person), revised_at=at)
        )

    def get(self, person_id: str) -> Person:
        """Return one. Raises UnknownId."""
        found = self._one(select(people).where(people.c.person_id == person_id))
        if found is None:
            raise UnknownId("person", person_id)
        return found

    def by_email(self, email: str) -> Person | None:
        """Return the person with this address."""
        return self._one(select(people).where(people.c.email == email.lower()))

    def by_subject(self, subject: str) -> Person | None:
        """Return the person bound to a subject of the identity provider."""
        return self._one(select(people).where(people.c.subject == subject))

    def all(self) -> tuple[Person, ...]:
        """Return everybody, by name: who asks for administrators must not miss the last one."""
        rows = self._connection.execute(select(people).order_by(people.c.name, people.c.person_id))
        return tuple(person_of(row) for row in rows)

    def add_passkey(self, passkey: Passkey) -> None:
        """Store a credential."""
        self._connection.execute(insert(passkeys).values(**to_row(passkey)))

    def use_passkey(self, credential_id: str, *, sign_count: int, at: datetime) -> None:
        """Remember a use."""
        self._connection.execute(
            update(passkeys)
            .where(passkeys.c.credential_id == credential_id)
            .values(sign_count=sign_count, used_at=at)
        )

    def passkey(self, credential_id: str) -> Passkey | None:
        """Return one, also one that was taken away."""
        row = self._connection.execute(
            select(passkeys).where(passkeys.c.credential_id == credential_id)
        ).one_or_none()
        return None if row is None else _passkey(row)

    def passkeys(self, person_id: str) -> tuple[Passkey, ...]:
        """Return the credentials that a person can sign in with."""
        return self._passkeys(_STANDING.where(passkeys.c.person_id == person_id))

    def standing_passkeys(self) -> tuple[Passkey, ...]:
        """Return the credentials that anybody can sign in with."""
        return self._passkeys(_STANDING)

    def withdraw_passkey(self, credential_id: str, *, by: str, at: datetime) -> bool:
        """Take a credential away for good; False when it was away already."""
        done = self._connection.execute(
            update(passkeys)
            .where(passkeys.c.credential_id == credential_id, passkeys.c.withdrawn_at.is_(None))
            .values(withdrawn_at=at, withdrawn_by=by)
            .returning(passkeys.c.credential_id)
        )
        return done.one_or_none() is not None

    def was_enrolled(self, person_id: str) -> bool:
        """Whether this person could ever sign in, by a passkey or at the identity provider."""
        had = select(passkeys.c.credential_id).where(passkeys.c.person_id == person_id)
        is_bound = people.c.subject.is_not(None) & (people.c.person_id == person_id)
        return bool(
            self._connection.scalar(
                select(had.exists() | select(people.c.person_id).where(is_bound).exists())
            )
        )

    def renewed_since(self, at: datetime) -> Mapping[str, datetime]:
        """Whose way to sign in was drawn anew since an instant, and when."""
        rows = self._connection.execute(
            select(people.c.person_id, people.c.renewed_at).where(people.c.renewed_at >= at)
        )
        return {row.person_id: row.renewed_at for row in rows}

    def _passkeys(self, query: Select[Any]) -> tuple[Passkey, ...]:
        ordered = query.order_by(passkeys.c.created_at, passkeys.c.credential_id)
        return tuple(_passkey(row) for row in self._connection.execute(ordered))

    def _one(self, query: Select[Any]) -> Person | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else person_of(row)


def person_of(row: Row[*tuple[Any, ...]]) -> Person:
    """A person as a row holds one; columns of other tables in the row are left aside."""
    return from_row(Person, row)


def _row(person: Person) -> dict[str, Any]:
    email, roles = person.email.lower(), sorted(person.roles)
    return to_row(person, but=("created_at",), email=email, roles=roles)


def _passkey(row: Row[Any]) -> Passkey:
    return from_row(Passkey, row, public_key=bytes(row.public_key))
