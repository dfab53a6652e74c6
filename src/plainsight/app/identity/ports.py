"""What signing in asks of the records; reached through `unit.identity`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from plainsight.app.identity.stored import (
    ApiToken,
    Ceremony,
    EnrolmentLink,
    KeptAnswer,
    Passkey,
    Person,
    StoredSession,
    Webhook,
)


class People(Protocol):
    """Persons and what they sign in with."""

    def add(self, person: Person) -> None:
        """Store a new one. Raises BadValue when the address is taken."""

    def save(self, person: Person, *, at: datetime) -> None:
        """Write what may change."""

    def get(self, person_id: str) -> Person:
        """Return one. Raises UnknownId."""

    def by_email(self, email: str) -> Person | None:
        """Return the person with this address."""

    def by_subject(self, subject: str) -> Person | None:
        """Return the person bound to a subject of the identity provider."""

    def all(self) -> tuple[Person, ...]:
        """Return everybody, by name."""

    def add_passkey(self, passkey: Passkey) -> None:
        """Store a credential."""

    def use_passkey(self, credential_id: str, *, sign_count: int, at: datetime) -> None:
        """Remember a use."""

    def passkey(self, credential_id: str) -> Passkey | None:
        """Return one, also one that was taken away."""

    def passkeys(self, person_id: str) -> tuple[Passkey, ...]:
        """Return the credentials that a person can sign in with."""

    def standing_passkeys(self) -> tuple[Passkey, ...]:
        """Return the credentials that anybody can sign in with."""

    def withdraw_passkey(self, credential_id: str, *, by: str, at: datetime) -> bool:
        """Take a credential away for good; False when it was away already."""

    def was_enrolled(self, person_id: str) -> bool:
        """Whether this person could ever sign in, by a passkey or at the identity provider."""

    def renewed_since(self, at: datetime) -> Mapping[str, datetime]:
        """Whose way to sign in was drawn anew since an instant, and when."""


class SignIns(Protocol):
    """Sessions, links and ceremonies: what comes and goes."""

    def begin(self, session: StoredSession) -> None:
        """Store a session."""

    def find(self, digest: str) -> tuple[StoredSession, Person] | None:
        """Return a session and whose it is."""

    def see(self, digest: str, *, at: datetime) -> None:
        """Remember that it was used."""

    def end(self, digest: str) -> None:
        """Delete a session."""

    def end_all(self, person_id: str) -> int:
        """Delete every session of a person, and count them."""

    def end_begun_with(self, person_id: str, credential_id: str) -> int:
        """Delete the sessions begun with one passkey, or with one unknown, and count them."""

    def end_everything(self) -> int:
        """Delete every session, unused link and ceremony of everybody, and count them."""

    def add_link(self, link: EnrolmentLink) -> None:
        """Store an enrolment link; earlier ones of the person are deleted."""

    def link(self, digest: str) -> EnrolmentLink | None:
        """Return one."""

    def open_links(self, *, now: datetime) -> tuple[EnrolmentLink, ...]:
        """Return the links that are neither used nor over, the last to be over first."""

    def link_of(self, person_id: str) -> EnrolmentLink | None:
        """Return a person's last link, used or not."""

    def confirm_link(self, digest: str, *, by: str) -> bool:
        """Write down who confirmed it; False when it was used or confirmed before."""

    def delete_link(self, digest: str) -> bool:
        """Delete one that was not used; False when there is none."""

    def use_link(self, digest: str, *, at: datetime) -> bool:
        """Use it up; False when it was used before."""

    def begin_ceremony(self, ceremony: Ceremony) -> None:
        """Store a ceremony."""

    def take_ceremony(self, digest: str) -> Ceremony | None:
        """Return and delete one: a challenge is answered once."""

    def clear(self, *, before: datetime) -> int:
        """Delete ceremonies and sessions that were over before an instant, and count them."""


class Machines(Protocol):
    """Tokens, kept answers and webhooks."""

    def add_token(self, token: ApiToken) -> None:
        """Store a token."""

    def token(self, digest: str) -> ApiToken | None:
        """Return one by the digest of what the machine shows."""

    def tokens(self) -> tuple[ApiToken, ...]:
        """Return every token, newest first."""

    def confirm(self, token_id: str, *, by: str) -> None:
        """Write down who confirmed one."""

    def revoke(self, token_id: str, *, at: datetime) -> None:
        """Revoke one. Raises UnknownId."""

    def keep_answer(self, answer: KeptAnswer) -> bool:
        """Keep an answer; False when one stands under this key already."""

    def answer(self, token_id: str, key: str) -> KeptAnswer | None:
        """Return one."""

    def drop_answer(self, token_id: str, key: str) -> None:
        """Delete one."""

    def clear_answers(self, *, before: datetime) -> int:
        """Delete old answers, and count them."""

    def add_webhook(self, webhook: Webhook) -> None:
        """Store a webhook."""

    def save_progress(self, webhook: Webhook) -> bool:
        """Write how far an active webhook has come; False when it was stopped meanwhile."""

    def stop_webhook(self, webhook_id: str) -> None:
        """Make it inactive. Raises UnknownId."""

    def webhooks(self) -> tuple[Webhook, ...]:
        """Return every webhook, oldest first."""


class Identities(Protocol):
    """Everything about who is there, inside one unit of work."""

    @property
    def people(self) -> People:
        """Persons."""

    @property
    def sign_ins(self) -> SignIns:
        """Sessions."""

    @property
    def machines(self) -> Machines:
        """Tokens and webhooks."""
