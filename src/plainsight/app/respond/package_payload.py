"""What lies in a package's data/ folder (spec/disclosure.md, section 2)."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.respond.collect_records import read_lines
from plainsight.app.respond.stored import Agency, Officer, StoredMove, StoredRequest
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant
from plainsight.prove.canonical import canonical_bytes
from plainsight.prove.commit import commit
from plainsight.prove.proof_file import EntryProof
from plainsight.respond.entitlement import ScopeVerdict
from plainsight.respond.gap import Gap, GapCounts, gap_certificate, gap_of
from plainsight.respond.instrument import Instrument
from plainsight.respond.package_text import (
    certificate,
    cover_letter,
    field_dictionary,
    not_produced_json,
    spreadsheet,
)
from plainsight.respond.scope_token import ScopeToken, token_json


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCase:
    """Everything a package is made of."""

    stored: StoredRequest
    instrument: Instrument
    verdict: ScopeVerdict
    token: ScopeToken
    token_signature: bytes
    content: bytes  # the collected copy
    moves: Sequence[StoredMove]
    proofs: Sequence[EntryProof]
    rotations: Sequence[bytes]  # the log's entries that changed its key, each without a newline
    agency: Agency | None
    officer: Officer
    fingerprint: str
    custodian: str
    actor_salt: bytes  # 32 bytes: actors in the custody record are commitments
    nonce: str
    own_operator: str
    gap_counts: GapCounts  # from the directory, whether or not transfers were granted
    now: datetime

    @property
    def gap(self) -> Gap:
        """The pointers beyond the border, from the transfers that were granted."""
        transfers = [
            value
            for line in read_lines(self.content)
            if line["field"] == "transfer" and isinstance(value := line["value"], dict)
        ]
        return gap_of(transfers, own_operator=self.own_operator)


def package_payload(case: PackageCase) -> dict[str, bytes]:
    """The files below data/, by name."""
    lines = read_lines(case.content)
    files: dict[str, bytes] = {
        "cover_letter.txt": _letter(case).encode(),
        "request.json": _json(_request(case)),
        "records/subscriber.jsonl": case.content,
        "records/subscriber.csv": spreadsheet(lines, write=_cell).encode(),
        "field_dictionary.md": field_dictionary(str(line["field"]) for line in lines).encode(),
        "not_produced.json": _json(
            [dict(part) for part in not_produced_json(case.verdict.not_produced)]
        ),
        "custody.jsonl": b"".join(_json(_custody(move, case)) for move in case.moves),
        "inclusion.json": _json([_proof(proof) for proof in case.proofs]),
        "checkpoint.txt": case.proofs[0].checkpoint,
        "certificate.txt": _certificate(case, len(lines)).encode(),
        "hashes_at_source.json": _json(_hashes(case, lines)),
        "recipients.json": _json(_recipients(case)),
        "acknowledge.json": _json({"nonce": case.nonce, "reference": case.stored.reference}),
    }
    if case.gap_counts.is_open:
        files["gap_certificate.json"] = _json(
            gap_certificate(
                case.gap,
                case.token.scope,
                counts=case.gap_counts,
                country=case.stored.request.issuing_authority.country,
                reference=case.stored.reference,
                agency_reference=case.stored.request.investigation_reference,
                now=case.now,
            )
        )
    return files


def _letter(case: PackageCase) -> str:
    return cover_letter(
        reference=case.stored.reference,
        agency=case.stored.request.requester.agency_id if case.agency is None else case.agency.name,
        agency_reference=case.stored.request.investigation_reference,
        instrument=f"{case.instrument.title} ({case.instrument.policy_id} "
        f"version {case.instrument.version})",
        fingerprint=case.fingerprint,
    )


def _certificate(case: PackageCase, line_count: int) -> str:
    return certificate(
        reference=case.stored.reference,
        records_digest=hashlib.sha256(case.content).hexdigest(),
        line_count=line_count,
        custodian=case.custodian,
        is_foreign=case.stored.request.issuing_authority.country == "US",
    )


def _request(case: PackageCase) -> dict[str, JsonValue]:
    return {
        "reference": case.stored.reference,
        "instrument": case.instrument.instrument_id,
        "policy_version": case.instrument.version,
        "investigation_reference": case.stored.request.investigation_reference,
        "received_at": format_instant(case.stored.received_at),
        "documents": list(case.stored.request.document_digests),
        "scope_token": token_json(case.token),
        "scope_token_signature": base64.b64encode(case.token_signature).decode(),
    }


def _custody(move: StoredMove, case: PackageCase) -> dict[str, JsonValue]:
    return {
        "step": move.number,
        "command": move.command,
        "role": move.role,
        "actor": commit(move.actor_id, name="actor_id", salt=case.actor_salt),
        "at": format_instant(move.at),
        "object": move.object_digest,
    }


def _proof(proof: EntryProof) -> dict[str, JsonValue]:
    return {
        "index": proof.index,
        "entry": base64.b64encode(proof.line).decode(),
        "hashes": [base64.b64encode(step).decode() for step in proof.hashes],
    }


def _hashes(case: PackageCase, lines: Sequence[Mapping[str, JsonValue]]) -> dict[str, JsonValue]:
    counts: dict[str, JsonValue] = {}
    for line in lines:
        name = str(line["field"])
        held = counts.get(name, 0)
        counts[name] = 1 + (held if isinstance(held, int) else 0)
    return {
        "records/subscriber.jsonl": hashlib.sha256(case.content).hexdigest(),
        "line_count": len(lines),
        "lines_by_field": counts,
    }


def _recipients(case: PackageCase) -> list[JsonValue]:
    return [
        {
            "officer": case.officer.officer_id,
            "agency": case.officer.agency_id,
            "key": case.officer.recipient_key,
            "key_sha256": hashlib.sha256(case.officer.recipient_key.encode()).hexdigest(),
        }
    ]


def _json(value: JsonValue) -> bytes:
    return canonical_bytes(value, field="package") + b"\n"


def _cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
