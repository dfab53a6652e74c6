"""Trace one account through the ledger and gather all that the answer rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.trace.chain_ports import (
    AskedAsset,
    ChainLedger,
    ChainSource,
    RawEvidence,
    SnapshotRecord,
)
from plainsight.app.trace.judge_accounts import Judged
from plainsight.model.asset import Asset
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.category import Role
from plainsight.trace.chain.conversion import Conversion, find_bridge_exits, find_swaps
from plainsight.trace.chain.ledger_slice import slice_transactions
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.utxo import Transaction
from plainsight.trace.chain.utxo_question import UtxoQuestion, ask_utxo


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """An answer with its question, its part of the ledger, and the claims it believed."""

    subject: str  # the account, or the outputs, asked about
    asset: Asset
    question: Question | UtxoQuestion
    answer: Answer
    transfers: tuple[Transfer, ...]  # the slice of an account chain, for a report
    transactions: tuple[Transaction, ...]  # the slice of a UTXO chain
    evidence: tuple[RawEvidence, ...]
    judged: Judged
    lists: tuple[SnapshotRecord, ...]
    sources: tuple[ChainSource, ...]
    conversions: tuple[Conversion, ...] = ()  # where money of the paths became another asset


def trace_account(
    ledger: ChainLedger,
    asked: AskedAsset,
    question: Question,
    *,
    asset: Asset,
    judged: Judged,
    lists: Sequence[SnapshotRecord],
    breaks: frozenset[str] = frozenset(),
    has_slice: bool,
) -> Traced:
    """Answer over the whole ledger of one asset. Raises BadValue for an account it never shows.

    `breaks` are the swaps and bridges of every network: where money of a path enters one, what
    came out is looked for among their payments in other assets. The slice may be most of the
    ledger and is gathered where it `has_slice` to be shown.
    """
    answer = asked.ask(question)
    return Traced(
        subject=question.account,
        asset=asset,
        question=question,
        answer=answer,
        transfers=asked.slice_of(question, answer) if has_slice else (),
        transactions=(),
        evidence=(),
        judged=judged,
        lists=tuple(lists),
        sources=ledger.sources(),
        conversions=_conversions(ledger, answer, judged, breaks),
    )


def trace_outputs(
    ledger: ChainLedger,
    question: UtxoQuestion,
    *,
    asset: Asset,
    judged: Judged,
    lists: Sequence[SnapshotRecord],
) -> Traced:
    """The same for outputs of a UTXO chain, with the proof of inclusion where the feed had it."""
    transactions = ledger.transactions()
    answer = ask_utxo(question, transactions, asset=asset)
    part = slice_transactions(question, transactions)
    return Traced(
        subject=", ".join(str(point) for point in question.starts),
        asset=asset,
        question=question,
        answer=answer,
        transfers=(),
        transactions=part,
        evidence=ledger.evidence(transaction.transaction_id for transaction in part),
        judged=judged,
        lists=tuple(lists),
        sources=ledger.sources(),
    )


def _conversions(
    ledger: ChainLedger, answer: Answer, judged: Judged, breaks: frozenset[str]
) -> tuple[Conversion, ...]:
    """What came out where paths end at a swap or bridge: the trace breaks there."""
    services = frozenset(
        account for account, standing in judged.standings.items() if standing.role is Role.BREAK
    )
    at_breaks = {
        path.hops[-1].transfer.transfer_id
        for path in answer.search.paths
        if path.hops[-1].transfer.target in services
    }
    if not at_breaks:
        return ()
    rows = ledger.rows_of(at_breaks)
    found = list(find_swaps(rows, services=services))
    swapped = {item.given.transaction_id for item in found}
    exits = ledger.paid_by(breaks | services)
    for row in rows:
        if row.transfer.transfer_id in at_breaks and row.transaction_id not in swapped:
            found.extend(find_bridge_exits(row, exits, bridges=breaks | services))
    return tuple(found)


def report_fact(traced: Traced, *, digest: str, now: datetime) -> Fact:
    """That a report was made, for the log; the account enters as a commitment only."""
    return Fact(
        tag=AuditTag.TRACE_REPORTED,
        subject=f"sha256:{digest}",
        at=now,
        body={"asset": traced.asset.code, "paths": len(traced.answer.search.paths)},
        personal={"account": traced.subject},
    )
