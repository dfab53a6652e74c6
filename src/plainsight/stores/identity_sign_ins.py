"""Sessions, enrolment links and ceremonies in SQL."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from plainsight.app.identity_stored import Ceremony, EnrolmentLink, Person, StoredSession
from plainsight.stores.identity_people import person_of
from plainsight.stores.identity_tables import ceremonies, enrolment_links, people, sessions


class SqlSignIns:
    """Implements `plainsight.app.identity_ports.SignIns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, session: StoredSession) -> None:
        """Store a session."""
        self._connection.execute(insert(sessions).values(**asdict(session)))

    def find(self, digest: str) -> tuple[StoredSession, Person] | None:
        """Return a session and whose it is."""
        row = self._connection.execute(
            select(
                *(sessions.c[name] for name in ("digest", "binding", "method")),
                sessions.c.started_at,
                sessions.c.seen_at,
                *people.c,
            )
            .join(people, people.c.person_id == sessions.c.person_id)
            .where(sessions.c.digest == digest)
        ).one_or_none()
        if row is None:
            return None
        session = StoredSession(
            digest=row.digest,
            person_id=row.person_id,
            binding=row.binding,
            method=row.method,
            started_at=row.started_at,
            seen_at=row.seen_at,
        )
        return session, person_of(row)

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

    def add_link(self, link: EnrolmentLink) -> None:
        """Store an enrolment link; earlier ones of the person are deleted."""
        self._connection.execute(
            delete(enrolment_links).where(enrolment_links.c.person_id == link.person_id)
        )
        self._connection.execute(insert(enrolment_links).values(**asdict(link)))

    def link(self, digest: str) -> EnrolmentLink | None:
        """Return one."""
        row = self._connection.execute(
            select(enrolment_links).where(enrolment_links.c.digest == digest)
        ).one_or_none()
        return None if row is None else EnrolmentLink(**row._mapping)

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
        self._connection.execute(insert(ceremonies).values(**asdict(ceremony)))

    def take_ceremony(self, digest: str) -> Ceremony | None:
        """Return and delete one: a challenge is answered once."""
        row = self._connection.execute(
            delete(ceremonies).where(ceremonies.c.digest == digest).returning(*ceremonies.c)
        ).one_or_none()
        return None if row is None else Ceremony(**row._mapping)

    def clear(self, *, before: datetime) -> int:
        """Delete ceremonies and sessions that were over before an instant, and count them."""
        gone = self._connection.execute(
            delete(ceremonies).where(ceremonies.c.expires_at < before).returning(ceremonies.c.kind)
        ).all()
        unseen = self._connection.execute(
            delete(sessions).where(sessions.c.seen_at < before).returning(sessions.c.method)
        ).all()
        return len(gone) + len(unseen)
