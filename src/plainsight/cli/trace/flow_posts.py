"""Amounts named in posts with findings, for the commands about flows."""

from pathlib import Path

from plainsight import wiring
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.app.trace.quote_amounts import quote_amounts
from plainsight.cli.trace.chain_posts import read_posts
from plainsight.detect.extract import ExtractKind, extract
from plainsight.model.asset import fiat
from plainsight.stores.transfers.fiat_legs import read_rates
from plainsight.trace.flows.policy import FlowPolicy
from plainsight.trace.flows.quoted import QuotedAmount


def read_quoted(
    paths: list[Path], snapshot: LedgerSnapshot, policy: FlowPolicy, question: FlowQuestion
) -> tuple[QuotedAmount, ...]:
    """What posts of these files quote, valued in each currency that flows are judged in.

    Only posts with findings: shops name prices too.
    """
    if not paths:
        return ()
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    posts = [post for path in paths for post in read_posts(path)]
    flagged = [post for post, examined in scanner.scan(posts) if examined.findings]
    judged_in = {question.judged_in(code).reporting.code for code in policy.written_in}
    return tuple(
        quoted
        for code in sorted(judged_in)
        for quoted in quote_amounts(flagged, _amounts, rates=read_rates(snapshot, fiat(code)))
    )


def _amounts(text: str) -> list[str]:
    return [found.value for found in extract(text) if found.kind is ExtractKind.AMOUNT]
