"""What stays of tokens, webhooks and links once they are made: DDL.

Each was made by somebody, for certain roles or tags, and the log says so; afterwards it can be
used, used up or stopped, and becomes no other.
"""

from collections.abc import Iterator

from plainsight.stores.refusals import Law, Refusal, given, keeps


def identity_laws() -> Iterator[Law]:
    """The laws of machine tokens, webhooks and enrolment links."""
    yield Law(
        table="api_tokens",
        keys=("token_id", "digest"),
        begins=(Refusal(when=given("revoked_at"), says="tokens begin unrevoked"),),
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
        ),
    )
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
    yield Law(
        table="enrolment_links",
        goes_on=(
            keeps(
                *("digest", "person_id", "expires_at"),
                says="an enrolment link stays as it was made",
            ),
            keeps(
                "used_at",
                unless="OLD.used_at IS NULL",
                says="an enrolment link is used once",
            ),
        ),
    )
