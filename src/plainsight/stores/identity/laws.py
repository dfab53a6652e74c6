"""What stays of tokens, webhooks, passkeys and links once they are made: DDL.

Each was made by somebody, for certain roles or tags, and the log says so; afterwards it can be
used, used up, taken away or stopped, and becomes no other. A link for somebody who could sign in
already, or for an administrator, is used only after a second person confirmed it; so is a token
that acts in a person's role.
"""

from collections.abc import Iterator

from plainsight.app.identity.stored import BOOTSTRAP
from plainsight.model.role import Role
from plainsight.stores.sql.refusals import Law, Refusal, changed, given, keeps, lacking

ADMINISTRATOR = f'"{Role.ADMIN.value}"'  # as it stands in the list of roles


# A passkey that was taken away counts: else taking it away and drawing a link were one person's.
_COULD_SIGN_IN = (
    "EXISTS (SELECT 1 FROM passkeys WHERE person_id = NEW.person_id) OR EXISTS "
    "(SELECT 1 FROM people WHERE person_id = NEW.person_id AND subject IS NOT NULL)"
)
# Whoever could make an administrator alone would be the second person, too. The first one of all is
# invited by the host, under a name that is no person's id.
_IS_MADE_ADMINISTRATOR = (
    f"NEW.drawn_by IS DISTINCT FROM '{BOOTSTRAP}' AND EXISTS (SELECT 1 FROM people "
    f"WHERE person_id = NEW.person_id AND replace(roles, '{ADMINISTRATOR}', '') <> roles)"
)


def identity_laws() -> Iterator[Law]:
    """The laws of people, passkeys, machine tokens, webhooks and enrolment links."""
    yield _tokens()
    yield Law(
        table="webhooks",
        keys=("webhook_id",),
        goes_on=(
            keeps(
                *("webhook_id", "url", "tags", "secret", "created_by", "created_at"),
                says="a webhook stays as it was made",
            ),
            Refusal(
                when="NOT OLD.is_active AND NEW.is_active",
                says="a webhook that was stopped stays stopped",
            ),
        ),
    )
    yield _links()
    yield _passkeys()
    yield Law(
        table="people",
        goes_on=(
            keeps(
                "renewed_at",
                unless="NEW.renewed_at IS NOT NULL",
                says="that a sign-in was drawn anew is not forgotten",
            ),
            Refusal(
                when=f"replace(NEW.roles, '{ADMINISTRATOR}', '') <> NEW.roles "
                f"AND replace(OLD.roles, '{ADMINISTRATOR}', '') = OLD.roles",
                says="an administrator is invited as one",
            ),
            Refusal(
                when=f"OLD.subject IS NOT NULL AND ({changed('subject')}) AND NOT EXISTS "
                "(SELECT 1 FROM enrolment_links WHERE person_id = NEW.person_id "
                "AND used_at IS NOT NULL AND confirmed_by IS NOT NULL)",
                says="a link that two people agreed on unbinds an account",
            ),
            Refusal(
                when=f"({changed('subject')}) AND replace(NEW.roles, '{ADMINISTRATOR}', '') <> "
                "NEW.roles AND NOT EXISTS (SELECT 1 FROM passkeys WHERE person_id = NEW.person_id) "
                "AND NOT EXISTS (SELECT 1 FROM enrolment_links WHERE person_id = NEW.person_id "
                "AND used_at IS NOT NULL)",
                says="an administrator first comes by a link",
            ),
        ),
    )


def _tokens() -> Law:
    return Law(
        table="api_tokens",
        keys=("token_id", "digest"),
        begins=(
            Refusal(when=given("revoked_at"), says="tokens begin unrevoked"),
            Refusal(when=given("confirmed_by"), says="tokens begin unconfirmed"),
        ),
        goes_on=(
            keeps(
                *("token_id", "digest", "name", "roles", "scopes", "issued_by", "created_at"),
                "expires_at",
                says="a token stays as it was issued",
            ),
            keeps(
                "revoked_at",
                unless="NEW.revoked_at IS NOT NULL",
                says="a token that was revoked stays revoked",
            ),
            keeps(
                "confirmed_by",
                unless="OLD.confirmed_by IS NULL AND OLD.revoked_at IS NULL",
                says="a token is confirmed once, while it stands",
            ),
            Refusal(
                when=f"({changed('confirmed_by')}) AND NEW.confirmed_by = NEW.issued_by",
                says="a token is confirmed by a second person",
            ),
        ),
    )


def _links() -> Law:
    return Law(
        table="enrolment_links",
        keys=("digest",),
        begins=(
            Refusal(when=lacking("drawn_by"), says="somebody draws an enrolment link"),
            Refusal(
                when=given("used_at", "confirmed_by"),
                says="an enrolment link begins unused and unconfirmed",
            ),
        ),
        goes_on=(
            keeps(
                *("digest", "person_id", "expires_at", "drawn_by"),
                says="an enrolment link stays as it was made",
            ),
            keeps(
                "used_at",
                unless="OLD.used_at IS NULL",
                says="an enrolment link is used once",
            ),
            keeps(
                "confirmed_by",
                unless="OLD.confirmed_by IS NULL AND OLD.used_at IS NULL",
                says="an enrolment link is confirmed once, before it is used",
            ),
            Refusal(
                when=f"({changed('confirmed_by')}) AND (NEW.drawn_by IS NULL "
                "OR NEW.confirmed_by IN (NEW.drawn_by, NEW.person_id))",
                says="a link is confirmed by a second person",
            ),
            Refusal(
                when=f"({changed('used_at')}) AND NEW.confirmed_by IS NULL "
                f"AND ({_COULD_SIGN_IN} OR ({_IS_MADE_ADMINISTRATOR}))",
                says="this link needs a second administrator",
            ),
        ),
    )


def _passkeys() -> Law:
    return Law(
        table="passkeys",
        keys=("credential_id",),
        begins=(
            Refusal(when=given("withdrawn_at", "withdrawn_by"), says="a passkey begins standing"),
        ),
        goes_on=(
            keeps(
                *("credential_id", "person_id", "public_key", "label", "created_at"),
                says="a passkey stays as it was made",
            ),
            keeps(
                *("withdrawn_at", "withdrawn_by"),
                unless="OLD.withdrawn_at IS NULL",
                says="a passkey that was taken away stays away",
            ),
            Refusal(
                when="(NEW.withdrawn_at IS NULL) <> (NEW.withdrawn_by IS NULL)",
                says="somebody takes a passkey away",
            ),
        ),
    )
