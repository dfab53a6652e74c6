"""The link by which a person makes a passkey: who draws it, who confirms it, and taking it up.

Whoever draws a link could open it. So one for somebody who could sign in already, and one that
makes an administrator, opens only after a second person confirmed it (docs/decisions/0080).
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from plainsight.app.identity.stored import BOOTSTRAP, EnrolmentLink, Person
from plainsight.app.identity.withdraw_passkey import told_unbound, told_withdrawn
from plainsight.app.ports import Reading, Records, Salts, UnitOfWork
from plainsight.errors import BadCredential, BadValue, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Role

LINK_VALID = timedelta(hours=24)
TOKEN_BYTES = 32
SHOWN_AS_RENEWED = timedelta(hours=72)  # as long as an officer counts as newly enrolled
_KIND = "enrolment link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A person and the token of their link, which is shown once and stored nowhere."""

    person: Person
    token: str = field(repr=False)
    expires_at: datetime
    waits: bool = False  # for a second person, until whose word it opens nothing


def draw_link(
    unit: UnitOfWork, person: Person, *, by: str, salts: Salts, now: datetime
) -> Invitation:
    """Draw a link; earlier ones are worth nothing from here."""
    token = salts(TOKEN_BYTES).hex()
    link = EnrolmentLink(
        digest=link_digest(token),
        person_id=person.person_id,
        expires_at=now + LINK_VALID,
        drawn_by=by,
    )
    unit.identity.sign_ins.add_link(link)
    waits = link_waits(unit, link, person)
    body: dict[str, JsonValue] = {"by": by, "waits": waits}
    unit.record(Fact(tag=AuditTag.PERSON_LINK_DRAWN, subject=person.person_id, at=now, body=body))
    return Invitation(person=person, token=token, expires_at=link.expires_at, waits=waits)


def renew_link(
    records: Records, person_id: str, *, by: str, salts: Salts, now: datetime
) -> Invitation:
    """Draw a fresh link for somebody invited before. Raises UnknownId."""
    with records.begin() as unit:
        person = unit.identity.people.get(person_id)
        return draw_link(unit, person, by=by, salts=salts, now=now)


def confirm_link(records: Records, person_id: str, *, by: str, now: datetime) -> Person:
    """Say as a second person that this link is meant.

    Raises UnknownId where no link of the person waits; BadValue for who drew it, or whose it is.
    """
    with records.begin() as unit:
        person = unit.identity.people.get(person_id)
        link = _open_link(unit, person_id, now)
        if not link_waits(unit, link, person):
            raise UnknownId("link that waits for a second person", person_id)
        if by in (link.drawn_by, person_id) or not link.drawn_by:
            mend = "a link is confirmed by an administrator who neither drew it nor gets it"
            raise BadValue("by", by, mend)
        unit.identity.sign_ins.confirm_link(link.digest, by=by)
        body: dict[str, JsonValue] = {"by": by, "drawn_by": link.drawn_by}
        unit.record(Fact(tag=AuditTag.PERSON_LINK_CONFIRMED, subject=person_id, at=now, body=body))
    return person


def refuse_link(records: Records, person_id: str, *, by: str, now: datetime) -> Person:
    """Let a link be worth nothing: nobody asked for it. Raises UnknownId where none is open."""
    with records.begin() as unit:
        person = unit.identity.people.get(person_id)
        link = _open_link(unit, person_id, now)
        unit.identity.sign_ins.delete_link(link.digest)
        body: dict[str, JsonValue] = {"by": by, "drawn_by": link.drawn_by}
        unit.record(Fact(tag=AuditTag.PERSON_LINK_REFUSED, subject=person_id, at=now, body=body))
    return person


def person_of_link(records: Records, token: str, *, now: datetime) -> Person:
    """Whose link it is. Raises BadCredential when it is unknown, used, over or waits."""
    with records.read() as view:
        return _opened(view, link_digest(token), now)[1]


def take_up_link(unit: UnitOfWork, digest: str, *, now: datetime) -> Person:
    """Use a link up, before its person gets the new way to sign in.

    What they signed in with until now is taken away, passkeys as well as the account at the
    identity provider, and their sessions end. Raises BadCredential.
    """
    link, person = _opened(unit, digest, now)
    people = unit.identity.people
    was_enrolled = people.was_enrolled(person.person_id)
    if not unit.identity.sign_ins.use_link(digest, at=now):
        raise _worthless()
    if not was_enrolled:
        return person
    if person.subject is not None:
        unit.record(told_unbound(person, by=link.drawn_by, confirmed_by=link.confirmed_by, now=now))
    for passkey in people.passkeys(person.person_id):
        people.withdraw_passkey(passkey.credential_id, by=link.drawn_by, at=now)
        unit.record(told_withdrawn(passkey, by=link.drawn_by, why="new link", now=now))
    unit.identity.sign_ins.end_all(person.person_id)
    renewed = replace(person, renewed_at=now, subject=None)
    people.save(renewed, at=now)
    return renewed


def use_invitation(unit: UnitOfWork, person: Person, *, now: datetime) -> None:
    """Somebody invited came in by another way: what they were invited by opens nothing more."""
    link = unit.identity.sign_ins.link_of(person.person_id)
    if link is not None and is_open(link, now) and not link_waits(unit, link, person):
        unit.identity.sign_ins.use_link(link.digest, at=now)


def link_waits(view: Reading, link: EnrolmentLink, person: Person) -> bool:
    """Whether a second person must confirm it first; the database asks the same."""
    if link.confirmed_by is not None:
        return False
    is_made_administrator = Role.ADMIN in person.roles and link.drawn_by != BOOTSTRAP
    return is_made_administrator or view.identity.people.was_enrolled(person.person_id)


def is_open(link: EnrolmentLink, now: datetime) -> bool:
    """Whether a link is neither used nor over."""
    return link.used_at is None and now <= link.expires_at


def link_digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _opened(view: Reading, digest: str, now: datetime) -> tuple[EnrolmentLink, Person]:
    link = view.identity.sign_ins.link(digest)
    if link is None or not is_open(link, now):
        raise _worthless()
    person = view.identity.people.get(link.person_id)
    if link_waits(view, link, person):
        raise BadCredential(_KIND, "it waits until a second administrator confirms it at /people")
    return link, person


def _open_link(unit: UnitOfWork, person_id: str, now: datetime) -> EnrolmentLink:
    link = unit.identity.sign_ins.link_of(person_id)
    if link is None or not is_open(link, now):
        raise UnknownId("open link of", person_id)
    return link


def _worthless() -> BadCredential:
    return BadCredential(_KIND, "it is unknown, used, or over; ask for a new one")
