"""The appendix of a trace report: everything the answer was computed from, as plain JSON.

A reader needs nothing else: `check_report` asks the question again over the appendix and compares
every number of it, and checks the proof of inclusion of every raw transaction. The page around it
is compared where pages are made. Amounts are decimal strings of base units, times RFC 3339.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import plainsight
from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.app.trace.trace_chain import Traced
from plainsight.app.trace.trace_report_rows import question_json, transaction_json, transfer_json
from plainsight.app.trace.trace_report_told import ask_again
from plainsight.errors import BadReport, PlainsightError
from plainsight.model.time import format_instant
from plainsight.prove.canonical import canonical_bytes
from plainsight.trace.chain.conversion import Conversion
from plainsight.trace.chain.inclusion import verify_inclusion
from plainsight.trace.chain.merkle import MerkleBranch
from plainsight.trace.chain.question import Answer

FORMAT = "plainsight-trace-report/1"


def make_appendix(
    traced: Traced, *, made_at: datetime, error_rates: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Everything, with the digest of all the rest under `sha256`."""
    accounts = _accounts(traced)
    body: dict[str, Any] = {
        "format": FORMAT,
        "software": plainsight.__version__,
        "made_at": format_instant(made_at),
        "asset": asdict(traced.asset),
        "question": question_json(traced.question, traced.answer, accounts=accounts),
        "judged": {
            "as_of": traced.judged.as_of.isoformat(),
            "basis": traced.judged.basis.value,
            "categories_version": traced.judged.policy_version,
            "claims": _claims_json(traced),
            "standings": {
                account: [standing.paid_to, standing.paid_by, standing.role.value]
                for account, standing in sorted(traced.judged.standings.items())
                if account in accounts
            },
            "lists": [_plain(asdict(record)) for record in traced.lists],
        },
        "ledger": {
            "sources": [
                {"name": s.name, "sha256": s.sha256, "gaps": list(s.gaps)} for s in traced.sources
            ],
            "transfers": [transfer_json(transfer) for transfer in traced.transfers],
            "transactions": [transaction_json(t) for t in traced.transactions],
        },
        "evidence": [_evidence_json(item) for item in traced.evidence],
        "conversions": [_conversion_json(item) for item in traced.conversions],
        "error_rates": [dict(rate) for rate in error_rates],
        "answer": answer_json(traced.answer),
    }
    return {**body, "sha256": digest_of(body)}


def answer_json(answer: Answer) -> dict[str, Any]:
    """Every number of an answer."""
    return {
        "total": str(answer.total),
        "ends": {
            method.value: {name: str(units) for name, units in ends.items()}
            for method, ends in answer.ends.items()
        },
        "fifo_ends": {end.value: str(units) for end, units in answer.search.ends.items()},
        "paths": [
            {
                "units": str(path.units),
                "end": path.end.value,
                "category": path.category,
                "hops": [hop.transfer.transfer_id for hop in path.hops],
            }
            for path in answer.search.paths
        ],
        "hubs": sorted(answer.hubs),
    }


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical bytes of everything but the digest itself."""
    rest = {key: value for key, value in body.items() if key != "sha256"}
    return sha256(canonical_bytes(rest, field="appendix")).hexdigest()


def check_report(appendix: Mapping[str, Any], *, source: str) -> tuple[str, ...]:
    """Compute everything again; the differences found, none when the report holds.

    Raises BadReport when the appendix is not one that can be computed.
    """
    if appendix.get("format") != FORMAT:
        raise BadReport(source, f"its format is {appendix.get('format')!r}, not {FORMAT}")
    try:
        differences = []
        if digest_of(appendix) != appendix["sha256"]:
            differences.append("the appendix was changed after it was made: its digest differs")
        again = answer_json(ask_again(appendix))
        differences.extend(_compare(appendix["answer"], again, "answer"))
        differences.extend(_check_evidence(appendix["evidence"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReport(source, f"the appendix is incomplete: {error!r}") from None
    return tuple(differences)


def _compare(stated: Any, found: Any, place: str) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(stated, dict) and isinstance(found, dict):
        keys = sorted(stated.keys() | found.keys())
        return [d for k in keys for d in _compare(stated.get(k), found.get(k), f"{place}.{k}")]
    return [] if stated == found else [f"{place}: the report says {stated!r}, not {found!r}"]


def _check_evidence(entries: list[dict[str, Any]]) -> list[str]:
    differences = []
    for entry in entries:
        branch = MerkleBranch(
            index=entry["branch_index"],
            siblings=tuple(bytes.fromhex(node) for node in entry["branch"]),
        )
        try:
            found = verify_inclusion(
                entry["transaction_id"],
                raw=bytes.fromhex(entry["raw"]),
                branch=branch,
                header=bytes.fromhex(entry["header"]),
            )
        except PlainsightError as error:
            differences.append(str(error))
            continue
        differences.extend(_compare(entry["block_hash"], found, "evidence.block_hash"))
    return differences


def _evidence_json(item: RawEvidence) -> dict[str, Any]:
    branch = MerkleBranch(index=item.branch_index, siblings=item.branch)
    return {
        "transaction_id": item.transaction_id,
        "raw": item.raw.hex(),
        "header": item.header.hex(),
        "branch_index": item.branch_index,
        "branch": [node.hex() for node in item.branch],
        "block_hash": verify_inclusion(
            item.transaction_id, raw=item.raw, branch=branch, header=item.header
        ),
    }


def _conversion_json(item: Conversion) -> dict[str, Any]:
    given, received = item.given, item.received
    return {
        "kind": item.kind.value,
        "network": received.network.value,
        "transaction_id": given.transaction_id,
        "account": given.transfer.source,
        "given": str(given.transfer.money),
        "given_to": given.transfer.target,
        "received": str(received.transfer.money),
        "received_as": received.transfer.transfer_id,
        "confidence_percent": item.confidence_percent,
    }


def _accounts(traced: Traced) -> frozenset[str]:
    """Every account of the slice."""
    named = {t.source for t in traced.transfers} | {t.target for t in traced.transfers}
    for transaction in traced.transactions:
        named.update(i.address for i in transaction.inputs if i.address is not None)
        named.update(o.address for o in transaction.outputs if o.address is not None)
    return frozenset(named)


def _claims_json(traced: Traced) -> list[dict[str, Any]]:
    """Claims about the accounts on the paths: what the answer believed."""
    seen = {
        end
        for path in traced.answer.search.paths
        for hop in path.hops
        for end in (hop.transfer.source, hop.transfer.target)
    }
    return [
        _plain(asdict(claim))
        for account in sorted(seen)
        for claim in traced.judged.claims.get(account, ())
    ]


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in entry.items()}
