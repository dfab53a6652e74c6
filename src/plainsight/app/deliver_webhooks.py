"""Send entries of the audit log on to webhooks: in their order, at least once, tried until taken.

The log itself is the outbox: a webhook remembers the index it has come to, so nothing is lost
between a change and its delivery, and nothing about a person can be sent, as none stands there.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from plainsight.app.identity.stored import Webhook
from plainsight.app.ports import Clock, Records, Salts
from plainsight.app.stored import LoggedEntry
from plainsight.errors import BadValue, PlainsightError, UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.time import format_instant

SECRET_BYTES = 32
ENTRIES_MAX = 500  # looked at in one go
SENDING_MAX = timedelta(seconds=15)  # for one receiver in a round: others wait for it
FIRST_WAIT = timedelta(seconds=30)
WAIT_MAX = timedelta(hours=2)
DOUBLED_MAX = 8  # how often a wait is doubled: by then it is the longest
SIGNATURE = "plainsight-signature"
URL_CHARS_MAX = 2_000

# What may leave: that something happened, never that a report exists (no tipping off).
TAGS = frozenset(
    {
        AuditTag.POSTS_INGESTED,
        AuditTag.ALERT_RAISED,
        AuditTag.ALERT_REVISED,
        AuditTag.REQUEST_RECEIVED,
        AuditTag.CLOCK_ALARMED,
        AuditTag.CLOCK_BREACHED,
        AuditTag.CLOCK_ANSWERED,
        AuditTag.CLOCK_OWED_AGAIN,
        AuditTag.HOLD_CORRUPTED,
        AuditTag.PACKAGE_RELEASED,
        AuditTag.PACKAGE_TAKEN_BACK,
    }
)


class Sender(Protocol):
    """Posts a body to a URL on the open internet."""

    def check(self, url: str) -> None:
        """Raise BadValue for a URL that leads inside, or is none."""

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        """Post; returns what went wrong, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What one round did."""

    sent: int
    failed: int


def add_webhook(
    records: Records,
    *,
    url: str,
    tags: Iterable[str],
    by: str,
    sender: Sender,
    salts: Salts,
    now: datetime,
) -> Webhook:
    """Store a webhook that begins with the next entry. Raises BadValue."""
    wanted = tuple(sorted(set(tags)))
    unknown = [tag for tag in wanted if tag not in TAGS]
    if unknown or not wanted:
        raise BadValue("tags", unknown, f"one or more of {', '.join(sorted(TAGS))}")
    if len(url) > URL_CHARS_MAX:
        raise BadValue("url", f"{len(url)} characters", f"at most {URL_CHARS_MAX}")
    sender.check(url)
    with records.begin() as unit:
        webhook = Webhook(
            webhook_id=unit.new_id("wh"),
            url=url,
            tags=wanted,
            secret=salts(SECRET_BYTES),
            created_by=by,
            created_at=now,
            next_index=unit.audit.size(),
        )
        unit.identity.machines.add_webhook(webhook)
        unit.record(_fact(webhook, "added", by, now))
    return webhook


def stop_webhook(records: Records, webhook_id: str, *, by: str, now: datetime) -> None:
    """Send no more. Raises UnknownId."""
    with records.begin() as unit:
        found = [w for w in unit.identity.machines.webhooks() if w.webhook_id == webhook_id]
        if not found:
            raise UnknownId("webhook", webhook_id)
        unit.identity.machines.stop_webhook(webhook_id)
        unit.record(_fact(found[0], "stopped", by, now))


def deliver_webhooks(records: Records, *, sender: Sender, clock: Clock) -> Delivered:
    """One round over every webhook that is due. Progress is stored after each entry sent.

    A slow receiver has its share of the round and goes on in the next, where it left off.
    """
    with records.read() as view:
        due = [w for w in view.identity.machines.webhooks() if _is_due(w, clock())]
    rounds = [_deliver(records, webhook, sender=sender, clock=clock) for webhook in due]
    return Delivered(sent=sum(r.sent for r in rounds), failed=sum(r.failed for r in rounds))


def sign(body: bytes, *, secret: bytes, at: datetime) -> str:
    """`t=<instant>,v1=<HMAC-SHA256 over "<instant>.<body>">`; receivers refuse old instants."""
    instant = format_instant(at)
    mac = hmac.new(secret, instant.encode() + b"." + body, hashlib.sha256)
    return f"t={instant},v1={mac.hexdigest()}"


def _deliver(records: Records, webhook: Webhook, *, sender: Sender, clock: Clock) -> Delivered:
    with records.read() as view:
        entries = tuple(view.audit.entries(first=webhook.next_index, count_max=ENTRIES_MAX))
    sent, until = 0, clock() + SENDING_MAX
    for entry in entries:
        if entry.tag in webhook.tags:
            if clock() >= until:
                break
            problem = _send(webhook, entry, sender=sender, now=clock())
            if problem:
                _save(records, _failed(webhook, problem, clock()))
                return Delivered(sent=sent, failed=1)
            sent += 1
            webhook = _passed(webhook, entry)
            if not _save(records, webhook):
                return Delivered(sent=sent, failed=0)  # stopped meanwhile: nothing more leaves
        else:
            webhook = _passed(webhook, entry)
    if entries:
        _save(records, webhook)
    return Delivered(sent=sent, failed=0)


def _send(webhook: Webhook, entry: LoggedEntry, *, sender: Sender, now: datetime) -> str:
    body = json.dumps(
        {
            "webhook_id": webhook.webhook_id,
            "index": entry.index,
            "tag": entry.tag,
            "subject": entry.subject,
            "at": format_instant(entry.at),
        }
    ).encode()
    try:
        return sender.send(webhook.url, body, signature=sign(body, secret=webhook.secret, at=now))
    except PlainsightError as refused:
        return str(refused)


def _passed(webhook: Webhook, entry: LoggedEntry) -> Webhook:
    return replace(webhook, next_index=entry.index + 1, attempt_count=0, next_at=None, problem="")


def _failed(webhook: Webhook, problem: str, now: datetime) -> Webhook:
    count = webhook.attempt_count + 1
    wait = min(FIRST_WAIT * 2 ** min(count - 1, DOUBLED_MAX), WAIT_MAX)
    return replace(
        webhook,
        attempt_count=count,
        next_at=now + wait,
        problem=problem[:500],
    )


def _save(records: Records, webhook: Webhook) -> bool:
    with records.begin() as unit:
        return unit.identity.machines.save_progress(webhook)


def _is_due(webhook: Webhook, now: datetime) -> bool:
    if not webhook.is_active:
        return False
    # Later than the longest wait is an instant of a clock that was ahead and was set right since.
    return webhook.next_at is None or not now < webhook.next_at <= now + WAIT_MAX


def _fact(webhook: Webhook, act: str, by: str, now: datetime) -> Fact:
    return Fact(
        tag=AuditTag.WEBHOOK_CHANGED,
        subject=webhook.webhook_id,
        at=now,
        body={"act": act, "by": by, "tags": list(webhook.tags)},
        personal={"url": webhook.url},
    )
