"""What the page of a trace report tells, read from its appendix alone.

The page is made of nothing else, so whoever holds the file can make it again and compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plainsight.app.trace.trace_report_rows import question_of, transaction_of, transfer_of
from plainsight.errors import BadReport
from plainsight.model.asset import Asset
from plainsight.trace.chain.category import Role, Standing
from plainsight.trace.chain.question import Answer, Question, ask
from plainsight.trace.chain.utxo_question import UtxoQuestion, ask_utxo


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer in the words of a page: who is named how, and what counts as what."""

    subject: str  # the account, or the outputs, asked about
    asset: Asset
    question: Question | UtxoQuestion
    answer: Answer
    standings: Mapping[str, Standing]
    names: Mapping[str, str]  # account -> who is said to control it, by the strongest claim
    gaps: tuple[str, ...]


def told_of(appendix: Mapping[str, Any], *, source: str) -> Told:
    """Compute the answer again and gather what the page says. Raises BadReport."""
    try:
        question = question_of(appendix["question"])
        is_utxo = isinstance(question, UtxoQuestion)
        names: dict[str, str] = {}
        for claim in appendix["judged"]["claims"]:
            names.setdefault(claim["account"], claim["party"])
        return Told(
            subject=", ".join(appendix["question"]["starts"])
            if is_utxo
            else appendix["question"]["account"],
            asset=Asset(**appendix["asset"]),
            question=question,
            answer=ask_again(appendix),
            standings={
                account: Standing(paid_to=paid_to, paid_by=paid_by, role=Role(role))
                for account, (paid_to, paid_by, role) in appendix["judged"]["standings"].items()
            },
            names=names,
            gaps=tuple(gap for entry in appendix["ledger"]["sources"] for gap in entry["gaps"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReport(source, f"the appendix is incomplete: {error!r}") from None


def ask_again(appendix: Mapping[str, Any]) -> Answer:
    """The answer to the appendix's question over the appendix's rows."""
    asset = Asset(**appendix["asset"])
    question = question_of(appendix["question"])
    if isinstance(question, UtxoQuestion):
        chain = [transaction_of(row) for row in appendix["ledger"]["transactions"]]
        return ask_utxo(question, chain, asset=asset)
    return ask(question, [transfer_of(row, asset) for row in appendix["ledger"]["transfers"]])
