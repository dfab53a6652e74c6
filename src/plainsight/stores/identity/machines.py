"""Machine tokens, kept answers and webhooks in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from plainsight.app.identity.stored import ApiToken, KeptAnswer, Webhook
from plainsight.errors import UnknownId
from plainsight.stores.identity.tables import api_tokens, kept_answers, webhooks
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.insert_new import insert_new

_PROGRESS = ("next_index", "attempt_count", "next_at", "problem", "is_active")


class SqlMachines:
    """Implements `plainsight.app.identity.ports.Machines`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_token(self, token: ApiToken) -> None:
        """Store a token."""
        row = to_row(token, roles=list(token.roles), scopes=list(token.scopes))
        self._connection.execute(insert(api_tokens).values(**row))

    def token(self, digest: str) -> ApiToken | None:
        """Return one by the digest of what the machine shows."""
        row = self._connection.execute(
            select(api_tokens).where(api_tokens.c.digest == digest)
        ).one_or_none()
        return None if row is None else _token(row)

    def tokens(self) -> tuple[ApiToken, ...]:
        """Return every token, newest first."""
        rows = self._connection.execute(
            select(api_tokens).order_by(api_tokens.c.created_at.desc(), api_tokens.c.token_id)
        )
        return tuple(_token(row) for row in rows)

    def confirm(self, token_id: str, *, by: str) -> None:
        """Write down who confirmed one."""
        self._connection.execute(
            update(api_tokens).where(api_tokens.c.token_id == token_id).values(confirmed_by=by)
        )

    def revoke(self, token_id: str, *, at: datetime) -> None:
        """Revoke one. Raises UnknownId."""
        done = self._connection.execute(
            update(api_tokens)
            .where(api_tokens.c.token_id == token_id)
            .values(revoked_at=at)
            .returning(api_tokens.c.token_id)
        )
        if done.one_or_none() is None:
            raise UnknownId("token", token_id)

    def keep_answer(self, answer: KeptAnswer) -> bool:
        """Keep an answer; False when one stands under this key already."""
        return bool(insert_new(self._connection, kept_answers, [to_row(answer)]))

    def answer(self, token_id: str, key: str) -> KeptAnswer | None:
        """Return one."""
        row = self._connection.execute(
            select(kept_answers).where(
                kept_answers.c.token_id == token_id, kept_answers.c.key == key
            )
        ).one_or_none()
        if row is None:
            return None
        return from_row(KeptAnswer, row, body=bytes(row.body))

    def drop_answer(self, token_id: str, key: str) -> None:
        """Delete one."""
        self._connection.execute(
            delete(kept_answers).where(
                kept_answers.c.token_id == token_id, kept_answers.c.key == key
            )
        )

    def clear_answers(self, *, before: datetime) -> int:
        """Delete old answers, and count them."""
        gone = self._connection.execute(
            delete(kept_answers).where(kept_answers.c.at < before).returning(kept_answers.c.key)
        )
        return len(gone.all())

    def add_webhook(self, webhook: Webhook) -> None:
        """Store a webhook."""
        self._connection.execute(insert(webhooks).values(**_webhook_row(webhook)))

    def save_progress(self, webhook: Webhook) -> bool:
        """Write how far an active webhook has come; False when it was stopped meanwhile."""
        row = _webhook_row(webhook)
        done = self._connection.execute(
            update(webhooks)
            # The row was read before the sending: whoever stopped it since is not overruled.
            .where(webhooks.c.webhook_id == webhook.webhook_id, webhooks.c.is_active)
            .values({name: row[name] for name in _PROGRESS})
            .returning(webhooks.c.webhook_id)
        )
        return done.one_or_none() is not None

    def stop_webhook(self, webhook_id: str) -> None:
        """Make it inactive. Raises UnknownId."""
        done = self._connection.execute(
            update(webhooks)
            .where(webhooks.c.webhook_id == webhook_id)
            .values(is_active=False)
            .returning(webhooks.c.webhook_id)
        )
        if done.one_or_none() is None:
            raise UnknownId("webhook", webhook_id)

    def webhooks(self) -> tuple[Webhook, ...]:
        """Return every webhook, oldest first."""
        rows = self._connection.execute(
            select(webhooks).order_by(webhooks.c.created_at, webhooks.c.webhook_id)
        )
        return tuple(_webhook(row) for row in rows)


def _token(row: Row[Any]) -> ApiToken:
    return from_row(ApiToken, row, scopes=tuple(row.scopes))


def _webhook_row(webhook: Webhook) -> dict[str, Any]:
    return to_row(webhook, tags=list(webhook.tags))


def _webhook(row: Row[Any]) -> Webhook:
    return from_row(Webhook, row, tags=tuple(row.tags), secret=bytes(row.secret))
