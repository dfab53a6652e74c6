"""Sessions, enrolment links and ceremonies in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from plainsight.app.identity.stored import Ceremony, EnrolmentLink, Person, StoredSession
from plainsight.stores.identity.people import person_of
from plainsight.stores.identity.tables import (
    ceremonies,
    enrolment_links,
    passkeys,
    people,
    sessions,
)
from plainsight.stores.sql.by_field import from_row, to_row


class SqlSignIns:
    """Implements `plainsight.app.identity.ports.SignIns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, session: StoredSession) -> None:
        """Store a session."""
        self._connection.execute(insert(sessions).values(**to_row(session)))

    def find(self, digest: str) -> tuple[StoredSession, Person] | None:
        """Return a session and whose it is."""
        row = self._connection.execute(
            select(
                *(sessions.c[name] for name in ("digest", "binding", "method")),
                sessions.c.started_at,
                sessions.c.seen_at,
                sessions.c.credential_id,
                *people.c,
            )
            .join(people, people.c.person_id == sessions.c.person_id)
            .outerjoin(passkeys, passkeys.c.credential_id == sessions.c.credential_id)
            # One that began while its passkey was being taken away is none either.
            .where(sessions.c.digest == digest, passkeys.c.withdrawn_at.is_(None))
        ).one_or_none()
        if row is None:
            return None
        return from_row(StoredSession, row), person_of(row)

    def see(self, digest: str, *, at: datetime) -> None:
        """Remember that it was used."""
        self._connection.execute(
            update(sessions).where(sessions.c.digest == digest).values(seen_at=at)
        )

    def end(self, digest: str) -> None:
        """Delete a session."""
        self._connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_all(self, person_id: str) -> int:
        """Delete every session of a person, and count them."""
        done = self._connection.execute(
            delete(sessions).where(sessions.c.person_id == person_id).returning(sessions.c.digest)
        )
        return len(done.all())

    def end_begun_with(self, person_id: str, credential_id: str) -> int:
        """Delete the sessions begun with one passkey, or with one unknown, and count them."""
        began = sessions.c.credential_id == credential_id
        unknown = sessions.c.credential_id.is_(None) & (sessions.c.method == "passkey")
        done = self._connection.execute(
            delete(sessions)
            .where(sessions.c.person_id == person_id, began | unknown)
            .returning(sessions.c.digest)
        )
        return len(done.all())

    def end_everything(self) -> int:
        """Delete every session, unused link and ceremony of everybody, and count them."""
        begun = self._connection.execute(delete(sessions).returning(sessions.c.method)).all()
        asked = self._connection.execute(delete(ceremonies).returning(ceremonies.c.kind)).all()
        drawn = self._connection.execute(
            delete(enrolment_links)
            .where(enrolment_links.c.used_at.is_(None))
            .returning(enrolment_links.c.digest)
        ).all()
        return len(begun) + len(asked) + len(drawn)

    def add_link(self, link: EnrolmentLink) -> None:
        """Store an enrolment link; earlier ones of the person are deleted."""
        self._connection.execute(
            delete(enrolment_links).where(enrolment_links.c.person_id == link.person_id)
        )
        self._connection.execute(insert(enrolment_links).values(**to_row(link)))

    def link(self, digest: str) -> EnrolmentLink | None:
        """Return one."""
        row = self._connection.execute(
            select(enrolment_links).where(enrolment_links.c.digest == digest)
        ).one_or_none()
        return None if row is None else _link(row)

    def open_links(self, *, now: datetime) -> tuple[EnrolmentLink, ...]:
        """Return the links that are neither used nor over, the last to be over first."""
        rows = self._connection.execute(
            select(enrolment_links)
            .where(enrolment_links.c.used_at.is_(None), enrolment_links.c.expires_at >= now)
            .order_by(enrolment_links.c.expires_at.desc(), enrolment_links.c.digest)
        )
        return tuple(_link(row) for row in rows)

    def link_of(self, person_id: str) -> EnrolmentLink | None:
        """Return a person's last link, used or not."""
        row = self._connection.execute(
            select(enrolment_links).where(enrolment_links.c.person_id == person_id)
        ).one_or_none()
        return None if row is None else _link(row)

    def confirm_link(self, digest: str, *, by: str) -> bool:
        """Write down who confirmed it; False when it was used or confirmed before."""
        done = self._connection.execute(
            update(enrolment_links)
            .where(
                enrolment_links.c.digest == digest,
                enrolment_links.c.used_at.is_(None),
                enrolment_links.c.confirmed_by.is_(None),
            )
            .values(confirmed_by=by)
            .returning(enrolment_links.c.digest)
        )
        return done.one_or_none() is not None

    def delete_link(self, digest: str) -> bool:
        """Delete one that was not used; False when there is none."""
        done = self._connection.execute(
            delete(enrolment_links)
            .where(enrolment_links.c.digest == digest, enrolment_links.c.used_at.is_(None))
            .returning(enrolment_links.c.digest)
        )
        return done.one_or_none() is not None

    def use_link(self, digest: str, *, at: datetime) -> bool:
        """Use it up; False when it was used before."""
        used = self._connection.execute(
            update(enrolment_links)
            .where(enrolment_links.c.digest == digest, enrolment_links.c.used_at.is_(None))
            .values(used_at=at)
            .returning(enrolment_links.c.digest)
        )
        return used.one_or_none() is not None

    def begin_ceremony(self, ceremony: Ceremony) -> None:
        """Store a ceremony."""
        self._connection.execute(insert(ceremonies).values(**to_row(ceremony)))

    def take_ceremony(self, digest: str) -> Ceremony | None:
        """Return and delete one: a challenge is answered once."""
        row = self._connection.execute(
            delete(ceremonies).where(ceremonies.c.digest == digest).returning(*ceremonies.c)
        ).one_or_none()
        return None if row is None else from_row(Ceremony, row)

    def clear(self, *, before: datetime) -> int:
        """Delete ceremonies and sessions that were over before an instant, and count them."""
        gone = self._connection.execute(
            delete(ceremonies).where(ceremonies.c.expires_at < before).returning(ceremonies.c.kind)
        ).all()
        unseen = self._connection.execute(
            delete(sessions).where(sessions.c.seen_at < before).returning(sessions.c.method)
        ).all()
        return len(gone) + len(unseen)


def _link(row: Row[Any]) -> EnrolmentLink:
    return from_row(EnrolmentLink, row, drawn_by=row.drawn_by or "")
