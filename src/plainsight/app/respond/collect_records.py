"""Collect and check (T16-T18): the extractor asks what a signed, unexpired scope token allows."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.prove.log_keys import chain_of_log, rotation_entries
from plainsight.app.respond.freeze_requester import require_not_frozen
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.stored import Actor, DirectoryRecord, StoredRequest, StoredToken
from plainsight.errors import ForgedSignature, NotEntitled, ScopeExpired
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.time import format_instant
from plainsight.prove.canonical import canonical_bytes
from plainsight.prove.note import VerifierKey, verify_signature
from plainsight.prove.rotation import RotationReason
from plainsight.respond.scope_token import ScopeToken, token_from_json
from plainsight.respond.states import Circumstances, Command

SOURCE = "account directory"
COUNTERPARTY_KEPT = ("id", "operator", "region")


def open_token(
    unit: UnitOfWork, stored: StoredRequest, *, key: VerifierKey, now: datetime
) -> ScopeToken:
    """The scope token of a legal request, its signature and time checked.

    A token outlives the key that signed it, unless that key may have been stolen. Raises
    ScopeExpired, or GuardUnmet while its requester is suspected of fraud elsewhere.
    """
    require_not_frozen(unit, stored, now=now)
    if stored.token_id is None:
        raise ScopeExpired("none", "was never granted")
    kept = unit.desk.requests.token(stored.token_id)
    gave_way = _require_signed(unit, kept, key)
    token = token_from_json(json.loads(kept.body))
    if gave_way is not None and token.granted_at > gave_way:
        raise ScopeExpired(kept.token_id, "was signed by a key that had given way")
    if token.request_id != stored.request_id:
        raise ScopeExpired(kept.token_id, "belongs to another legal request")
    if now > token.expires_at:
        raise ScopeExpired(kept.token_id, f"ended at {format_instant(token.expires_at)}")
    return token


def _require_signed(unit: UnitOfWork, kept: StoredToken, key: VerifierKey) -> datetime | None:
    """When the key that signed the token gave way; None when it is the one that signs now."""
    rotations = chain_of_log(unit, key=key).rotations
    if _is_signed(kept, rotations[-1].new if rotations else key):
        return None
    for rotation, entry in zip(rotations, rotation_entries(unit), strict=True):
        if _is_signed(kept, rotation.old):
            if rotation.reason == RotationReason.SUSPECTED_THEFT:
                raise ScopeExpired(kept.token_id, "was signed by a key that may have been stolen")
            return entry.at
    raise ScopeExpired(kept.token_id, "is not signed by this desk")


def _is_signed(kept: StoredToken, key: VerifierKey) -> bool:
    try:
        verify_signature(kept.body, signature=kept.signature, key=key)
    except ForgedSignature:
        return False
    return True


def collect_records(
    records: Records, request_id: str, *, key: VerifierKey, actor: Actor, now: datetime
) -> StoredRequest:
    """Run the extractor (T16); what it gave is hashed at the source and sealed.

    Raises ScopeExpired; nothing was looked up then.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        token = open_token(unit, stored, key=key, now=now)
        lines = list(_lines(unit.desk.directory.collect(token.scope), token))
        content = b"".join(lines)
        digest = hashlib.sha256(content).hexdigest()
        unit.desk.requests.keep_collected(stored.request_id, content, at=now)
        stored = move_request(
            unit,
            stored,
            Command.COLLECT,
            actor=actor,
            circumstances=Circumstances(is_scope_token_current=True),
            now=now,
            object_digest=digest,
        )
        unit.record(
            Fact(
                tag=AuditTag.RECORDS_COLLECTED,
                subject=stored.request_id,
                at=now,
                body={"token": token.token_id, "lines": len(lines), "digest": digest},
            )
        )
    return stored


def pass_quality(
    records: Records, request_id: str, *, key: VerifierKey, actor: Actor, now: datetime
) -> StoredRequest:
    """Another person's check (T17, T18): nothing outside the token, or a nil certificate.

    Raises NotEntitled when the collected copy holds a field or account outside the scope.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        token = open_token(unit, stored, key=key, now=now)
        content = unit.desk.requests.collected(stored.request_id)
        lines = read_lines(content)
        accounts = {unit.desk.directory.resolve(each) for each in token.scope.identifiers}
        for line in lines:
            if line["field"] not in token.scope.field_names or line["account"] not in accounts:
                raise NotEntitled(f"{line['field']} of {line['account']}", token.token_id)
        return move_request(
            unit,
            stored,
            Command.PASS_QUALITY if lines else Command.CERTIFY_NIL,
            actor=actor,
            circumstances=Circumstances(has_records=bool(lines), is_within_scope=True),
            now=now,
            object_digest=hashlib.sha256(content).hexdigest(),
        )


def read_lines(content: bytes) -> list[dict[str, JsonValue]]:
    """The collected copy as values."""
    return [json.loads(line) for line in content.splitlines()]


def _lines(found: Iterator[DirectoryRecord], token: ScopeToken) -> Iterator[bytes]:
    """One canonical line for each field of each record: RFC 8785, so that a hash means it."""
    for record in found:
        for name, value in sorted(record.fields.items()):
            if name not in token.scope.field_names:
                raise NotEntitled(name, token.token_id)
            told: dict[str, JsonValue] = {
                "account": record.account_id,
                "field": name,
                "value": _without_third_parties(name, value),
                "as_of": format_instant(record.at),
                "source": SOURCE,
                "row": record.record_number,
            }
            yield canonical_bytes(told, field="record") + b"\n"


def _without_third_parties(name: str, value: JsonValue) -> JsonValue:
    """Leave of a transfer's other end what identifies it for a further legal request, no more.

    Its phone, address or name is another person's, about whom this instrument does not ask.
    """
    if name != "transfer" or not isinstance(value, dict):
        return value
    party = value.get("counterparty")
    if not isinstance(party, dict):
        return value
    return {**value, "counterparty": {k: v for k, v in party.items() if k in COUNTERPARTY_KEPT}}
